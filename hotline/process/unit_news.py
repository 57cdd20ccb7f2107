"""Which unit hears what of an action (告知内容·承办单位): what comes back, what is asked, what was decided.

Domain rules §3.2: the lead of what comes back to it (E2, E6, E9) and of decisions on what it asked for (C6,
D10, D11), the units a town calls (D7), the superior unit of what was returned to it (D4) and the lower one
of what was decided on that. Fixed words and dates only.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.organisation.models import Unit
from hotline.process.notice_values import shown_time
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Action, Assignment, ClockId, Ticket, TicketAction, TicketClock
from hotline.tickets.papers import Whistle
from hotline.tickets.vocabulary import Status

_TO_LEAD = {
    Action.SEND_BACK.value: "答复未通过审核，请修改后重新答复",
    Action.ORDER_REDO.value: "诉求人反映未解决，请重新办理",
    Action.REOPEN.value: "诉求人要求重新办理",
    Action.ISSUE_URGE_NOTICE.value: "已发出催办通知书，请尽快办理",
    Action.URGE.value: "诉求人催办，请尽快回应",
    Action.ADD_CITIZEN_INFO.value: "诉求人补充了情况，请查看",
    Action.REJECT_OBJECTION.value: "退单未获同意，请继续办理",
    Action.GRANT_EXTENSION.value: "延期申请已批准",
    Action.REFUSE_EXTENSION.value: "延期申请未获批准，请按期办理",
}


@dataclass(frozen=True)
class News:
    """What one unit is told, and by when it has to do it; ``due_words`` names that date."""

    unit_id: str
    what: str
    due_at: datetime | None = None
    due_words: str = "办理期限"


async def news_of(session: AsyncSession, ticket: Ticket, event: TicketActed) -> list[News]:
    """Return what units are told of an action; nothing of most."""
    teller = _TELLERS.get(event.action)
    if teller is not None:
        return await teller(session, ticket, event)
    what = _TO_LEAD.get(event.action)
    if what is None or ticket.lead_unit_id is None:
        return []
    return [News(ticket.lead_unit_id, what, ticket.due_at)]


async def _called(session: AsyncSession, ticket: Ticket, event: TicketActed) -> list[News]:
    """D7: every called unit, with the time of meeting and its own time for coming."""
    action = await session.get_one(TicketAction, event.action_id)
    query = (
        select(Whistle.unit_id, Whistle.meeting_at, TicketClock.due_at)
        .join(
            TicketClock,
            (TicketClock.ticket_id == Whistle.ticket_id)
            & (TicketClock.unit_id == Whistle.unit_id)
            & (TicketClock.started_at == Whistle.called_at),
        )
        .where(
            Whistle.ticket_id == ticket.id,
            Whistle.called_at == action.at,
            TicketClock.clock == ClockId.WHISTLE_REPORT.value,
        )
        .order_by(Whistle.id)
    )
    lead = await session.get_one(Unit, ticket.lead_unit_id)
    return [
        News(
            unit_id,
            f"{lead.short_name}吹哨，请于{shown_time(meeting_at, 'cmn')}到场会办并报到",
            due_at,
            "报到期限",
        )
        for unit_id, meeting_at, due_at in await session.execute(query)
    ]


async def _returned_up(session: AsyncSession, _ticket: Ticket, event: TicketActed) -> list[News]:
    """D4: the superior unit decides."""
    part = await _part(session, event.assignment_id)
    above = await _part(session, part.parent_id if part else None)
    if part is None or above is None:
        return []
    unit = await session.get_one(Unit, part.unit_id)
    return [News(above.unit_id, f"{unit.short_name}退回转派的工单，请裁定", above.due_at)]


async def _decided_up(session: AsyncSession, _ticket: Ticket, event: TicketActed) -> list[News]:
    """The lower unit hears whether it goes on."""
    action = await session.get_one(TicketAction, event.action_id)
    part = await _part(session, action.payload.get("assignment_id"))
    if part is None:
        return []
    if action.payload.get("accepted"):
        return [News(part.unit_id, "退回已获同意，无需继续办理")]
    return [News(part.unit_id, "退回未获同意，请继续办理", part.due_at)]


async def _ruled(_session: AsyncSession, ticket: Ticket, event: TicketActed) -> list[News]:
    """C8, E8: the unit that goes on; a new lead hears of its new part."""
    if ticket.lead_unit_id is None or event.to_status != Status.HANDLING:
        return []
    if event.action == Action.RULE:
        what = "会商裁定由你单位继续办理"
    else:
        what = "会商决定由你单位最后一次重办"
    return [News(ticket.lead_unit_id, what, ticket.due_at)]


async def _part(session: AsyncSession, part_id: str | None) -> Assignment | None:
    return await session.get(Assignment, part_id) if part_id else None


Teller = Callable[[AsyncSession, Ticket, TicketActed], Awaitable[list[News]]]
_TELLERS: Mapping[str, Teller] = {
    Action.WHISTLE.value: _called,
    Action.RETURN_UP.value: _returned_up,
    Action.DECIDE_RETURN_UP.value: _decided_up,
    Action.RULE.value: _ruled,
    Action.CONCLUDE_CONSULTATION.value: _ruled,
}
