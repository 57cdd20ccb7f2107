"""Searching tickets (检索工单): what the index names and the database confirms, a page at a time.

The index may be some seconds old. What it names is read again under the very condition of the list, and a
page ends with what was read again: nothing is told of the rest, not even how much of it there is.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.db import unindexed
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import CursorInvalid, PageQuery, decode, encode
from hotline.process.search.asking import Asker, seeking
from hotline.process.search.desk import TicketSearch
from hotline.process.search.excerpts import Excerpt, excerpts
from hotline.process.search.words import read_words
from hotline.tickets.models import Ticket
from hotline.tickets.queries import LIST_COLUMNS, TicketFilter, filtered
from hotline.tickets.readers import sight_of
from hotline.tickets.visibility import works_for_unit
from knowledge.answer.marking import marks
from knowledge.search.seeking import MOST, Hit, Seeking
from knowledge.understanding.question import Question
from knowledge.understanding.understand import understand

Row = dict[str, Any]
_NUMBER = re.compile(r"[A-Z]{1,4}\d{4,15}")  # a ticket number or its beginning, at least the year
_SLICE = 50  # hits that are read again at once
_FIRST = 100  # hits of the first asking; the engine is asked for more when too few stand
_NUMBERS, _WORDS = "N", "T"
_END = "\uffff"


@dataclass(frozen=True)
class Asked:
    """A search: the words as typed, the filters of a list, and the page."""

    words: str
    wanted: TicketFilter
    page: PageQuery


@dataclass(frozen=True)
class FoundTicket:
    """A row of the list and where it was found."""

    row: Row
    by_number: bool
    title_marks: tuple[tuple[int, int], ...] = ()
    excerpts: list[Excerpt] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """One page, the best first."""

    question: Question
    tickets: list[FoundTicket]
    cursor: str | None
    degraded: bool


@dataclass(frozen=True)
class _Place:
    """Where a page begins: behind a number, or behind a score and an id."""

    phase: str
    score: float
    key: str

    @classmethod
    def of(cls, cursor: str | None) -> "_Place":
        if cursor is None:
            return cls(_NUMBERS, 0.0, _END)
        phase, score, key = decode(cursor, (str, float, str))
        if phase not in {_NUMBERS, _WORDS} or score is None or key is None:
            raise CursorInvalid
        return cls(phase, score, key)

    @property
    def cursor(self) -> str:
        return encode([self.phase, self.score, self.key])

    def precedes(self, hit: Hit) -> bool:
        """Tell whether a hit comes behind this place: a lower score, or an older ticket of the same."""
        return self.phase == _NUMBERS or (-hit.score, _Reversed(hit.kept)) > (
            -self.score,
            _Reversed(self.key),
        )


class _Reversed(str):
    """A text that sorts from the end: of equal scores the newest ticket comes first."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)


async def search(session: AsyncSession, desk: TicketSearch, *, actor: Actor, asked: Asked) -> Found:
    """Return a page of what ``actor`` may list and the words are found in; raises ``TicketSearchDown``.

    A number or its beginning, typed as it is, comes first, newest first (never a 保密工单).
    """
    question = understand(asked.words, desk.lexicon)
    place = _Place.of(asked.page.cursor)
    limit = asked.page.limit
    numbered = await _by_number(session, actor, asked, place, limit + 1)
    if len(numbered) > limit:
        last = _Place(_NUMBERS, 0.0, numbered[limit - 1]["number"])
        return await _page(
            session, actor, question, _Gathered(numbered[:limit], last.cursor, limit)
        )
    gathered = await _by_words(session, desk, actor, (asked, question, place), numbered)
    return await _page(session, actor, question, gathered)


@dataclass
class _Gathered:
    """Rows of a page; the first ``numbered`` of them were found by their number."""

    rows: list[Row]
    cursor: str | None
    numbered: int
    degraded: bool = False


