"""Reading feedback (查看反馈): how much documents are wanted."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from knowledge.articles.models import ErrorState
from knowledge.feedback.errors import ItemReportUnknown
from knowledge.feedback.models import ItemReport, KnowledgePopularity
from knowledge.feedback.schemas import ItemReportOut
from knowledge.lights import Light, Running, lights

_WAITING = ItemReport.state.in_((ErrorState.OPEN.value, ErrorState.ACKNOWLEDGED.value))


class Hot(NamedTuple):
    """A document that is wanted now."""

    document_id: str
    heat: float
    askers: int


async def popularity_of(
    session: AsyncSession, document_ids: Sequence[str] | None = None
) -> dict[str, float]:
    """Return the popularity in 0..1 of these documents, or of all that have any."""
    query = select(KnowledgePopularity.document_id, KnowledgePopularity.popularity)
    if document_ids is not None:
        query = query.where(KnowledgePopularity.document_id.in_(document_ids))
    return {row.document_id: row.popularity for row in await session.execute(query)}


async def hottest(session: AsyncSession, *, askers: int, limit: int) -> list[Hot]:
    """Return what at least ``askers`` different people wanted in these days, the hottest first."""
    rows = await session.execute(
        select(
            KnowledgePopularity.document_id, KnowledgePopularity.heat, KnowledgePopularity.askers
        )
        .where(KnowledgePopularity.askers >= askers, KnowledgePopularity.heat > 0)
        .order_by(KnowledgePopularity.heat.desc(), KnowledgePopularity.document_id)
        .limit(limit)
    )
    return [Hot(*row) for row in rows]


async def get_item_report(session: AsyncSession, report_id: str) -> ItemReport:
    """Return a report on a service item; raises ``ItemReportUnknown`` (404)."""
    found = await session.get(ItemReport, report_id)
    if found is None:
        raise ItemReportUnknown
    return found


async def is_waiting(session: AsyncSession, item_id: str) -> bool:
    """Tell whether a report on the item waits for its end."""
    found = await session.scalar(
        select(ItemReport.id).where(ItemReport.item_id == item_id, _WAITING).limit(1)
    )
    return found is not None


async def list_open_item_reports(
    session: AsyncSession, *, unit_id: str | None = None, limit: int = 100
) -> list[ItemReportOut]:
    """List reports that wait for the item's unit, oldest first."""
    query = (
        select(ItemReport)
        .where(_WAITING)
        .order_by(ItemReport.reported_at, ItemReport.id)
        .limit(limit)
    )
    if unit_id is not None:
        query = query.where(ItemReport.unit_id == unit_id)
    rows = (await session.scalars(query)).all()
    lit = await lights(session, [_running(row) for row in rows], clock.now())
    return [_told(row, light) for row, light in zip(rows, lit, strict=True)]


async def item_report_out(session: AsyncSession, row: ItemReport) -> ItemReportOut:
    """Return one report as it is told, with the light of its clocks while they run."""
    (light,) = await lights(session, [_running(row)], clock.now())
    return _told(row, light)


def _running(row: ItemReport) -> Running:
    dues = {
        ErrorState.OPEN.value: (row.ack_due_at, row.fix_due_at),
        ErrorState.ACKNOWLEDGED.value: (row.fix_due_at,),
    }
    return Running(row.unit_id, row.reported_at, dues.get(row.state, ()))


def _told(row: ItemReport, light: Light) -> ItemReportOut:
    shown = ItemReportOut.model_validate(row)
    return shown.model_copy(update={"light": light if _running(row).dues else None})
