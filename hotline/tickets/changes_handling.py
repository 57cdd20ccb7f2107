"""What actions of handling do (办理): contacts, notes, lower tiers, partners; rows D1–D8, H1 of §3.2."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit, UnitLevel
from hotline.roles import Role
from hotline.tickets import clockwork, deadlines
from hotline.tickets import payloads_handling as p
from hotline.tickets.actions import Action
from hotline.tickets.deed import WORK_CLOCKS, Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.models import Assignment
from hotline.tickets.papers import ContactLog, ProgressNote, Whistle
from hotline.tickets.parts import (
    give,
    signed_again,
    stop_clocks,
    take_back,
    worked_minutes,
)
from hotline.tickets.payloads_dispatch import Reassign
from hotline.tickets.policy import Policy
from hotline.tickets.receivers import called_unit, partner_unit
from hotline.tickets.vocabulary import (
    AssignmentRole,
    AssignmentStatus,
    ClockId,
    ContactOutcome,
)

SKEW = timedelta(minutes=5)


async def log_contact(deed: Deed, given: p.LogContact) -> None:
    """D1: first contact is made when the citizen is reached, or after 3 tries at least 2 h apart."""
    earliest = min(deed.ticket.received_at, deed.at)  # the server's clock may have been set back
    if not earliest <= given.contacted_at <= deed.at + SKEW:
        raise refused("contacted_at", "联系时间须在受理之后、现在之前", "not a time of contact")
    row = ContactLog(
        id=new_id(),
        ticket_id=deed.ticket.id,
        assignment_id=deed.require_own().id,
        action_id=deed.action_id,
        redo_round=deed.ticket.redo_round,
        contacted_at=given.contacted_at,
        logged_at=deed.at,
        channel=given.channel.value,
        number_ref=given.number_ref,
        outcome=given.outcome.value,
        summary=given.summary,
        recording_ref=given.recording_ref,
        by=deed.actor.account_id,
    )
    deed.session.add(row)
    deed.own = None  # the lead's first contact counts, whoever of its tiers reached the citizen
    if not proven([*await contacts_of(deed), row], deed.policy):
        deed.kept.add(ClockId.FIRST_CONTACT)


async def contacts_of(deed: Deed, *, every_round: bool = False) -> list[ContactLog]:
    """List the contacts of the present round of handling, or of all, oldest first."""
    query = (
        select(ContactLog)
        .where(ContactLog.ticket_id == deed.ticket.id)
        .order_by(ContactLog.contacted_at)
        .execution_options(autoflush=False)
    )
    if not every_round:
        query = query.where(ContactLog.redo_round == deed.ticket.redo_round)
    return list(await deed.session.scalars(query))


async def require_contact(deed: Deed, *, every_round: bool = False) -> None:
    """Ask for proof of contact, unless there is no way at all to reach an anonymous citizen (rule 6).

    Raises ``PayloadInvalid`` (422).
    """
    if deed.ticket.contact_number_hash is None and deed.ticket.citizen_id is None:
        return
    if not proven(await contacts_of(deed, every_round=every_round), deed.policy):
        raise refused(
            "contact_log",
            f"须先联系诉求人（{ContactOutcome.REACHED.label}，或间隔两小时以上的三次尝试）",
            "the citizen was not contacted",
        )


def proven(contacts: Sequence[ContactLog], policy: Policy) -> bool:
    """Tell whether the citizen was reached, or tried often enough and far enough apart (rule 6)."""
    if any(row.outcome == ContactOutcome.REACHED for row in contacts):
        return True
    apart = timedelta(minutes=policy.contact_try_minutes)
    tries, last = 0, None
    for at in sorted(row.contacted_at for row in contacts):
        if last is None or at - last >= apart:
            tries, last = tries + 1, at
    return tries >= policy.contact_tries


async def note_progress(deed: Deed, given: p.NoteProgress) -> None:
    """D2: told to the citizen only if there is a public text."""
    deed.session.add(
        ProgressNote(
            id=new_id(),
            ticket_id=deed.ticket.id,
            assignment_id=deed.require_own().id,
            action_id=deed.action_id,
            at=deed.at,
            public_text=given.public_text,
            internal_text=given.internal_text,
            next_step=given.next_step,
            next_date=given.next_date,
            by=deed.actor.account_id,
        )
    )
    if given.public_text is None:
        deed.message_id = None
        deed.kept |= {ClockId.FIRST_RESULT, ClockId.URGE_REPLY}
    elif _late_and_urgent(deed):
        # Unsolved at 24 h: a fresh result every 2 h (domain rules §4.3).
        deed.kept.add(ClockId.FIRST_RESULT)
        for old in deed.find(ClockId.FIRST_RESULT):
            clockwork.stop(deed, old)
        await restart_first_result(deed)


def _late_and_urgent(deed: Deed) -> bool:
    return deed.facts.is_urgent and any(c.due_at <= deed.at for c in deed.find(*WORK_CLOCKS))


async def restart_first_result(deed: Deed) -> None:
    """Ask the lead for a fresh result within 2 h."""
    limit = deed.policy.urgent[ClockId.FIRST_RESULT]
    what = clockwork.Start(ClockId.FIRST_RESULT, limit, deed.at, part=deed.require_lead())
    await clockwork.start(deed, what)


async def transfer_down(deed: Deed, given: p.TransferDown) -> None:
    """D3: to a unit right of one's own subtree; one's own clocks run on, the child's end earlier."""
    own = deed.require_own()
    child = await partner_unit(deed, given.unit_id, giver=own)
    _check_child(deed, own, child, given)
    latest = await _latest_for_child(deed, own)
    if not deed.at < given.due_at <= latest:
        raise refused(
            "due_at", "下级期限须至少早于本单位期限一个工作日", "due 1 WD before one's own"
        )
    village = child.level >= UnitLevel.VILLAGE
    role = AssignmentRole.PARTNER if village else AssignmentRole.LEAD
    await give(deed, child, role, parent_id=own.id, task=given.reason)
    deed.wanted_due[ClockId.CASE] = given.due_at


