"""An appeal against a card of an open ticket: who may file, who decides, what an upheld one changes."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.supervision import card_appeals, cards, grading
from hotline.supervision.card_appeals import Filing, Opinion
from hotline.supervision.cards import Verdict
from hotline.supervision.errors import (
    AdjustmentMissing,
    AppealedAlready,
    AppealTooLate,
    OpinionGiven,
    PanelInvolved,
    StepNotOpen,
)
from hotline.supervision.models import (
    Card,
    CardAdjustment,
    CardAppeal,
    NoticeAudience,
    StaffNotice,
    SupervisionRecord,
    UnitGrade,
)
from hotline.supervision.vocabulary import Disposition, Ground
from tests.conftest import BACKENDS
from tests.hotline.supervision.stage import Stage, local, staged

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
UPHELD = Opinion(True, "当日系统停电，责任不在单位", "该牌不计入当月评级")
REJECTED = Opinion(False, "未提供停电证明")


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    """The case is two days late: a yellow and a red card, the ticket still in hand."""
    async with staged(database, relay) as stage:
        await stage.at("2026-03-04 17:30")
        await stage.at("2026-03-06 17:30")
        yield stage


async def filed(stage: Stage, colour: str = "RED") -> tuple[str, str]:
    """The bureau's approver appeals against its card; returns card and appeal."""
    async with stage.city() as (city, ticket):
        query = select(Card).where(Card.colour == colour, Card.object_id == ticket.id)
        card = (await city.session.scalars(query)).one()
        approver = city.person("unit_approver", "bureau")
        appeal = await card_appeals.file(
            city.session, card, Filing("系统故障所致，附停电通知"), actor=approver
        )
        return card.id, appeal.id


async def says(stage: Stage, appeal_id: str, opinion: Opinion, role: str, **who: Any) -> str:
    async with stage.city() as (city, _):
        appeal = await card_appeals.get_appeal(city.session, appeal_id)
        await card_appeals.give(city.session, appeal, opinion, actor=city.person(role, **who))
        return appeal.state


async def card_of(stage: Stage, card_id: str) -> Card:
    async with stage.database.read() as session:
        card = await session.get_one(Card, card_id)
        session.expunge(card)
        return card


async def grades(stage: Stage) -> tuple[int, int, int]:
    async with stage.database.read() as session:
        query = select(UnitGrade.yellow, UnitGrade.red, UnitGrade.adjusted)
        row = (await session.execute(query.where(UnitGrade.unit_id == stage.bureau_id))).one()
        return row.yellow, row.red, row.adjusted


async def test_a_card_of_an_open_ticket_is_appealed_and_the_ticket_does_not_move(
    stage: Stage,
) -> None:
    before = await stage.ticket()
    card_id, appeal_id = await filed(stage)
    ticket, card = await stage.ticket(), await card_of(stage, card_id)
    assert (ticket.status, ticket.version, ticket.appeal_state) == (
        "HANDLING",
        before.version,
        "NONE",
    )
    assert (card.appeal_id, card.appeal_state) == (appeal_id, "FILED")
    async with stage.database.read() as session:
        appeal = await session.get_one(CardAppeal, appeal_id)
        assert appeal.decide_due_at == local("2026-03-13 17:30")


async def test_two_people_of_one_mind_uphold_and_history_stays(stage: Stage) -> None:
    card_id, appeal_id = await filed(stage)
    assert await says(stage, appeal_id, UPHELD, "supervision_officer") == "FILED"
    assert await says(stage, appeal_id, UPHELD, "inspector") == "UPHELD"
    card = await card_of(stage, card_id)
    assert (card.appeal_state, card.disposition) == ("UPHELD", "OPEN")
    async with stage.database.read() as session:
        columns = (CardAdjustment.card_id, CardAdjustment.appeal_id, CardAdjustment.adjustment)
        row = (await session.execute(select(*columns))).one()
        kinds = list(
            await session.scalars(
                select(SupervisionRecord.kind)
                .where(SupervisionRecord.kind.startswith("CARD_APPEAL"))
                .order_by(SupervisionRecord.seq)
            )
        )
    assert tuple(row) == (card_id, appeal_id, UPHELD.adjustment)
    assert kinds == ["CARD_APPEAL_FILED", "CARD_APPEAL_UPHELD"]


async def test_a_third_decides_where_two_differ(stage: Stage) -> None:
    card_id, appeal_id = await filed(stage)
    assert await says(stage, appeal_id, UPHELD, "supervision_officer") == "FILED"
    assert await says(stage, appeal_id, REJECTED, "inspector") == "FILED"
    assert await says(stage, appeal_id, REJECTED, "adjudicator") == "REJECTED"
    assert (await card_of(stage, card_id)).appeal_state == "REJECTED"
    async with stage.database.read() as session:
        assert (await session.scalars(select(CardAdjustment))).all() == []


async def test_nobody_speaks_twice(stage: Stage) -> None:
    _, appeal_id = await filed(stage)
    await says(stage, appeal_id, UPHELD, "inspector")
    with pytest.raises(OpinionGiven):
        await says(stage, appeal_id, UPHELD, "inspector")


async def test_upholding_says_what_is_adjusted(stage: Stage) -> None:
    _, appeal_id = await filed(stage)
    with pytest.raises(AdjustmentMissing):
        await says(stage, appeal_id, Opinion(True, "责任不在单位"), "inspector")


