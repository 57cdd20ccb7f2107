"""Telling citizens (告知市民): the messages M00–M28, by the way each reporter can be reached (§3.4).

A confidential ticket is told M00 and nothing else; whoever cannot be written to is told by voice. The
key of a message is its action and its ticket, so that a repeated event sends nothing twice.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.messages import Outgoing, Purpose, Route
from crm import privacy
from crm.models import ContactKind
from hotline.process import helptexts, recipients, survey
from hotline.process.notice_texts import words_for
from hotline.process.notice_values import Occasion, shown_time
from hotline.process.recipients import Reach, Words, language_of, mobile_of
from hotline.process.smstext import fit, speakable
from hotline.tickets import policies
from hotline.tickets.deed import REPORTER
from hotline.tickets.events import InfoReminderDue, TicketActed, TicketOpened
from hotline.tickets.messages import NEUTRAL, message_for, render
from hotline.tickets.models import Action, Status, Ticket, TicketAction
from routing.taxonomy.tree import Confidentiality

REGISTERED = "M01"
ANSWER = "M24"
# What a citizen who wants no reply is told all the same: we need something of him, or he asked.
_ALWAYS = frozenset({"M03", "M12"})
# Steps of one ticket that its joined reporters are not told: they concern its own reporter only.
_OWN = frozenset({"M03", "M04", "M09", "M10", "M11", "M12", "M27"})


@dataclass(frozen=True)
class FirstNotice:
    """What is told when a ticket is registered: the only moment at which the code is known.

    ``due`` is the promised instant. ``answers_text`` says that the citizen has just written to us, so
    that the notice passes an earlier opt-out. ``citizen_id`` lets an e-mail be the fall-back.
    """

    ticket_id: str
    number: str
    code: str
    due: datetime | None
    phone: str | None
    language: str = "cmn"
    citizen_id: str | None = None
    answers_text: bool = False


async def first_notice(session: AsyncSession, notice: FirstNotice) -> bool:
    """Send M01 with number and query code; tells whether it could be sent.

    ``False`` (landline, nobody known): the number and code are read out or shown instead. The receipt
    holds nothing of the matter, so that it also goes out for a confidential ticket: without it the
    citizen could never look up what M00 announces.
    """
    language = notice.language if notice.language in {"eng", "yue"} else "cmn"
    if notice.due is None:
        text = helptexts.say(helptexts.NO_PROMISE, language, number=notice.number, code=notice.code)
    else:
        values = {
            "number": notice.number,
            "code": notice.code,
            "due": shown_time(notice.due, language),
        }
        text = render(REGISTERED, values, language=language)
    email = None
    if notice.citizen_id is not None:
        email = await privacy.contact_for_system(
            session, citizen_id=notice.citizen_id, kind=ContactKind.EMAIL
        )
    reach = Reach(mobile_of(notice.phone), email)
    routes = recipients.routes(session, reach, Words(text, text, subject_of(notice.number)))
    purpose = Purpose.REPLY if notice.answers_text else Purpose.NOTICE
    return await _send(session, routes, purpose, notice.ticket_id, f"first:{notice.ticket_id}")


async def on_opened(session: AsyncSession, event: TicketOpened) -> None:
    """Tell what an opening says beyond M01, which the intake sends because it alone knows the code."""
    if event.message_id not in {None, REGISTERED}:
        await _tell(session, event.ticket_id, event.action_id, str(event.message_id))


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Tell every reporter of the ticket what its action says."""
    if event.message_id is not None:
        await _tell(session, event.ticket_id, event.action_id, event.message_id)


async def on_info_reminder(session: AsyncSession, event: InfoReminderDue) -> None:
    """Ask once more for what is missing; nothing if it was supplied meanwhile."""
    ticket = await session.get_one(Ticket, event.ticket_id)
    asked = await session.scalar(
        select(TicketAction)
        .where(
            TicketAction.ticket_id == ticket.id,
            TicketAction.action == Action.REQUEST_INFO.value,
        )
        .order_by(TicketAction.seq.desc())
        .limit(1)
    )
    if asked is not None and ticket.status == Status.AWAITING_INFO:
        occasion = Occasion(session, ticket, ticket, asked)
        await _tell_one(occasion, "M03", key=f"remind:{asked.id}:{event.number}")


