"""Reading notices (查通知公告): one, lists for staff, and what counts now for citizens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from knowledge.audience import Audience
from knowledge.notices.errors import NoticeUnknown
from knowledge.notices.models import Notice, NoticeState, NoticeUrgency
from knowledge.notices.schemas import NoticeOut, PublicNoticeOut

MOST_CURRENT = 100


@dataclass(frozen=True)
class NoticeFilter:
    """Which notices a staff list shows; ``waiting`` those whose draft waits for a second person."""

    state: NoticeState | None = None
    urgency: NoticeUrgency | None = None
    unit_id: str | None = None
    waiting: bool = False


def counts_at(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a notice is published and counts at ``at``."""
    return (
        (Notice.state == NoticeState.PUBLISHED.value)
        & (Notice.valid_from <= at)
        & or_(Notice.valid_to.is_(None), Notice.valid_to > at)
    )


async def get_notice(session: AsyncSession, notice_id: str, *, lock: bool = False) -> Notice:
    """Return a notice, for change if ``lock``; raises ``NoticeUnknown`` (404)."""
    found = await session.get(Notice, notice_id, with_for_update=lock or None)
    if found is None:
        raise NoticeUnknown
    return found


async def find_notice(session: AsyncSession, key: str) -> Notice | None:
    """Return the notice with the stable ``key``."""
    found: Notice | None = await session.scalar(select(Notice).where(Notice.key == key))
    return found


async def list_notices(
    session: AsyncSession, wanted: NoticeFilter, page: PageQuery
) -> Page[NoticeOut]:
    """List notices for staff, newest change first."""
    table = Notice.__table__.c
    order = (table.updated_at, table.id)
    query = select(Notice).order_by(*(c.desc() for c in order)).limit(page.limit + 1)
    for name in ("state", "urgency", "unit_id"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(getattr(Notice, name) == str(value))
    if wanted.waiting:
        query = query.where(Notice.draft.is_not(None))
    if page.cursor:
        query = query.where(after(order, decode(page.cursor, (datetime, str)), descending=True))
    rows = list(await session.scalars(query))
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=[NoticeOut.model_validate(row) for row in shown],
        next_cursor=encode([shown[-1].updated_at, shown[-1].id]) if more else None,
    )


async def list_current(session: AsyncSession, *, district: str = "") -> list[PublicNoticeOut]:
    """List the public notices that count now, the urgent first, then the newest.

    With ``district`` those for other districts are left out; a code of more digits lies inside one of fewer.
    """
    rank = case(
        {urgency.value: place for place, urgency in enumerate(NoticeUrgency)},
        value=Notice.urgency,
    )
    query = (
        select(Notice, Unit.name)
        .join(Unit, Unit.id == Notice.unit_id)
        .where(counts_at(clock.now()), Notice.audience == Audience.PUBLIC.value)
        .order_by(rank, Notice.valid_from.desc(), Notice.id)
        .limit(MOST_CURRENT)
    )
    rows = (await session.execute(query)).all()
    return [_public(notice, name) for notice, name in rows if is_for(notice, district)]


def is_for(notice: Notice, district: str) -> bool:
    """Tell whether a notice concerns somebody in ``district`` (empty: anywhere)."""
    if not district or not notice.districts:
        return True
    return any(district.startswith(d) or d.startswith(district) for d in notice.districts)


async def get_public_notice(session: AsyncSession, notice_id: str) -> PublicNoticeOut:
    """Return a public notice that counts now; everything else is ``NoticeUnknown`` (404)."""
    query = (
        select(Notice, Unit.name)
        .join(Unit, Unit.id == Notice.unit_id)
        .where(
            Notice.id == notice_id,
            counts_at(clock.now()),
            Notice.audience == Audience.PUBLIC.value,
        )
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NoticeUnknown
    return _public(*row)


def _public(notice: Notice, unit_name: str) -> PublicNoticeOut:
    return PublicNoticeOut(
        unit_name=unit_name,
        **{
            name: getattr(notice, name)
            for name in PublicNoticeOut.model_fields
            if name != "unit_name"
        },
    )