def _check_child(deed: Deed, own: Assignment, child: Unit, given: p.TransferDown) -> None:
    if child.id == own.unit_id or not child.path.startswith(own.unit_path):
        raise refused("unit_id", "只能转派本单位下级", "only to one's own subtree")
    if any(
        part.unit_id == child.id and part.status != AssignmentStatus.REVOKED for part in deed.parts
    ):
        raise refused("unit_id", "该单位已承办此单", "this unit has a part already")
    if child.level >= UnitLevel.TOWN and deed.ticket.no_push_down:
        raise refused("unit_id", "该事项不得下派镇街、村居", "this duty is not pushed down")
    if child.level >= UnitLevel.TOWN > own.unit_level and not given.town_list_basis:
        raise refused(
            "town_list_basis", "下派镇街须有履职清单依据", "the town's duty list is needed"
        )


async def _latest_for_child(deed: Deed, own: Assignment) -> datetime:
    mine = [c for c in deed.find(*WORK_CLOCKS) if c.assignment_id == own.id]
    if not mine:
        raise refused("due_at", "本单位没有在计时的期限", "no clock of one's own is running")
    calendar = await deed.calendar(own.unit_id)
    return calendar.subtract_days(mine[-1].due_at, deed.policy.child_reserve_days)


async def return_up(deed: Deed, given: p.ReturnUp) -> None:
    """D4: the superior unit decides; the ticket itself is not returned."""
    part = deed.require_own()
    part.status = AssignmentStatus.OBJECTED.value
    part.returns += 1
    part.legal_basis = given.legal_basis


async def decide_return_up(deed: Deed, given: p.DecideReturnUp) -> None:
    """The superior unit takes the part back, or the lower one goes on."""
    child = deed.part(given.assignment_id)
    if child.parent_id != deed.require_own().id or child.status != AssignmentStatus.OBJECTED:
        raise refused("assignment_id", "没有待裁定的下级退回", "nothing to decide on this part")
    if given.accepted:
        take_back(deed, child)
        stop_clocks(deed, child)
    else:
        signed_again(deed, child)


