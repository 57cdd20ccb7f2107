"""Windows of services (事项窗口): what the directory shows of where a unit's service items are done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import unindexed
from knowledge.directory.ports import ServedWindow
from knowledge.items.models import ServiceItem
from knowledge.items.vocabulary import ItemState, Publication

_PARTS = ("name", "address", "district_code", "hours", "phone", "transport")
_WINDOWS = (
    select(ServiceItem.unit_id, ServiceItem.name, ServiceItem.content["windows"])
    .where(
        unindexed(ServiceItem.state == ItemState.IN_FORCE.value),
        ServiceItem.publication == Publication.PUBLIC.value,
    )
    .order_by(ServiceItem.unit_id, ServiceItem.code, ServiceItem.situation_code)
)
_COUNTED = select(func.count(), func.coalesce(func.sum(ServiceItem.version), 0)).select_from(
    ServiceItem
)


class ItemWindows:
    """The directory's port onto the service items."""

    def __init__(self) -> None:
        """Know nothing yet; all windows are read when somebody first asks for them, and again after a change."""
        self._all: Mapping[str, Sequence[ServedWindow]] = {}
        self._stamp: tuple[int, int] | None = None

    async def of_units(
        self, session: AsyncSession, unit_ids: Sequence[str]
    ) -> Mapping[str, Sequence[ServedWindow]]:
        """Return the windows of public items in force, equal ones once, with the items done there."""
        return _by_unit(await session.execute(_WINDOWS.where(ServiceItem.unit_id.in_(unit_ids))))

    async def of_all(self, session: AsyncSession) -> Mapping[str, Sequence[ServedWindow]]:
        """Return the same of every unit; read anew when a version of any item is another."""
        items, versions = (await session.execute(_COUNTED)).one()
        if (items, versions) != self._stamp:
            self._all = _by_unit(await session.execute(_WINDOWS))
            self._stamp = (items, versions)
        return self._all

    async def unit_of(self, session: AsyncSession, item_id: str) -> str | None:
        """Return the unit of an item."""
        found: str | None = await session.scalar(
            select(ServiceItem.unit_id).where(ServiceItem.id == item_id)
        )
        return found


def _by_unit(rows: Iterable[Any]) -> dict[str, list[ServedWindow]]:
    found: dict[str, dict[ServedWindow, list[str]]] = {}
    for unit_id, item, windows in rows:
        of_unit = found.setdefault(unit_id, {})
        for window in windows or []:
            of_unit.setdefault(_window(window), []).append(item)
    return {
        unit_id: [
            replace(window, serves=tuple(dict.fromkeys(serves)))
            for window, serves in of_unit.items()
        ]
        for unit_id, of_unit in found.items()
    }


def _window(told: Mapping[str, Any]) -> ServedWindow:
    return ServedWindow(**{part: str(told.get(part) or "") for part in _PARTS})  # type: ignore[arg-type]
