"""Cards (黄牌·红牌): served, explained, decided; never deleted (domain rules §10.3, §10.4)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain, clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.supervision import policies, record, rules
from hotline.supervision.errors import (
    AnswerStillDue,
    CardUnknown,
    GroundMissing,
    InspectorInvolved,
    Stale,
    StepNotOpen,
)
from hotline.supervision.events import CardAnswerDue, CardDecisionDue, CardServed
from hotline.supervision.models import Card
from hotline.supervision.vocabulary import (
    FORGIVEN,
    WAITING,
    Colour,
    Disposition,
    Ground,
    ObjectKind,
    RuleId,
)
from hotline.tickets.vocabulary import AppealState

_PUNISHING = frozenset({Disposition.CONFIRMED, Disposition.ACCOUNTABLE})
_WITH_THE_PANEL = frozenset({AppealState.FILED.value, AppealState.UPHELD.value})
_GROUNDED = frozenset({Disposition.EXEMPTED, Disposition.REVOKED})


@dataclass(frozen=True)
class Watched:
    """The object and unit a card or a document is about."""

    object_id: str
    object_no: str
    unit_id: str
    object_kind: str = ObjectKind.TICKET.value


@dataclass(frozen=True)
class Offence:
    """What a card is served for; ``occurrence`` tells it from others of the same rule and step."""

    rule: RuleId
    colour: Colour
    watched: Watched
    step: str
    occurrence: str
    due_at: datetime
    elapsed_minutes: int = 0
    paused_minutes: int = 0
    holidays: int = 0
    handler_id: str | None = None
    is_repeat: bool = False


@dataclass(frozen=True)
class Verdict:
    """An inspector's decision on a card; ``ground`` is needed to exempt or revoke."""

    disposition: Disposition
    reason: str
    ground: Ground | None = None


async def serve(session: AsyncSession, offence: Offence) -> Card | None:
    """Serve a card; the same (rule, object, step, occurrence) is never served twice (``None``).

    The unit is told at once and asked to explain; a timer watches the time for that.
    """
    if await _is_known(session, offence):
        return None
    card = await _card(session, offence)
    session.add(card)
    await session.flush()
    await _note(session, card, f"CARD_{card.colour}", None, {"rule": card.rule_id})
    await publish(session, CardServed(card.id, card.unit_id, card.object_id))
    await publish(session, CardAnswerDue(card.id), at=card.answer_due_at)
    if offence.colour is Colour.YELLOW:
        await _repeats(session, card, offence)
    return card


async def _is_known(session: AsyncSession, offence: Offence) -> bool:
    query = select(Card.id).where(
        Card.rule_id == offence.rule.value,
        Card.object_id == offence.watched.object_id,
        Card.step == offence.step,
        Card.occurrence == offence.occurrence,
    )
    return await session.scalar(query) is not None


async def _card(session: AsyncSession, offence: Offence) -> Card:
    watched, now = offence.watched, clock.now()
    unit = await organisation.get_unit(session, watched.unit_id)
    calendar = await organisation.calendar_of(session, watched.unit_id)
    policy = await policies.current(session)
    return Card(
        id=new_id(),
        object_kind=watched.object_kind,
        object_id=watched.object_id,
        object_no=watched.object_no,
        unit_id=watched.unit_id,
        org_level=unit.level,
        step=offence.step,
        rule_id=offence.rule.value,
        rule_version=policy.number,
        occurrence=offence.occurrence,
        is_repeat=offence.is_repeat,
        colour=offence.colour.value,
        triggered_at=now,
        due_at=offence.due_at,
        answer_due_at=calendar.add_days(now, policy.explain_days),
        elapsed_minutes=offence.elapsed_minutes,
        paused_minutes=offence.paused_minutes,
        holidays=offence.holidays,
        handler_id=offence.handler_id,
        disposition=Disposition.OPEN.value,
        version=1,
    )


async def _repeats(session: AsyncSession, card: Card, offence: Offence) -> None:
    """Several yellow cards of one rule and unit in a month become one red (domain rules §10.4)."""
    month = clock.to_local(card.triggered_at).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    same = select(func.count()).where(
        Card.unit_id == card.unit_id, Card.rule_id == card.rule_id, Card.triggered_at >= month
    )
    won = func.coalesce(Card.appeal_state, "") == AppealState.UPHELD.value
    weighing = and_(Card.disposition.not_in([d.value for d in FORGIVEN]), ~won)
    yellows = await session.scalar(same.where(Card.colour == Colour.YELLOW.value, weighing))
    already = await session.scalar(same.where(Card.is_repeat))
    policy = await policies.current(session)
    if not rules.repeats_due(
        yellows=int(yellows or 0),
        already=int(already or 0),
        yellows_for_red=policy.yellows_for_red,
    ):
        return
    repeat = Offence(
        rule=offence.rule,
        colour=Colour.RED,
        watched=offence.watched,
        step=offence.step,
        occurrence=f"repeat:{month:%Y-%m}:{int(already or 0) + 1}",
        due_at=offence.due_at,
        handler_id=offence.handler_id,
        is_repeat=True,
    )
    await serve(session, repeat)


