"""Readers as tags (可见标签): who finds a ticket, told by the ticket itself, for an index outside the database.

The same rule as ``visibility.listed_to``, from the same tables: a ticket carries what of it lets somebody
in, an actor carries what he is let in by. ``tests/hotline/process/search/test_matrix.py`` compares both.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.tickets.models import Ticket
from hotline.tickets.visibility import READ, second_of, sits_on_panel, statuses_of
from hotline.tickets.vocabulary import OPEN, AppealState, FilingState, Status
from routing.taxonomy.tree import Confidentiality

PANEL = "panel"


@dataclass(frozen=True)
class Around:
    """What of the tables beside a ticket lets somebody in.

    ``unit_ids`` are the units that have a part or were called; ``proposed`` the actions that wait for a
    second person.
    """

    unit_ids: Collection[str] = ()
    proposed: Collection[str] = ()


@dataclass(frozen=True)
class Sight:
    """What an actor is let in by, and what keeps him out."""

    tags: frozenset[str]
    barred: frozenset[str] = frozenset()


def status_tag(status: str) -> str:
    """Return the tag of a status; it is a filter as well."""
    return f"is:{status}"


def tags_of(ticket: Ticket, around: Around) -> set[str] | None:
    """Return the tags of a ticket, ``None`` for one that no member of staff finds in a list (保密工单)."""
    if ticket.confidentiality == Confidentiality.RESTRICTED.value:
        return None
    found = {status_tag(ticket.status)}
    if ticket.agent_id is not None:
        found.add(f"by:{ticket.agent_id}")
    if _is_for_the_panel(ticket):
        found.add(PANEL)
    found |= {f"second:{action}" for action in around.proposed}
    found |= {f"at:{unit_id}" for unit_id in around.unit_ids}
    if ticket.accused_unit_path is not None:
        found.add(f"not:{ticket.accused_unit_path}")
    return found


def _is_for_the_panel(ticket: Ticket) -> bool:
    """The condition of ``visibility.PANEL_QUEUES`` on one ticket."""
    consulted = bool(ticket.consultation_open) and Status[ticket.status] in OPEN
    filed = ticket.unreasonable_state == FilingState.FILED.value
    return consulted or filed or ticket.appeal_state == AppealState.FILED.value


async def sight_of(session: AsyncSession, actor: Actor) -> Sight:
    """Return what a member of staff is let in by; nothing without the permission to read tickets."""
    if actor.kind != "staff" or not actor.may(READ):
        return Sight(frozenset())
    found = {status_tag(status.value) for status in statuses_of(actor)}
    found |= {f"second:{action.value}" for action in second_of(actor)}
    if actor.account_id is not None:
        found.add(f"by:{actor.account_id}")
    if sits_on_panel(actor):
        found.add(PANEL)
    if not actor.unit_path:
        return Sight(frozenset(found))
    below = select(Unit.id).where(Unit.path.startswith(actor.unit_path, autoescape=True))
    found |= {f"at:{unit_id}" for unit_id in await session.scalars(below)}
    return Sight(
        frozenset(found), frozenset(f"not:{path}" for path in _beginnings(actor.unit_path))
    )


def _beginnings(path: str) -> list[str]:
    """Return a path and those of the units above it: ``/a/b/`` gives ``/``, ``/a/`` and ``/a/b/``."""
    return [path[: place + 1] for place, char in enumerate(path) if char == "/"]