@pytest.mark.parametrize(
    ("role", "unit"), [("inspector", "bureau"), ("dispatcher", "hotline"), ("reviewer", "hotline")]
)
async def test_whoever_is_involved_does_not_decide(stage: Stage, role: str, unit: str) -> None:
    """An inspector of the unit, and those who reviewed and dispatched this very ticket."""
    _, appeal_id = await filed(stage)
    with pytest.raises(PanelInvolved):
        await says(stage, appeal_id, UPHELD, role, unit=unit)


async def test_the_inspector_who_judged_the_card_does_not_decide(stage: Stage) -> None:
    async with stage.city() as (city, _ticket):
        card = (await city.session.scalars(select(Card).where(Card.colour == "RED"))).one()
        inspector = city.person("inspector")
        stage.move(local("2026-03-11 09:00"))
        verdict = Verdict(Disposition.CONFIRMED, "逾期属实")
        await cards.decide(city.session, card, verdict=verdict, actor=inspector)
    _, appeal_id = await filed(stage)
    with pytest.raises(PanelInvolved):
        await says(stage, appeal_id, UPHELD, "inspector")


async def test_a_card_is_appealed_once_and_in_time(stage: Stage) -> None:
    await filed(stage)
    with pytest.raises(AppealedAlready):
        await filed(stage)
    stage.move(
        local("2026-03-12 09:00")
    )  # the yellow card was served on the 4th, five days are over
    with pytest.raises(AppealTooLate):
        await filed(stage, "YELLOW")


async def test_a_decision_publishes_the_card_anew(stage: Stage) -> None:
    async with stage.city() as (city, _):
        card = (await city.session.scalars(select(Card).where(Card.colour == "YELLOW"))).one()
        stage.move(local("2026-03-11 09:00"))
        verdict = Verdict(Disposition.CONFIRMED, "逾期属实")
        await cards.decide(city.session, card, verdict=verdict, actor=city.person("inspector"))
    stage.move(local("2026-03-12 09:00"))
    card_id, _ = await filed(stage, "YELLOW")
    assert (await card_of(stage, card_id)).appeal_state == "FILED"


async def test_a_revoked_card_leaves_nothing_to_appeal(stage: Stage) -> None:
    async with stage.city() as (city, _):
        card = (await city.session.scalars(select(Card).where(Card.colour == "RED"))).one()
        verdict = Verdict(Disposition.REVOKED, "系统故障", Ground.SYSTEM_FAULT)
        await cards.decide(city.session, card, verdict=verdict, actor=city.person("inspector"))
    with pytest.raises(StepNotOpen):
        await filed(stage)


async def test_a_card_before_the_panel_is_not_decided_by_an_inspector(stage: Stage) -> None:
    card_id, _ = await filed(stage)
    async with stage.city() as (city, _ticket):
        card = await cards.get_card(city.session, card_id)
        verdict = Verdict(Disposition.EXEMPTED, "台风停电", Ground.FORCE_MAJEURE)
        with pytest.raises(StepNotOpen):
            await cards.decide(city.session, card, verdict=verdict, actor=city.person("inspector"))


async def test_a_published_grade_of_this_unit_is_made_anew(stage: Stage) -> None:
    async with stage.database.write() as session:
        await grading.compute(session, month=date(2026, 3, 1))
        units = list(await session.scalars(select(UnitGrade.unit_id)))
    assert await grades(stage) == (1, 1, 0)
    _, appeal_id = await filed(stage)
    await says(stage, appeal_id, UPHELD, "supervision_officer")
    await says(stage, appeal_id, UPHELD, "inspector")
    assert await grades(stage) == (1, 0, 1)
    async with stage.database.read() as session:
        assert sorted(await session.scalars(select(UnitGrade.unit_id))) == sorted(units)


async def test_the_panel_hears_of_it_and_the_unit_of_the_decision(stage: Stage) -> None:
    _, appeal_id = await filed(stage)
    assert await told(stage, f"card_appeal:{appeal_id}:FILED") == {
        "supervision_officer",
        "inspector",
        "adjudicator",
        "coordinator",
    }
    await stage.at("2026-03-13 17:30")
    assert "inspector" in await told(stage, f"card_appeal:{appeal_id}:DUE")
    await says(stage, appeal_id, REJECTED, "supervision_officer")
    await says(stage, appeal_id, REJECTED, "inspector")
    assert await told(stage, f"card_appeal:{appeal_id}:REJECTED") == {stage.bureau_id}


async def told(stage: Stage, key: str) -> set[str | None]:
    query = (
        select(NoticeAudience.role, NoticeAudience.unit_id)
        .join(StaffNotice, StaffNotice.id == NoticeAudience.notice_id)
        .where(StaffNotice.key == key)
    )
    async with stage.database.read() as session:
        return {row.role or row.unit_id for row in await session.execute(query)}


async def test_an_appealed_card_is_answered(stage: Stage) -> None:
    """A yellow card that nobody explained turns red; one that is before the panel does not."""
    await filed(stage, "YELLOW")
    count = len(await stage.cards())
    await stage.at("2026-03-09 17:30")
    assert [card for card in await stage.cards() if card[1] == "RED"][1:] == []
    assert len(await stage.cards()) == count