async def add_partner(deed: Deed, given: p.AddPartner) -> None:
    """D5: asked by the lead, granted by the dispatcher."""
    unit = await partner_unit(deed, given.unit_id, giver=deed.require_lead())
    if any(
        part.unit_id == unit.id and part.status != AssignmentStatus.REVOKED for part in deed.parts
    ):
        raise refused("unit_id", "该单位已承办此单", "this unit has a part already")
    await give(deed, unit, AssignmentRole.PARTNER, task=given.task)
    if given.due_at is not None:
        await _check_partner_due(deed, unit, given.due_at)
        deed.wanted_due[ClockId.PARTNER] = given.due_at


async def _check_partner_due(deed: Deed, unit: Unit, due_at: datetime) -> None:
    """A partner ends one working day before the lead's own due time (§4.1)."""
    if due_at <= deed.at:
        raise refused("due_at", "协办期限已过", "the due time is over")
    calendar, reserve = await deed.calendar(unit.id), deed.policy.partner_reserve_days
    work = deed.work()
    if work and due_at > deadlines.partner_due(calendar, work[-1].due_at, deed.at, reserve):
        raise refused(
            "due_at", "协办期限须至少早于主办期限一个工作日", "due 1 WD before the lead's"
        )


async def partner_reply(deed: Deed, given: p.PartnerReply) -> None:
    """D6: a partner's or lower tier's answer; the ticket stays with the lead."""
    part = deed.require_own()
    part.status = AssignmentStatus.REPLIED.value
    part.result = given.result
    part.replied_at = deed.since(part.signed_at)
    part.worked_minutes = worked_minutes(deed, part)
    stop_clocks(deed, part)


async def whistle(deed: Deed, given: p.CallUnits) -> None:
    """D7: the town calls departments together; who was called is not called anew before he came."""
    if given.meeting_at < deed.at - SKEW:
        raise refused("meeting_at", "集合时间已过", "the time of meeting is over")
    awaited = {clock.unit_id for clock in deed.find(ClockId.WHISTLE_REPORT)}
    for unit_id in dict.fromkeys(given.unit_ids):
        unit = await called_unit(deed, unit_id)
        if unit.id in awaited:
            raise refused(
                "unit_ids", f"{unit.short_name}已被吹哨，尚未报到", "called and not come yet"
            )
        deed.session.add(
            Whistle(
                id=new_id(),
                ticket_id=deed.ticket.id,
                unit_id=unit.id,
                unit_path=unit.path,
                called_at=deed.at,
                place=given.place,
                meeting_at=given.meeting_at,
                question=given.question,
            )
        )
        deed.whistled.append(unit.id)


async def report_in(deed: Deed, given: p.ReportIn) -> None:
    """D8: the called unit came; only its own clock stops."""
    query = select(Whistle).where(
        Whistle.ticket_id == deed.ticket.id,
        Whistle.unit_id == deed.actor.unit_id,
        Whistle.reported_at.is_(None),
    )
    for row in await deed.session.scalars(query):
        row.reported_at = deed.at
        row.who_came, row.opinion = given.who_came, given.opinion
    deed.kept.add(ClockId.WHISTLE_REPORT)
    for clock in deed.find(ClockId.WHISTLE_REPORT):
        if clock.unit_id == deed.actor.unit_id:
            clockwork.stop(deed, clock)


async def reassign(deed: Deed, given: Reassign) -> None:
    """H1: another handler of the same unit; a handler himself only stands aside (recusal, §2.2)."""
    part = deed.require_own()
    own_recusal = given.is_recusal and part.handler_id == deed.actor.account_id
    if not deed.who.holds(Role.UNIT_CLERK) and not own_recusal:
        raise refused(
            "is_recusal", "承办人只能就本人承办的工单申请回避", "stand aside yourself only"
        )
    if part.handler_id == given.handler_id:
        raise refused("handler_id", "承办人没有变化", "the handler is the same")
    part.handler_id = given.handler_id


EFFECTS: Mapping[Action, Effect] = {
    Action.LOG_CONTACT: log_contact,
    Action.NOTE_PROGRESS: note_progress,
    Action.TRANSFER_DOWN: transfer_down,
    Action.RETURN_UP: return_up,
    Action.DECIDE_RETURN_UP: decide_return_up,
    Action.ADD_PARTNER: add_partner,
    Action.PARTNER_REPLY: partner_reply,
    Action.WHISTLE: whistle,
    Action.REPORT_IN: report_in,
    Action.REASSIGN: reassign,
}
