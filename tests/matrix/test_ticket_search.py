"""Role × ticket: the search finds what the list lists, inside the engine and behind it, and counts no more."""

from typing import Any

import pytest

from hotline.demo.loader import Login
from hotline.process.search.asking import Asker, seeking
from hotline.process.search.index import rebuild
from hotline.tickets.queries import TicketFilter
from hotline.tickets.readers import sight_of
from hotline.tickets.visibility import works_for_unit
from hotline.tickets.vocabulary import Status
from knowledge.search.seeking import MOST
from knowledge.understanding.understand import understand
from tests.conftest import BACKENDS
from tests.matrix import shelf
from tests.matrix.shelf import NAME, PHONE
from tests.matrix.test_roles_and_visibility import House, _actor, _listed, house
from tests.support.city import Desk

__all__ = ["house"]
WORDS = "同济路 路灯坏了三天"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
async def indexed(house: House) -> House:
    """The matrix of tickets, indexed."""
    hotline = house.city.hotline
    await rebuild(hotline.database, hotline.ticket_search.engine, hotline.routing.state)
    return house


async def _searched(desk: Desk, words: str = WORDS, **filters: str) -> set[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = {"q": words, **filters, "limit": "20", **({"cursor": cursor} if cursor else {})}
        answer = await desk.client.get("/api/tickets/search", params=query)
        if answer.status_code == 403:
            return set()
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert set(page) == {"items", "next_cursor", "degraded", "corrected"}, "no count is told"
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            assert len(found) == len(set(found)), "a page repeats another"
            return set(found)


async def _named_by_the_engine(house: House, login: Login) -> set[str]:
    """What the index answers before the database is asked: the tags alone."""
    actor = await _actor(house, login)
    hotline = house.city.hotline
    async with hotline.database.read() as session:
        asker = Asker(await sight_of(session, actor), hears=not works_for_unit(actor))
    lexicon = hotline.ticket_search.lexicon
    asked = seeking(understand(WORDS, lexicon), lexicon, asker, TicketFilter())
    many = type(asked)(asked.needs, asked.among, asked.liked, asked.barred, MOST)
    return {hit.kept for hit in (await hotline.ticket_search.seek(many)).hits}


async def test_everybody_finds_what_his_list_shows_and_nothing_else(indexed: House) -> None:
    secret = {s.id for s in indexed.samples if s.variant == "restricted"}
    wrong: dict[str, Any] = {}
    for login in shelf.people():
        desk = await indexed.city.desk(login.login)
        listed = await _listed(desk)
        ways = {
            "search": await _searched(desk),
            "engine": await _named_by_the_engine(indexed, login),
        }
        for way, found in ways.items():
            if found != listed or not found.isdisjoint(secret):
                wrong[f"{login.login} {way}"] = (found - listed, listed - found)
    assert wrong == {}


async def test_filters_narrow_a_search_as_they_narrow_the_list(indexed: House) -> None:
    filters = [*({"status": status.value} for status in Status), {"district": "440604"}]
    filters += [{"category": "01"}, {"kind": "HELP"}, {"kind": "PRAISE"}]
    for login in ("banzhang", "cg-lianluo", "paidan"):
        desk = await indexed.city.desk(login)
        for narrowed in filters:
            listed = await _listed(desk, **narrowed)
            assert await _searched(desk, **narrowed) == listed, (login, narrowed)


async def test_a_number_begun_lists_what_the_list_lists(indexed: House) -> None:
    for login in ("banzhang", "cg-lianluo", "gs-lianluo", "shenhe"):
        desk = await indexed.city.desk(login)
        for typed in ("FS2026030490", "fs20260304900", "FS20260304900012"):
            listed = await _listed(desk, q=typed.upper())
            assert await _searched(desk, typed) == listed, (login, typed)


async def test_a_secret_ticket_is_not_found_by_its_number_or_words(indexed: House) -> None:
    secret = [s for s in indexed.samples if s.variant == "restricted"]
    for login in shelf.people():
        desk = await indexed.city.desk(login.login)
        for sample in secret:
            assert sample.id not in await _searched(desk, sample.number), (login.login, sample)


async def test_what_the_index_still_holds_is_not_shown_once_it_is_secret(indexed: House) -> None:
    """The index lags: what became secret a moment ago is named by the engine and stopped by the list."""
    from sqlalchemy import update

    from hotline.tickets.models import Ticket

    open_one = next(s for s in indexed.samples if (s.variant, s.status) == ("own", Status.HANDLING))
    async with indexed.city.hotline.database.write() as session:
        change = update(Ticket).where(Ticket.id == open_one.id)
        await session.execute(change.values(confidentiality="RESTRICTED"))
    boss = next(login for login in shelf.people() if login.login == "banzhang")
    assert open_one.id in await _named_by_the_engine(indexed, boss)
    desk = await indexed.city.desk("banzhang")
    assert open_one.id not in await _searched(desk)
    assert open_one.id not in await _searched(desk, open_one.number)


async def test_nobody_finds_the_citizen_by_name_or_number(indexed: House) -> None:
    for login in ("banzhang", "agent01", "cg-lianluo", "yinsi"):
        desk = await indexed.city.desk(login)
        for words in (PHONE, NAME, "138 0000 0001", f"路灯 {NAME}", f"{NAME}{PHONE}"):
            assert await _searched(desk, words) == set(), (login, words)
