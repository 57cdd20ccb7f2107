"""Improper returns, false closure, and contact that never was, each carded once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.relay import Relay
from hotline.supervision import offences
from hotline.supervision.models import Card
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket, TicketAction
from routing.models import CategoryRow, TaxonomyVersion
from routing.taxonomy.models import TaxonomyMapping
from tests.hotline.supervision.stage import Stage, local, staged
from tests.hotline.tickets import city as cities
from tests.hotline.tickets.city import City


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


async def following(city: City, ticket: Ticket) -> None:
    await cities.reply(city, ticket)
    reviewer = city.person("result_reviewer")
    await city.act(ticket, "ACCEPT_RESULT", reviewer, checklist=cities.CHECKLIST)


async def rejected_return(stage: Stage, **approve: Any) -> None:
    """The bureau objects to a new ticket and is told to handle it."""
    async with stage.city() as (city, _):
        ticket = await cities.handled(city, **approve)
        clerk, approver = (
            city.person("unit_clerk", "bureau"),
            city.person("unit_approver", "bureau"),
        )
        await city.confirm(
            ticket,
            "OBJECT",
            clerk,
            approver,
            return_reason="NOT_OUR_DUTY",
            legal_basis="三定规定第三条",
            suggested_unit_id=city.id("police"),
            explanation="路灯归口其他单位负责",
        )
        await city.act(ticket, "REJECT_OBJECTION", city.person("dispatcher"), ruling="属你单位职责")


async def test_two_rejected_returns_on_one_category_are_an_abuse(stage: Stage) -> None:
    await rejected_return(stage)
    assert await stage.cards() == []
    await rejected_return(stage, category_code="020202")
    assert await stage.cards() == []
    await rejected_return(stage)
    assert await stage.cards() == [("RETURN_ABUSE", "YELLOW", "objection")]
    await rejected_return(stage)
    assert len(await stage.cards()) == 1


def tree(version: str, state: str, *codes: str) -> list[Any]:
    """One version of the subject tree with these subjects of the first level."""
    now = clock.now()
    whole = TaxonomyVersion(version=version, state=state, digest=version, imported_at=now)
    return [
        whole,
        *(
            CategoryRow(
                version=version,
                code=code,
                level=1,
                name=f"事项{code}",
                name_en=f"Subject {code}",
                scope_note="",
                keywords=[],
                questions=[],
            )
            for code in codes
        ),
    ]


async def another_tree(stage: Stage) -> None:
    """The tree 2027 comes in: 01 is called 81 now, 02 has ended, and 02 is the code of something new."""
    moved = [
        {"old_code": "01", "new_codes": ["81"], "kind": "one"},
        {"old_code": "02", "new_codes": [], "kind": "ended"},
    ]
    async with stage.database.write() as session:
        for part in (tree("2026", "SUPERSEDED", "01", "02"), tree("2027", "IN_FORCE", "81", "02")):
            session.add(part[0])
            await session.flush()
            session.add_all(part[1:])
        await session.flush()
        session.add(
            TaxonomyMapping(
                id=new_id(),
                old_version="2026",
                new_version="2027",
                number=1,
                rows=moved,
                imported_at=clock.now(),
            )
        )


async def test_a_subject_counts_as_what_it_is_today_when_another_tree_came_in(stage: Stage) -> None:
    await rejected_return(stage, category_code="01", category_version="2026")
    await rejected_return(stage, category_code="02", category_version="2026")
    await another_tree(stage)
    await rejected_return(stage, category_code="02", category_version="2027")
    assert await stage.cards() == []  # the same code, another subject
    await rejected_return(stage, category_code="81", category_version="2027")
    assert await stage.cards() == [("RETURN_ABUSE", "YELLOW", "objection")]


async def test_rejected_returns_more_than_thirty_days_apart_are_no_abuse(stage: Stage) -> None:
    await rejected_return(stage)
    stage.move(local("2026-04-02 10:00"))
    await rejected_return(stage)
    assert [rule for rule, _, _ in await stage.cards()].count("RETURN_ABUSE") == 0


async def test_a_denied_contact_that_the_log_claims_is_carded(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await following(city, ticket)
        await city.act(
            ticket,
            "ORDER_REDO",
            city.person("follow_up_agent"),
            trigger="NOT_CONTACTED",
            instruction="请联系诉求人",
            contacted="NO",
            resolved="NO",
            rating="DISSATISFIED",
        )
    assert await stage.cards() == [("NO_CONTACT", "YELLOW", "reply")]


async def test_a_confirmed_contact_is_no_offence(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await following(city, ticket)
        answers = {"close_outcome": "RESOLVED", **cities.SATISFIED}
        await city.act(ticket, "CLOSE", city.person("follow_up_agent"), **answers)
    assert await stage.cards() == []


async def test_a_false_closure_found_by_an_audit_is_a_red_card(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await following(city, ticket)
        answers = {"close_outcome": "RESOLVED", **cities.SATISFIED}
        await city.act(ticket, "CLOSE", city.person("follow_up_agent"), **answers)
    async with stage.city() as (city, ticket):
        await city.act(
            ticket,
            "REOPEN",
            city.person("supervision_officer"),
            reason="抽查发现未修复",
            trigger="FALSE_CLOSURE",
            evidence="现场照片",
        )
    assert await stage.cards() == [("FALSE_CLOSE", "RED", "reply")]


async def test_a_repeated_event_cards_nothing_twice(stage: Stage) -> None:
    await rejected_return(stage)
    await rejected_return(stage)
    async with stage.database.write() as session:
        query = select(TicketAction).where(TicketAction.action == "REJECT_OBJECTION")
        for action in list(await session.scalars(query)):
            event = TicketActed(
                action.ticket_id, action.id, action.action, "OBJECTED", "HANDLING", action.version
            )
            await offences.on_acted(session, event)
        assert len(list(await session.scalars(select(Card)))) == 1
