"""Looks like the same matter (疑似重复): what could be joined to a ticket, most alike first.

Only what the actor may see is compared, so that a hint never tells of a hidden ticket.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.process.schemas import MergeCandidateOut
from hotline.process.seen.before import SHOWN, look_up
from hotline.process.seen.index import index_of
from hotline.process.seen.repeats import asked_of
from hotline.tickets.models import Ticket


async def candidates(
    session: AsyncSession, *, ticket: Ticket, actor: Actor
) -> list[MergeCandidateOut]:
    """Return at most five tickets of the window that look alike, most alike first."""
    index = index_of(session)
    if index is None:
        return []
    found = (await look_up(session, asked_of(ticket, index), actor)).found
    alike = sorted(found, key=lambda one: (-one.similarity, one.row.number))
    return [
        MergeCandidateOut(
            id=one.row.id,
            number=one.row.number,
            title=one.row.title,
            similarity=round(one.similarity, 2),
        )
        for one in alike[:SHOWN]
    ]
