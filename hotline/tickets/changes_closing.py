"""What review, follow-up, closing and redo do (审核·回访·办结·重办): rows E of domain rules §3.2, §8."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from hotline.kit.clock import local_date
from hotline.kit.ids import new_id
from hotline.roles import Role
from hotline.tickets import clockplan, clockwork
from hotline.tickets import payloads_closing as p
from hotline.tickets.actions import Action
from hotline.tickets.changes_dispatch import conclude
from hotline.tickets.changes_handling import SKEW
from hotline.tickets.deed import Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.guards import MAX_REDO
from hotline.tickets.models import TicketAction
from hotline.tickets.papers import CaseRating, ContactLog, FollowUpAttempt
from hotline.tickets.parts import name_lead, signed_again
from hotline.tickets.payloads_dispatch import Conclusion, Ends
from hotline.tickets.receivers import lead_unit, partner_unit
from hotline.tickets.vocabulary import (
    ClockId,
    CloseOutcome,
    ContactOutcome,
    NoFollowUpReason,
    RedoTrigger,
    Status,
)
from routing.taxonomy.tree import Confidentiality, RequestKind

ENFORCEMENT = "执法或调解事项不追逐满意度"
# In the log row of a rating that was changed soon after the unit spoke to the citizen (§8).
PRESSED = "changed_after_contact"
_AFTER_CONSULTATION = frozenset({CloseOutcome.EXPLAINED, CloseOutcome.TRACKED})


async def accept_result(deed: Deed, given: p.AcceptResult) -> None:
    """E1: the hotline, not the unit, decides that the answer may go out."""
    del deed, given


async def send_back(deed: Deed, given: p.SendBack) -> None:
    """E2: before the citizen is asked."""
    del given
    deed.ticket.send_backs += 1
    signed_again(deed, deed.require_lead())


async def accept_without_follow_up(deed: Deed, given: p.AcceptWithoutFollowUp) -> None:
    """E3: only for a reason that is true of this ticket."""
    reason = given.reason
    if reason not in deed.policy.skip_follow_up or not _is_true(deed, reason):
        raise refused("reason", "免回访原因与工单不符", "the reason does not fit the ticket")
    if reason is NoFollowUpReason.ANONYMOUS and deed.ticket.contact_number_hash is None:
        deed.message_id = None
    close(deed, given.close_outcome)


def _is_true(deed: Deed, reason: NoFollowUpReason) -> bool:
    ticket = deed.ticket
    if reason is NoFollowUpReason.NO_REPLY_WANTED:
        return not (ticket.reply_wanted and ticket.follow_up_wanted)
    if reason is NoFollowUpReason.ANONYMOUS:
        return ticket.citizen_kind == "ANONYMOUS"
    if reason is NoFollowUpReason.CONFIDENTIAL:
        return ticket.confidentiality != Confidentiality.NONE
    return ticket.kind == RequestKind.PRAISE or deed.profile.enforcement


def close(deed: Deed, outcome: CloseOutcome) -> None:
    """Close the ticket; mediation and enforcement leave the satisfaction ranking (§4.9).

    Raises ``PayloadInvalid`` for REFERRED outside the profiles with a statutory procedure.
    """
    ticket = deed.ticket
    if outcome is CloseOutcome.REFERRED and not deed.profile.statutory:
        raise refused("close_outcome", "只有法定程序事项可以此方式办结", "statutory matters only")
    ticket.close_outcome = outcome.value
    ticket.closed_at = deed.at
    if deed.profile.enforcement and not ticket.excluded_from_assessment:
        ticket.excluded_from_assessment = True
        ticket.exclusion_reason = ENFORCEMENT


async def record_attempt(deed: Deed, given: p.RecordAttempt) -> None:
    """E4: one try; the next one is planned."""
    if given.attempted_at > deed.at + SKEW:
        raise refused("attempted_at", "回访时间在将来", "the try lies in the future")
    number = await _attempts(deed) + 1
    deed.session.add(
        FollowUpAttempt(
            id=new_id(),
            ticket_id=deed.ticket.id,
            redo_round=deed.ticket.redo_round,
            number=number,
            channel=given.channel.value,
            attempted_at=given.attempted_at,
            outcome=given.outcome.value,
            note=given.note,
            next_at=given.next_at,
            by=deed.actor.account_id,
        )
    )


async def _attempts(deed: Deed) -> int:
    query = select(func.count()).where(
        FollowUpAttempt.ticket_id == deed.ticket.id,
        FollowUpAttempt.redo_round == deed.ticket.redo_round,
    )
    return int(await deed.session.scalar(query) or 0)


async def close_after_follow_up(deed: Deed, given: p.Close) -> None:
    """E5: with the answers, or with proof that nobody could be reached."""
    if given.unreachable:
        await _unreachable_proven(deed)
    elif given.rating is None and not deed.profile.enforcement:
        raise refused("rating", "须有满意度的答案", "the answer on satisfaction is needed")
    else:
        await rate(deed, given)
    close(deed, given.close_outcome)


async def _unreachable_proven(deed: Deed) -> None:
    """At least 3 tries on at least 2 days, none of them reached (§8)."""
    query = select(FollowUpAttempt.attempted_at, FollowUpAttempt.outcome).where(
        FollowUpAttempt.ticket_id == deed.ticket.id,
        FollowUpAttempt.redo_round == deed.ticket.redo_round,
    )
    rows = (await deed.session.execute(query)).all()
    tries = [at for at, outcome in rows if outcome != ContactOutcome.REACHED]
    on_days = {local_date(at) for at in tries}
    enough = len(tries) == len(rows) >= deed.policy.follow_up_tries
    if not enough or len(on_days) < deed.policy.follow_up_days:
        raise refused(
            "unreachable",
            f"须在至少 {deed.policy.follow_up_days} 天内回访 {deed.policy.follow_up_tries} 次均未联系上",
            "not enough tries",
        )


async def rate(deed: Deed, given: p.Answers) -> None:
    """Write down what the citizen answered; the first rating is never overwritten (rule 7).

    ``by_citizen``: he gave it himself, by his own channel; the system only passes on what he wrote.
    """
    ticket = deed.ticket
    is_first = ticket.first_rating is None and given.rating is not None
    by_citizen = deed.actor.kind in {"citizen", "system"}
    deed.session.add(
        CaseRating(
            id=new_id(),
            ticket_id=ticket.id,
            redo_round=ticket.redo_round,
            given_at=deed.at,
            contacted=given.contacted and given.contacted.value,
            resolved=given.resolved and given.resolved.value,
            rating=given.rating and given.rating.value,
            reasons=[reason.value for reason in given.reasons],
            comment=given.comment,
            publish=given.publish,
            truth=given.truth and given.truth.value,
            is_first=is_first,
            by_citizen=by_citizen,
        )
    )
    ticket.follow_up = given.model_dump(
        mode="json", include={"contacted", "resolved", "rating", "reasons", "publish", "truth"}
    )
    if given.rating is None:
        return
    if by_citizen and not is_first and ticket.final_rating != given.rating.value:
        await _flag_pressure(deed)
    ticket.final_rating, ticket.final_rated_at = given.rating.value, deed.at
    if is_first:
        ticket.first_rating, ticket.first_rated_at = given.rating.value, deed.at


async def _flag_pressure(deed: Deed) -> None:
    """Against coercion (§8): a rating changed shortly after a unit's contact is marked in the log."""
    since = deed.at - timedelta(hours=deed.policy.pressure_hours)
    query = select(func.count()).where(
        ContactLog.ticket_id == deed.ticket.id, ContactLog.contacted_at >= since
    )
    if await deed.session.scalar(query):
        deed.noted[PRESSED] = True


