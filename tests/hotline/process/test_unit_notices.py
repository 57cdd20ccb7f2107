"""Departments hear of new work by mail or text, without a word of the citizen's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.auth.service import PHONE_FIELD
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Duty, Unit, UnitMember
from hotline.kit.vault.service import create_key, seal_value
from hotline.process import unit_notices
from hotline.tickets.events import AssignmentStarted, TicketActed
from hotline.tickets.models import Assignment, Ticket
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import (
    MOBILE,
    WORDS,
    House,
    add_action,
    add_ticket,
    house,
    house_info,
)

CLERK = "13700137000"
BOX = "fs-cg@units.example"


@pytest.fixture
def session_info() -> dict[str, Any]:
    return house_info(unit_mail_pattern="{code}@units.example")


@pytest.fixture
async def place(database: Database) -> AsyncIterator[House]:
    async with house(database) as found:
        yield found


async def given(session: AsyncSession, place: House, **columns: Any) -> tuple[Ticket, str]:
    """Store a ticket with its lead part."""
    unit_id = place.units["FS-CG"]
    ticket = await add_ticket(session, place, lead_unit_id=unit_id, kind="HELP", **columns)
    part = Assignment(
        id=new_id(),
        ticket_id=ticket.id,
        unit_id=unit_id,
        unit_path=f"/{unit_id}/",
        unit_level=2,
        role="LEAD",
        status="PENDING_SIGN",
        assigned_at=clock.now(),
    )
    session.add(part)
    await session.flush()
    return ticket, part.id


async def start(place: House, **columns: Any) -> Ticket:
    """Tell the lead unit of a new part, twice."""
    async with place.database.write() as session:
        ticket, part_id = await given(session, place, **columns)
        event = AssignmentStarted(ticket.id, part_id, place.units["FS-CG"], "LEAD")
        await unit_notices.on_assignment_started(session, event)
        await unit_notices.on_assignment_started(session, event)
    await place.run()
    return ticket


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_new_part_is_mailed_once_with_number_and_kind(place: House) -> None:
    ticket = await start(place)
    assert place.mail.texts_to(BOX) == [
        f"新派主办工单，请及时签收：求助工单{ticket.number}。请登录12345平台办理。"
    ]


async def test_the_mailbox_that_a_unit_filed_goes_before_the_pattern(place: House) -> None:
    async with place.database.write() as session:
        unit = await session.get_one(Unit, place.units["FS-CG"])
        unit.duty_mail = "zhiban@cgj.example"
    ticket = await start(place)
    assert not place.mail.texts_to(BOX)
    (text,) = place.mail.texts_to("zhiban@cgj.example")
    assert ticket.number in text


async def test_a_mailbox_is_enough_without_any_pattern(place: House) -> None:
    place.database.info["unit_mail_pattern"] = ""
    async with place.database.write() as session:
        (await session.get_one(Unit, place.units["FS-CG"])).duty_mail = "zhiban@cgj.example"
    await start(place)
    assert len(place.mail.texts_to("zhiban@cgj.example")) == 1


async def test_a_town_that_leads_is_copied_to_its_district(place: House) -> None:
    """B5: the district must help and press; a confidential ticket tells it the number only."""
    district = place.units["FS-CC-ZM"]
    ticket = await start(place, superior_unit_id=district)
    (copy,) = place.mail.texts_to("fs-cc-zm@units.example")
    assert "主办工单，请协助督促" in copy
    assert ticket.number in copy
    hidden = await start(place, superior_unit_id=district, confidentiality="CITIZEN_HIDDEN")
    assert place.mail.texts_to("fs-cc-zm@units.example")[1:] == [
        f"工单{hidden.number}有新的任务，请登录12345平台查看。"
    ]


async def test_nothing_of_the_citizen_is_mailed(place: House) -> None:
    await start(place, urgency="URGENT")
    (text,) = place.mail.texts_to(BOX)
    assert text.startswith("【加急】")
    assert MOBILE not in text
    assert WORDS[:6] not in text


async def test_of_a_confidential_ticket_only_the_number_is_told(place: House) -> None:
    ticket = await start(place, confidentiality="CITIZEN_HIDDEN")
    assert place.mail.texts_to(BOX) == [f"工单{ticket.number}有新的任务，请登录12345平台查看。"]


@pytest.mark.parametrize(
    ("action", "words"),
    [("SEND_BACK", "答复未通过审核"), ("ORDER_REDO", "请重新办理"), ("URGE", "诉求人催办")],
)
async def test_what_comes_back_is_told(place: House, action: str, words: str) -> None:
    async with place.database.write() as session:
        ticket, _ = await given(session, place)
        found = await add_action(session, ticket, action)
        await unit_notices.on_acted(
            session, TicketActed(ticket.id, found, action, "REPLIED", "HANDLING", 3)
        )
    await place.run()
    (text,) = place.mail.texts_to(BOX)
    assert words in text


async def test_other_steps_are_not_told(place: House) -> None:
    async with place.database.write() as session:
        ticket, _ = await given(session, place)
        found = await add_action(session, ticket, "NOTE_PROGRESS")
        await unit_notices.on_acted(
            session, TicketActed(ticket.id, found, "NOTE_PROGRESS", "HANDLING", "HANDLING", 3)
        )
    await place.run()
    assert not place.mail.outbox


async def test_without_a_mailbox_the_clerk_on_duty_gets_a_text(
    place: House, session_info: dict[str, Any]
) -> None:
    place.database.info["unit_mail_pattern"] = ""
    async with place.database.write() as session:
        key = await create_key(session, kind="account")
        sealed = await seal_value(session, key.id, PHONE_FIELD, CLERK)
        account = Account(
            id=new_id(),
            login="clerk",
            display_name="联络员",
            roles=["unit_clerk"],
            key_id=key.id,
            phone_enc=sealed,
            created_at=clock.now(),
        )
        session.add(account)
        await session.flush()
        session.add(
            UnitMember(
                id=new_id(),
                unit_id=place.units["FS-CG"],
                account_id=account.id,
                duty=Duty.CLERK.value,
                valid_from=clock.local_date(),
                filed_at=clock.now(),
            )
        )
    ticket = await start(place)
    (text,) = place.texts(CLERK)
    assert ticket.number in text
    assert await place.outgoing() == [("DUTY", "ACCEPTED")]
