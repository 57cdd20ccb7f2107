"""What extension, suspension, tracking and reply do (延期·中止·跟踪·答复): rows D9–D17, H2 of §3.2."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from hotline.kit.clock import local_date
from hotline.kit.ids import new_id
from hotline.tickets import clockwork, deadlines
from hotline.tickets import payloads_handling as p
from hotline.tickets.actions import Action
from hotline.tickets.changes_handling import require_contact
from hotline.tickets.deed import WORK_CLOCKS, Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.models import TicketClock
from hotline.tickets.papers import Extension, Suspension
from hotline.tickets.parts import attach, stop_clocks, worked_minutes
from hotline.tickets.payloads_intake import WithReason
from hotline.tickets.policy import Limit
from hotline.tickets.stages import check_final
from hotline.tickets.standing import PENDING
from hotline.tickets.vocabulary import (
    AssignmentRole,
    AssignmentStatus,
    ClockId,
    Mode,
    ReplyKind,
    Resolution,
)
from routing.taxonomy.tree import RequestKind

GRANTED, REFUSED = "GRANTED", "REFUSED"


def _work(deed: Deed) -> TicketClock:
    """Return the lead's work clock."""
    lead = deed.require_lead()
    found = [c for c in deed.find(*WORK_CLOCKS) if c.assignment_id == lead.id]
    if not found:
        raise refused("days", "没有在计时的办理期限", "no handling clock is running")
    return found[-1]


async def request_extension(deed: Deed, given: p.RequestExtension) -> None:
    """D9: at most the original limit and never above 15 WD; filed ≥ 1 WD early is "in good time"."""
    work = _work(deed)
    longest = deadlines.longest_extension(
        deed.policy, Limit(amount=work.limit, mode=Mode[work.mode])
    )
    if given.days > longest:
        raise refused("days", f"最多可延长 {longest} 个工作日", f"at most {longest} working days")
    calendar = await deed.calendar(work.unit_id)
    notice = deed.policy.extension_notice_days
    deed.session.add(
        Extension(
            id=new_id(),
            ticket_id=deed.ticket.id,
            assignment_id=work.assignment_id,
            state=PENDING,
            days=given.days,
            reason_code=given.reason_code.value,
            legal_basis=given.legal_basis,
            plan=given.plan,
            told_proof=given.told_proof,
            requested_by=deed.prepared_by,
            approved_by=deed.actor.account_id,
            requested_at=deed.at,
            in_good_time=deed.at <= calendar.subtract_days(work.due_at, notice),
            old_due_at=work.due_at,
        )
    )
    deed.ticket.extension_pending = True
    deed.ticket.extension_used = True


async def _pending(deed: Deed) -> Extension:
    query = select(Extension).where(
        Extension.ticket_id == deed.ticket.id, Extension.state == PENDING
    )
    row: Extension | None = await deed.session.scalar(query)
    if row is None:
        raise refused("days", "没有待审批的延期", "no extension is pending")
    return row


def _decided(deed: Deed, row: Extension, state: str, note: str | None) -> None:
    row.state = state
    row.decided_by, row.decided_at, row.decision_note = deed.actor.account_id, deed.at, note
    deed.ticket.extension_pending = False


async def grant_extension(deed: Deed, given: p.GrantExtension) -> None:
    """D10: old due + n WD; a decision the hotline gave too late is credited to the unit (§3.5)."""
    row, work = await _pending(deed), _work(deed)
    granted = given.days or row.days
    if granted > row.days:
        raise refused("days", "不能多于所申请的天数", "not more than was asked for")
    calendar = await deed.calendar(work.unit_id)
    due_at = deadlines.extend(calendar, work.due_at, granted)
    due_at = await _credited(deed, row, work, due_at)
    deed.wanted_due[ClockId.CASE] = due_at
    for promise in deed.find(ClockId.PROMISE):
        hotline = await deed.calendar()
        deed.wanted_due[ClockId.PROMISE] = max(
            deadlines.extend(hotline, promise.due_at, granted), due_at
        )
    _decided(deed, row, GRANTED, given.note)
    row.days, row.new_due_at = granted, due_at


async def refuse_extension(deed: Deed, given: WithReason) -> None:
    """D11: the due time stands, but for the hotline's own delay."""
    row, work = await _pending(deed), _work(deed)
    due_at = await _credited(deed, row, work, work.due_at)
    await clockwork.move(deed, work, due_at, deed.row.action.value)
    _decided(deed, row, REFUSED, given.reason)
    row.new_due_at = due_at


async def _credited(deed: Deed, row: Extension, work: TicketClock, due_at: datetime) -> datetime:
    if not row.in_good_time or deed.at <= work.due_at:
        return due_at
    calendar, mode = await deed.calendar(work.unit_id), Mode[work.mode]
    delay = deadlines.measure(calendar, mode, work.due_at, deed.at)
    return deadlines.shift(calendar, mode, due_at, delay)


