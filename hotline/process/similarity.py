"""Looks like the same matter (疑似重复): recent tickets of the same subject, place or citizen, compared.

Only what the actor may see is compared, so that a hint never tells of a hidden ticket.
"""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.process.schemas import MergeCandidateOut
from hotline.tickets.models import Status, Ticket
from hotline.tickets.queries import visible_to
from routing.similar import NearDuplicates

WINDOW = timedelta(days=30)
LOOKED_AT = 400
_GONE = [Status.VOIDED.value, Status.WITHDRAWN.value, Status.MERGED.value]


async def candidates(
    session: AsyncSession, *, ticket: Ticket, actor: Actor
) -> list[MergeCandidateOut]:
    """Return at most five tickets of the last 30 days that look alike, most alike first."""
    kin = [Ticket.category_code == ticket.category_code]
    if ticket.citizen_id is not None:
        kin.append(Ticket.citizen_id == ticket.citizen_id)
    if ticket.town_code is not None:
        kin.append(Ticket.town_code == ticket.town_code)
    query = (
        select(Ticket.id, Ticket.number, Ticket.title, Ticket.content, Ticket.received_at)
        .where(
            Ticket.id != ticket.id,
            Ticket.received_at >= ticket.received_at - WINDOW,
            Ticket.status.not_in(_GONE),
            or_(*kin),
            visible_to(actor),
        )
        .order_by(Ticket.received_at.desc())
        .limit(LOOKED_AT)
    )
    rows = {row.id: row for row in (await session.execute(query)).all()}
    index = NearDuplicates(WINDOW * 2)
    for row in sorted(rows.values(), key=lambda r: r.received_at):
        index.add(row.id, row.content, row.received_at)
    latest = max((row.received_at for row in rows.values()), default=ticket.received_at)
    hints = index.find(ticket.content, max(latest, ticket.received_at))
    return [
        MergeCandidateOut(
            id=hint.key,
            number=rows[hint.key].number,
            title=rows[hint.key].title,
            similarity=round(hint.similarity, 2),
        )
        for hint in hints
    ]
