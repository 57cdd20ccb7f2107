"""Subjects over the years (分类沿革): lists and lessons read the subjects of earlier trees as those of today."""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process.learning.confirmed import Confirmed
from hotline.tickets.models import Ticket
from hotline.tickets.queries import TicketFilter
from routing.catalogue.models import TaxonomyMapping
from routing.queries import load_history
from routing.taxonomy.history import History


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


def read_today(lesson: Confirmed, history: History) -> Confirmed:
    """Return a lesson with its subject as it reads today; one that ended teaches the other questions only."""
    labels = dict(lesson.labels)
    now = history.now(labels.pop("category", None), lesson.version or None)
    if now is not None:
        labels["category"] = now
    return replace(lesson, labels=labels)