async def suspend(deed: Deed, given: p.Suspend) -> None:
    """D12: a basis of the profile's list, with its document and expected end."""
    bases = deed.profile.suspension_bases
    if given.basis not in bases:
        listed = "、".join(f"{code}（{label}）" for code, label in bases.items())
        raise refused("basis", f"中止事由只能是：{listed}", "not a basis of this profile")
    if given.expected_end_at <= deed.at:
        raise refused("expected_end_at", "预计恢复时间须在将来", "the expected end is over")
    deed.session.add(
        Suspension(
            id=new_id(),
            ticket_id=deed.ticket.id,
            basis=given.basis,
            reason=given.reason,
            document=given.document,
            started_at=deed.at,
            expected_end_at=given.expected_end_at,
            requested_by=deed.prepared_by,
            approved_by=deed.actor.account_id,
        )
    )
    deed.ticket.suspended = True
    deed.wanted_due[ClockId.SUSPENSION] = given.expected_end_at


async def resume(deed: Deed, given: p.Resume) -> None:
    """D13: the paused minutes are written down."""
    del given
    query = select(Suspension).where(
        Suspension.ticket_id == deed.ticket.id, Suspension.ended_at.is_(None)
    )
    lead = deed.require_lead()
    calendar = await deed.calendar(lead.unit_id)
    for row in await deed.session.scalars(query):
        row.ended_at = deed.at
        row.paused_minutes = max(calendar.minutes_between(row.started_at, deed.at), 0)
    deed.ticket.suspended = False


async def track(deed: Deed, given: p.Track) -> None:
    """D14: cannot be solved now; watched with a promised date."""
    calendar = await deed.calendar()
    if calendar.days_between(local_date(deed.at), given.promised_date) < 1:
        raise refused("promised_date", "计划完成日期须在将来", "the promised date is over")
    deed.ticket.tracked = True
    deed.ticket.tracked_until = given.promised_date


async def untrack(deed: Deed, given: WithReason) -> None:
    """D15: what was left of the clocks goes on, at least 3 WD."""
    del given
    deed.ticket.tracked = False
    deed.ticket.tracked_until = None


async def reply(deed: Deed, given: p.Reply) -> None:
    """D16: contact proven, evidence of handling, partners answered or explained (rule 6)."""
    await require_contact(deed)
    _evidence_given(deed, given.evidence)
    _partners_answered(deed, explained=given.partners_explained is not None)
    check_final(deed)
    ticket = deed.ticket
    ticket.fact_true = given.fact_true.value
    ticket.within_duty = given.within_duty
    ticket.handling_text = given.handling_text
    ticket.public_answer = given.public_answer
    ticket.internal_note = given.internal_note
    ticket.resolved = given.resolved.value
    ticket.unresolved_reason = given.unresolved_reason
    await _answered(deed, ReplyKind.ANSWER, given.evidence)


async def propose_termination(deed: Deed, given: p.ProposeTermination) -> None:
    """D17: a lawful ground, its evidence, explained to the citizen; not before statutory steps end."""
    await require_contact(deed)
    _evidence_given(deed, given.evidence)
    check_final(deed)
    ticket = deed.ticket
    ticket.reply_ground = given.ground_code.value
    ticket.public_answer = given.public_answer
    ticket.handling_text = given.explanation_given
    ticket.resolved = Resolution.NO.value
    await _answered(deed, ReplyKind.TERMINATION, given.evidence)


async def _answered(deed: Deed, kind: ReplyKind, evidence: list[p.Evidence]) -> None:
    lead = deed.require_lead()
    await attach(deed, [(item.file_id, item.kind) for item in evidence])
    lead.status = AssignmentStatus.REPLIED.value
    lead.replied_at = deed.since(lead.signed_at)
    lead.worked_minutes = worked_minutes(deed, lead)
    deed.ticket.reply_kind = kind.value
    deed.ticket.replied_at = deed.at
    deed.own = None  # the row stops the ticket's clocks, whoever of the unit replies
    for part in deed.parts:
        if part is not lead and part.status != AssignmentStatus.REVOKED:
            stop_clocks(deed, part)


def _evidence_given(deed: Deed, evidence: list[p.Evidence]) -> None:
    """At least one piece of evidence, but for a consultation (§5.1)."""
    if not evidence and deed.ticket.kind != RequestKind.CONSULT:
        raise refused("evidence", "请附办理佐证", "evidence of handling is needed")


def _partners_answered(deed: Deed, *, explained: bool) -> None:
    waiting = [
        part
        for part in deed.parts
        if part.status not in {AssignmentStatus.REPLIED, AssignmentStatus.REVOKED}
        and (part.role == AssignmentRole.PARTNER or part.parent_id is not None)
    ]
    if waiting and not explained:
        raise refused(
            "partners_explained", "协办单位尚未反馈，请说明", "partners have not answered; explain"
        )


EFFECTS: Mapping[Action, Effect] = {
    Action.REQUEST_EXTENSION: request_extension,
    Action.GRANT_EXTENSION: grant_extension,
    Action.REFUSE_EXTENSION: refuse_extension,
    Action.SUSPEND: suspend,
    Action.RESUME: resume,
    Action.TRACK: track,
    Action.UNTRACK: untrack,
    Action.REPLY: reply,
    Action.PROPOSE_TERMINATION: propose_termination,
}
