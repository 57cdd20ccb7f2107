"""Words of a ticket (工单文字): what is searched, in three parts, read for many tickets at once.

Nobody's name and number is among them: names that the ticket knows are read to be wiped from the texts, and
nothing of a citizen's file is. Remarks that are not for the citizen and what he said of his satisfaction are
no part of it: they are read on the page.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.messages import ChannelKind, Direction
from channels.models import Conversation
from channels.queries import list_messages
from crm.models import Citizen
from hotline.kit import clock, crypto
from hotline.kit.crypto import SubjectKey
from hotline.kit.organisation.models import Unit
from hotline.kit.vault import service as vault
from hotline.process.notices import subject_ref, ticket_of_ref
from hotline.process.search.parts import Part
from hotline.process.search.wiping import wiped
from hotline.process.wordmask import Masker
from hotline.tickets import consumer, respondent
from hotline.tickets.models import Assignment, AssignmentStatus, Ticket
from hotline.tickets.papers import ProgressNote
from routing.places import Place
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality, RespondentKind

MOST_MESSAGES = 500
_NAME = re.compile(r"[\u3400-\u9fff·]{2,}")  # of a line that holds a name and a number
_NO_PERSON = frozenset({RespondentKind.FIRM.value, RespondentKind.UNIT.value})


@dataclass
class Told:
    """What was told on one ticket, as it stands in the database; ``people`` are names to be wiped."""

    ticket_id: str
    texts: dict[Part, list[str]]
    labels: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def know(self, names: list[str] | None) -> None:
        """Take the names to be wiped; of an erased person (``None``) no text is left to search."""
        if names is None:
            self.texts = {part: [] for part in Part}
        else:
            self.people = names

    def wiped(self) -> dict[Part, list[str]]:
        """Return the texts without names and numbers; takes a millisecond or more a ticket."""
        masker = Masker(self.people, clock.now())
        return {
            part: [clean for text in texts if (clean := wiped(text, masker))]
            for part, texts in self.texts.items()
        }


async def read_words(
    session: AsyncSession, tickets: Sequence[Ticket], *, talk: bool
) -> dict[str, Told]:
    """Return the words of these tickets by id; ``talk``: with what was said in their conversations."""
    ids = [ticket.id for ticket in tickets]
    told = {ticket.id: _own(ticket) for ticket in tickets}
    await _add_replies(session, ids, told)
    for ticket in tickets if talk else ():
        if ticket.conversation_id is not None:
            said = await _said(session, ticket.id, ticket.conversation_id)
            told[ticket.id].texts[Part.CONVERSATION] = said
    for ticket_id, names in (await _people(session, tickets)).items():
        told[ticket_id].know(names)
    return told


def _own(ticket: Ticket) -> Told:
    content = [text for text in (ticket.content, ticket.address_text) if text]
    answers = (ticket.public_answer, ticket.handling_text, ticket.decline_path)
    texts = {
        Part.TITLE: [ticket.title],
        Part.CONTENT: content,
        Part.REPLY: [text for text in answers if text],
        Part.CONVERSATION: [],
    }
    return Told(ticket.id, texts)


async def _add_replies(session: AsyncSession, ids: Sequence[str], told: Mapping[str, Told]) -> None:
    parts = select(Assignment.ticket_id, Assignment.result, Unit.name).join(
        Unit, Unit.id == Assignment.unit_id
    )
    active = Assignment.status != AssignmentStatus.REVOKED.value
    for ticket_id, result, unit in await session.execute(
        parts.where(Assignment.ticket_id.in_(ids), active)
    ):
        told[ticket_id].labels.append(unit)
        _add(told[ticket_id], result)
    notes = select(ProgressNote.ticket_id, ProgressNote.public_text).order_by(ProgressNote.at)
    for ticket_id, text in await session.execute(notes.where(ProgressNote.ticket_id.in_(ids))):
        _add(told[ticket_id], text)


def _add(told: Told, text: str | None) -> None:
    replies = told.texts[Part.REPLY]
    if text and text not in replies:
        replies.append(text)


async def _people(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[str, list[str] | None]:
    """Return the names known of each ticket: the citizen's, the respondent's, and those in its form.

    ``None`` where somebody was erased: nobody knows his name any more, so that it cannot be told from the
    other words of a text.
    """
    sealed = {ticket.id: _sealed(ticket) for ticket in tickets}
    citizens = {t.citizen_id for t in tickets if t.citizen_id is not None}
    query = select(Citizen.id, Citizen.name_sealed, Citizen.erased_at)
    files = {row.id: row for row in await session.execute(query.where(Citizen.id.in_(citizens)))}
    erased = set()
    for ticket in tickets:
        file = files.get(ticket.citizen_id)
        if file is not None and file.erased_at is not None:
            erased.add(ticket.id)
        elif file is not None and file.name_sealed is not None:
            sealed[ticket.id].append(("name", file.name_sealed))
    stored = {value for pairs in sealed.values() for _as, value in pairs}
    keys = await vault.load_keys(session, {crypto.sealed_key_id(value) for value in stored})
    return {
        ticket_id: None if ticket_id in erased else _clear(keys, pairs)
        for ticket_id, pairs in sealed.items()
    }


def _clear(keys: Mapping[str, SubjectKey], pairs: list[tuple[str, str]]) -> list[str] | None:
    names = []
    for as_, value in pairs:
        told = vault.unseal_or_none(keys, as_, value)
        if told is None:
            return None
        names += _NAME.findall(told)
    return names


def _sealed(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what of the ticket names a person, and as what it is sealed; a firm is none (§5.1)."""
    form: Mapping[str, str] = (ticket.branch or {}).get(consumer.SEALED, {})
    own = {"name": ticket.name_enc, **form}
    if ticket.respondent_kind not in _NO_PERSON:
        own[respondent.NAME] = ticket.respondent_name_enc
    return [(as_, value) for as_, value in own.items() if value]


