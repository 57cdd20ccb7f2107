"""Which unit hears what of an action: called units, superior and lower ones, decisions on what it asked for."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.models import Message
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.process import unit_notices
from hotline.tickets.events import AssignmentStarted, TicketActed
from hotline.tickets.models import Assignment, Ticket, TicketClock
from hotline.tickets.papers import Whistle
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import NOON, House, add_action, add_ticket, house, house_info

BUREAU, TOWN = "fs-cg@units.example", "fs-cc-zm@units.example"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def session_info() -> dict[str, Any]:
    return house_info(unit_mail_pattern="{code}@units.example")


@pytest.fixture
async def place(database: Database) -> AsyncIterator[House]:
    async with house(database) as found:
        yield found


def local(day: int, hour: int = 17, minute: int = 30) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=clock.SHANGHAI)


async def handled(session: AsyncSession, place: House, lead: str = "FS-CG") -> Ticket:
    """A ticket that ``lead`` handles until the 17th."""
    unit_id = place.units[lead]
    ticket = await add_ticket(session, place, lead_unit_id=unit_id, kind="HELP")
    ticket.status, ticket.due_at = "HANDLING", local(17)
    return ticket


async def part(
    session: AsyncSession, place: House, ticket: Ticket, unit: str, **columns: Any
) -> Assignment:
    """A part of a unit."""
    plain = {
        "id": new_id(),
        "ticket_id": ticket.id,
        "unit_id": place.units[unit],
        "unit_path": f"/{place.units[unit]}/",
        "unit_level": 2,
        "role": "LEAD",
        "status": "SIGNED",
        "assigned_at": clock.now(),
    }
    row = Assignment(**(plain | columns))
    session.add(row)
    await session.flush()
    return row


async def acted(
    session: AsyncSession, ticket: Ticket, action: str, *, by: str | None = None, **payload: Any
) -> None:
    """The log row is there, its event is heard twice."""
    action_id = await add_action(session, ticket, action, payload=payload)
    event = TicketActed(
        ticket.id, action_id, action, "HANDLING", ticket.status, 3, assignment_id=by
    )
    await unit_notices.on_acted(session, event)
    await unit_notices.on_acted(session, event)


async def test_a_partner_and_a_lower_tier_hear_of_their_own_due_time(place: House) -> None:
    """§3.1: each part has its own due time; §4.1 partner: case due − 1 WD."""
    async with place.database.write() as session:
        ticket = await handled(session, place)
        for unit, role, due in (
            ("FS-CG", "LEAD", local(17)),
            ("FS-CC-ZM", "PARTNER", local(16, 10, 0)),
        ):
            row = await part(session, place, ticket, unit, role=role, due_at=due)
            event = AssignmentStarted(ticket.id, row.id, row.unit_id, role)
            await unit_notices.on_assignment_started(session, event)
    await place.run()
    (lead,), (partner,) = place.mail.texts_to(BUREAU), place.mail.texts_to(TOWN)
    assert "办理期限3月17日17:30" in lead
    assert "办理期限3月16日10:00" in partner


async def test_a_called_unit_is_told_when_to_come_and_until_when(place: House) -> None:
    """D7: the called unit's clock runs, 30 minutes where it is urgent, so it must hear of it."""
    async with place.database.write() as session:
        ticket = await handled(session, place, "FS-CC-ZM")
        ticket.urgency = "URGENT"
        called = {"ticket_id": ticket.id, "unit_id": place.units["FS-CG"]}
        session.add(
            Whistle(
                id=new_id(),
                **called,
                unit_path="/",
                called_at=clock.now(),
                place="祖庙路12号",
                meeting_at=local(4, 12, 20),
                question="占道联合整治",
            )
        )
        session.add(running(**called, clock="whistle_report", due_at=NOON + timedelta(minutes=30)))
        await session.flush()
        await acted(session, ticket, "WHISTLE")
    await place.run()
    assert place.mail.texts_to(BUREAU) == [
        f"【加急】祖庙街道办事处吹哨，请于3月4日12:20到场会办并报到：求助工单{ticket.number}，"
        "报到期限3月4日12:30。请登录12345平台办理。"
    ]
    assert not place.mail.texts_to(TOWN)


