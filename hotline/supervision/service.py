"""Verbs of officers, inspectors and units (监察操作): issue, explain, decide, reply, lift."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.organisation import queries as organisation
from hotline.supervision import (
    appeal_queries,
    card_appeals,
    cards,
    docket,
    grading,
    orders,
    policies,
    queries,
)
from hotline.supervision.cards import Verdict, Watched
from hotline.supervision.errors import AlreadyIssued, NotOwnUnit, TooEarly
from hotline.supervision.schemas import (
    AppealIn,
    AppealOut,
    CardOut,
    DecideIn,
    ExplainIn,
    LiftIn,
    OpinionIn,
    OrderIn,
    OrderOut,
    ReplyIn,
)
from hotline.supervision.vocabulary import FORGIVEN, OrderLevel
from hotline.tickets import queries as tickets


async def explain(session: AsyncSession, card_id: str, given: ExplainIn, actor: Actor) -> CardOut:
    """Explain a card of the actor's own unit; raises ``CardUnknown``, ``NotOwnUnit``, ``Stale``."""
    shown = await queries.get_card_out(session, actor=actor, card_id=card_id)
    _require_own(actor, shown.unit_id)
    card = await cards.get_card(session, card_id, version=given.version)
    await cards.explain(session, card, text=given.text, actor=actor)
    return await queries.get_card_out(session, actor=actor, card_id=card_id)


async def decide(session: AsyncSession, card_id: str, given: DecideIn, actor: Actor) -> CardOut:
    """Decide a card; see ``cards.decide`` for the refusals.

    One that is forgiven after its month was published corrects the unit's grade.
    """
    card = await cards.get_card(session, card_id, version=given.version)
    verdict = Verdict(given.disposition, given.reason, given.ground)
    await cards.decide(session, card, verdict=verdict, actor=actor)
    if verdict.disposition in FORGIVEN:
        await grading.renew(session, card)
    return await queries.get_card_out(session, actor=actor, card_id=card_id)


async def appeal(session: AsyncSession, card_id: str, given: AppealIn, actor: Actor) -> AppealOut:
    """Appeal against a card of the actor's own unit; see ``card_appeals.file`` for the refusals."""
    shown = await queries.get_card_out(session, actor=actor, card_id=card_id)
    _require_own(actor, shown.unit_id)
    card = await cards.get_card(session, card_id, version=given.version)
    filing = card_appeals.Filing(given.ground, tuple(given.files))
    filed = await card_appeals.file(session, card, filing, actor=actor)
    return await appeal_queries.get_appeal_out(session, actor=actor, appeal_id=filed.id)


async def opine(session: AsyncSession, appeal_id: str, given: OpinionIn, actor: Actor) -> AppealOut:
    """Give an opinion on an appeal as one of the panel; see ``card_appeals.give`` for the refusals."""
    found = await card_appeals.get_appeal(session, appeal_id, version=given.version)
    opinion = card_appeals.Opinion(given.uphold, given.reason, given.adjustment)
    await card_appeals.give(session, found, opinion, actor=actor)
    return await appeal_queries.get_appeal_out(session, actor=actor, appeal_id=appeal_id)


async def issue(session: AsyncSession, given: OrderIn, actor: Actor) -> OrderOut:
    """Put the lead unit of a ticket that the actor may see under a document of the ladder.

    Raises:
        TicketUnknown, NoLead: no such ticket, or nobody to address.
        TooEarly: a summons before the ticket is late enough (domain rules §4.7 rung 7).
        AlreadyIssued: the same document about the same version of the ticket.
    """
    brief = await tickets.get_brief(session, ticket_id=given.ticket_id, actor=actor)
    lead = tickets.require_lead(brief)
    if given.level is OrderLevel.SUMMONED:
        await _require_summonable(session, brief.id, lead)
    what = orders.Issue(
        level=given.level,
        watched=Watched(brief.id, brief.number, lead),
        reason=given.reason,
        occurrence=f"officer:{brief.id}:{given.level.value}:{brief.version}",
    )
    order = await orders.issue(session, what, actor=actor)
    if order is None:
        raise AlreadyIssued
    await docket.announce(session, order, actor=actor)
    return await queries.get_order_out(session, actor=actor, order_id=order.id)


async def _require_summonable(session: AsyncSession, ticket_id: str, unit_id: str) -> None:
    ticket = await tickets.get_ticket(session, ticket_id=ticket_id)
    unit = await organisation.get_unit(session, unit_id)
    after = (await policies.current(session)).ladder(ticket.profile, unit.level).summon_after
    if after is None:
        return
    due = await queries.earliest_due(session, ticket_id=ticket_id, unit_id=unit_id)
    calendar = await organisation.calendar_of(session, unit_id)
    if due is None or clock.now() < calendar.add_days(due, after):
        raise TooEarly(
            f"超期满 {after} 个工作日后才能约谈",
            f"a unit is summoned when it is {after} working days late",
        )


async def reply(session: AsyncSession, order_id: str, given: ReplyIn, actor: Actor) -> OrderOut:
    """Answer a document to the actor's own unit; raises ``OrderUnknown``, ``NotOwnUnit``, ``Stale``."""
    shown = await queries.get_order_out(session, actor=actor, order_id=order_id)
    _require_own(actor, shown.unit_id)
    order = await orders.get_order(session, order_id, version=given.version)
    await docket.answer(session, order, text=given.text, finish_date=given.finish_date, actor=actor)
    return await queries.get_order_out(session, actor=actor, order_id=order_id)


async def lift(session: AsyncSession, order_id: str, given: LiftIn, actor: Actor) -> OrderOut:
    """Lift a document with a reason; raises ``OrderUnknown``, ``Stale`` or ``StepNotOpen``."""
    order = await orders.get_order(session, order_id, version=given.version)
    await docket.release(session, order, reason=given.reason, actor=actor)
    return await queries.get_order_out(session, actor=actor, order_id=order_id)


def _require_own(actor: Actor, unit_id: str) -> None:
    if actor.unit_id != unit_id:
        raise NotOwnUnit
