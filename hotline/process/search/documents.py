"""Documents of the ticket search (工单检索文档): what is written of each ticket, and by which tags it is found.

A ticket is one record, its conversation another: units find the first only, because a transcript is not for
them (domain rules §3.5). A RESTRICTED ticket has none.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.process.search.models import TicketIndexNote
from hotline.process.search.parts import Part
from hotline.process.search.words import Told, grouped, labels_of, read_words
from hotline.tickets.models import Assignment, AssignmentStatus, Ticket
from hotline.tickets.papers import Proposal, Whistle
from hotline.tickets.readers import Around, tags_of
from hotline.tickets.standing import PENDING
from knowledge.search.port import Removal
from knowledge.search.rows import SCHEMA
from knowledge.search.seeking import Record
from routing.state import RoutingState

FORM = 2  # grows when what is written of a ticket changes
TICKET, TALK = "TICKET", "TALK"
_WHOLE = 20_000  # characters of one record; longer stories are searched by their beginning


@dataclass(frozen=True)
class Batch:
    """What an index is told of some tickets."""

    records: list[Record] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)


@dataclass(frozen=True)
class _Facts:
    """One ticket ready to be written; ``readers`` are ``None`` for one that nobody finds."""

    told: Told
    version: int
    readers: set[str] | None
    filters: set[str]
    was_noted: bool


def stamp() -> str:
    """Return what the index depends on beside the tickets: another stamp means that it must be rebuilt."""
    return f"tickets-{FORM}+schema-{SCHEMA}"


def talk_tag(tag: str) -> str:
    """Return the tag that lets a reader find the conversation of a ticket."""
    return f"talk:{tag}"


async def read_batch(
    session: AsyncSession, ticket_ids: Iterable[str], routing: RoutingState
) -> Batch:
    """Return what is to be written of these tickets now; wiping their texts runs in a thread."""
    ids = sorted(set(ticket_ids))
    tickets = list(await session.scalars(select(Ticket).where(Ticket.id.in_(ids))))
    told = await read_words(session, tickets, talk=True)
    turns = await _turns(session, ids)
    around = await _around(session, ids)
    facts = []
    for ticket in tickets:
        mine = told[ticket.id]
        mine.labels = labels_of(ticket, mine.labels, routing)
        version = ticket.version + turns.get(ticket.id, 0)
        readers = tags_of(ticket, around.get(ticket.id, _NOTHING).seen)
        filters = _filters(ticket, around.get(ticket.id, _NOTHING).parts)
        facts.append(_Facts(mine, version, readers, filters, ticket.id in turns))
    return await asyncio.to_thread(_written, facts)


def _written(facts: Sequence[_Facts]) -> Batch:
    batch = Batch()
    for one in facts:
        _write(one, batch)
    return batch


def _write(one: _Facts, batch: Batch) -> None:
    key = one.told.ticket_id
    if one.readers is None:
        batch.removals.extend(Removal(f"{kind}:{key}", one.version) for kind in (TICKET, TALK))
        return
    texts = one.told.wiped()
    title = "".join(texts[Part.TITLE])
    whole = "\n".join((title, *texts[Part.CONTENT], *one.told.labels, *texts[Part.REPLY]))
    tags = tuple(sorted(one.readers | one.filters))
    batch.records.append(Record(f"{TICKET}:{key}", one.version, title, whole[:_WHOLE], tags, key))
    said = "\n".join(texts[Part.CONVERSATION])
    if said:
        shown = {talk_tag(tag) for tag in one.readers if not tag.startswith("not:")}
        bars = {tag for tag in one.readers if tag.startswith("not:")}
        tags = tuple(sorted(shown | bars | one.filters))
        batch.records.append(Record(f"{TALK}:{key}", one.version, "", said[:_WHOLE], tags, key))
    elif one.was_noted:
        batch.removals.append(Removal(f"{TALK}:{key}", one.version))


@dataclass
class _Beside:
    """Units of a ticket: those with a part, and all that are let in."""

    parts: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)

    @property
    def seen(self) -> Around:
        return Around((*self.parts, *self.called), self.proposed)


_NOTHING = _Beside()


async def _around(session: AsyncSession, ids: Sequence[str]) -> dict[str, _Beside]:
    active = Assignment.status != AssignmentStatus.REVOKED.value
    parts = select(Assignment.ticket_id, Assignment.unit_id).where(
        Assignment.ticket_id.in_(ids), active
    )
    called = select(Whistle.ticket_id, Whistle.unit_id).where(Whistle.ticket_id.in_(ids))
    waiting = select(Proposal.ticket_id, Proposal.action).where(
        Proposal.ticket_id.in_(ids), Proposal.state == PENDING
    )
    found = [grouped((await session.execute(query)).all()) for query in (parts, called, waiting)]
    return {
        one: _Beside(*(group.get(one, []) for group in found)) for group in found for one in group
    }


async def _turns(session: AsyncSession, ids: Sequence[str]) -> dict[str, int]:
    query = select(TicketIndexNote.ticket_id, TicketIndexNote.turn)
    rows = await session.execute(query.where(TicketIndexNote.ticket_id.in_(ids)))
    return {row.ticket_id: row.turn for row in rows}


def _filters(ticket: Ticket, unit_ids: Iterable[str]) -> set[str]:
    """Return the tags by which a search is narrowed; the status is among the readers' own."""
    day = clock.local_date(ticket.received_at)
    code = ticket.category_code or ""
    found = {f"on:{day:%Y}", f"on:{day:%Y%m}", f"on:{day:%Y%m%d}", f"st:{ticket.status}"}
    found |= {f"cat:{code[:end]}" for end in range(1, len(code) + 1)}
    found |= {f"unit:{unit_id}" for unit_id in unit_ids}
    found |= {f"kind:{ticket.kind}"} if ticket.kind else set()
    return found | ({f"in:{ticket.district_code}"} if ticket.district_code else set())