async def order_redo(deed: Deed, given: p.OrderRedo) -> None:
    """E6: the unit handles it again."""
    await rate(deed, given)
    _again(deed, given.trigger)
    signed_again(deed, deed.require_lead())


def _again(deed: Deed, trigger: RedoTrigger) -> None:
    """Another round: a tracked ticket is no longer tracked, a false closure is marked."""
    deed.ticket.redo_round += 1
    deed.ticket.closed_at = deed.ticket.close_outcome = None
    deed.ticket.tracked, deed.ticket.tracked_until = False, None
    for running in deed.find(ClockId.TRACKED_REVIEW):
        clockwork.stop(deed, running)
    if trigger is RedoTrigger.FALSE_CLOSURE:
        deed.ticket.false_closure = True


async def conclude_consultation(deed: Deed, given: Conclusion) -> None:
    """B4: lead, partners and basis. E8: a last redo with a named lead, or closing as EXPLAINED or TRACKED."""
    await conclude(deed, given)
    if deed.facts.status is not Status.FOLLOWING_UP:
        await _agreed(deed, given)
        return
    if given.conclusion is None:
        raise refused("conclusion", "请写明会商结论", "say how it ends")
    if given.conclusion is Ends.CLOSE:
        await _closed_by_consultation(deed, given)
    else:
        await _last_redo(deed, given)


