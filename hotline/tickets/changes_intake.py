"""What actions of intake and review do (受理·审核): rows A and B1–B2, B7–B10 of domain rules §3.2."""

from collections.abc import Mapping

from sqlalchemy import delete, func, select

from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.roles import Role
from hotline.tickets import consumer, respondent
from hotline.tickets import payloads_intake as p
from hotline.tickets.actions import Action
from hotline.tickets.deed import Deed, refused
from hotline.tickets.effects import Effect, note_classification
from hotline.tickets.models import Assignment, Ticket
from hotline.tickets.papers import NamedUser, TicketLink
from hotline.tickets.parts import attach, of_kind, take_back_all
from hotline.tickets.policy import AGENT_ALONE
from hotline.tickets.visibility import visible_to
from hotline.tickets.vocabulary import AssignmentStatus, CloseOutcome, EvidenceKind, Relation
from routing.taxonomy.tree import Confidentiality, GroundCode, RequestKind, Urgency

MAX_CONTENT = 20_000
# What the reviewer completes; what he leaves out stays as it was told.
_COMPLETED = (
    "title",
    "district_code",
    "town_code",
    "village_code",
    "address_text",
    "occurred_at",
    "occurred_until",
)
# Market law knows a complaint and a report, each with a procedure of its own (§4.8, §4.9).
MARKET_KINDS: Mapping[str, RequestKind] = {
    "consumer_complaint": RequestKind.COMPLAINT,
    "violation_report": RequestKind.REPORT,
}
STANDARD, FAST_FIX = "standard", "fast_fix"


async def answer_now(deed: Deed, given: p.AnswerNow) -> None:
    """A2: answered and closed by the agent without a department."""
    ticket = deed.ticket
    if given.kind not in deed.policy.answer_now_kinds:
        raise refused("kind", "此类诉求不能直接答复", "this kind is not answered on the spot")
    note_classification(ticket, given.kind, given.category_code)
    ticket.public_answer = given.public_answer
    ticket.article_revision_ids = list(given.article_revision_ids)
    ticket.answer_source = given.answer_source
    ticket.answered_now = True
    ticket.close_outcome = CloseOutcome.ANSWERED.value
    ticket.closed_at = deed.at


async def request_info(deed: Deed, given: p.RequestInfo) -> None:
    """A3: the citizen is asked; reminders are counted from now."""
    del given
    deed.ticket.reminders = 0


async def supply_info(deed: Deed, given: p.SupplyInfo) -> None:
    """A4: the citizen's own words are added, never corrected."""
    supplement(deed, given.text)
    deed.ticket.address_text = given.address_text or deed.ticket.address_text
    deed.ticket.is_incomplete = False
    await attach(deed, of_kind(given.file_ids, EvidenceKind.CITIZEN), public=True)


def supplement(deed: Deed, text: str) -> None:
    """Add to what the citizen said; raises ``PayloadInvalid`` beyond the longest content."""
    content = f"{deed.ticket.content}\n【补充】{text}"
    if len(content) > MAX_CONTENT:
        raise refused("text", "补充内容过多", "too much was added")
    deed.ticket.content = content


async def info_timeout(deed: Deed, given: p.InfoTimeout) -> None:
    """A5: never closed by itself; it goes on as incomplete."""
    del given
    deed.ticket.is_incomplete = True


async def nothing(deed: Deed, given: object) -> None:
    """The row itself says everything."""
    del deed, given


async def decline(deed: Deed, given: p.Decline) -> None:
    """A9: a listed ground, by whoever may use it (§6.3)."""
    ground = given.ground_code
    if ground not in deed.policy.grounds:
        raise refused("ground_code", "此事由已停用", "policy does not allow this ground")
    if not _may_use(deed, ground):
        raise refused("ground_code", "您不能单独使用此事由", "you may not use this ground alone")
    deed.ticket.decline_ground = ground.value
    deed.ticket.decline_path = given.lawful_path
    if given.related_ticket_id is not None:
        await link(deed, given.related_ticket_id, Relation.RELATED, field="related_ticket_id")