async def on_answer_due(session: AsyncSession, event: CardAnswerDue) -> None:
    """A yellow card of a late clock that nobody answered in time becomes red (domain rules §10.1).

    An appeal is an answer too. From now on the inspector's days run.
    """
    card = await get_card(session, event.card_id)
    silent = card.disposition == Disposition.OPEN.value and card.appeal_id is None
    if silent:
        await _await_decision(session, card)
    if not silent or (card.rule_id, card.colour) != (RuleId.TICKET_DUE, Colour.YELLOW):
        return
    offence = Offence(
        rule=RuleId.TICKET_RED,
        colour=Colour.RED,
        watched=Watched(card.object_id, card.object_no, card.unit_id, card.object_kind),
        step=card.step,
        occurrence=card.occurrence,
        due_at=card.due_at,
        elapsed_minutes=card.elapsed_minutes,
        paused_minutes=card.paused_minutes,
        holidays=card.holidays,
        handler_id=card.handler_id,
    )
    await serve(session, offence)


async def get_card(session: AsyncSession, card_id: str, *, version: int | None = None) -> Card:
    """Load a card for change; raises ``CardUnknown`` or ``Stale``."""
    card = await session.get(Card, card_id, with_for_update=True)
    if card is None:
        raise CardUnknown
    if version is not None and card.version != version:
        raise Stale(current_version=card.version)
    return card


async def explain(session: AsyncSession, card: Card, *, text: str, actor: Actor) -> Card:
    """Take the unit's explanation of an open card; a late one stays visible by its time."""
    if card.disposition != Disposition.OPEN.value:
        raise StepNotOpen
    now = clock.now()
    card.explanation, card.explained_by, card.explained_at = text, actor.account_id, now
    card.disposition = Disposition.EXPLAINED.value
    card.version += 1
    await _await_decision(session, card)
    await _note(session, card, "CARD_EXPLAINED", actor, {"text": text_digest(card.id, text)})
    return card


async def _await_decision(session: AsyncSession, card: Card) -> None:
    """Let the inspector's days begin, once: with the explanation, or when the time for it is over (§10.4)."""
    if card.decide_due_at is not None:
        return
    calendar = await organisation.calendar_of(session, card.unit_id)
    days = (await policies.current(session)).decide_days
    card.decide_due_at = calendar.add_days(clock.now(), days)
    await publish(session, CardDecisionDue(card.id), at=card.decide_due_at)


async def decide(session: AsyncSession, card: Card, *, verdict: Verdict, actor: Actor) -> Card:
    """Decide a card as an inspector outside the unit; even a revoked card stays.

    Raises:
        StepNotOpen: it was decided before, or an appeal against it waits or was upheld.
        InspectorInvolved: the inspector belongs to the unit or its subtree.
        AnswerStillDue: confirmed although the unit may still explain.
        GroundMissing: exempted or revoked without a ground.
    """
    if Disposition(card.disposition) not in WAITING or verdict.disposition in WAITING:
        raise StepNotOpen
    if card.appeal_state in _WITH_THE_PANEL:
        raise StepNotOpen("该监察牌正在申诉或申诉已成立", "an appeal waits or was upheld")
    unit = await organisation.get_unit(session, card.unit_id)
    if actor.unit_path is not None and actor.unit_path.startswith(unit.path):
        raise InspectorInvolved
    now = clock.now()
    answered = card.explained_at is not None
    early = not rules.may_punish(answered=answered, answer_due_at=card.answer_due_at, now=now)
    if verdict.disposition in _PUNISHING and early:
        raise AnswerStillDue
    if verdict.disposition in _GROUNDED and verdict.ground is None:
        raise GroundMissing
    card.disposition, card.disposition_reason = verdict.disposition.value, verdict.reason
    card.disposition_ground = verdict.ground and verdict.ground.value
    card.inspector_id, card.closed_at = actor.account_id, now
    card.version += 1
    detail = {"text": text_digest(card.id, verdict.reason)}
    await _note(session, card, f"CARD_{card.disposition}", actor, detail)
    return card


def text_digest(salt: str, text: str) -> str:
    """Return the digest of a person's words, so that the record proves them without holding them."""
    return chain.row_digest({"salt": salt, "text": text})


async def _note(
    session: AsyncSession, card: Card, kind: str, actor: Actor | None, detail: dict[str, str]
) -> None:
    entry = record.Entry(
        object_kind=card.object_kind,
        object_id=card.object_id,
        object_no=card.object_no,
        kind=kind,
        occurrence=f"card:{card.id}:{card.version}",
        unit_id=card.unit_id,
        actor_id=actor.account_id if actor else None,
        detail={"card_id": card.id, **detail},
    )
    await record.append(session, entry)
