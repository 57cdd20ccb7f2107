"""Who is told of what (监察告知): clocks, cards, documents and risks become notices; anchors are mailed.

Domain rules §4.7 (who is told at each rung), §10.4. Nothing of a matter is told, only numbers and dates,
so that a confidential ticket needs no other words.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from hotline.kit import clock
from hotline.kit.organisation.models import Duty, Unit
from hotline.kit.organisation.queries import account_ids_on_duty
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.roles import Role
from hotline.supervision import anchors, notices
from hotline.supervision.events import (
    AnchorMade,
    CardAppealDue,
    CardAppealed,
    CardDecisionDue,
    CardServed,
    ClockAlerted,
    OrderIssued,
)
from hotline.supervision.models import Card, CardAppeal, Order
from hotline.supervision.notices import EVERYBODY, Audience, Words
from hotline.supervision.settings import SupervisionSettings
from hotline.supervision.vocabulary import (
    WAITING,
    Colour,
    Disposition,
    NoticeKind,
    ObjectKind,
    OrderLevel,
    RuleId,
    Step,
)
from hotline.tickets.events import RiskFlagged
from hotline.tickets.models import Assignment, Ticket, TicketClock
from hotline.tickets.vocabulary import AppealState, ClockId

SETTINGS = "supervision"  # in session.info
_UNIT_STEPS: Mapping[Step, tuple[Duty, ...]] = {
    Step.REMIND: (Duty.CLERK,),
    Step.YELLOW: (Duty.CLERK,),
    Step.DUE: (Duty.CLERK, Duty.APPROVER),
}
_WORDS = {
    Step.REMIND: "时限已用去一半",
    Step.YELLOW: "时限临期（黄灯）",
    Step.DUE: "时限已过（红灯）",
}
# Whose work a clock of the hotline itself measures.
_DESKS: Mapping[ClockId, Role] = {
    ClockId.DRAFT_REVIEW: Role.REVIEWER,
    ClockId.DISPATCH: Role.DISPATCHER,
    ClockId.ADJUDICATE: Role.ADJUDICATOR,
    ClockId.EXTENSION_DECISION: Role.DISPATCHER,
    ClockId.CONSULTATION: Role.COORDINATOR,
    ClockId.RESULT_REVIEW: Role.RESULT_REVIEWER,
    ClockId.FOLLOW_UP: Role.FOLLOW_UP_AGENT,
    ClockId.TRACKED_REVIEW: Role.SUPERVISION_OFFICER,
    ClockId.UNREASONABLE_DECIDE: Role.SUPERVISION_OFFICER,
    ClockId.APPEAL_DECIDE: Role.SUPERVISION_OFFICER,
}
# Who decides an appeal against a card (G11).
_PANEL = [
    Audience(role=role.value)
    for role in (Role.SUPERVISION_OFFICER, Role.INSPECTOR, Role.ADJUDICATOR, Role.COORDINATOR)
]
_ORDER_DUTIES: Mapping[OrderLevel, tuple[Duty, ...]] = {
    OrderLevel.URGED: (Duty.CLERK, Duty.APPROVER),
    OrderLevel.SUPERVISED: (Duty.CLERK, Duty.APPROVER, Duty.LEADER),
    OrderLevel.NOTIFIED: (Duty.CLERK, Duty.APPROVER, Duty.LEADER),
    OrderLevel.LISTED: (Duty.CLERK, Duty.APPROVER, Duty.LEADER),
    OrderLevel.SUMMONED: (Duty.APPROVER, Duty.LEADER),
    OrderLevel.ADVISED: (Duty.APPROVER, Duty.LEADER),
}


def register(table: Subscriptions) -> None:
    """Subscribe everything that tells people something."""
    table.on(ClockAlerted, "supervision.notify_clock", on_clock_alerted)
    table.on(CardServed, "supervision.notify_card", on_card_served)
    table.on(CardDecisionDue, "supervision.decision_due", on_card_decision_due)
    table.on(CardAppealed, "supervision.notify_appeal", on_card_appealed)
    table.on(CardAppealDue, "supervision.appeal_due", on_card_appeal_due)
    table.on(OrderIssued, "supervision.notify_order", on_order_issued)
    table.on(RiskFlagged, "supervision.notify_risk", on_risk_flagged)
    table.on(AnchorMade, "supervision.mail_anchor", on_anchor_made)


def settings_of(session: AsyncSession) -> SupervisionSettings:
    """Return the settings that travel with the session, else the shipped ones."""
    found: SupervisionSettings = session.info.get(SETTINGS) or SupervisionSettings()
    return found


async def on_clock_alerted(session: AsyncSession, event: ClockAlerted) -> None:
    """Tell rungs 0 to 2; the higher ones are told by their card or document."""
    ticket = await session.get_one(Ticket, event.ticket_id)
    row = await session.get_one(TicketClock, event.clock_id)
    step = Step(event.step)
    if step is Step.SUMMON:
        words = _clock_words(ticket, row, event, "已严重超期，可以约谈")
        await notices.tell(session, words, [_role(Role.SUPERVISION_OFFICER)])
    elif step in _WORDS:
        words = _clock_words(ticket, row, event, _WORDS[step])
        meant = await _of_clock(session, row, event.unit_id, step)
        await notices.tell(session, words, meant)
        if step is Step.REMIND and settings_of(session).staff_sms:
            await notices.text(session, words, meant)


def _clock_words(ticket: Ticket, row: TicketClock, event: ClockAlerted, said: str) -> Words:
    label = ClockId[row.clock.upper()].label_on(ticket.urgency)
    due = _local(row.due_at)
    return Words(
        key=f"clock:{row.id}:{row.due_at:%Y%m%dT%H%M%S}:{event.step}",
        kind=NoticeKind.CLOCK,
        title=f"{label}{said}",
        body=f"工单{ticket.number}的{label}{said}，期限{due}，请及时处理。",
        object_kind=ObjectKind.TICKET.value,
        object_id=ticket.id,
    )


async def _of_clock(
    session: AsyncSession, row: TicketClock, unit_id: str | None, step: Step
) -> list[Audience]:
    if unit_id is None:
        name = ClockId[row.clock.upper()]
        desk = [_role(_DESKS.get(name, Role.SUPERVISOR))]
        # A ruling that is late is raised to the supervisor (domain rules §3.2 C9).
        raised = name is ClockId.ADJUDICATE and step is Step.DUE
        return [*desk, _role(Role.SUPERVISOR)] if raised else desk
    meant = [Audience(unit_id=unit_id, duty=duty.value) for duty in _UNIT_STEPS[step]]
    if step is Step.REMIND:
        return meant
    part = await session.get(Assignment, row.assignment_id) if row.assignment_id else None
    if part is not None and part.handler_id is not None:
        meant.append(Audience(account_id=part.handler_id))
    return [*meant, _role(Role.DISPATCHER)] if step is Step.DUE else meant


def _role(role: Role) -> Audience:
    return Audience(role=role.value)


async def on_card_served(session: AsyncSession, event: CardServed) -> None:
    """Tell handler and approver at once, and note on the card how and when (domain rules §10.4)."""
    card = await session.get_one(Card, event.card_id, with_for_update=True)
    colour, rule = Colour(card.colour), RuleId(card.rule_id)
    words = Words(
        key=f"card:{card.id}",
        kind=NoticeKind.CARD,
        title=f"{colour.label}：{rule.label}",
        body=f"{card.object_no}收到{colour.label}（{rule.label}），请在{_local(card.answer_due_at)}前说明。",
        object_kind=card.object_kind,
        object_id=card.object_id,
    )
    meant = [Audience(unit_id=card.unit_id, duty=d.value) for d in (Duty.CLERK, Duty.APPROVER)]
    if card.handler_id is not None:
        meant.append(Audience(account_id=card.handler_id))
    await notices.tell(session, words, meant)
    sent = await notices.text(session, words, meant) if settings_of(session).staff_sms else 0
    approvers = await account_ids_on_duty(session, card.unit_id, duty=Duty.APPROVER.value)
    card.approver_id = next(iter(approvers), None)
    card.notified_by, card.notified_at = "SMS" if sent else "NOTICE", clock.now()
    if rule is RuleId.NO_CONTACT:
        await notices.tell(session, words, [_role(Role.INSPECTOR)])


async def on_card_decision_due(session: AsyncSession, event: CardDecisionDue) -> None:
    """Press the inspectors when the days for their decision are over (domain rules §10.4)."""
    card = await session.get_one(Card, event.card_id)
    if Disposition(card.disposition) not in WAITING or card.decide_due_at is None:
        return
    colour = Colour(card.colour).label
    words = Words(
        key=f"card_decision:{card.id}",
        kind=NoticeKind.CARD,
        title=f"{colour}裁定已超期",
        body=f"{card.object_no}的{colour}待裁定，期限{_local(card.decide_due_at)}已过，请及时裁定。",
        object_kind=card.object_kind,
        object_id=card.object_id,
    )
    await notices.tell(session, words, [_role(Role.INSPECTOR)])


async def on_card_appealed(session: AsyncSession, event: CardAppealed) -> None:
    """Tell the panel of an appeal, and the unit what was decided (domain rules §3.2 G10, G11)."""
    state = AppealState(event.state)
    appeal, words = await _of_appeal(session, event.appeal_id, event.state, state.label)
    if state is AppealState.FILED:
        await notices.tell(session, words, _PANEL)
        return
    duties = (Duty.CLERK, Duty.APPROVER)
    meant = [Audience(unit_id=appeal.unit_id, duty=duty.value) for duty in duties]
    await notices.tell(session, words, meant)


async def on_card_appeal_due(session: AsyncSession, event: CardAppealDue) -> None:
    """Press the panel when the days for its decision are over."""
    appeal, words = await _of_appeal(session, event.appeal_id, "DUE", "申诉裁定已超期")
    if appeal.state == AppealState.FILED.value:
        await notices.tell(session, words, _PANEL)


async def _of_appeal(
    session: AsyncSession, appeal_id: str, step: str, said: str
) -> tuple[CardAppeal, Words]:
    appeal = await session.get_one(CardAppeal, appeal_id)
    card = await session.get_one(Card, appeal.card_id)
    colour = Colour(card.colour).label
    words = Words(
        key=f"card_appeal:{appeal.id}:{step}",
        kind=NoticeKind.CARD,
        title=f"{colour}：{said}",
        body=f"{card.object_no}的{colour}{said}，裁定期限{_local(appeal.decide_due_at)}。",
        object_kind=card.object_kind,
        object_id=card.object_id,
    )
    return appeal, words


async def on_order_issued(session: AsyncSession, event: OrderIssued) -> None:
    """Tell whom the rung is for; a circular is told to everybody (domain rules §4.7)."""
    order = await session.get_one(Order, event.order_id)
    level = OrderLevel(order.level)
    until = "" if order.reply_due_at is None else f"，请在{_local(order.reply_due_at)}前回复"
    unit = await session.get_one(Unit, order.unit_id)
    words = Words(
        key=f"order:{order.id}",
        kind=NoticeKind.ORDER,
        title=f"{level.label}{order.number}",
        body=f"{unit.short_name}：{order.object_no}{level.label}（文号{order.number}）{until}。",
        object_kind=order.object_kind,
        object_id=order.object_id,
    )
    meant = [Audience(unit_id=order.unit_id, duty=d.value) for d in _ORDER_DUTIES[level]]
    if settings_of(session).staff_sms and level is not OrderLevel.URGED:
        await notices.text(session, words, meant)  # an urge is texted with the ticket's own news
    if level is OrderLevel.NOTIFIED:
        meant = [EVERYBODY]
    elif level in {OrderLevel.LISTED, OrderLevel.SUMMONED}:
        meant.append(_role(Role.SUPERVISION_OFFICER))
    await notices.tell(session, words, meant)


async def on_risk_flagged(session: AsyncSession, event: RiskFlagged) -> None:
    """Alert the duty office at once (domain rules §3.2 F9)."""
    ticket = await session.get_one(Ticket, event.ticket_id)
    words = Words(
        key=f"risk:{event.action_id}",
        kind=NoticeKind.RISK,
        title="风险预警",
        body=f"工单{ticket.number}被标记为有风险，请立即查看。",
        object_kind=ObjectKind.TICKET.value,
        object_id=ticket.id,
    )
    await notices.tell(session, words, [_role(Role.SUPERVISOR), _role(Role.DISPATCHER)])


async def on_anchor_made(session: AsyncSession, event: AnchorMade) -> None:
    """Mail the anchors to every configured address outside this system (domain rules §13.3)."""
    made = await anchors.list_made(session, until=datetime.fromisoformat(event.until))
    lines = "\n".join(anchors.entry_of(anchor).line() for anchor in made)
    subject = f"12345 存证锚点 {_local(datetime.fromisoformat(event.until))}"
    for address in settings_of(session).anchor_mail_to:
        route = Route(ChannelKind.EMAIL, address, lines, subject)
        key = f"anchor:{event.until}:{address}"
        await channels.send(session, Outgoing((route,), Purpose.DUTY, dedupe_key=key[:120]))


def _local(instant: datetime) -> str:
    return f"{clock.to_local(instant):%Y-%m-%d %H:%M}"