async def _agreed(deed: Deed, given: Conclusion) -> None:
    """B4: the units agreed on who leads, who helps and by which text; dispatching follows it."""
    if given.lead_unit_id is None:
        raise refused("lead_unit_id", "请写明会商确定的主办单位", "name the lead agreed upon")
    await lead_unit(deed, given.lead_unit_id)
    for unit_id in given.partner_unit_ids:
        await partner_unit(deed, unit_id)
    _based(given)


def _based(given: Conclusion) -> None:
    if given.basis is None:
        raise refused("basis", "请写明职责依据", "write down the basis of the duty")


async def _closed_by_consultation(deed: Deed, given: Conclusion) -> None:
    if given.close_outcome not in _AFTER_CONSULTATION:
        raise refused(
            "close_outcome", "只能以“已解释”或“列入跟踪”办结", "EXPLAINED or TRACKED only"
        )
    close(deed, CloseOutcome(given.close_outcome))
    deed.target, deed.message_id = Status.CLOSED, "M25"
    await clockplan.begin(deed, ClockId.REOPEN_WINDOW)


async def _last_redo(deed: Deed, given: Conclusion) -> None:
    """E8: the minutes name who leads the last redo and by which text, the present lead too."""
    if given.lead_unit_id is None:
        raise refused(
            "lead_unit_id", "请写明最后一次重办的主办单位", "name who leads the last redo"
        )
    _based(given)
    lead = deed.require_lead()
    _again(deed, RedoTrigger.UNRESOLVED)
    if given.lead_unit_id == lead.unit_id:
        signed_again(deed, lead)
        deed.target = Status.HANDLING
    else:
        deed.ticket.return_locked = True
        await name_lead(deed, given.lead_unit_id, given.partner_unit_ids, given.basis)
        deed.target = Status.DISPATCHED
        for clock in (ClockId.SIGN, ClockId.FIRST_CONTACT, ClockId.PARTNER):
            await clockplan.begin(deed, clock)
    await clockplan.begin(deed, ClockId.REDO)


async def reopen(deed: Deed, given: p.Reopen) -> None:
    """E9: one tap inside the window; answered now → DRAFT, two rounds spent → consultation."""
    false_closure = given.trigger is RedoTrigger.FALSE_CLOSURE
    if false_closure and not deed.who.holds(Role.SUPERVISION_OFFICER):
        raise refused("trigger", "虚假办结由督办员认定", "an audit finding is for the officer")
    deed.ticket.reopen_until = None
    if deed.ticket.answered_now:
        _again(deed, given.trigger)
        deed.ticket.answered_now = False
        deed.target = Status.DRAFT
        await _begin_all(deed, ClockId.PROMISE, ClockId.DRAFT_REVIEW)
    elif deed.ticket.redo_round < MAX_REDO:
        _again(deed, given.trigger)
        signed_again(deed, deed.require_lead())
        deed.target = Status.HANDLING
        await _begin_all(deed, ClockId.REDO, ClockId.PROGRESS)
    else:
        deed.ticket.closed_at = deed.ticket.close_outcome = None
        deed.ticket.false_closure = deed.ticket.false_closure or false_closure
        deed.target, deed.message_id = Status.FOLLOWING_UP, None
        await _begin_all(deed, ClockId.FOLLOW_UP)


async def _begin_all(deed: Deed, *clocks: ClockId) -> None:
    for clock in clocks:
        await clockplan.begin(deed, clock)


async def rate_again(deed: Deed, given: p.RateAgain) -> None:
    """E10: a later rating stands beside the first."""
    await rate(deed, given)


async def seal(deed: Deed, given: p.Seal) -> None:
    """E11: the archive hash is the head of the ticket's chain unless an archive gave one."""
    deed.ticket.archive_hash = given.archive_hash or await _chain_head(deed)
    deed.ticket.sealed_at = deed.at


async def _chain_head(deed: Deed) -> str | None:
    query = (
        select(TicketAction.chain)
        .where(TicketAction.ticket_id == deed.ticket.id)
        .order_by(TicketAction.seq.desc())
        .limit(1)
    )
    head: str | None = await deed.session.scalar(query)
    return head


EFFECTS: Mapping[Action, Effect] = {
    Action.ACCEPT_RESULT: accept_result,
    Action.SEND_BACK: send_back,
    Action.ACCEPT_WITHOUT_FOLLOW_UP: accept_without_follow_up,
    Action.RECORD_ATTEMPT: record_attempt,
    Action.CLOSE: close_after_follow_up,
    Action.ORDER_REDO: order_redo,
    Action.CONCLUDE_CONSULTATION: conclude_consultation,
    Action.REOPEN: reopen,
    Action.RATE_AGAIN: rate_again,
    Action.SEAL: seal,
}
