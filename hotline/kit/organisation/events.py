"""What happened to the organisation (组织机构事件); ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class UnitChanged(Event):
    """A unit was created, changed, moved or closed; ``change`` is a ``UnitChange``.

    ``calendar_changed`` asks for the open clocks of the unit and its subtree to be recomputed.
    """

    name: ClassVar[str] = "unit.changed"
    unit_id: str
    change: str
    version: int
    calendar_changed: bool = False


@dataclass(frozen=True)
class UnitMemberChanged(Event):
    """A person took up or gave up a duty in a unit."""

    name: ClassVar[str] = "unit.member_changed"
    unit_id: str
    account_id: str
    duty: str
