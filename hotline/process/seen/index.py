"""The index of recent tickets (查重索引): one for each process, filled from the database, never authoritative.

It holds hashes only and answers with ticket ids; whoever shows them asks the database whether the reader
may see them and whether they still stand. A process that has just started fills it in small pieces from
the last days, so that neither the start nor a request waits for it; meanwhile answers say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.tickets.models import Status, Ticket
from routing.extract.gazetteer import Gazetteer
from routing.similar.duplicates import Hint, NearDuplicates
from routing.state import RoutingHolder

KEY = "ticket_index"
PIECE = 200  # tickets read between two turns of the event loop: a few milliseconds
AT_ONCE = 400  # tickets a request may read before it answers with what there is
LATE = timedelta(
    minutes=5
)  # a transaction that commits later than its instants by more is not foreseen
LATE_AT_MOST = 5_000
GONE = tuple(s.value for s in (Status.VOIDED, Status.WITHDRAWN, Status.MERGED))
_COLUMNS: tuple[Any, ...] = (
    Ticket.id,
    Ticket.content,
    Ticket.address_text,
    Ticket.district_code,
    Ticket.town_code,
    Ticket.received_at,
    Ticket.created_at,
)


@dataclass
class _Filling:
    """One index with how far it has read; ``stamp`` is what its words and names were."""

    stamp: str
    index: NearDuplicates
    names: dict[str, str]
    mark: tuple[datetime, str]
    complete: bool = False


def told(content: str, address: str | None, place: str) -> str:
    """Return what is compared: the words, with the address and the town where they do not name them."""
    extra = [part for part in (place, address) if part and part not in content]
    return "，".join([*extra, content])


@dataclass
class TicketIndex:
    """The index of one process; ``window`` is how far back a duplicate counts."""

    routing: RoutingHolder
    window: timedelta
    _now: _Filling | None = field(default=None, repr=False)
    _next: _Filling | None = field(default=None, repr=False)
    _named: tuple[Gazetteer, int] | None = field(default=None, repr=False)

    @property
    def complete(self) -> bool:
        """Tell whether all tickets of the window have been read once."""
        return self._now is not None and self._now.complete

    def __len__(self) -> int:
        """Return how many tickets are held."""
        return 0 if self._now is None else len(self._now.index)

    def find(self, text: str, *, limit: int) -> list[Hint]:
        """Return the tickets that look the same, the most similar first."""
        if self._now is None:
            return []
        return self._now.index.find(text, clock.now(), limit=limit)

    def likeness(self, one: str, other: str) -> float:
        """Return the Jaccard share of two texts, 0 where they name two places."""
        return 0.0 if self._now is None else self._now.index.likeness(one, other)

    def text_of(self, row: Any) -> str:
        """Return what is compared of a ticket row (content, address, town, district)."""
        return told(row.content, row.address_text, self._name(row.town_code or row.district_code))

    def place_of(self, code: str | None) -> str:
        """Return the name of a town or district, empty for an unknown one."""
        return self._name(code)

    def _name(self, code: str | None) -> str:
        names = {} if self._now is None else self._now.names
        return names.get(code or "", "")

    def renew(self, row: Any) -> bool:
        """Take a ticket's present words; tells whether they are the ones the index answered from."""
        if self._now is None:
            return True
        text = self.text_of(row)
        if self._now.index.holds(row.id, text):
            return True
        self._now.index.add(row.id, text, row.received_at)
        return False

    async def catch_up(self, session: AsyncSession, *, most: int = AT_ONCE) -> bool:
        """Read at most ``most`` tickets that came meanwhile; tells whether there was nothing more."""
        rest = most
        for filling in self._fillings():
            exhausted = False
            while not exhausted:
                if rest <= 0:
                    return False
                piece = min(PIECE, rest)
                rows = await _after(session, filling.mark, piece)
                self._take(filling, rows)
                rest -= len(rows)
                exhausted = len(rows) < piece
            filling.complete = True
            if filling is self._next:
                self._now, self._next = filling, None
        return True

    def _take(self, filling: _Filling, rows: Sequence[Any]) -> None:
        self._put(filling, rows)
        if rows:
            filling.mark = max(filling.mark, (rows[-1].created_at, rows[-1].id))

    async def keep_up(self, database: Database) -> None:
        """Bring the index of this process up to date, then look for what was committed late."""
        done = False
        while not done:
            async with database.read() as session:
                done = await self.catch_up(session, most=PIECE)
        async with database.read() as session:
            await self._look_back(session)

    async def _look_back(self, session: AsyncSession) -> None:
        filling = self._now
        if filling is None:
            return
        recent = select(Ticket.id).where(
            Ticket.created_at > filling.mark[0] - LATE,
            Ticket.created_at <= filling.mark[0],
            Ticket.status.not_in(GONE),
        )
        ids = await session.scalars(recent.limit(LATE_AT_MOST))
        missing = [found for found in ids if found not in filling.index]
        for start in range(0, len(missing), PIECE):
            query = select(*_COLUMNS).where(Ticket.id.in_(missing[start : start + PIECE]))
            self._put(filling, (await session.execute(query)).all())

    def _fillings(self) -> list[_Filling]:
        """Return what is read into; other place names or dialect words begin a second index beside."""
        stamp = self._stamp()
        if self._now is None:
            self._now = self._begin(stamp)
        if self._now.stamp == stamp:
            self._next = None
            return [self._now]
        if self._next is None or self._next.stamp != stamp:
            self._next = self._begin(stamp)
        return [self._now, self._next]

    def _stamp(self) -> str:
        """Return what tells the present words and names from others; the names are hashed once."""
        state = self.routing.state
        if self._named is None or self._named[0] is not state.gazetteer:
            self._named = (state.gazetteer, hash(state.gazetteer.entries))
        return f"{state.wording.digest}:{self._named[1]}"

    def _begin(self, stamp: str) -> _Filling:
        state = self.routing.state
        entries = state.gazetteer.entries
        index = NearDuplicates(self.window, wording=state.wording, places=entries)
        names = {entry.code: entry.name for entry in entries if entry.code}
        return _Filling(stamp, index, names, (clock.now() - self.window, ""))

    def _put(self, filling: _Filling, rows: Sequence[Any]) -> None:
        oldest = clock.now() - self.window
        for row in rows:
            if row.received_at >= oldest:
                place = filling.names.get(row.town_code or row.district_code or "", "")
                text = told(row.content, row.address_text, place)
                filling.index.add(row.id, text, row.received_at)


async def _after(session: AsyncSession, mark: tuple[datetime, str], most: int) -> Sequence[Any]:
    at, last = mark
    later = or_(Ticket.created_at > at, and_(Ticket.created_at == at, Ticket.id > last))
    query = (
        select(*_COLUMNS)
        .where(Ticket.created_at >= at, later, Ticket.status.not_in(GONE))
        .order_by(Ticket.created_at, Ticket.id)
        .limit(most)
    )
    return (await session.execute(query)).all()


def index_of(session: AsyncSession) -> TicketIndex | None:
    """Return the index of this process; ``None`` in a house without one."""
    found: TicketIndex | None = session.info.get(KEY)
    return found
