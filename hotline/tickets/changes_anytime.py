"""What pressing, linking, flags, filings and appeals do (催办·督办·关联·认定·申诉): rows F and G."""

from collections.abc import Mapping

from sqlalchemy import delete

from hotline.kit.audit.service import PersonalRead, record_read
from hotline.kit.clock import local_date
from hotline.tickets import payloads_closing as p
from hotline.tickets import respondent
from hotline.tickets.actions import Action
from hotline.tickets.appealable import require_standing
from hotline.tickets.changes_closing import ENFORCEMENT
from hotline.tickets.changes_handling import require_contact
from hotline.tickets.changes_intake import link, supplement
from hotline.tickets.deed import Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.events import RiskFlagged
from hotline.tickets.papers import TicketLink
from hotline.tickets.parts import attach, of_kind
from hotline.tickets.payloads_intake import WithReason
from hotline.tickets.vocabulary import (
    AppealState,
    ClockId,
    EvidenceKind,
    FilingState,
    Relation,
    SuperviseLevel,
)

REVEALABLE = frozenset(
    {
        "name",
        "contact_number",
        "caller_number",
        "email",
        "postal_address",
        *respondent.FIELDS,
    }
)
_TOLD_FROM = SuperviseLevel.LISTED


async def nothing(deed: Deed, given: object) -> None:
    """The row itself says everything."""
    del deed, given


async def urge(deed: Deed, given: p.Urge) -> None:
    """F1: counted once a day."""
    del given
    deed.ticket.urge_count += 1
    deed.ticket.last_urged_on = local_date(deed.at)


async def supervise(deed: Deed, given: p.Supervise) -> None:
    """F3: the level never falls by a further document; the citizen is told from LISTED up."""
    order = list(SuperviseLevel)
    before = deed.ticket.supervise_level
    if before is None or order.index(given.level) > order.index(SuperviseLevel[before]):
        deed.ticket.supervise_level = given.level.value
    if order.index(given.level) < order.index(_TOLD_FROM):
        deed.message_id = None
    if given.reply_due_at is not None:
        if given.reply_due_at <= deed.at:
            raise refused("reply_due_at", "回复期限已过", "the reply time is over")
        deed.wanted_due[ClockId.SUPERVISE_REPLY] = given.reply_due_at


async def lift_supervision(deed: Deed, given: WithReason) -> None:
    """F4: by the officer, with a reason."""
    del given
    deed.ticket.supervise_level = None


async def add_citizen_info(deed: Deed, given: p.AddCitizenInfo) -> None:
    """F6: the lead is told by the event."""
    supplement(deed, given.text)
    await attach(deed, of_kind(given.file_ids, EvidenceKind.CITIZEN), public=True)


async def link_ticket(deed: Deed, given: p.Link) -> None:
    """F7."""
    await link(deed, given.ticket_id, Relation[given.relation.name])


async def unlink_ticket(deed: Deed, given: p.Link) -> None:
    """F7: links that merging and splitting made stay."""
    same = (
        TicketLink.ticket_id == deed.ticket.id,
        TicketLink.other_id == given.ticket_id,
        TicketLink.relation == given.relation.value,
    )
    result = await deed.session.execute(delete(TicketLink).where(*same))
    if not result.rowcount:  # type: ignore[attr-defined]
        raise refused("ticket_id", "没有这个关联", "no such link")


async def reveal(deed: Deed, given: p.Reveal) -> None:
    """F8: one field, one purpose, one audit row; the value is read by whoever shows it."""
    if given.field not in REVEALABLE:
        raise refused("field", "该字段不能查看", "this field is not revealed")
    read = PersonalRead("ticket", deed.ticket.id, given.field, given.purpose)
    await record_read(deed.session, deed.actor, read)


async def flag_hard_case(deed: Deed, given: WithReason) -> None:
    """F9: needs consultation."""
    del given
    deed.ticket.is_hard_case = True


async def flag_risk(deed: Deed, given: WithReason) -> None:
    """F9: the duty office is alerted at once."""
    del given
    deed.ticket.has_risk = True
    deed.events.append(RiskFlagged(deed.ticket.id, deed.action_id))


async def file_unreasonable(deed: Deed, given: p.FileUnreasonable) -> None:
    """G8: the unit shows that it contacted (rule 6, §3.5), explained and documented."""
    await require_contact(deed, every_round=True)
    await attach(deed, of_kind(given.file_ids, EvidenceKind.OTHER))
    deed.ticket.unreasonable_state = FilingState.FILED.value


async def grant_unreasonable(deed: Deed, given: WithReason) -> None:
    """G9: leaves satisfaction and resolution figures; stays in sign, contact and timeliness figures."""
    del given
    deed.ticket.unreasonable_state = FilingState.GRANTED.value
    deed.ticket.excluded_from_assessment = True
    deed.ticket.exclusion_reason = "认定为不合理诉求"


async def refuse_unreasonable(deed: Deed, given: WithReason) -> None:
    """G9."""
    del given
    deed.ticket.unreasonable_state = FilingState.REFUSED.value


async def revoke_unreasonable(deed: Deed, given: p.RevokeFiling) -> None:
    """G9: an audit found otherwise; the ticket counts again, unless its profile keeps it out (§4.9)."""
    del given
    deed.ticket.unreasonable_state = FilingState.REFUSED.value
    kept_out = deed.profile.enforcement and deed.ticket.closed_at is not None
    deed.ticket.excluded_from_assessment = kept_out
    deed.ticket.exclusion_reason = ENFORCEMENT if kept_out else None


async def file_appeal(deed: Deed, given: p.FileAppeal) -> None:
    """G10: within 5 WD of publication, against something that stands."""
    await require_standing(deed, given)
    calendar = await deed.calendar()
    if (
        not given.published_at
        <= deed.at
        <= calendar.add_days(given.published_at, deed.policy.appeal_days)
    ):
        raise refused(
            "published_at",
            f"须在公布后 {deed.policy.appeal_days} 个工作日内申诉",
            "the time for appeals is over",
        )
    await attach(deed, of_kind(given.file_ids, EvidenceKind.OTHER))
    deed.ticket.appeal_state = AppealState.FILED.value


async def uphold_appeal(deed: Deed, given: p.UpholdAppeal) -> None:
    """G11: history stays; the adjustment stands in the log."""
    del given
    deed.ticket.appeal_state = AppealState.UPHELD.value


async def reject_appeal(deed: Deed, given: WithReason) -> None:
    """G11."""
    del given
    deed.ticket.appeal_state = AppealState.REJECTED.value


EFFECTS: Mapping[Action, Effect] = {
    Action.URGE: urge,
    Action.ISSUE_URGE_NOTICE: nothing,
    Action.SUPERVISE: supervise,
    Action.REPLY_SUPERVISION: nothing,
    Action.LIFT_SUPERVISION: lift_supervision,
    Action.ADD_CITIZEN_INFO: add_citizen_info,
    Action.COMMENT: nothing,
    Action.LINK: link_ticket,
    Action.UNLINK: unlink_ticket,
    Action.REVEAL: reveal,
    Action.FLAG_HARD_CASE: flag_hard_case,
    Action.FLAG_RISK: flag_risk,
    Action.FILE_UNREASONABLE: file_unreasonable,
    Action.GRANT_UNREASONABLE: grant_unreasonable,
    Action.REFUSE_UNREASONABLE: refuse_unreasonable,
    Action.REVOKE_UNREASONABLE: revoke_unreasonable,
    Action.FILE_APPEAL: file_appeal,
    Action.UPHOLD_APPEAL: uphold_appeal,
    Action.REJECT_APPEAL: reject_appeal,
}