async def _said(session: AsyncSession, ticket_id: str, conversation_id: str) -> list[str]:
    """Return what the transcript of the ticket shows, without our own notices of a number's letters.

    A chat is about one visit and taken whole; of a number's text messages only the citizen's own about
    this ticket are (as ``dialogue.queries.transcript_of_ticket`` has it). A chat that became a RESTRICTED
    ticket as well is not told by the other: it holds the words of both.
    """
    channel = await session.scalar(
        select(Conversation.channel).where(Conversation.id == conversation_id)
    )
    found = await list_messages(session, conversation_id, limit=MOST_MESSAGES)
    about = subject_ref(ticket_id)
    others = {ticket_of_ref(one.subject_ref) for one in found} - {None, ticket_id}
    if channel != ChannelKind.CHAT.value:
        found = [one for one in found if one.subject_ref == about and one.direction is Direction.IN]
    elif others and await session.scalar(_restricted().where(Ticket.id.in_(others)).limit(1)):
        return []
    return [one.text for one in found if one.text]


def _restricted() -> Select[str]:
    return select(Ticket.id).where(Ticket.confidentiality == Confidentiality.RESTRICTED.value)


def labels_of(ticket: Ticket, units: Iterable[str], routing: RoutingState) -> list[str]:
    """Return the words for where it is, what it is about and whose it is."""
    found = list(units)
    category = routing.taxonomy.categories.get(ticket.category_code or "")
    if category is not None:
        found.append(category.name)
    district, town = ticket.district_code or "", ticket.town_code or ""
    if district or town:
        found.append(routing.gazetteer.label(Place(district, town)) or "")
    return [one for one in dict.fromkeys(found) if one]


def grouped(pairs: Iterable[Sequence[Any]]) -> dict[str, list[str]]:
    """Return the second members by the first."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return found