async def _by_number(
    session: AsyncSession, actor: Actor, asked: Asked, place: _Place, most: int
) -> list[Row]:
    typed = asked.words.strip().upper()
    if place.phase != _NUMBERS or not _NUMBER.fullmatch(typed):
        return []
    # behind the beginning come digits only: below the first letter, in every collation
    upper = min(place.key, f"{typed}A") if place.key != _END else f"{typed}A"
    between = (Ticket.number >= typed, Ticket.number < upper)
    query = _listed(actor, asked.wanted, *between).order_by(Ticket.number.desc()).limit(most)
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _listed(actor: Actor, wanted: TicketFilter, *named: ColumnElement[bool]) -> Any:
    """Select the rows ``named`` by number or id that may be listed: few, whatever else is asked of them."""
    joined = select(*LIST_COLUMNS).outerjoin(Unit, Unit.id == Ticket.lead_unit_id)
    return joined.where(*named, unindexed(filtered(wanted, actor)))


async def _by_words(
    session: AsyncSession,
    desk: TicketSearch,
    actor: Actor,
    sought: tuple[Asked, Question, _Place],
    first: list[Row],
) -> _Gathered:
    """Fill the page behind what its number found with what the index names and the list confirms."""
    asked, question, place = sought
    known = {row["id"] for row in first}
    gathered = _Gathered(list(first), None, len(first))
    asker = Asker(await sight_of(session, actor), hears=not works_for_unit(actor))
    engine_asked = seeking(question, desk.lexicon, asker, asked.wanted)
    limit = asked.page.limit
    last = _Place(_NUMBERS, 0.0, first[-1]["number"]) if first else place
    async for hits, degraded in _hits(desk, engine_asked, place):
        gathered.degraded = degraded
        query = _listed(actor, asked.wanted, Ticket.id.in_([hit.kept for hit in hits]))
        rows = {row["id"]: dict(row) for row in (await session.execute(query)).mappings()}
        for hit in hits:
            if hit.kept not in rows or hit.kept in known:
                continue
            if len(gathered.rows) == limit:
                gathered.cursor = last.cursor
                return gathered
            gathered.rows.append(rows[hit.kept])
            last = _Place(_WORDS, hit.score, hit.kept)
    return gathered


async def _hits(
    desk: TicketSearch, asked: Seeking, place: _Place
) -> AsyncIterator[tuple[list[Hit], bool]]:
    """Yield the tickets named by the engine behind ``place``, each once, best first, in slices."""
    done: set[str] = set()
    for most in (_FIRST, MOST):
        answer = await desk.seek(replace(asked, limit=most))
        hits = [hit for hit in _distinct(answer.hits) if hit.kept not in done]
        hits = [hit for hit in hits if place.precedes(hit)]
        if len(answer.hits) == most < MOST:
            cut = answer.hits[-1].score  # of those of this score some were left off
            hits = [hit for hit in hits if hit.score > cut]
        for start in range(0, len(hits), _SLICE):
            yield hits[start : start + _SLICE], answer.degraded
        done.update(hit.kept for hit in hits)
        if len(answer.hits) < most:
            return


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.kept, hit)
    return sorted(best.values(), key=lambda hit: (-hit.score, _Reversed(hit.kept)))


async def _page(
    session: AsyncSession, actor: Actor, question: Question, gathered: _Gathered
) -> Found:
    """Add to every row where the words stand, read from the database as it is now."""
    ids = [row["id"] for row in gathered.rows]
    tickets = list(await session.scalars(select(Ticket).where(Ticket.id.in_(ids))))
    told = await read_words(session, tickets, talk=not works_for_unit(actor))
    found = [
        FoundTicket(
            row,
            by_number=place < gathered.numbered,
            title_marks=marks(row["title"], question),
            excerpts=excerpts(told[row["id"]].wiped(), question) if row["id"] in told else [],
        )
        for place, row in enumerate(gathered.rows)
    ]
    return Found(question, found, gathered.cursor, gathered.degraded)
