"""Seen before? (查重): what looks the same as a request, only what the asker may see, with what to do.

The index of the process names candidates; the database decides what still stands and who may see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.process.incidents import membership
from hotline.process.incidents.vocabulary import IncidentState
from hotline.process.seen import advice as seen_advice
from hotline.process.seen.advice import Seen, Standing
from hotline.process.seen.index import GONE, TicketIndex, index_of
from hotline.process.seen.schemas import BatchHintOut, HintOut, IncidentRef, SeenBeforeOut
from hotline.tickets.models import Ticket
from hotline.tickets.queries import listed_to
from hotline.tickets.visibility import works_for_unit
from hotline.tickets.vocabulary import Status
from routing.similar.new_clauses import news
from routing.taxonomy.tree import Confidentiality

SHOWN = 5
LOOKED_AT = 60  # candidates of the index: what the asker may not see is left out of them
OWN = 20  # latest tickets of the same citizen that are compared word by word
# Of one's own tickets half the likeness is enough: the same person rarely tells two matters so alike.
LEAST_ALIKE, LEAST_ALIKE_OWN = 0.5, 0.25
_COLUMNS: tuple[Any, ...] = (
    Ticket.id,
    Ticket.number,
    Ticket.title,
    Ticket.content,
    Ticket.address_text,
    Ticket.district_code,
    Ticket.town_code,
    Ticket.status,
    Ticket.confidentiality,
    Ticket.received_at,
    Ticket.closed_at,
    Ticket.reopen_until,
    Ticket.public_answer,
    Ticket.handoff_line,
    Ticket.citizen_id,
    Ticket.contact_number_hash,
    Unit.short_name.label("unit_name"),
)


@dataclass(frozen=True)
class Asked:
    """A request before or after it is registered; ``compared`` has its place beside the words."""

    words: str
    compared: str
    citizen_id: str | None = None
    number_hash: str | None = None
    ticket_id: str | None = None
    confidentiality: str = Confidentiality.NONE.value

    def is_of(self, row: Any) -> bool:
        """Tell whether a ticket is the same citizen's, by his file or by his number."""
        by_file = self.citizen_id is not None and row.citizen_id == self.citizen_id
        by_number = self.number_hash is not None and row.contact_number_hash == self.number_hash
        return by_file or by_number

    def own(self) -> ColumnElement[bool] | None:
        """Return the condition of the same citizen's tickets, ``None`` for an unknown one."""
        found = []
        if self.citizen_id is not None:
            found.append(Ticket.citizen_id == self.citizen_id)
        if self.number_hash is not None:
            found.append(Ticket.contact_number_hash == self.number_hash)
        return or_(*found) if found else None


def known_to(asked: Asked, actor: Actor) -> Asked:
    """Return what the actor may compare: a unit never learns that a confidential person wrote twice.

    Else the ticket on which he gave his name would tell who he is on the one on which he did not (§3.5).
    """
    if keeps_persons_apart(actor) and asked.confidentiality != Confidentiality.NONE:
        return replace(asked, citizen_id=None, number_hash=None)
    return asked


def keeps_persons_apart(actor: Actor) -> bool:
    """Tell whether he sees the matter only of a confidential ticket: whoever works for a unit."""
    return actor.kind == "staff" and works_for_unit(actor)


@dataclass(frozen=True)
class Found:
    """A ticket that looks the same, and how much."""

    row: Any
    similarity: float
    same_citizen: bool


@dataclass(frozen=True)
class Candidates:
    """What looks the same, the same citizen's first; ``complete``: the whole window was compared."""

    complete: bool
    found: list[Found] = field(default_factory=list)


async def look_up(session: AsyncSession, asked: Asked, actor: Actor) -> Candidates:
    """Return every ticket of the window that looks the same and that the actor may see."""
    index = index_of(session)
    if index is None:
        return Candidates(complete=False)
    complete = await index.catch_up(session)
    asked = known_to(asked, actor)
    near = {hint.key: hint.similarity for hint in index.find(asked.compared, limit=LOOKED_AT)}
    near.pop(asked.ticket_id or "", None)
    rows = await _rows(session, near, asked, actor, since=clock.now() - index.window)
    apart = keeps_persons_apart(actor)
    found = [
        one for row in rows if (one := _found(index, asked, row, near, apart=apart)) is not None
    ]
    found.sort(key=lambda one: (not one.same_citizen, -one.similarity, one.row.number))
    return Candidates(complete and index.complete, found)


