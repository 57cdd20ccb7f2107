"""Conditions on actions (操作条件): pure functions of facts, standing and time; domain rules §3.2, §3.3."""

from datetime import datetime, timedelta

from hotline.roles import Role
from hotline.tickets.actions import Action
from hotline.tickets.transition import Refusal, Scope, Standing, TicketFacts
from hotline.tickets.vocabulary import AppealState, AssignmentStatus, FilingState
from routing.taxonomy.tree import RequestKind

MAX_RETURNS = 2
MAX_REDO = 2
RECALL_WITHIN = timedelta(minutes=30)
_NO_EXTENSION = frozenset({RequestKind.CONSULT, RequestKind.PRAISE})


def contest_once(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """A10: a decline may be contested once."""
    if facts.contested:
        return Refusal("不予受理的决定只能提出一次异议", "a decline may be contested once only")
    return None


def may_withdraw(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """A15: not a report, and no risk to safety."""
    if facts.kind is RequestKind.REPORT or facts.has_risk:
        return Refusal("举报或有安全风险的事项不能撤回", "reports and risks cannot be withdrawn")
    return None


def not_author(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """B1: nobody reviews his own draft."""
    if who.is_author:
        return Refusal("不能审核自己登记的工单", "nobody reviews his own draft")
    return None


def no_consultation(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """B3, C7, E7: one consultation at a time."""
    if facts.consultation_open:
        return Refusal("会商正在进行", "a consultation is open")
    return None


def consultation(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """B4, C8, E8: there is something to conclude."""
    if not facts.consultation_open:
        return Refusal("没有进行中的会商", "no consultation is open")
    return None


def recall_window(facts: TicketFacts, _who: Standing, at: datetime) -> Refusal | None:
    """B6: within 30 clock minutes of the dispatch (and before it is signed, which the status says)."""
    sent = facts.last_dispatched_at
    if sent is None or at > sent + RECALL_WITHIN:
        return Refusal("派单超过 30 分钟，不能撤回", "a dispatch is recalled within 30 minutes")
    return None


def may_object(facts: TicketFacts, who: Standing, at: datetime) -> Refusal | None:
    """C3: inside the window, not locked, first of this unit, fewer than two in all."""
    ends = facts.return_window_ends_at
    if facts.return_locked:
        return Refusal("职责已裁定，不得再退", "a ruling is final; no unit may return the ticket")
    if ends is None or at > ends:
        return Refusal("已超过退单期限", "the time for objections is over")
    if who.unit_objected:
        return Refusal("本单位已退过一次", "this unit has objected before")
    if facts.returns_total >= MAX_RETURNS:
        return Refusal("退单次数已满", "the ticket was returned twice already")
    return None


def may_decide_objection(facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """C5, C6: the first by a dispatcher, the second or an overlap (§7.5) by an adjudicator.

    Never on one's own unit.
    """
    if who.in_ruled_unit:
        return Refusal("不能裁决本单位的退单", "nobody rules on a unit he belongs to")
    if facts.is_overlap and not who.holds(Role.ADJUDICATOR):
        return Refusal("职责交叉的退单由裁决员裁决", "an overlap of duties is for an adjudicator")
    if facts.returns_total >= MAX_RETURNS and not who.holds(Role.ADJUDICATOR):
        return Refusal("第二次退单由裁决员裁决", "the second objection is for an adjudicator")
    return None


def not_ruled_unit(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """C7, C8: an adjudicator does not rule on a unit he belongs to."""
    if who.in_ruled_unit:
        return Refusal("不能裁决本单位的退单", "nobody rules on a unit he belongs to")
    return None


def pending_sign(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """C1: the actor's unit has not signed yet (the system signs for whoever is late)."""
    if who.own_status not in {None, AssignmentStatus.PENDING_SIGN}:
        return Refusal("本单位已签收", "this unit has signed already")
    return None


def signed(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """D3, D6: a unit signs before it works."""
    if who.own_status is AssignmentStatus.PENDING_SIGN:
        return Refusal("请先签收", "sign first")
    return None


def town_leads(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """D7: a town whistles."""
    if not facts.lead_is_town:
        return Refusal("只有镇街主办时可以吹哨", "only a leading town may whistle")
    return None


def may_extend(facts: TicketFacts, _who: Standing, at: datetime) -> Refusal | None:
    """D9: one per ticket, before due, not for CONSULT, PRAISE, urgent tickets or during a redo."""
    if facts.extension_used or facts.extension_pending:
        return Refusal("每单只能申请一次延期", "one extension per ticket")
    if facts.kind in _NO_EXTENSION or facts.is_urgent or facts.redo_round:
        return Refusal("咨询、表扬、紧急件和重办件不能延期", "no extension for this ticket")
    if facts.has_stages or facts.suspended or facts.tracked:
        return Refusal("法定期限或未在计时的期限不能延期", "this clock cannot be extended")
    if facts.case_due_at is None or at >= facts.case_due_at:
        return Refusal("延期须在到期前申请", "an extension is asked for before the due time")
    return None


def extension_pending(facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """D10, D11: something to decide, by somebody outside the unit who did not ask for it."""
    if not facts.extension_pending:
        return Refusal("没有待审批的延期", "no extension is pending")
    if who.asked_extension or who.scopes:
        return Refusal("延期不能由申请单位审批", "the unit does not decide its own extension")
    return None


def may_suspend(facts: TicketFacts, who: Standing, at: datetime) -> Refusal | None:
    """D12: only under a profile that lists lawful bases, and not twice at once."""
    if not facts.suspension_bases:
        return Refusal("此类工单没有中止事由", "this profile knows no suspension")
    return not_suspended(facts, who, at)


def not_suspended(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """D12, D14, D16: the clock is not stopped by law."""
    if facts.suspended:
        return Refusal("工单已中止，请先恢复", "the ticket is suspended; resume it first")
    return None


def suspended(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """D13: there is something to resume."""
    return None if facts.suspended else Refusal("工单未中止", "the ticket is not suspended")


def not_tracked(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """D14: not tracked yet."""
    return Refusal("已列入跟踪", "the ticket is tracked already") if facts.tracked else None


def tracked(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """D15: tracked."""
    return None if facts.tracked else Refusal("未列入跟踪", "the ticket is not tracked")


def not_handled(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """E1–E6: nobody handles a ticket and reviews it or asks the citizen about it (§3.3)."""
    if who.has_handled or who.scopes:
        return Refusal("经办人和承办单位不能审核或回访", "whoever handled it does not review it")
    return None


def not_reviewed(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """D rows: nobody who reviewed the result or asked the citizen handles the ticket (§3.3)."""
    if who.has_reviewed:
        return Refusal("审核或回访过此单的人不能办理", "whoever reviewed it does not handle it")
    return None


def redo_left(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """E6: at most two rounds."""
    if facts.redo_round >= MAX_REDO:
        return Refusal("已重办两次，请发起会商", "two redo rounds are over; call a consultation")
    return None


def redo_spent(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """E7: only when E6 is no longer possible."""
    if facts.redo_round < MAX_REDO:
        return Refusal("仍可要求重办，不需会商", "a redo is still possible")
    return None


def reopen_window(facts: TicketFacts, _who: Standing, at: datetime) -> Refusal | None:
    """E9: inside the window; later a new linked ticket is opened."""
    if facts.sealed or facts.reopen_until is None or at > facts.reopen_until:
        return Refusal("已超过重办期，请另行登记", "the window is over; open a linked ticket")
    return None


def window_over(facts: TicketFacts, _who: Standing, at: datetime) -> Refusal | None:
    """E11: sealed once, after the window."""
    if facts.sealed:
        return Refusal("已归档", "sealed already")
    if facts.reopen_until is not None and at < facts.reopen_until:
        return Refusal("重办期未满", "the reopen window is still open")
    return None


def not_sealed(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """E10: an archive is not written to."""
    return Refusal("已归档", "sealed already") if facts.sealed else None


def joined_to_open(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """F1, F6 on a joined ticket: its lead ticket still runs."""
    if facts.joined_to_open:
        return None
    return Refusal("并入的工单已办结", "the ticket it was joined to is over")


def once_a_day(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """F1: an urge is counted once per day and ticket."""
    if facts.urged_today:
        return Refusal("今天已催办，承办单位会尽快回应", "urged today already")
    return None


def supervised(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """F4: there is something to answer or to lift."""
    if facts.supervise_level is None:
        return Refusal("没有督办", "the ticket is not supervised")
    return None


def filing_none(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """G8: filed once."""
    if facts.unreasonable_state is not FilingState.NONE:
        return Refusal("已申报过", "filed already")
    return None


def filing_filed(facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """G9: filed, and decided by people who are not involved."""
    if facts.unreasonable_state is not FilingState.FILED:
        return Refusal("没有待认定的申报", "nothing was filed")
    return _not_involved(involved=who.involved_in_filing or who.has_handled or bool(who.scopes))


def filing_granted(facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """G9: only what was granted can be revoked."""
    if facts.unreasonable_state is not FilingState.GRANTED:
        return Refusal("尚未认定", "nothing was granted")
    return _not_involved(involved=who.has_handled or bool(who.scopes))


def appeal_none(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """G10: appealed once; a decided appeal is final."""
    if facts.appeal_state is not AppealState.NONE:
        return Refusal("已申诉过", "appealed already")
    return None


def appeal_filed(facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """G11: filed, and decided by people who did not make the original decision."""
    if facts.appeal_state is not AppealState.FILED:
        return Refusal("没有待裁定的申诉", "no appeal was filed")
    involved = who.involved_in_appeal or who.has_handled or who.has_reviewed or bool(who.scopes)
    return _not_involved(involved=involved)


def _not_involved(*, involved: bool) -> Refusal | None:
    if involved:
        return Refusal("与此单有关的人员不能裁定", "whoever is involved does not decide")
    return None


def has_stages(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """RECORD_STAGE: only under a profile with statutory stages."""
    if not facts.has_stages:
        return Refusal("此类工单没有法定阶段", "this profile has no statutory stages")
    return None


def child_objected(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """RETURN_UP: by the child unit that has not returned it before."""
    if who.unit_objected:
        return Refusal("本单位已退回过一次", "this unit has returned it before")
    return None


def lower_objected(_facts: TicketFacts, who: Standing, _at: datetime) -> Refusal | None:
    """DECIDE_RETURN_UP: a part of the unit's own waits for the decision."""
    if who.lower_objected:
        return None
    return Refusal("没有待裁定的下级退回", "no lower unit has sent its part back")


def something_proposed(facts: TicketFacts, _who: Standing, _at: datetime) -> Refusal | None:
    """CONFIRM, RETURN_PROPOSAL: something waits for the second person."""
    return None if facts.proposed else Refusal("没有待审批的事项", "nothing waits for approval")


def is_second_person(who: Standing, action: Action) -> bool:
    """Nobody approves what he himself proposed (domain rules §3.3)."""
    return action not in who.proposed


def belongs(who: Standing, scopes: tuple[Scope, ...]) -> bool:
    """Tell whether the actor's unit has one of the parts ``scopes`` (none: no part is needed)."""
    return not scopes or not who.scopes.isdisjoint(scopes)
