"""Cards (黄牌·红牌): served, explained, decided; never deleted (domain rules §10.3, §10.4)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.calendars import queries as calendars
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.supervision import record, rules
from hotline.supervision.errors import CardUnknown, InspectorInvolved, Stale, StepNotOpen
from hotline.supervision.events import CardServed
from hotline.supervision.models import Card, Disposition

ANSWER_DAYS = 2
DECIDE_DAYS = 3
DECISIONS = frozenset(
    {
        Disposition.CORRECTED,
        Disposition.EXEMPTED,
        Disposition.REVOKED,
        Disposition.CONFIRMED,
        Disposition.ACCOUNTABLE,
    }
)


@dataclass(frozen=True)
class Offence:
    """What a card is served for."""

    rule: rules.RuleId
    colour: rules.Colour
    object_kind: str
    object_id: str
    object_no: str
    unit_id: str
    step: str
    occurrence: str
    due_at: datetime
    elapsed_minutes: int = 0
    paused_minutes: int = 0
    holidays: int = 0
    handler_id: str | None = None


async def serve(session: AsyncSession, offence: Offence) -> Card | None:
    """Serve a card; the same (rule, object, step, occurrence) is never served twice (``None``)."""
    known = select(Card.id).where(
        Card.rule_id == offence.rule.value,
        Card.object_id == offence.object_id,
        Card.step == offence.step,
        Card.occurrence == offence.occurrence,
    )
    if await session.scalar(known) is not None:
        return None
    unit = await organisation.get_unit(session, offence.unit_id)
    calendar = await calendars.load(session, unit.calendar_id)
    now = clock.now()
    card = Card(
        id=new_id(),
        object_kind=offence.object_kind,
        object_id=offence.object_id,
        object_no=offence.object_no,
        unit_id=offence.unit_id,
        org_level=unit.level,
        step=offence.step,
        rule_id=offence.rule.value,
        rule_version=rules.RULE_VERSION,
        occurrence=offence.occurrence,
        colour=offence.colour.value,
        triggered_at=now,
        due_at=offence.due_at,
        answer_due_at=calendar.add_days(now, ANSWER_DAYS),
        elapsed_minutes=offence.elapsed_minutes,
        paused_minutes=offence.paused_minutes,
        holidays=offence.holidays,
        handler_id=offence.handler_id,
        disposition=Disposition.OPEN.value,
        version=1,
    )
    session.add(card)
    await session.flush()
    await _note(session, card, f"CARD_{offence.colour.value}", None, {"rule": offence.rule.value})
    await publish(session, CardServed(card.id, card.unit_id, card.object_id))
    await _third_yellow_becomes_red(session, card, offence)
    return card


async def _third_yellow_becomes_red(session: AsyncSession, card: Card, offence: Offence) -> None:
    if card.colour != rules.Colour.YELLOW.value:
        return
    local = clock.to_local(card.triggered_at)
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    count = await session.scalar(
        select(func.count()).where(
            Card.unit_id == card.unit_id,
            Card.rule_id == card.rule_id,
            Card.colour == rules.Colour.YELLOW.value,
            Card.disposition.not_in([Disposition.REVOKED.value, Disposition.EXEMPTED.value]),
            Card.triggered_at >= month,
        )
    )
    if rules.repeats_become_red(int(count or 0)):
        repeat = Offence(
            rule=offence.rule,
            colour=rules.Colour.RED,
            object_kind=offence.object_kind,
            object_id=offence.object_id,
            object_no=offence.object_no,
            unit_id=offence.unit_id,
            step=offence.step,
            occurrence=f"{local:%Y-%m}:repeat:{count}",
            due_at=offence.due_at,
        )
        await serve(session, repeat)


async def get_card(session: AsyncSession, card_id: str, *, version: int | None = None) -> Card:
    """Load a card for change; raises ``CardUnknown`` or ``Stale``."""
    card = await session.get(Card, card_id, with_for_update=True)
    if card is None:
        raise CardUnknown
    if version is not None and card.version != version:
        raise Stale(current_version=card.version)
    return card


async def explain(session: AsyncSession, card: Card, *, text: str, actor: Actor) -> Card:
    """The unit explains an open card; lateness of the explanation stays visible in its time."""
    if card.disposition != Disposition.OPEN.value:
        raise StepNotOpen
    unit = await organisation.get_unit(session, card.unit_id)
    calendar = await calendars.load(session, unit.calendar_id)
    now = clock.now()
    card.explanation, card.explained_by, card.explained_at = text, actor.account_id, now
    card.disposition = Disposition.EXPLAINED.value
    card.decide_due_at = calendar.add_days(now, DECIDE_DAYS)
    card.version += 1
    await _note(session, card, "CARD_EXPLAINED", actor, {})
    return card


async def decide(
    session: AsyncSession, card: Card, *, disposition: Disposition, reason: str, actor: Actor
) -> Card:
    """An inspector outside the unit decides; revocation is a disposition, the card stays."""
    if card.disposition not in {Disposition.OPEN.value, Disposition.EXPLAINED.value}:
        raise StepNotOpen
    if disposition not in DECISIONS:
        raise StepNotOpen("该处置不能由裁定作出", "not a decision")
    unit = await organisation.get_unit(session, card.unit_id)
    if actor.unit_path is not None and actor.unit_path.startswith(unit.path):
        raise InspectorInvolved
    card.disposition, card.disposition_reason = disposition.value, reason
    card.inspector_id, card.closed_at = actor.account_id, clock.now()
    card.version += 1
    await _note(session, card, f"CARD_{disposition.value}", actor, {})
    return card


async def _note(
    session: AsyncSession, card: Card, kind: str, actor: Actor | None, detail: dict[str, str]
) -> None:
    entry = record.Entry(
        object_kind=card.object_kind,
        object_id=card.object_id,
        object_no=card.object_no,
        kind=kind[:24],
        occurrence=f"card:{card.id}:{card.version}:{kind}",
        unit_id=card.unit_id,
        actor_id=actor.account_id if actor else None,
        detail={"card_id": card.id, **detail},
    )
    await record.append(session, entry)
