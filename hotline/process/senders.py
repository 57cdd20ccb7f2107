"""Who writes (来信人): the citizen behind a message, and those of his tickets a text can be about."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.messages import ChannelKind
from channels.queries import MessageView
from crm import queries as citizens
from crm.identity import ContactPoint, contact_hash, contact_point, find_by_contact
from crm.models import ContactKind
from hotline.kit import clock
from hotline.kit.text import bigrams
from hotline.kit.vault.service import session_ring
from hotline.process import followup, textline
from hotline.process.notices import ticket_of_ref
from hotline.process.recipients import language_of
from hotline.process.textline import Known, Standing
from hotline.tickets.models import Status, Ticket
from hotline.tickets.standing import lead_status_of
from hotline.tickets.vocabulary import OPEN

NEWEST = 20
SAME_MATTER = 0.4  # share of the shorter text's pairs of characters found in the other
_PLACES = re.compile(
    "[一-鿿]{2,3}?(?:省|市|区|县|街道|镇|乡)|[一-鿿]{2,4}?(?:大道|路|街|巷|村|社区|小区|花园)[0-9]*号?"
)
_KINDS = {ChannelKind.EMAIL: ContactKind.EMAIL}


@dataclass(frozen=True)
class Sender:
    """The sender with his tickets; ``point`` is ``None`` when he withholds his number.

    The ticket that the conversation was about when he wrote comes first, then the newest.
    """

    point: ContactPoint | None
    citizen_id: str | None
    tickets: tuple[Ticket, ...]
    known: tuple[Known, ...]
    language: str

    def ticket(self, ticket_id: str | None) -> Ticket | None:
        """Return one of his tickets."""
        return next((t for t in self.tickets if t.id == ticket_id), None)

    def by_number(self, number: str) -> Ticket | None:
        """Return one of his tickets by its number."""
        return next((t for t in self.tickets if t.number == number), None)


async def identify(session: AsyncSession, message: MessageView) -> Sender:
    """Find out who wrote and what he has with us."""
    text = message.text or ""
    if message.address is None:
        return Sender(None, None, (), (), textline.language_of(text))
    kind = _KINDS.get(message.channel, ContactKind.PHONE)
    point = contact_point(kind, message.address)
    citizen = await find_by_contact(session, point)
    tickets = await _tickets(session, point, citizen.id if citizen else None, text)
    about = ticket_of_ref(message.subject_ref)
    tickets.sort(key=lambda ticket: ticket.id != about)  # stable: the one we last spoke of is first
    known = [await _known(session, ticket, text) for ticket in tickets]
    language = textline.language_of(text)
    if language == "cmn" and tickets:
        language = language_of(tickets[0])
    return Sender(
        point,
        citizen.id if citizen else None,
        tuple(tickets),
        tuple(k for k in known if k is not None),
        language,
    )


async def _tickets(
    session: AsyncSession, point: ContactPoint, citizen_id: str | None, text: str
) -> list[Ticket]:
    """List his newest tickets, and the one he names if it is older."""
    his: list[ColumnElement[bool]] = [
        Ticket.contact_number_hash == contact_hash(session_ring(session), point)
    ]
    if citizen_id is not None:
        his.append(Ticket.citizen_id.in_(await citizens.list_group(session, citizen_id)))
    query = select(Ticket).where(or_(*his), Ticket.status != Status.VOIDED.value)
    newest = query.order_by(Ticket.created_at.desc(), Ticket.id.desc()).limit(NEWEST)
    found = list(await session.scalars(newest.execution_options(populate_existing=True)))
    number = textline.number_in(text)
    if number is not None and all(t.number != number for t in found):
        found += list(await session.scalars(query.where(Ticket.number == number)))
    return found


async def _known(session: AsyncSession, ticket: Ticket, text: str) -> Known | None:
    standing = await _standing(session, ticket)
    if standing is None:
        return None
    return Known(
        ticket.id, ticket.number, standing, same_matter=is_same_matter(text, ticket.content)
    )


async def _standing(session: AsyncSession, ticket: Ticket) -> Standing | None:
    status = Status(ticket.status)
    if status is Status.AWAITING_INFO:
        return Standing.AWAITING_INFO
    if status is Status.FOLLOWING_UP:
        answers = await followup.answers_so_far(session, ticket)
        waits = answers is not None and answers.wants_reasons
        return Standing.ASKED_WHY if waits else Standing.ASKED
    if status is Status.MERGED:
        leads = await lead_status_of(session, ticket)
        return Standing.JOINED if leads in OPEN else Standing.OVER
    return Standing.OPEN if status in OPEN else _ended(ticket, status)


def _ended(ticket: Ticket, status: Status) -> Standing | None:
    window = ticket.reopen_until
    if status is Status.CLOSED and window is not None and window >= clock.now():
        return Standing.CLOSED
    if status is Status.DECLINED and not ticket.contested:
        return Standing.DECLINED
    return None


def is_same_matter(text: str, content: str) -> bool:
    """Tell whether a text is about what a ticket says: enough pairs of characters in common.

    Names of places are left out on both sides: a lamp and a manhole of one road are two matters.
    """
    said, told = (set(bigrams(_PLACES.sub("，", words))) for words in (text, content))
    shorter = min(len(said), len(told))
    return shorter > 0 and len(said & told) / shorter >= SAME_MATTER
