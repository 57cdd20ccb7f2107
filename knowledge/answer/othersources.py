"""Units and notices as sources (单位和公告的来源内容), as the database has them now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from hotline.kit.organisation.models import Unit
from knowledge.answer.texts import Number, PlainText, Reader, Standing, UnitText
from knowledge.audience import Audience
from knowledge.directory.models import NumberState
from knowledge.directory.queries import Told, told_of, units_of
from knowledge.items.schemas import Window
from knowledge.notices.models import Notice
from knowledge.notices.queries import counts_at
from knowledge.search.port import DocumentKind

_WINDOW = ("name", "address", "district_code", "hours", "phone", "transport")


async def read_units(
    session: AsyncSession, keys: Sequence[str], reader: Reader
) -> Sequence[UnitText]:
    """Return what the directory tells of units; a citizen is told of those with something published."""
    found = await told_of(session, await units_of(session, keys))
    inside = reader.audience is Audience.INTERNAL
    return [_unit(told) for told in found if inside or told.public]


def _unit(told: Told) -> UnitText:
    unit = told.unit
    return UnitText(
        Standing(
            id=f"{DocumentKind.UNIT.value}:{unit.id}",
            kind=DocumentKind.UNIT,
            title=unit.name,
            version=told.version,
            revision_id="",
            unit_code=unit.code,
            unit_name=unit.name,
            audience=Audience.PUBLIC if told.public else Audience.INTERNAL,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            districts=(unit.district_code,) if unit.district_code else (),
        ),
        duties=told.duties,
        windows=tuple(
            Window.model_construct(**{name: getattr(window, name) for name in _WINDOW})
            for window in (*told.own, *told.served)
        ),
        numbers=tuple(
            Number(n.name, n.number, n.hours, NumberState(n.state)) for n in told.numbers
        ),
    )


async def read_notices(
    session: AsyncSession, keys: Sequence[str], reader: Reader
) -> Sequence[PlainText]:
    """Return notices that count now."""
    query = (
        select(Notice, Unit.name)
        .join(Unit, Unit.id == Notice.unit_id)
        .where(Notice.id.in_(keys), unindexed(counts_at(clock.now())))
    )
    if reader.audience is Audience.PUBLIC:
        query = query.where(Notice.audience == Audience.PUBLIC.value)
    return [_notice(notice, name) for notice, name in (await session.execute(query)).all()]


def _notice(notice: Notice, unit_name: str) -> PlainText:
    return PlainText(
        Standing(
            id=f"{DocumentKind.NOTICE.value}:{notice.id}",
            kind=DocumentKind.NOTICE,
            title=notice.title,
            version=notice.version,
            revision_id="",
            unit_code=notice.unit_code,
            unit_name=unit_name,
            audience=Audience(notice.audience),
            valid_from=clock.local_date(notice.valid_from),
            valid_to=clock.local_date(notice.valid_to) if notice.valid_to else None,
            updated_on=clock.local_date(notice.updated_at),
            districts=tuple(notice.districts),
        ),
        tuple(notice.text.split("\n")),
    )
