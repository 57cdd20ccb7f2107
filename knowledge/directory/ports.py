"""What the directory asks of others (名录接口): the windows at which a unit's services are done.

The house puts an implementation under ``WINDOWS`` into ``session.info``; without one only own windows count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

WINDOWS = "knowledge.windows"


@dataclass(frozen=True)
class ServedWindow:
    """One place where public services of a unit are done; ``serves`` are their names."""

    name: str
    address: str
    district_code: str
    hours: str
    phone: str
    transport: str
    serves: tuple[str, ...] = ()


class Windows(Protocol):
    """Where services are done."""

    async def of_units(
        self, session: AsyncSession, unit_ids: Sequence[str]
    ) -> Mapping[str, Sequence[ServedWindow]]:
        """Return the windows of these units' public services that are in force."""

    async def of_all(self, session: AsyncSession) -> Mapping[str, Sequence[ServedWindow]]:
        """Return the windows of every unit's public services that are in force."""

    async def unit_of(self, session: AsyncSession, item_id: str) -> str | None:
        """Return the unit that owns a service."""


class _NoWindows:
    async def of_units(
        self,
        _session: AsyncSession,
        _unit_ids: Sequence[str],
    ) -> Mapping[str, Sequence[ServedWindow]]:
        return {}

    async def of_all(self, _session: AsyncSession) -> Mapping[str, Sequence[ServedWindow]]:
        return {}

    async def unit_of(self, _session: AsyncSession, _item_id: str) -> str | None:
        return None


def windows_of(session: AsyncSession) -> Windows:
    """Return what the house provides for this session."""
    found: Windows = session.info.get(WINDOWS) or _NoWindows()
    return found
