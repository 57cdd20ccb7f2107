"""Whose item it is (责任单位): units by code, else by name, and who may change an item."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.kit.organisation.queries import valid_on
from knowledge.items.errors import ItemOfAnotherUnit

PUBLISH = "knowledge.publish"


class UnitLine(NamedTuple):
    """What an item needs to know of a unit."""

    id: str
    code: str
    path: str


@dataclass(frozen=True)
class UnitBook:
    """The valid units; a name that two units share names neither."""

    by_code: Mapping[str, UnitLine]
    by_name: Mapping[str, UnitLine | None]
    by_id: Mapping[str, UnitLine]

    def find(self, code: str, name: str) -> UnitLine | None:
        """Return the unit of a code, else of a name."""
        return self.by_code.get(code) if code else self.by_name.get(plain(name))

    def may_change(self, actor: Actor, unit_id: str) -> bool:
        """Tell whether ``actor`` may change items of a unit: editors all, an owner those of its subtree."""
        if actor.kind == "system" or actor.may(PUBLISH):
            return True
        unit = self.by_id.get(unit_id)
        inside = unit is not None and actor.unit_path and unit.path.startswith(actor.unit_path)
        return bool(inside)

    def require_own(self, actor: Actor, unit_id: str) -> None:
        """Raise ``ItemOfAnotherUnit`` (403) unless ``actor`` may change items of the unit."""
        if not self.may_change(actor, unit_id):
            raise ItemOfAnotherUnit


def plain(name: str) -> str:
    """Return a name without width and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


async def load_units(session: AsyncSession) -> UnitBook:
    """Return the units that are valid today."""
    columns = (Unit.id, Unit.code, Unit.path, Unit.name, Unit.short_name)
    rows = await session.execute(select(*columns).where(valid_on(clock.local_date())))
    by_code: dict[str, UnitLine] = {}
    by_name: dict[str, UnitLine | None] = {}
    for unit_id, code, path, name, short in rows:
        line = UnitLine(unit_id, code, path)
        by_code[code] = line
        for called in {plain(name), plain(short)} - {""}:
            by_name[called] = None if called in by_name else line
    return UnitBook(by_code, by_name, {line.id: line for line in by_code.values()})
