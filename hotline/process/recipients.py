"""Who is told and how (告知对象): every reporter of a ticket, by text first, by e-mail if need be.

A landline and an anonymous caller cannot be written to: what is to be told is read out to them. Numbers
are opened here for the message only; they never reach an event or a log.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import addresses
from channels import queries as conversations
from channels.base import Capability
from channels.errors import AddressInvalid, ConversationUnknown
from channels.messages import ChannelKind, Route
from channels.registry import channels_of
from crm import privacy
from crm.errors import CitizenUnknown
from crm.models import ContactKind
from hotline.kit.identifiers import is_mobile
from hotline.kit.vault.errors import KeyDestroyed, KeyUnknown
from hotline.kit.vault.service import unseal_value
from hotline.process.smstext import without_links
from hotline.tickets.models import Channel, Ticket

PHONE_FIELD = "contact_number"
EMAIL_FIELD = "email"
MAX_MERGED = 500  # reporters of one matter told in one transaction
_LANGUAGES = {"yue": "yue", "eng": "eng", "foreign": "eng", "en": "eng"}


@dataclass(frozen=True)
class Reach:
    """How a person can be written to; both ``None``: not at all."""

    mobile: str | None = None
    email: str | None = None

    @property
    def possible(self) -> bool:
        """There is a way."""
        return bool(self.mobile or self.email)


@dataclass(frozen=True)
class Words:
    """The same news for each way: ``mail`` is whole, ``sms`` is cut to a few segments."""

    sms: str
    mail: str
    subject: str


def language_of(ticket: Ticket) -> str:
    """Return the language the citizen is written to: ``cmn``, ``eng`` or ``yue``."""
    return _LANGUAGES.get(ticket.language.lower(), "cmn")


async def reporters_of(session: AsyncSession, ticket: Ticket) -> list[Ticket]:
    """List the ticket and every ticket joined to it, directly or through another (§3.5)."""
    found, frontier = [ticket], [ticket.id]
    while frontier and len(found) <= MAX_MERGED:
        query = (
            select(Ticket)
            .where(Ticket.merged_into_id.in_(frontier))
            .order_by(Ticket.id)
            .limit(MAX_MERGED)
        )
        known = {t.id for t in found}
        joined = [t for t in await session.scalars(query) if t.id not in known]
        found += joined
        frontier = [t.id for t in joined]
    return found


async def reach_of(session: AsyncSession, ticket: Ticket) -> Reach:
    """Find the number and the address of a ticket's reporter; nothing for an erased person."""
    phone = await _conversation_number(session, ticket)
    phone = phone or await _opened(session, PHONE_FIELD, ticket.contact_number_enc)
    phone = phone or await _of_citizen(session, ticket, ContactKind.PHONE)
    email = await _opened(session, EMAIL_FIELD, ticket.email_enc)
    email = email or await _of_citizen(session, ticket, ContactKind.EMAIL)
    return Reach(mobile_of(phone), email)


def mobile_of(number: str | None) -> str | None:
    """Return the number if a text can reach it, else ``None``."""
    if number is not None and (is_mobile(number) or number.startswith("+")):
        return number
    return None


def routes(session: AsyncSession, reach: Reach, words: Words) -> tuple[Route, ...]:
    """Return the ways that this house can use now, texts first; links only where they may stand."""
    found: list[Route] = []
    if reach.mobile and _carries(session, ChannelKind.SMS, Capability.SEND):
        text = words.sms
        if not _carries(session, ChannelKind.SMS, Capability.LINKS):
            text = without_links(text)
        found.append(Route(ChannelKind.SMS, reach.mobile, text))
    if reach.email and _carries(session, ChannelKind.EMAIL, Capability.SEND):
        found.append(Route(ChannelKind.EMAIL, reach.email, words.mail, subject=words.subject))
    return tuple(route for route in found if _usable(route))


def links_allowed(session: AsyncSession) -> bool:
    """Tell whether a text message may carry a link here."""
    return _carries(session, ChannelKind.SMS, Capability.LINKS)


def _carries(session: AsyncSession, channel: ChannelKind, capability: Capability) -> bool:
    return capability in channels_of(session).capabilities(channel)


def _usable(route: Route) -> bool:
    try:
        addresses.normalise(route.channel, route.address)
    except AddressInvalid:
        return False
    return True


async def _conversation_number(session: AsyncSession, ticket: Ticket) -> str | None:
    if ticket.conversation_id is None or ticket.channel not in {Channel.SMS, Channel.VOICE}:
        return None
    try:
        return await conversations.address_of(session, ticket.conversation_id)
    except ConversationUnknown:
        return None


async def _opened(session: AsyncSession, field: str, sealed: str | None) -> str | None:
    if sealed is None:
        return None
    try:
        return await unseal_value(session, field, sealed)
    except (KeyDestroyed, KeyUnknown):
        return None


async def _of_citizen(session: AsyncSession, ticket: Ticket, kind: ContactKind) -> str | None:
    if ticket.citizen_id is None:
        return None
    try:
        return await privacy.contact_for_system(session, citizen_id=ticket.citizen_id, kind=kind)
    except (KeyDestroyed, KeyUnknown, CitizenUnknown):
        return None