async def _tell(session: AsyncSession, ticket_id: str, action_id: str, message_id: str) -> None:
    ticket = await session.get_one(Ticket, ticket_id)
    action = await session.get_one(TicketAction, action_id)
    policy = await policies.numbered(session, ticket.policy_number)
    if message_id in policy.silent_messages:
        return
    reporters = [await _speaker(session, ticket, action)]
    if message_id not in _OWN:
        reporters = await recipients.reporters_of(session, ticket)
    for reporter in reporters:
        occasion = Occasion(session, ticket, reporter, action)
        await _tell_one(occasion, message_id, key=f"notice:{action.id}:{reporter.id}")


async def _speaker(session: AsyncSession, ticket: Ticket, action: TicketAction) -> Ticket:
    """Return the ticket of whoever did the step: a reporter joined to it, else the ticket's own."""
    joined = action.payload.get(REPORTER)
    return ticket if joined is None else await session.get_one(Ticket, joined)


async def _tell_one(occasion: Occasion, message_id: str, *, key: str) -> None:
    reporter, session = occasion.reporter, occasion.session
    secrecy = max(
        (Confidentiality(t.confidentiality) for t in (occasion.ticket, reporter)),
        key=list(Confidentiality).index,
    )
    told = message_for(message_id, secrecy) or NEUTRAL
    if not reporter.reply_wanted and message_id not in _ALWAYS:
        return
    reach = await recipients.reach_of(session, reporter)
    if not reach.possible:
        return
    asks = told == ANSWER and survey.is_asked(occasion.ticket, reporter)
    words = await words_for(occasion, told, asks=asks)
    routes = recipients.routes(session, reach, words)
    purpose = Purpose.SURVEY if asks else purpose_of(occasion.action)
    await _send(session, routes, purpose, reporter.id, key)


def purpose_of(action: TicketAction) -> Purpose:
    """Answering what the citizen himself asked for passes an opt-out; other news does not."""
    by_citizen = action.actor_kind == "citizen"
    by_his_rating = action.actor_kind == "system" and action.action in {
        Action.CLOSE.value,
        Action.ORDER_REDO.value,
    }
    return Purpose.REPLY if by_citizen or by_his_rating else Purpose.NOTICE


def subject_of(number: str) -> str:
    """Return the subject line of an e-mail about a ticket."""
    return f"12345热线：工单{number}"


async def say_to(
    session: AsyncSession, ticket: Ticket, text: str, *, purpose: Purpose, key: str
) -> bool:
    """Write ``text`` to the reporter of one ticket; tells whether there was a way."""
    reach = await recipients.reach_of(session, ticket)
    plain = speakable(text)
    hint = helptexts.WHOLE_TEXT.text(language_of(ticket))
    words = Words(fit(plain, hint=hint), plain, subject_of(ticket.number))
    routes = recipients.routes(session, reach, words)
    return await _send(session, routes, purpose, ticket.id, key)


async def _send(
    session: AsyncSession, routes: tuple[Route, ...], purpose: Purpose, ticket_id: str, key: str
) -> bool:
    if not routes:
        return False
    outgoing = Outgoing(routes, purpose, subject_ref=subject_ref(ticket_id), dedupe_key=key)
    await channels.send(session, outgoing)
    return True


def subject_ref(ticket_id: str) -> str:
    """Return the reference by which a conversation knows its ticket."""
    return f"ticket:{ticket_id}"


def ticket_of_ref(reference: str | None) -> str | None:
    """Return the ticket id in a conversation's reference."""
    kind, _, ticket_id = (reference or "").partition(":")
    return ticket_id if kind == "ticket" and ticket_id else None


__all__ = ["FirstNotice", "first_notice", "on_acted", "on_opened", "replace", "say_to"]
