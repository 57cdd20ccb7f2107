"""Offices by name (单位名称): the units that citizens ask for, as the organisation names them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.organisation.models import Unit, UnitKind
from hotline.kit.organisation.queries import valid_on
from knowledge.understanding.offices import NamedOffice, Offices

_PLACES = frozenset(
    kind.value
    for kind in (
        UnitKind.CITY_GOVERNMENT,
        UnitKind.DISTRICT_GOVERNMENT,
        UnitKind.TOWN,
        UnitKind.VILLAGE,
    )
)
_DISTRICT = 6  # digits of a district in a longer code
_GOVERNMENT = "人民政府"


async def read_offices(session: AsyncSession) -> Offices:
    """Return the valid units by what they are called; other lines (110) are found by their numbers."""
    rows = await session.execute(
        select(Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.district_code)
        .where(valid_on(clock.local_date()), Unit.kind != UnitKind.EXTERNAL_LINE.value)
        .order_by(Unit.level, Unit.code)
    )
    offices: list[NamedOffice] = []
    districts: dict[str, str] = {}
    city = ""
    for unit_id, name, short_name, kind, code in rows:
        district = (code or "")[:_DISTRICT]
        if kind == UnitKind.CITY_GOVERNMENT.value:
            city = city or name.removesuffix(_GOVERNMENT)
        if kind == UnitKind.DISTRICT_GOVERNMENT.value and district:
            districts[district] = short_name
        offices.append(NamedOffice(unit_id, name, short_name, district, kind in _PLACES))
    return Offices(offices, city, districts)


async def lines_of(session: AsyncSession, unit_id: str) -> list[str]:
    """Return the ids of the other lines that belong to a unit (12333), by code."""
    query = (
        select(Unit.id)
        .where(
            Unit.parent_id == unit_id,
            Unit.kind == UnitKind.EXTERNAL_LINE.value,
            valid_on(clock.local_date()),
        )
        .order_by(Unit.code)
    )
    return list(await session.scalars(query))