def _found(
    index: TicketIndex, asked: Asked, row: Any, near: dict[str, float], *, apart: bool
) -> Found | None:
    """Judge one candidate by its present words."""
    same = asked.is_of(row) and not (apart and row.confidentiality != Confidentiality.NONE)
    similarity = near.get(row.id, 0.0)
    if not index.renew(row) or not similarity:
        similarity = index.likeness(asked.compared, index.text_of(row))
        if similarity < (LEAST_ALIKE_OWN if same else LEAST_ALIKE):
            return None
    return Found(row, similarity, same)


async def _rows(
    session: AsyncSession, near: Iterable[str], asked: Asked, actor: Actor, *, since: datetime
) -> Sequence[Any]:
    standing = (
        Ticket.status.not_in(GONE),
        Ticket.received_at >= since,
        Ticket.id != (asked.ticket_id or ""),
        listed_to(actor),
    )
    plain = select(*_COLUMNS).outerjoin(Unit, Unit.id == Ticket.lead_unit_id).where(*standing)
    rows = {}
    if ids := list(near):
        rows = {row.id: row for row in await session.execute(plain.where(Ticket.id.in_(ids)))}
    own = asked.own()
    if own is not None:
        latest = plain.where(own).order_by(Ticket.created_at.desc()).limit(OWN)
        rows |= {row.id: row for row in await session.execute(latest)}
    return list(rows.values())


async def hints(session: AsyncSession, asked: Asked, actor: Actor) -> SeenBeforeOut:
    """Return what an agent is shown: at most five hints with advice, and whether it is a batch."""
    candidates = await look_up(session, asked, actor)
    ids = [one.row.id for one in candidates.found]
    incidents = await membership.of_tickets(session, ids)
    shown = [_hint(session, asked, one, incidents) for one in candidates.found[:SHOWN]]
    batch = _batch(asked, candidates.found, incidents)
    return SeenBeforeOut(complete=candidates.complete, hints=shown, batch=batch)


def _hint(
    session: AsyncSession, asked: Asked, one: Found, incidents: dict[str, IncidentRef]
) -> HintOut:
    row = one.row
    index = index_of(session)
    wording = index.routing.state.wording if index is not None else None
    parts = news(asked.words, row.content, wording) if wording is not None else []
    incident = incidents.get(row.id)
    status = Status[row.status]
    seen = Seen(
        status=status,
        same_citizen=one.same_citizen,
        has_news=bool(parts),
        reopen_until=row.reopen_until,
        in_open_incident=incident is not None and incident.state == IncidentState.OPEN,
    )
    advice = seen_advice.advise(seen, clock.now())
    return HintOut(
        id=row.id,
        number=row.number,
        title=row.title,
        status=status.value,
        status_label=status.label,
        unit_name=row.unit_name,
        received_at=row.received_at,
        closed_at=row.closed_at,
        similarity=round(one.similarity, 2),
        same_citizen=one.same_citizen,
        new_parts=parts,
        advice=advice,
        advice_label=advice.label,
        words=seen_advice.words_for(advice, _standing(row, status)),
        action=seen_advice.action_for(advice),
        incident=incident,
    )


def _standing(row: Any, status: Status) -> Standing:
    return Standing(
        number=row.number,
        status=status,
        confidentiality=row.confidentiality,
        unit_name=row.unit_name,
        handoff_line=row.handoff_line,
        public_answer=row.public_answer,
    )


def _batch(
    asked: Asked, found: list[Found], incidents: dict[str, IncidentRef]
) -> BatchHintOut | None:
    """Tell that enough citizens told the matter in the window of a batch (domain rules §3.5)."""
    since = clock.now() - membership.WINDOW
    recent = [
        one
        for one in found
        if one.similarity >= LEAST_ALIKE
        and one.row.received_at >= since
        and one.row.id not in incidents
    ]
    own = asked.citizen_id or asked.number_hash
    people = {one.row.citizen_id or one.row.contact_number_hash for one in recent} - {None}
    if any(one.same_citizen for one in recent):
        own = None
    count = len(people) + (own is not None)
    if count < membership.CITIZENS:
        return None
    hours = int(membership.WINDOW.total_seconds() // 3600)
    ids = [one.row.id for one in recent]
    return BatchHintOut(citizens=count, ticket_ids=ids, hours=hours)
