"""Units as routing knows them (承办单位): looked up by id, by code, by district."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

CITY, DISTRICT, TOWN, VILLAGE = 2, 3, 4, 5
# Kinds of units to which nothing is dispatched.
HANDLES_NOTHING = frozenset({"EXTERNAL_LINE", "HOTLINE", "CITY_GOVERNMENT"})


@dataclass(frozen=True)
class UnitRef:
    """What routing must know of a unit; ``level`` is 2 city, 3 district, 4 town, 5 village."""

    id: str
    code: str
    name: str
    level: int
    kind: str
    path: str
    district_code: str | None = None
    town_code: str | None = None
    valid_from: date = date.min
    valid_to: date | None = None
    short_name: str = ""

    def is_valid(self, day: date) -> bool:
        """Tell whether the unit exists on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class UnitBook:
    """All units by id and by code."""

    by_id: Mapping[str, UnitRef] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, UnitRef]:
        """Return the units by code."""
        return {unit.code: unit for unit in self.by_id.values()}

    @cached_property
    def district_governments(self) -> dict[str, UnitRef]:
        """Return the unit that coordinates for each district code."""
        units = (u for u in self.by_id.values() if u.kind == "DISTRICT_GOVERNMENT")
        return {unit.district_code: unit for unit in units if unit.district_code}

    def name(self, unit_id: str | None) -> str:
        """Return the name, or the id where the unit is unknown."""
        unit = self.by_id.get(unit_id or "")
        return unit.name if unit else str(unit_id)

    def is_within(self, unit_id: str, superior_id: str) -> bool:
        """Tell whether ``unit_id`` is ``superior_id`` or lies under it."""
        unit = self.by_id.get(unit_id)
        return unit_id == superior_id or (unit is not None and f"/{superior_id}/" in unit.path)
