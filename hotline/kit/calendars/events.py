"""What happened to calendars (工作日历事件); ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class CalendarChanged(Event):
    """Another version is in force: every open clock on this calendar is to be recomputed."""

    name: ClassVar[str] = "calendar.changed"
    calendar_id: str
    version_id: str
    previous_version_id: str | None
