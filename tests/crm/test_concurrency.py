"""Two calls of one new number at once make one citizen, on both databases; timers come back."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.card import get_card
from crm.conduct import ConductAction
from crm.events import RestrictionDue
from crm.identity import NewCitizen, contact_point, match_or_create
from crm.models import CallerConduct, Citizen, CitizenContact, ContactKind
from crm.privacy import erase, reveal
from crm.restrictions import Carried, act, decide_proposal, on_restriction_due, propose
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.subscriptions import Subscriptions
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PHONE = contact_point(ContactKind.PHONE, "13800000001")
START = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


def supervisor(number: int) -> Actor:
    return Actor(
        account_id=f"01STAFF{number:019d}",
        name="班长",
        roles=frozenset({"supervisor"}),
        permissions=frozenset(),
        unit_id=None,
        unit_path=None,
        vendor=False,
        kind="staff",
    )


async def call(database: Database) -> str:
    async with database.write() as session:
        citizen, _ = await match_or_create(
            session, command=NewCitizen(name="王小样", contacts=(PHONE,))
        )
        await asyncio.sleep(0.02)
        return citizen.id


@both
async def test_ten_calls_of_one_number_make_one_citizen(database: Database) -> None:
    found = await asyncio.gather(*(call(database) for _ in range(10)))
    assert len(set(found)) == 1
    async with database.read() as session:
        for model in (Citizen, CitizenContact):
            assert await session.scalar(select(func.count()).select_from(model)) == 1


@both
async def test_a_life_of_one_citizen(database: Database) -> None:
    citizen_id = await call(database)
    async with database.write() as session:
        values = await reveal(
            session, citizen_id=citizen_id, field="phone", purpose="回拨", actor=supervisor(1)
        )
    assert values == ["13800000001"]
    async with database.write() as session:
        await erase(session, citizen_id=citizen_id, rule="本人申请删除", actor=SYSTEM)
    async with database.read() as session:
        card = await get_card(session, citizen_id)
    assert (card.erased, card.name) == (True, None)


@both
async def test_the_relay_ends_a_restriction_when_it_is_due(
    database: Database, session_info: dict[str, Any]
) -> None:
    subscriptions: Subscriptions = session_info["subscriptions"]
    subscriptions.on(RestrictionDue, "crm.end_restriction", on_restriction_due)
    citizen_id = await call(database)
    proof = Carried("辱骂", ("rec-1",), "VOICE")
    with clock.frozen(START) as move:
        async with database.write() as session:
            await act(
                session,
                citizen_id=citizen_id,
                action=ConductAction.WARN,
                carried=proof,
                actor=supervisor(1),
            )
            proposal = await propose(
                session,
                citizen_id=citizen_id,
                action=ConductAction.RESTRICT,
                carried=proof,
                actor=supervisor(1),
            )
            await decide_proposal(
                session, proposal_id=proposal.id, accept=True, actor=supervisor(2)
            )
        relay = Relay(database, subscriptions)
        await relay.run_once()
        assert await state_of(database, citizen_id) == "RESTRICTED"
        move(START + timedelta(hours=24, seconds=1))
        await relay.run_once()
        assert await state_of(database, citizen_id) == "NONE"


async def state_of(database: Database, citizen_id: str) -> str:
    async with database.read() as session:
        state = await session.scalar(
            select(CallerConduct.state).where(CallerConduct.citizen_id == citizen_id)
        )
    return str(state)
