"""Appeals against a card (监察牌申诉): filed by the unit, decided by two people who had no part in it.

Domain rules §3.2 G10–G11, §3.5. The ticket may be in any state; its own machine does not move. A card that
is upheld against keeps its history: an adjustment row takes it out of grades and repeats.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.calendars import queries as calendars
from hotline.kit.files import service as files
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.supervision import cards, grading, policies, record
from hotline.supervision.errors import (
    AdjustmentMissing,
    AppealedAlready,
    AppealTooLate,
    AppealUnknown,
    OpinionGiven,
    PanelInvolved,
    Stale,
    StepNotOpen,
)
from hotline.supervision.events import CardAppealDue, CardAppealed
from hotline.supervision.models import Card, CardAdjustment, CardAppeal
from hotline.supervision.vocabulary import FORGIVEN, Disposition, ObjectKind
from hotline.tickets.actions import Action
from hotline.tickets.models import TicketAction
from hotline.tickets.vocabulary import AppealState

PANEL = 2
# Reading, remarks and links leave nobody involved in how a ticket was handled or judged.
_UNINVOLVING = (Action.COMMENT, Action.REVEAL, Action.LINK, Action.UNLINK)


@dataclass(frozen=True)
class Filing:
    """Why the unit appeals, and the uploads that prove it."""

    ground: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """What a member of the panel says; upholding names the adjustment."""

    uphold: bool
    reason: str
    adjustment: str | None = None


async def until(session: AsyncSession, card: Card) -> datetime | None:
    """Return the last instant for an appeal against the card; ``None`` where there can be none.

    The card is published to the unit when it is served, and again when it is decided.
    """
    if card.appeal_id is not None or Disposition(card.disposition) in FORGIVEN:
        return None
    published = card.closed_at or card.triggered_at
    calendar = await organisation.calendar_of(session, card.unit_id)
    return calendar.add_days(published, (await policies.current(session)).appeal_days)


async def file(session: AsyncSession, card: Card, filing: Filing, *, actor: Actor) -> CardAppeal:
    """Appeal against a card of the actor's unit; the caller has checked that it is his unit's.

    Raises:
        AppealedAlready: 409, on the card itself or with its ticket.
        StepNotOpen: 409, the card was taken back, or evidence is brought to what is no ticket.
        AppealTooLate: 409, the days are over.
        UploadUnknown: 404 for a claim.
    """
    if card.appeal_id is not None:
        raise AppealedAlready
    last = await until(session, card)
    if last is None:
        raise StepNotOpen
    now = clock.now()
    if now > last:
        raise AppealTooLate
    if filing.claims:
        await _attach(session, card, filing.claims)
    calendar, policy = await calendars.load(session), await policies.current(session)
    appeal = CardAppeal(
        id=new_id(),
        card_id=card.id,
        unit_id=card.unit_id,
        ground=filing.ground,
        filed_by=actor.account_id,
        filed_at=now,
        decide_due_at=calendar.add_days(now, policy.appeal_decide_days),
        state=AppealState.FILED.value,
        opinions=[],
        version=1,
    )
    session.add(appeal)
    card.appeal_id, card.appeal_state = appeal.id, appeal.state
    card.version += 1
    await session.flush()
    await _note(session, card, appeal, actor, {"text": cards.text_digest(appeal.id, filing.ground)})
    await publish(session, CardAppealed(appeal.id, appeal.state))
    await publish(session, CardAppealDue(appeal.id), at=appeal.decide_due_at)
    return appeal


async def _attach(session: AsyncSession, card: Card, claims: tuple[str, ...]) -> None:
    if card.object_kind != ObjectKind.TICKET.value:
        raise StepNotOpen
    await files.attach(session, claims, owner_kind="ticket", owner_id=card.object_id)


async def get_appeal(
    session: AsyncSession, appeal_id: str, *, version: int | None = None
) -> CardAppeal:
    """Load an appeal for change; raises ``AppealUnknown`` (404) or ``Stale`` (409)."""
    appeal = await session.get(CardAppeal, appeal_id, with_for_update=True)
    if appeal is None:
        raise AppealUnknown
    if version is not None and appeal.version != version:
        raise Stale(current_version=appeal.version)
    return appeal


async def give(
    session: AsyncSession, appeal: CardAppeal, opinion: Opinion, *, actor: Actor
) -> CardAppeal:
    """Take the opinion of one member of the panel; the second of the same mind decides.

    Raises:
        StepNotOpen: 409, it was decided.
        PanelInvolved: 403, he had to do with card, unit or ticket.
        OpinionGiven: 409, he has spoken.
        AdjustmentMissing: 422, upholding without saying what is adjusted.
    """
    if appeal.state != AppealState.FILED.value:
        raise StepNotOpen
    card = await cards.get_card(session, appeal.card_id)
    if await _is_involved(session, card, appeal, actor):
        raise PanelInvolved
    if any(said["by"] == actor.account_id for said in appeal.opinions):
        raise OpinionGiven
    if opinion.uphold and not opinion.adjustment:
        raise AdjustmentMissing
    said: dict[str, Any] = {
        "by": actor.account_id,
        "at": clock.now().isoformat(),
        "uphold": opinion.uphold,
        "reason": opinion.reason,
        "adjustment": opinion.adjustment if opinion.uphold else None,
    }
    appeal.opinions = [*appeal.opinions, said]
    appeal.version += 1
    agreed = [one for one in appeal.opinions if one["uphold"] is opinion.uphold]
    if len(agreed) >= PANEL:
        await _decide(session, card, appeal, opinion, actor)
    await session.flush()
    return appeal


async def _is_involved(session: AsyncSession, card: Card, appeal: CardAppeal, actor: Actor) -> bool:
    """Whoever judged, explained or filed, belongs to the unit, or acted on the ticket is involved."""
    unit = await organisation.get_unit(session, card.unit_id)
    if actor.unit_path is not None and actor.unit_path.startswith(unit.path):
        return True
    party = {
        card.inspector_id,
        card.explained_by,
        card.handler_id,
        card.approver_id,
        appeal.filed_by,
    }
    if actor.account_id in party:
        return True
    acted = select(TicketAction.id).where(
        TicketAction.ticket_id == card.object_id,
        TicketAction.action.not_in([action.value for action in _UNINVOLVING]),
        or_(
            TicketAction.actor_id == actor.account_id,
            TicketAction.requester_id == actor.account_id,
        ),
    )
    return await session.scalar(acted.limit(1)) is not None


async def _decide(
    session: AsyncSession, card: Card, appeal: CardAppeal, opinion: Opinion, actor: Actor
) -> None:
    state = AppealState.UPHELD if opinion.uphold else AppealState.REJECTED
    appeal.state, appeal.decided_at = state.value, clock.now()
    detail = {"text": cards.text_digest(appeal.id, opinion.reason)}
    await _note(session, card, appeal, actor, detail)
    await settle(session, card, appeal.id, state, opinion.adjustment or "")
    await publish(session, CardAppealed(appeal.id, appeal.state))


async def settle(
    session: AsyncSession, card: Card, appeal_id: str, state: AppealState, adjustment: str
) -> None:
    """Write the decision on the card; upheld, an adjustment row takes it out of the unit's figures.

    A month that was graded already is graded anew for this unit alone.
    """
    card.appeal_state = state.value
    card.version += 1
    if state is not AppealState.UPHELD:
        return
    session.add(
        CardAdjustment(
            id=new_id(),
            card_id=card.id,
            appeal_id=appeal_id,
            unit_id=card.unit_id,
            adjustment=adjustment,
            made_at=clock.now(),
        )
    )
    await grading.renew(session, card)


async def _note(
    session: AsyncSession, card: Card, appeal: CardAppeal, actor: Actor, detail: dict[str, str]
) -> None:
    entry = record.Entry(
        object_kind=card.object_kind,
        object_id=card.object_id,
        object_no=card.object_no,
        kind=f"CARD_APPEAL_{appeal.state}",
        occurrence=f"card_appeal:{appeal.id}:{appeal.state}",
        unit_id=card.unit_id,
        actor_id=actor.account_id,
        detail={"card_id": card.id, "appeal_id": appeal.id, **detail},
    )
    await record.append(session, entry)
