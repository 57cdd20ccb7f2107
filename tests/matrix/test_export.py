"""Exports (工单导出) hold what the lists hold: role by role and filter by filter, and nothing RESTRICTED."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.roles import PERMISSIONS, Role
from hotline.tickets.models import Ticket
from hotline.tickets.papers import NamedUser
from hotline.tickets.vocabulary import Status
from tests.conftest import BACKENDS
from tests.matrix import shelf
from tests.matrix.shelf import NAME, PHONE, Sample
from tests.support.city import City, Desk

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
EXPORTERS = {"banzhang", "duban", "jiancha", "cg-shenpi"}
FILTERS: tuple[Mapping[str, str], ...] = (
    {},
    {"status": "HANDLING"},
    {"queue": "handling"},
    {"queue": "supervised"},
    {"queue": "all", "kind": "HELP"},
    {"category": "01"},
    {"district": "440604", "channel": "WEB"},
    {"light": "GREEN"},
    {"q": "路灯"},
    {"q": "FS20260304900003"},
    {"received_from": "2026-03-04T09:00:00", "received_to": "2026-03-04T09:01:00"},
    {"received_to": "2026-03-04T08:00:00"},
)


@pytest.fixture
async def samples(city: City) -> list[Sample]:
    """One ticket of every status and kind of secrecy."""
    return await shelf.fill(city)


async def _walked(desk: Desk, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        params = {**filters, **cursor, "limit": "40"}
        page = (await desk.client.get("/api/tickets", params=params)).json()
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        cursor = {"cursor": page["next_cursor"]}


async def _exported(desk: Desk, **filters: str) -> list[dict[str, str]]:
    answer = await desk.client.get("/api/tickets/export", params=filters)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_an_export_holds_the_rows_of_the_list_in_its_order(
    city: City, samples: list[Sample]
) -> None:
    filled = 0
    for login in sorted(EXPORTERS):
        desk = await city.desk(login)
        for filters in FILTERS:
            listed = await _walked(desk, filters)
            want = [row["number"] for row in listed if row["confidentiality"] != "RESTRICTED"]
            found = [row["工单编号"] for row in await _exported(desk, **filters)]
            assert found == want, (login, filters)
            filled += bool(want)
    assert filled > len(FILTERS)


async def test_only_those_who_lead_or_supervise_may_export(
    city: City, samples: list[Sample]
) -> None:
    let_in = set()
    for login in shelf.people():
        desk = await city.desk(login.login)
        answer = await desk.client.get("/api/tickets/export")
        held = frozenset().union(*(PERMISSIONS[Role(role)] for role in login.roles))
        assert answer.status_code == (200 if "ticket.export" in held else 403), login
        if answer.status_code == 200:
            let_in.add(login.login)
        else:
            assert answer.headers["content-type"] == "application/problem+json"
            assert not any(s.number in answer.text for s in samples)
    assert let_in == EXPORTERS
    assert (await city.public.get("/api/tickets/export")).status_code == 401


async def test_a_unit_takes_out_its_own_tickets_alone_and_no_person(
    city: City, samples: list[Sample]
) -> None:
    desk = await city.desk("cg-shenpi")
    found = {row["工单编号"] for row in await _exported(desk)} & {s.number for s in samples}
    assert found == {
        s.number for s in samples if s.unit == shelf.OWN and s.variant in {"own", "hidden"}
    }
    for login in EXPORTERS:
        answer = await (await city.desk(login)).client.get("/api/tickets/export")
        assert PHONE not in answer.text
        assert NAME not in answer.text


async def test_a_restricted_ticket_leaves_in_no_file_even_for_the_named(
    city: City, samples: list[Sample]
) -> None:
    secret = {s.number: s.id for s in samples if s.variant == "restricted"}
    async with city.hotline.database.write() as session:
        boss = await session.scalar(select(Account.id).where(Account.login == "banzhang"))
        for ticket_id in secret.values():
            named = {"ticket_id": ticket_id, "account_id": boss, "named_at": clock.now()}
            await session.execute(insert(NamedUser).values(**named))
    desk = await city.desk("banzhang")
    assert secret
    for ticket_id in secret.values():
        assert (await desk.client.get(f"/api/tickets/{ticket_id}")).status_code == 200
    listed = {row["number"] for row in await _walked(desk, {})}
    found = {row["工单编号"] for row in await _exported(desk)}
    assert found.isdisjoint(secret)
    assert found == listed


async def test_a_unit_does_not_take_out_a_rating_before_the_ticket_is_closed(
    city: City, samples: list[Sample]
) -> None:
    told = {"follow_up": {"resolved": "NO", "rating": "DISSATISFIED"}}
    async with city.hotline.database.write() as session:
        await session.execute(update(Ticket).values(final_rating="DISSATISFIED", **told))
    rated = {s.number for s in samples if s.unit == shelf.OWN and s.variant == "own"}
    closed = {s.number for s in samples if s.number in rated and s.status is Status.CLOSED}
    seen: dict[str, set[str]] = {}
    for login in ("cg-shenpi", "banzhang"):
        rows = await _exported(await city.desk(login))
        seen[login] = {
            row["工单编号"]
            for row in rows
            if (row["回访结果"], row["满意度"]) == ("未解决", "不满意") and row["工单编号"] in rated
        }
    assert (seen["cg-shenpi"], seen["banzhang"]) == (closed, rated)
