"""The 360° view (时间轴), fed by subscriptions: ids and labels only, any order, any repetition."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.models import TimelineEntry
from hotline.kit.ids import new_id


@dataclass(frozen=True)
class Moment:
    """One thing that happened with a person.

    ``source`` names it uniquely (``ticket.opened:01H…``), so that a repeated event adds nothing;
    ``label`` is a fixed Chinese text (工单已登记), never words of the person.
    """

    source: str
    label: str
    object_kind: str
    object_id: str
    occurred_at: datetime


async def add_moment(session: AsyncSession, *, citizen_id: str, moment: Moment) -> bool:
    """Add a line to the person's timeline; tells whether it is new."""
    known = await session.scalar(
        select(TimelineEntry.id).where(
            TimelineEntry.citizen_id == citizen_id, TimelineEntry.source == moment.source
        )
    )
    if known is not None:
        return False
    session.add(
        TimelineEntry(
            id=new_id(),
            citizen_id=citizen_id,
            source=moment.source,
            label=moment.label,
            object_kind=moment.object_kind,
            object_id=moment.object_id,
            occurred_at=moment.occurred_at,
        )
    )
    await session.flush()
    return True


async def drop_moments(
    session: AsyncSession, *, citizen_id: str, object_kind: str, object_id: str
) -> None:
    """Take every line about one object off the person's timeline; what happened stays with the object."""
    await session.execute(
        delete(TimelineEntry).where(
            TimelineEntry.citizen_id == citizen_id,
            TimelineEntry.object_kind == object_kind,
            TimelineEntry.object_id == object_id,
        )
    )