def running(**columns: Any) -> TicketClock:
    """A clock of a unit that started now."""
    plain: dict[str, Any] = {
        "id": new_id(),
        "mode": "CLK",
        "limit": 30,
        "state": "RUNNING",
        "started_at": clock.now(),
        "original_due_at": columns["due_at"],
        "base_due_at": columns["due_at"],
        "base_paused": 0,
        "paused_minutes": 0,
        "calendar_version": "default#1",
        "provisional": False,
        "rung": 0,
    }
    return TicketClock(**(plain | columns))


async def test_the_superior_unit_hears_that_it_has_to_decide(place: House) -> None:
    """D4: decided by the parent unit."""
    async with place.database.write() as session:
        ticket = await handled(session, place)
        own = await part(session, place, ticket, "FS-CG", due_at=local(17))
        child = await part(
            session,
            place,
            ticket,
            "FS-CC-ZM",
            parent_id=own.id,
            due_at=local(12),
            status="OBJECTED",
        )
        await acted(session, ticket, "RETURN_UP", by=child.id)
    await place.run()
    (text,) = place.mail.texts_to(BUREAU)
    assert text.startswith("祖庙街道办事处退回转派的工单，请裁定：")
    assert not place.mail.texts_to(TOWN)


@pytest.mark.parametrize(
    ("accepted", "words"),
    [(True, "退回已获同意，无需继续办理"), (False, "退回未获同意，请继续办理")],
)
async def test_the_lower_unit_hears_what_was_decided(
    place: House, *, accepted: bool, words: str
) -> None:
    """D4."""
    async with place.database.write() as session:
        ticket = await handled(session, place)
        own = await part(session, place, ticket, "FS-CG")
        child = await part(session, place, ticket, "FS-CC-ZM", parent_id=own.id, due_at=local(12))
        told = {"assignment_id": child.id, "accepted": accepted}
        await acted(session, ticket, "DECIDE_RETURN_UP", by=own.id, **told)
    await place.run()
    (text,) = place.mail.texts_to(TOWN)
    assert text.startswith(words)
    assert ("3月12日17:30" in text) is not accepted
    assert not place.mail.texts_to(BUREAU)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("REJECT_OBJECTION", "退单未获同意"),
        ("GRANT_EXTENSION", "延期申请已批准"),
        ("REFUSE_EXTENSION", "延期申请未获批准"),
        ("RULE", "会商裁定由你单位继续办理"),
        ("CONCLUDE_CONSULTATION", "最后一次重办"),
    ],
)
async def test_the_lead_hears_what_the_hotline_decided(
    place: House, action: str, words: str
) -> None:
    """C6, C8, D10, D11, E8."""
    async with place.database.write() as session:
        await acted(session, await handled(session, place), action)
    await place.run()
    (text,) = place.mail.texts_to(BUREAU)
    assert words in text
    assert "办理期限3月17日17:30" in text


async def test_of_a_confidential_ticket_called_units_hear_the_number_only(place: House) -> None:
    async with place.database.write() as session:
        ticket = await handled(session, place)
        ticket.confidentiality = "RESTRICTED"
        await acted(session, ticket, "REFUSE_EXTENSION")
    await place.run()
    assert place.mail.texts_to(BUREAU) == [f"工单{ticket.number}有新的任务，请登录12345平台查看。"]


async def test_a_key_tells_which_ticket_was_meant_for_which_unit(place: House) -> None:
    async with place.database.write() as session:
        ticket = await handled(session, place)
        await acted(session, ticket, "REJECT_OBJECTION")
    async with place.database.read() as session:
        (key,) = await session.scalars(select(Message.dedupe_key))
    meant = unit_notices.meant_by(key)
    assert meant == unit_notices.Meant(ticket.id, place.units["FS-CG"])
    assert unit_notices.meant_by("staff:card:X") is None
    assert unit_notices.meant_by(None) is None
