"""Following the log (跟随操作日志): the index reads what was done since it last looked, a few tickets at a time.

Nothing is written where a request is taken: the log of steps is there anyway, and its ids rise with time. A
transaction may commit a little later than its ids were made, so the mark that is stored stays behind by
``SETTLED`` and what lies after it is looked at again; what was read once is remembered meanwhile. Reading a
ticket twice does no harm: the newer version stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.models import Message
from hotline.kit.ids import new_id
from hotline.process.dialogue.models import Dialogue
from hotline.process.notices import ticket_of_ref
from hotline.process.search.models import TicketIndexNote
from hotline.tickets.models import TicketAction

SETTLED = timedelta(seconds=30)
PORTION = 100  # tickets a look: forty a second at most, a city needs one
LATE = 2_000  # steps behind the head that one look compares
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME = 10  # characters of an id that are its milliseconds
Pair = tuple[str, str]  # an id of the stream, and the ticket it is about


def floor_id(ago: timedelta = timedelta()) -> str:
    """Return the smallest id that could have been made ``ago`` before now."""
    at = millis_of(new_id()) - ago // timedelta(milliseconds=1)
    digits = [_CROCKFORD[at >> (5 * place) & 31] for place in reversed(range(_TIME))]
    return "".join(digits) + "0" * 16


def millis_of(id_: str) -> int:
    """Return the instant in an id, in milliseconds of the epoch."""
    at = 0
    for char in id_[:_TIME]:
        at = at << 5 | _CROCKFORD.index(char)
    return at


@dataclass
class Stream:
    """How far one stream of ids was read: ``head`` in this process, ``tail`` for good."""

    column: Any
    ticket: Any
    head: str
    tail: str
    _seen: set[str] = field(default_factory=set)

    @classmethod
    def steps(cls, mark: str) -> "Stream":
        """Return the stream of what was done on tickets."""
        return cls(TicketAction.id, TicketAction.ticket_id, mark, mark)

    @classmethod
    def notes(cls, mark: str) -> "Stream":
        """Return the stream of what else changed tickets."""
        return cls(TicketIndexNote.noted, TicketIndexNote.ticket_id, mark, mark)

    async def read(self, session: AsyncSession, limit: int = PORTION) -> list[Pair]:
        """Return what came late, then what is new, at most ``limit`` of it."""
        late = await self._late(session)
        query = select(self.column, self.ticket).where(self.column > self.head)
        rows = await session.execute(query.order_by(self.column).limit(limit))
        return [*late, *((row[0], row[1]) for row in rows)]

    async def _late(self, session: AsyncSession) -> list[Pair]:
        if self.tail >= self.head:
            return []
        between = (self.column > self.tail, self.column <= self.head)
        ids = await session.scalars(select(self.column).where(*between).limit(LATE))
        missed = [one for one in ids if one not in self._seen][:PORTION]
        query = select(self.column, self.ticket).where(self.column.in_(missed))
        return [(row[0], row[1]) for row in await session.execute(query)] if missed else []

    def taken(self, pairs: Sequence[Pair]) -> None:
        """Note that these were read and written."""
        self._seen.update(pair[0] for pair in pairs)
        self.head = max([self.head, *(pair[0] for pair in pairs)])
        self.tail = max(self.tail, min(self.head, floor_id(SETTLED)))
        self._seen = {one for one in self._seen if one > self.tail}


async def messages_after(
    session: AsyncSession, mark: str, settled: timedelta = SETTLED
) -> tuple[str, set[str]]:
    """Return how far messages were read, and the tickets whose conversation went on.

    Messages younger than ``settled`` are read next time, so that one that commits late is not missed.
    """
    query = (
        select(Message.id, Message.subject_ref, Dialogue.ticket_id)
        .outerjoin(Dialogue, Dialogue.conversation_id == Message.conversation_id)
        .where(Message.id > mark, Message.id < floor_id(settled))
        .order_by(Message.id)
        .limit(LATE)
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return mark, set()
    found = {one for row in rows for one in (ticket_of_ref(row[1]), row[2]) if one is not None}
    return rows[-1][0], found
