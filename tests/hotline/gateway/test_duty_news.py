"""A mailbox that refuses for good is told: to those who press on, and to whoever keeps the addresses."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from channels import service as channels
from channels.delivery import Reason
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from hotline.gateway import duty_news
from hotline.kit.db import Database
from hotline.process import unit_notices
from hotline.supervision.models import NoticeAudience, StaffNotice
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import (
    MOBILE,
    WORDS,
    House,
    add_action,
    add_ticket,
    add_unit,
    house,
    house_info,
)

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def session_info() -> dict[str, Any]:
    info = house_info(unit_mail_pattern="{code}@units.example")
    duty_news.register(info["subscriptions"])
    return info


@pytest.fixture
async def place(database: Database) -> AsyncIterator[House]:
    async with house(database) as found:
        yield found


async def pressed(place: House, unit: str = "FS-CG") -> Ticket:
    """The lead unit is written to; its mailbox refuses for good."""
    place.mail.fail_next(Reason.BAD_ADDRESS)
    async with place.database.write() as session:
        ticket = await add_ticket(session, place, lead_unit_id=place.units[unit], kind="HELP")
        found = await add_action(session, ticket, "URGE")
        event = TicketActed(ticket.id, found, "URGE", "HANDLING", "HANDLING", 3)
        await unit_notices.on_acted(session, event)
    await place.run()
    return ticket


async def notices(place: House) -> dict[str, set[Any]]:
    """Every notice's body with its audiences: roles and (unit, duty)."""
    query = select(
        StaffNotice.body_zh, NoticeAudience.role, NoticeAudience.unit_id, NoticeAudience.duty
    ).join(NoticeAudience, NoticeAudience.notice_id == StaffNotice.id)
    found: dict[str, set[Any]] = {}
    async with place.database.read() as session:
        for body, role, unit_id, duty in await session.execute(query):
            found.setdefault(body, set()).add(role or (unit_id, duty))
    return found


async def test_a_letter_that_was_refused_is_told_with_its_ticket(place: House) -> None:
    """§7.3, rule 3: somebody always owns a ticket, so he must have heard of it."""
    ticket = await pressed(place)
    told = await notices(place)
    unit_id = place.units["FS-CG"]
    (about,) = [body for body in told if ticket.number in body]
    assert "号码或地址无效" in about
    assert told[about] == {"dispatcher", (unit_id, "CLERK")}
    (address,) = [body for body in told if body != about]
    assert told[address] == {"admin"}
    assert "佛山市城市管理局" in address
    assert all(MOBILE not in body and WORDS[:6] not in body for body in told)
    assert all("@" not in body for body in told)


async def test_the_unit_above_hears_of_it_and_the_admin_once_a_day(place: House) -> None:
    """§7.2: the district must help and press."""
    async with place.database.write() as session:
        above = place.units["FS-CC"] = await add_unit(session, "FS-CC", "禅城区政府", level=3)
        place.units["FS-CC-NZ"] = await add_unit(session, "FS-CC-NZ", "南庄镇", parent_id=above)
    first, second = await pressed(place, "FS-CC-NZ"), await pressed(place, "FS-CC-NZ")
    told = await notices(place)
    for ticket in (first, second):
        (about,) = [body for body in told if ticket.number in body]
        assert (above, "CLERK") in told[about]
    assert len(told) == 3
    await place.wait(days=1)
    await pressed(place, "FS-CC-NZ")
    assert len(await notices(place)) == 4


async def test_a_letter_that_arrives_is_not_told(place: House) -> None:
    async with place.database.write() as session:
        ticket = await add_ticket(session, place, lead_unit_id=place.units["FS-CG"])
        found = await add_action(session, ticket, "URGE")
        event = TicketActed(ticket.id, found, "URGE", "HANDLING", "HANDLING", 3)
        await unit_notices.on_acted(session, event)
    await place.run()
    assert await notices(place) == {}


@pytest.mark.parametrize(
    ("key", "roles"),
    [(f"anchor:{'2026-03-04'}:x", {"admin", "auditor"}), ("staff:card:1", set()), (None, set())],
)
async def test_anchors_that_do_not_leave_the_house_are_told(
    place: House, key: str | None, roles: set[str]
) -> None:
    """§13.3: daily anchor hash; other letters of the house are told by whoever wrote them."""
    place.mail.fail_next(Reason.BAD_ADDRESS)
    route = Route(ChannelKind.EMAIL, "audit@outside.example", "锚点", "锚点")
    async with place.database.write() as session:
        await channels.send(session, Outgoing((route,), Purpose.DUTY, dedupe_key=key))
    await place.run()
    told = await notices(place)
    assert set().union(*told.values()) == roles


async def test_a_unit_without_any_address_is_told_of_once_a_month(place: House) -> None:
    place.database.info.pop(unit_notices.MAIL_PATTERN)
    async with place.database.write() as session:
        unit = await add_unit(session, "FS-XX", "佛山市新设立局")
        for _ in range(2):
            ticket = await add_ticket(session, place, lead_unit_id=unit, kind="HELP")
            found = await add_action(session, ticket, "URGE")
            event = TicketActed(ticket.id, found, "URGE", "HANDLING", "HANDLING", 3)
            await unit_notices.on_acted(session, event)
    await place.run()
    told = await notices(place)
    (body,) = told
    assert told[body] == {"admin"}
    assert "佛山市新设立局" in body
