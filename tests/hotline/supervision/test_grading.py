"""Grades come from the month's cards and objects; a failing one produces a written advice, once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.supervision import cards, grading, service
from hotline.supervision.cards import Verdict
from hotline.supervision.models import Card, Order, UnitGrade
from hotline.supervision.schemas import DecideIn
from hotline.supervision.vocabulary import Disposition, Ground
from tests.hotline.supervision.stage import Stage, local, staged

MARCH = date(2026, 3, 1)


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        await stage.at("2026-03-04 17:30")
        await stage.at("2026-03-06 17:30")
        yield stage


async def figures(stage: Stage, month: date = MARCH) -> dict[str, object]:
    async with stage.database.write() as session:
        await grading.compute(session, month=month)
        query = select(UnitGrade).where(UnitGrade.unit_id == stage.bureau_id)
        row = (await session.scalars(query.where(UnitGrade.month == month))).one()
        names = ("objects", "yellow", "red", "exempted", "score", "grade")
        return {name: getattr(row, name) for name in names}


async def test_a_unit_is_graded_by_its_cards_per_hundred_objects(stage: Stage) -> None:
    assert await figures(stage) == {
        "objects": 1,
        "yellow": 1,
        "red": 1,
        "exempted": 0,
        "score": 0.0,
        "grade": "FAILED",
    }


async def test_an_exempted_card_does_not_weigh_and_is_shown(stage: Stage) -> None:
    async with stage.city() as (city, _):
        for card in list(await city.session.scalars(select(Card))):
            verdict = Verdict(Disposition.EXEMPTED, "台风停电", Ground.FORCE_MAJEURE)
            await cards.decide(city.session, card, verdict=verdict, actor=city.person("inspector"))
    found = await figures(stage)
    assert (found["exempted"], found["yellow"], found["score"]) == (2, 0, 100.0)
    assert found["grade"] == "EXCELLENT"


async def test_an_open_ticket_is_watched_in_every_month_it_runs_through(stage: Stage) -> None:
    stage.move(local("2026-05-02 00:00"))
    found = await figures(stage, date(2026, 4, 1))
    assert (found["objects"], found["yellow"]) == (1, 0)


async def test_a_failing_month_that_is_over_is_answered_by_one_written_advice(
    stage: Stage,
) -> None:
    await figures(stage)
    assert ("ADVISED", "ISSUED") not in await stage.orders()
    stage.move(local("2026-04-01 00:05"))
    await figures(stage)
    await figures(stage)
    async with stage.database.read() as session:
        query = select(Order.number, Order.object_kind).where(Order.level == "ADVISED")
        assert [tuple(row) for row in (await session.execute(query)).all()] == [
            ("JY202600001", "UNIT")
        ]


def test_months_begin_and_end_by_the_citys_dates() -> None:
    first, following = grading.month_bounds(date(2026, 12, 31))
    assert (first, following) == (local("2026-12-01 00:00"), local("2027-01-01 00:00"))


async def test_a_card_forgiven_after_its_month_corrects_the_published_grade(stage: Stage) -> None:
    await figures(stage)
    async with stage.city() as (city, _):
        for card in list(await city.session.scalars(select(Card).where(Card.colour == "RED"))):
            given = DecideIn(
                version=card.version,
                disposition=Disposition.REVOKED,
                reason="系统故障所致",
                ground=Ground.SYSTEM_FAULT,
            )
            inspector = replace(
                city.person("inspector"), permissions=frozenset({"supervision.read"})
            )
            await service.decide(city.session, card.id, given, inspector)
    async with stage.database.read() as session:
        query = select(UnitGrade.yellow, UnitGrade.red, UnitGrade.revoked)
        row = (await session.execute(query.where(UnitGrade.unit_id == stage.bureau_id))).one()
    assert tuple(row) == (1, 0, 1)
