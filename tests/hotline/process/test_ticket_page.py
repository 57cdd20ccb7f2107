"""The page of a ticket is read in a fixed small number of statements (工单详情), whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.conftest import BACKENDS
from tests.support import steps
from tests.support.city import City
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
MOST = 10  # who asks included
LAMPS = "禅城区祖庙街道同济路路灯坏了三天，请修复"
ME = {"name": "王小红", "phone": "13800000001"}
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is sent to the database; opening and ending a transaction is no question."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_a_page_takes_at_most_ten_statements(city: City) -> None:
    receipt = await city.submits(LAMPS, contact=ME)
    await steps.contacted(city, await _signed(city, receipt))
    for login in ("agent01", "shenhe", "paidan", steps.CLERK, "duban"):
        desk = await city.desk(login)
        await desk.ticket(receipt["id"])  # whatever is read once a process is read now
        with statements() as seen:
            page = await desk.ticket(receipt["id"])
        assert page["id"] == receipt["id"]
        assert len(page["timeline"]) >= 5
        spared = [s for s in seen if "ticket_whistles" in s]  # a unit may have been called
        assert len(seen) - len(spared) <= MOST, (login, len(seen), seen)


async def _signed(city: City, receipt: dict[str, str]) -> dict[str, str]:
    await steps.signed(city, receipt)
    return receipt


async def test_a_longer_story_takes_no_more_statements(city: City) -> None:
    receipt = await city.submits(LAMPS, contact=ME)
    desk = await city.desk("agent01")
    await desk.ticket(receipt["id"])
    with statements() as before:
        await desk.ticket(receipt["id"])
    other = await city.submits("禅城区祖庙街道建新路井盖破损，行人易绊倒", contact=ME)
    link = {"version": 1, "ticket_id": other["id"]}
    answer = await desk.client.post(f"/api/tickets/{receipt['id']}/actions/LINK", json=link)
    assert answer.status_code == 200, answer.text
    for words in ("已电话沟通", "再次致电", "已转告"):
        await desk.does(receipt["id"], "COMMENT", text=words)
    with statements() as after:
        page = await desk.ticket(receipt["id"])
    assert [link["id"] for link in page["links"]] == [other["id"]]
    assert page["links"][0]["outgoing"] is True
    assert (await desk.ticket(other["id"]))["links"][0]["outgoing"] is False
    assert len(after) <= len(before) + 1  # names of whoever acted
