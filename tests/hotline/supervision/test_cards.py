"""Cards are served once, explained by the unit, decided by somebody else, and never go away."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.supervision import cards
from hotline.supervision.cards import Offence, Verdict, Watched
from hotline.supervision.errors import (
    AnswerStillDue,
    CardUnknown,
    GroundMissing,
    InspectorInvolved,
    Stale,
    StepNotOpen,
)
from hotline.supervision.models import Card
from hotline.supervision.vocabulary import Colour, Disposition, Ground, RuleId
from tests.hotline.supervision.stage import DUE, Stage, staged

WORDS = "当日系统停电，已补办。"


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


def offence(stage: Stage, number: int = 1, rule: RuleId = RuleId.TICKET_DUE) -> Offence:
    watched = Watched(stage.ticket_id, "FS202603020000013", stage.bureau_id)
    return Offence(rule, Colour.YELLOW, watched, "case", f"test:{number}", DUE)


async def serve(stage: Stage, what: Offence) -> Card | None:
    async with stage.database.write() as session:
        return await cards.serve(session, what)


async def test_the_same_offence_is_carded_once(stage: Stage) -> None:
    assert await serve(stage, offence(stage)) is not None
    assert await serve(stage, offence(stage)) is None
    assert await stage.cards() == [("TICKET_DUE", "YELLOW", "case")]


async def test_three_yellow_cards_of_one_rule_in_a_month_become_one_red(stage: Stage) -> None:
    for number in range(1, 8):
        await serve(stage, offence(stage, number))
    await serve(stage, offence(stage, 9, RuleId.RETURN_ABUSE))
    async with stage.database.read() as session:
        repeats = select(func.count()).select_from(Card).where(Card.is_repeat)
        assert await session.scalar(repeats) == 2


async def test_revoked_cards_do_not_count_as_repeats_and_stay_in_the_list(stage: Stage) -> None:
    first = await serve(stage, offence(stage, 1))
    assert first is not None
    async with stage.city() as (city, _):
        card = await cards.get_card(city.session, first.id)
        verdict = Verdict(Disposition.REVOKED, "系统故障所致", Ground.SYSTEM_FAULT)
        await cards.decide(city.session, card, verdict=verdict, actor=city.person("inspector"))
    await serve(stage, offence(stage, 2))
    await serve(stage, offence(stage, 3))
    assert [colour for _, colour, _ in await stage.cards()] == ["YELLOW"] * 3


async def test_an_unanswered_yellow_card_of_a_late_clock_turns_red_once(stage: Stage) -> None:
    await stage.at("2026-03-04 17:30")
    await stage.at("2026-03-06 17:31")
    reds = [card for card in await stage.cards() if card[1] == "RED"]
    assert reds == [("TICKET_RED", "RED", "case")]


async def test_an_explained_card_does_not_turn_red_by_silence(stage: Stage) -> None:
    card = await serve(stage, offence(stage))
    assert card is not None
    async with stage.city() as (city, _):
        loaded = await cards.get_card(city.session, card.id, version=1)
        await cards.explain(
            city.session, loaded, text=WORDS, actor=city.person("unit_approver", "bureau")
        )
        assert loaded.decide_due_at is not None
    stage.move(card.answer_due_at)
    await stage.relay.drain()
    assert await stage.cards() == [("TICKET_DUE", "YELLOW", "case")]


async def test_a_unit_may_explain_before_it_is_held_to_a_card(stage: Stage) -> None:
    card = await serve(stage, offence(stage))
    assert card is not None
    confirm = Verdict(Disposition.CONFIRMED, "情况属实")
    async with stage.city() as (city, _):
        loaded = await cards.get_card(city.session, card.id)
        inspector = city.person("inspector")
        with pytest.raises(AnswerStillDue):
            await cards.decide(city.session, loaded, verdict=confirm, actor=inspector)
        stage.move(card.answer_due_at)
        await cards.decide(city.session, loaded, verdict=confirm, actor=inspector)
        with pytest.raises(StepNotOpen):
            await cards.decide(city.session, loaded, verdict=confirm, actor=inspector)
        with pytest.raises(StepNotOpen):
            await cards.explain(city.session, loaded, text=WORDS, actor=inspector)


async def test_exempting_needs_a_ground_and_an_inspector_from_elsewhere(stage: Stage) -> None:
    card = await serve(stage, offence(stage))
    assert card is not None
    exempt = Verdict(Disposition.EXEMPTED, "台风停电", Ground.FORCE_MAJEURE)
    async with stage.city() as (city, _):
        loaded = await cards.get_card(city.session, card.id)
        own, other = city.person("inspector", "team"), city.person("inspector")
        bare = replace(exempt, ground=None)
        with pytest.raises(InspectorInvolved):
            await cards.decide(city.session, loaded, verdict=exempt, actor=own)
        with pytest.raises(GroundMissing):
            await cards.decide(city.session, loaded, verdict=bare, actor=other)
        await cards.decide(city.session, loaded, verdict=exempt, actor=other)
        assert (loaded.disposition, loaded.disposition_ground) == ("EXEMPTED", "FORCE_MAJEURE")
        assert loaded.closed_at is not None


async def test_a_stale_or_unknown_card_is_refused(stage: Stage) -> None:
    card = await serve(stage, offence(stage))
    assert card is not None
    async with stage.database.write() as session:
        with pytest.raises(Stale):
            await cards.get_card(session, card.id, version=2)
        with pytest.raises(CardUnknown):
            await cards.get_card(session, "0" * 26)


async def test_the_record_proves_words_without_holding_them(stage: Stage) -> None:
    card = await serve(stage, offence(stage))
    assert card is not None
    async with stage.city() as (city, _):
        loaded = await cards.get_card(city.session, card.id)
        approver = city.person("unit_approver", "bureau")
        await cards.explain(city.session, loaded, text=WORDS, actor=approver)
    from hotline.supervision.models import SupervisionRecord

    async with stage.database.read() as session:
        rows = select(SupervisionRecord.detail).where(SupervisionRecord.kind == "CARD_EXPLAINED")
        detail = (await session.scalars(rows)).one()
    assert detail["text"] == cards.text_digest(card.id, WORDS)
    assert WORDS not in str(detail)
