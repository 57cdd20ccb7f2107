"""Progress in one text (进度短信): where a ticket stands, who has it, until when (R4)."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process import helptexts
from hotline.process.notice_values import answer_due, shown_time, unit_name
from hotline.process.smstext import fit, speakable
from hotline.tickets.messages import NEUTRAL, Template, render, status_text
from hotline.tickets.models import Status, Ticket
from hotline.tickets.vocabulary import OWNED
from routing.taxonomy.tree import Confidentiality

MANY = 3
_LINE = Template("工单{number}：{status}", "Ticket {number}: {status}", "工单{number}：{status}")
_OWNER = Template("，由{unit}负责", ", with {unit}", "，由{unit}负责")
_DUE = Template("，最迟{due}前答复", ", answer by {due}", "，最迟{due}前答复")
_ANSWER = Template("。答复：{answer}", ". Answer: {answer}", "。答复：{answer}")
_STOP = {"eng": "."}
_WAITING = frozenset({Status.DRAFT, Status.READY, *OWNED})
_ANSWERED = frozenset({Status.FOLLOWING_UP, Status.CLOSED})


async def progress_of(session: AsyncSession, ticket: Ticket, language: str) -> str:
    """Tell where one ticket of the sender stands; M00 and nothing else for a confidential one."""
    if ticket.confidentiality != Confidentiality.NONE:
        return render(NEUTRAL, {}, language=language)
    status = Status(ticket.status)
    lead = await _lead(session, ticket)
    unit = await unit_name(session, lead.lead_unit_id, language)
    values = {"unit": unit, "line": ticket.handoff_line or "110", "number": lead.number}
    shown = status_text(status, values, language=language) or status.label
    parts = [helptexts.say(_LINE, language, number=ticket.number, status=shown)]
    if status is Status.HANDLING:
        parts.append(helptexts.say(_OWNER, language, unit=unit))
    ends = await answer_due(session, ticket) if status in _WAITING else None
    if ends is not None:
        due = shown_time(ends, language)
        parts.append(helptexts.say(_DUE, language, due=due))
    if status in _ANSWERED and ticket.public_answer:
        answer = speakable(ticket.public_answer)
        parts.append(helptexts.say(_ANSWER, language, answer=answer))
    if lead.id != ticket.id:
        parts.append(f"（{status_text(Status(lead.status), values, language=language) or ''}）")
    text = "".join(parts)
    stop = _STOP.get(language, "。")
    whole = text if text.endswith(("。", ".", "！", "!", "？", "?")) else text + stop
    return fit(whole, hint=helptexts.WHOLE_ANSWER.text(language))


async def _lead(session: AsyncSession, ticket: Ticket) -> Ticket:
    """Follow a joined ticket to the one that is handled."""
    for _ in range(MANY):
        if ticket.merged_into_id is None:
            break
        ticket = await session.get_one(Ticket, ticket.merged_into_id)
    return ticket
