"""Villages and communities of a town (村居): for the forms that ask where a matter is, by date."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.organisation.models import Unit
from hotline.portal.schemas import VillageOut
from routing.extract.gazetteer import unit_places
from routing.models import PlaceKind, PlaceName
from routing.units import UnitRef

_LAST = "~"  # behind every code


async def villages_of(session: AsyncSession, *, town_code: str, on: date) -> list[VillageOut]:
    """List the villages and communities of a town that exist on ``on``, those with a code first, by name.

    They come from the gazetteer; a committee of the organisation tree that it lacks is added by the name of
    its place. ``code`` is empty where nobody has entered the national code yet: such a one is named in the
    address. An unknown town has none.
    """
    places = await session.execute(
        select(PlaceName.code, PlaceName.name, PlaceName.valid_from, PlaceName.valid_to).where(
            PlaceName.kind == PlaceKind.VILLAGE.value,
            PlaceName.town_code == town_code,
            *_valid(PlaceName.valid_from, PlaceName.valid_to, on),
        )
    )
    found = [VillageOut.model_validate(dict(row)) for row in places.mappings()]
    found += await _of_committees(session, town_code, on, {village.name for village in found})
    return sorted(found, key=lambda village: (village.code or _LAST, village.name))


async def _of_committees(
    session: AsyncSession, town_code: str, on: date, known: Iterable[str]
) -> list[VillageOut]:
    query = select(Unit).where(
        Unit.kind == PlaceKind.VILLAGE.value,
        Unit.town_code == town_code,
        *_valid(Unit.valid_from, Unit.valid_to, on),
    )
    added = []
    for unit in await session.scalars(query.order_by(Unit.code)):
        name = _place_name(unit)
        if name is not None and name not in known:
            added.append(
                VillageOut(code=None, name=name, valid_from=unit.valid_from, valid_to=unit.valid_to)
            )
    return added


def _place_name(unit: Unit) -> str | None:
    """佛山市禅城区南庄镇紫南村民委员会 sits in 紫南村."""
    ref = UnitRef(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        level=unit.level,
        kind=unit.kind,
        path=unit.path,
        district_code=unit.district_code,
        town_code=unit.town_code,
    )
    places = unit_places([ref], [])
    return places[0].name if places else None


def _valid(first: Any, last: Any, on: date) -> tuple[ColumnElement[bool], ...]:
    return (first <= on, or_(last.is_(None), last >= on))
