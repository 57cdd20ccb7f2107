"""Rule books (规则版本): numbered documents that one person proposes and another brings into force.

A domain keeps its document (a frozen model with a ``number``), its table and its refusals; everything
else is here. Versions are never changed: a newer one takes over on its effective date.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, Self, TypeVar

from pydantic import ValidationError
from sqlalchemy import Select, String, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit import clock, counters
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Json, UtcDateTime
from hotline.kit.errors import Forbidden, Invalid, NotFound
from hotline.kit.fieldfaults import invalid_fields
from hotline.kit.ids import new_id

PROPOSED, IN_FORCE, REJECTED = "PROPOSED", "IN_FORCE", "REJECTED"


class OwnProposal(Forbidden):
    """Nobody brings his own proposal into force (four eyes)."""

    code = "own_proposal"
    title_zh = "不能批准自己提出的政策"
    title_en = "Nobody approves his own proposal"


class VersionRow:
    """Columns of a table of versions; ``number`` is unique in it."""

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    effective_from: Mapped[datetime] = mapped_column(UtcDateTime)
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(300))
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Document(Protocol):
    """A frozen pydantic model; ``document()`` is what ``model_validate`` reads back."""

    @property
    def number(self) -> int:
        """The number of the version."""

    @classmethod
    def model_validate(cls, obj: Any) -> Self:
        """Read members; raises ``ValidationError``."""

    def document(self) -> dict[str, Any]:
        """Return the members as JSON."""


D = TypeVar("D", bound=Document)
R = TypeVar("R", bound=VersionRow)


@dataclass(frozen=True)
class NewVersion:
    """What someone proposes, why, and from when it counts."""

    document: dict[str, Any]
    reason: str
    effective_from: datetime


@dataclass(frozen=True)
class Rulebook(Generic[D, R]):
    """One domain's versions: the shipped document has the lowest number and is in no table.

    ``verb`` begins the names of the audited actions, ``subject`` is the audited kind of object.
    """

    shipped: D
    table: type[R]
    verb: str
    subject: str
    unknown: type[NotFound]
    invalid: type[Invalid]
    known: dict[str, D] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> str:
        """Return the name of the book among counters and in a session."""
        return f"rulebook.{self.subject}"

    def read(self, row: R) -> D:
        """Return the document of a stored version; each is read once a process."""
        if row.id not in self.known:
            members = {**row.document, "number": row.number}
            self.known[row.id] = type(self.shipped).model_validate(members)
        return self.known[row.id]


def in_force(table: type[R], *columns: Any) -> Select[Any]:
    """Select ``columns`` of the version in force at the bound instant ``now``.

    The latest effective date counts, of equal ones the highest number.
    """
    now = bindparam("now", type_=UtcDateTime)
    return (
        select(*columns)
        .where(table.state == IN_FORCE, table.effective_from <= now)
        .order_by(table.effective_from.desc(), table.number.desc())
        .limit(1)
    )


async def current(session: AsyncSession, book: Rulebook[D, R]) -> D:
    """Return the document in force now, else the shipped one; looked up once a transaction."""
    found: D | None = session.info.get(book.key)
    if found is None:
        row = await session.scalar(in_force(book.table, book.table), {"now": clock.now()})
        found = session.info[book.key] = book.shipped if row is None else book.read(row)
    return found


async def numbered(session: AsyncSession, book: Rulebook[D, R], number: int) -> D:
    """Return the document ``number``; raises the book's ``unknown`` (404)."""
    if number == book.shipped.number:
        return book.shipped
    row = await session.scalar(select(book.table).where(book.table.number == number))
    if row is None:
        raise book.unknown
    return book.read(row)


async def list_versions(session: AsyncSession, book: Rulebook[D, R]) -> list[R]:
    """List every stored version, newest first."""
    return list(await session.scalars(select(book.table).order_by(book.table.number.desc())))


async def propose(session: AsyncSession, book: Rulebook[D, R], actor: Actor, new: NewVersion) -> R:
    """Store a proposal under the next number; raises the book's ``invalid`` (422) with ``errors``."""
    try:
        document = type(book.shipped).model_validate(new.document)
    except ValidationError as error:
        raise invalid_fields(book.invalid, error.errors()) from error
    row = book.table()
    row.id, row.number, row.state = new_id(), await _next_number(session, book), PROPOSED
    row.effective_from, row.reason = new.effective_from, new.reason
    row.document = document.document()
    row.proposed_by, row.proposed_at = actor.account_id, clock.now()
    session.add(row)
    await session.flush()
    await record_change(session, actor, Change(f"{book.verb}.propose", book.subject, row.id))
    return row


async def _next_number(session: AsyncSession, book: Rulebook[D, R]) -> int:
    """Return the next number; the counter's row makes two proposers wait for one another."""
    await counters.take(session, book.key)
    last = await session.scalar(select(func.max(book.table.number)))
    return max(last or 0, book.shipped.number) + 1


async def decide(
    session: AsyncSession, book: Rulebook[D, R], actor: Actor, number: int, *, accept: bool
) -> R:
    """Bring a proposal into force, or not (four eyes); at the earliest from now on.

    Raises the book's ``unknown`` (404) if none of that number waits, and ``OwnProposal`` (403).
    """
    row = await session.scalar(
        select(book.table)
        .where(book.table.number == number, book.table.state == PROPOSED)
        .with_for_update()
    )
    if row is None:
        raise book.unknown
    if row.proposed_by == actor.account_id:
        raise OwnProposal
    row.state = IN_FORCE if accept else REJECTED
    row.decided_by, row.decided_at = actor.account_id, clock.now()
    if accept:  # numbers never work backwards: what was due by the old ones stays as it was
        row.effective_from = max(row.effective_from, row.decided_at)
    session.info.pop(book.key, None)
    change = Change(f"{book.verb}.{row.state.lower()}", book.subject, row.id)
    await record_change(session, actor, change)
    return row