def _may_use(deed: Deed, ground: GroundCode) -> bool:
    if ground is GroundCode.MALICIOUS:
        return deed.who.holds(Role.SUPERVISOR)
    return ground in AGENT_ALONE or deed.who.holds(Role.REVIEWER)


async def contest(deed: Deed, given: p.Contest) -> None:
    """A10: once."""
    del given
    deed.ticket.contested = True


async def void(deed: Deed, given: p.Void) -> None:
    """A14: a draft that was no request."""
    del given
    deed.ticket.excluded_from_assessment = True


async def withdraw(deed: Deed, given: p.Withdraw) -> None:
    """A15: whoever works on it is told to stop."""
    del given
    take_back_all(deed)


async def approve(deed: Deed, given: p.Approve) -> None:
    """B1: the classification that was confirmed, by a person unless policy lets the system (P)."""
    ticket = deed.ticket
    if given.confidentiality is Confidentiality.RESTRICTED != ticket.confidentiality:
        raise refused("confidentiality", "请用“设为保密”指定人员", "name the users first")
    not_lowered(ticket, given.confidentiality, "confidentiality")
    was = ticket.kind
    note_classification(ticket, given.kind, given.category_code, given.category_version)
    use_profile(deed, by_category(deed, given.profile, given.category_code))
    for name in _COMPLETED:
        setattr(ticket, name, getattr(given, name) or getattr(ticket, name))
    ticket.urgency = given.urgency.value
    ticket.confidentiality = given.confidentiality.value
    hide_accuser(ticket, was)
    ticket.catalogue_row_id = given.catalogue_row_id
    ticket.is_beyond_duty = given.is_beyond_duty
    ticket.beyond_duty_type = given.beyond_duty_type if given.is_beyond_duty else None
    happened_rightly(deed)
    if given.real_name:
        _verify_identity(deed)
    await name_respondent(deed, given)
    if given.kind in respondent.ABOUT_SOMEBODY and not respondent.is_told(ticket):
        raise refused(
            "respondent_name",
            "投诉、举报须填写被反映对象；查不清的，请勾选“被反映对象不明”",
            "complaints and reports name the respondent, or say that he is unknown",
        )
    await note_branch(deed, given)


async def note_branch(deed: Deed, given: p.Approve | p.Reclassify) -> None:
    """Keep what this kind of matter tells; a consumer complaint is complete (§5.1)."""
    await consumer.write_down(deed, given)
    consumer.note_efficiency(deed.ticket, given)
    await consumer.check(deed.session, deed.ticket)


def happened_rightly(deed: Deed) -> None:
    """Refuse what has not happened yet, what ends before it begins, and an end without a beginning."""
    ticket = deed.ticket
    if ticket.occurred_at is not None and ticket.occurred_at > deed.at:
        raise refused("occurred_at", "发生时间不能晚于现在", "it cannot lie in the future")
    if ticket.occurred_until is None:
        return
    if ticket.occurred_at is None or ticket.occurred_until < ticket.occurred_at:
        raise refused("occurred_until", "结束时间须晚于发生时间", "it ends before it begins")


def _verify_identity(deed: Deed) -> None:
    """Whoever reports under his real name is told of the decision (§4.9); his identity was checked."""
    if deed.ticket.citizen_id is None:
        raise refused("real_name", "匿名反映的不能核为实名", "nobody is known who could be checked")
    deed.ticket.real_name = True
    deed.ticket.identity_verified_at = deed.at


