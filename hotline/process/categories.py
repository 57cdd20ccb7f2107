"""Subjects over the years (分类沿革): lists, figures and lessons read the subjects of earlier trees as today's."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process.learning.confirmed import Confirmed
from hotline.tickets.models import Ticket
from hotline.tickets.queries import TicketFilter
from routing.queries import list_versions, load_history
from routing.taxonomy.history import History, version_at
from routing.taxonomy.models import TaxonomyMapping


async def with_history(session: AsyncSession, wanted: TicketFilter) -> TicketFilter:
    """Let the filter by subject find tickets of earlier trees too; they keep their own code and version."""
    if wanted.category is None:
        return wanted
    if await session.scalar(select(TaxonomyMapping.id).limit(1)) is None:
        return wanted
    condition = reads_as(await load_history(session), wanted.category)
    return replace(wanted, category=None, more=(*wanted.more, condition))


def reads_as(history: History, code: str) -> ColumnElement[bool]:
    """Return the condition under which a ticket's subject is ``code`` or lies under it today."""
    earlier = sorted(history.steps)
    own = or_(Ticket.category_version.is_(None), Ticket.category_version.not_in(earlier))
    found = [and_(own, Ticket.category_code.startswith(code, autoescape=True))]
    pairs = history.before(code)
    for version in earlier:
        codes = sorted({old for pair_version, old in pairs if pair_version == version})
        same = Ticket.category_version == version
        found.append(and_(same, Ticket.category_code.in_(codes)))
    return or_(*found)


ENDED = "（旧）"


@dataclass(frozen=True)
class Subjects:
    """How the subjects of every tree there was are counted today; ``trees`` are (since when, version)."""

    history: History
    trees: tuple[tuple[datetime, str], ...] = ()

    def of(self, code: str | None, version: str | None) -> str:
        """Return the code a ticket's subject is counted under, empty for none.

        A subject that ended, or was split without anything in common, stands alone under its old code, marked
        where the present tree has another subject of that code.
        """
        now = self.history.now(code, version)
        if now is not None or code is None:
            return now or ""
        return f"{code}{ENDED}" if code in self.history.present.categories else code

    @property
    def stamp(self) -> tuple[str, tuple[tuple[str, int], ...]]:
        """Return what is another whenever another tree or mapping counts."""
        steps = tuple(
            (version, hash(tuple(step.rows.values())))
            for version, step in sorted(self.history.steps.items())
        )
        return self.history.present.version, steps

    def at(self, code: str | None, instant: datetime) -> str:
        """Return the same for a code that was written down at an instant."""
        return self.of(code, version_at(self.trees, instant) or None)


async def load_subjects(session: AsyncSession) -> Subjects:
    """Read the mappings and since when each tree was in force."""
    versions = reversed(await list_versions(session))
    trees = tuple((one.imported_at, one.version) for one in versions)
    return Subjects(await load_history(session), trees)


def read_today(lesson: Confirmed, history: History) -> Confirmed:
    """Return a lesson with its subject as it reads today; one that ended teaches the other questions only."""
    labels = dict(lesson.labels)
    now = history.now(labels.pop("category", None), lesson.version or None)
    if now is not None:
        labels["category"] = now
    return replace(lesson, labels=labels)
