"""Windows of services (事项窗口): what the directory shows of where a unit's service items are done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import unindexed
from knowledge.directory.ports import ServedWindow
from knowledge.items.models import ServiceItem
from knowledge.items.vocabulary import ItemState, Publication

_PARTS = ("name", "address", "district_code", "hours", "phone", "transport")


class ItemWindows:
    """The directory's port onto the service items."""

    async def of_units(
        self, session: AsyncSession, unit_ids: Sequence[str]
    ) -> Mapping[str, Sequence[ServedWindow]]:
        """Return the windows of public items in force, equal ones once, with the items done there."""
        query = (
            select(ServiceItem.unit_id, ServiceItem.name, ServiceItem.content["windows"])
            .where(
                ServiceItem.unit_id.in_(unit_ids),
                unindexed(ServiceItem.state == ItemState.IN_FORCE.value),
                ServiceItem.publication == Publication.PUBLIC.value,
            )
            .order_by(ServiceItem.unit_id, ServiceItem.code, ServiceItem.situation_code)
        )
        found: dict[str, dict[ServedWindow, list[str]]] = {}
        for unit_id, item, windows in await session.execute(query):
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

    async def unit_of(self, session: AsyncSession, item_id: str) -> str | None:
        """Return the unit of an item."""
        found: str | None = await session.scalar(
            select(ServiceItem.unit_id).where(ServiceItem.id == item_id)
        )
        return found


def _window(told: Mapping[str, Any]) -> ServedWindow:
    return ServedWindow(**{part: str(told.get(part) or "") for part in _PARTS})  # type: ignore[arg-type]