async def name_respondent(deed: Deed, given: p.Approve | p.Reclassify) -> None:
    """Write down whom the request is about: the unit complained of never gets nor sees it (rule 8).

    Raises ``PayloadInvalid`` for a unit that has a part already (that is taken back first), and for the
    actor's own or one above it (then nobody could work on it: such a ticket is restricted to named people).
    """
    ticket = deed.ticket
    ticket.respondent_kind = given.respondent_kind or ticket.respondent_kind
    told = {name: getattr(given, name) for name in respondent.FIELDS}
    await respondent.write_down(deed.session, ticket, told)
    unknown = given.respondent_unknown or ticket.respondent_unknown
    named = ticket.respondent_name_enc or ticket.accused_unit_id or given.accused_unit_id
    ticket.respondent_unknown = unknown and not named
    if given.accused_unit_id is None or given.accused_unit_id == ticket.accused_unit_id:
        return
    unit = await deed.session.get(Unit, given.accused_unit_id)
    if unit is None:
        raise refused("accused_unit_id", "没有这个单位", "no such unit")
    if (deed.actor.unit_path or "").startswith(unit.path):
        raise refused(
            "accused_unit_id",
            "反映本单位或其上级的，请用“设为保密”指定人员办理",
            "about one's own unit or one above it: restrict the ticket to named people",
        )
    if any(_has_part(part, unit) for part in deed.parts):
        raise refused(
            "accused_unit_id",
            "该单位正在承办，请先撤回派单、改派或提级办理",
            "this unit has a part; take it back first",
        )
    ticket.accused_unit_id, ticket.accused_unit_path = unit.id, unit.path


def _has_part(part: Assignment, unit: Unit) -> bool:
    return part.status != AssignmentStatus.REVOKED and part.unit_path.startswith(unit.path)


def not_lowered(ticket: Ticket, level: Confidentiality, name: str) -> None:
    """Secrecy falls by CLEAR_CONFIDENTIAL alone, with the citizen's consent (B10)."""
    order = list(Confidentiality)
    if order.index(level) < order.index(Confidentiality[ticket.confidentiality]):
        raise refused(
            name, "降低保密级别须经诉求人同意，请用“解除保密”", "needs the citizen's consent"
        )


def hide_accuser(ticket: Ticket, was: str | None) -> None:
    """What becomes a report hides its citizen from the unit (rule 8, §3.5)."""
    became = ticket.kind == RequestKind.REPORT and was != RequestKind.REPORT
    if became and ticket.confidentiality == Confidentiality.NONE:
        ticket.confidentiality = Confidentiality.CITIZEN_HIDDEN.value


def by_category(deed: Deed, profile: str | None, category_code: str) -> str | None:
    """Return the profile that a listed category brings: quick response unless another was chosen (§4.3)."""
    listed = deed.policy.fast_fix_categories
    usual = (profile or deed.ticket.profile) == STANDARD
    return FAST_FIX if usual and category_code.startswith(tuple(listed)) else profile


def use_profile(deed: Deed, name: str | None) -> None:
    """Put the ticket under a profile; raises ``PayloadInvalid`` for an unknown one or one of another kind."""
    if name is not None:
        try:
            profile = deed.policy.profile(name, deed.ticket.received_at)
        except KeyError as error:
            raise refused("profile", "没有这个适用规则", "no such profile") from error
        deed.ticket.profile, deed.ticket.profile_version = profile.name, profile.version
    fits_kind(deed.ticket.profile, deed.ticket.kind, "profile")


def fits_kind(profile: str | None, kind: str | None, field: str) -> None:
    """A complaint and a report under market law never go on as one ticket (§4.9, A13)."""
    expected = MARKET_KINDS.get(profile or "")
    if expected is not None and kind != expected:
        raise refused(
            field,
            f"该规则只适用于{expected.label}；既有投诉又有举报的，须先拆单",
            f"this profile is for {expected.value} only; split a mixed message first",
        )


async def change_urgency(deed: Deed, given: p.ChangeUrgency) -> None:
    """B7: told only when raised."""
    order = list(Urgency)
    before, after = Urgency[deed.ticket.urgency], given.urgency
    if before is after:
        raise refused("urgency", "紧急程度没有变化", "the urgency is the same")
    deed.ticket.urgency = after.value
    if order.index(after) < order.index(before):
        deed.message_id = None


async def reclassify(deed: Deed, given: p.Reclassify) -> None:
    """B8: the first value is kept for accuracy figures."""
    ticket = deed.ticket
    same = (ticket.kind, ticket.category_code) == (given.kind, given.category_code)
    same = same and given.accused_unit_id in {None, ticket.accused_unit_id}
    same = same and not any(getattr(given, name) for name in (*respondent.FIELDS, *consumer.FIELDS))
    if same and given.profile in {None, ticket.profile}:
        raise refused("category_code", "分类没有变化", "nothing changes")
    running_stages = deed.profile.statutory and ticket.first_dispatched_at is not None
    if running_stages and given.profile not in {None, ticket.profile}:
        raise refused("profile", "法定程序已开始，不能更换规则", "the statutory stages have begun")
    was = ticket.kind
    note_classification(ticket, given.kind, given.category_code, given.category_version)
    hide_accuser(ticket, was)
    use_profile(deed, by_category(deed, given.profile, given.category_code))
    await name_respondent(deed, given)
    await note_branch(deed, given)


async def set_confidential(deed: Deed, given: p.SetConfidential) -> None:
    """B9: from now on the citizen is told M00 only."""
    not_lowered(deed.ticket, given.level, "level")
    deed.ticket.confidentiality = given.level.value
    await deed.session.execute(delete(NamedUser).where(NamedUser.ticket_id == deed.ticket.id))
    if given.level is not Confidentiality.RESTRICTED:
        return
    for account_id in dict.fromkeys(given.named_account_ids):
        deed.session.add(
            NamedUser(
                ticket_id=deed.ticket.id,
                account_id=account_id,
                named_by=deed.actor.account_id,
                named_at=deed.at,
            )
        )


async def clear_confidential(deed: Deed, given: p.ClearConfidential) -> None:
    """B10: with the citizen's consent; what is told now is still M00."""
    del given
    if deed.ticket.confidentiality == Confidentiality.NONE:
        raise refused("consent_text", "工单未设保密", "the ticket is not confidential")
    deed.ticket.confidentiality = Confidentiality.NONE.value
    await deed.session.execute(delete(NamedUser).where(NamedUser.ticket_id == deed.ticket.id))


async def link(deed: Deed, other_id: str, relation: Relation, *, field: str = "ticket_id") -> None:
    """Link another ticket once.

    Raises ``PayloadInvalid`` naming ``field`` for itself and for one the actor cannot see.
    """
    if other_id == deed.ticket.id:
        raise refused(field, "不能关联自身", "a ticket is not linked to itself")
    seen = select(Ticket.id).where(Ticket.id == other_id, visible_to(deed.actor))
    if await deed.session.scalar(seen) is None:
        raise refused(field, "关联的工单不存在或您无权查看", "no such ticket for you")
    same = (
        TicketLink.ticket_id == deed.ticket.id,
        TicketLink.other_id == other_id,
        TicketLink.relation == relation.value,
    )
    if await deed.session.scalar(select(func.count()).where(*same)):
        return
    deed.session.add(
        TicketLink(
            id=new_id(),
            ticket_id=deed.ticket.id,
            other_id=other_id,
            relation=relation.value,
            at=deed.at,
            by=deed.prepared_by,
        )
    )


EFFECTS: Mapping[Action, Effect] = {
    Action.ANSWER_NOW: answer_now,
    Action.REQUEST_INFO: request_info,
    Action.SUPPLY_INFO: supply_info,
    Action.INFO_TIMEOUT: info_timeout,
    Action.CONFIRM_RECEIVED: nothing,
    Action.BOUNCE_BACK: nothing,
    Action.DECLINE: decline,
    Action.CONTEST: contest,
    Action.VOID: void,
    Action.WITHDRAW: withdraw,
    Action.APPROVE: approve,
    Action.RETURN_TO_AGENT: nothing,
    Action.CHANGE_URGENCY: change_urgency,
    Action.RECLASSIFY: reclassify,
    Action.SET_CONFIDENTIAL: set_confidential,
    Action.CLEAR_CONFIDENTIAL: clear_confidential,
    Action.RECALCULATE: nothing,
}
