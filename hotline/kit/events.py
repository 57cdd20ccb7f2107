"""Events (事件): frozen facts in the past tense that carry ids, never personal data."""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar

_REGISTRY: dict[str, type["Event"]] = {}


@dataclass(frozen=True)
class Event:
    """Base of all events; a subclass is a frozen dataclass with a ``name`` such as ``ticket.opened``."""

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the class by its name; two classes of one name are a mistake."""
        super().__init_subclass__(**kwargs)
        known = _REGISTRY.get(cls.name)
        if not cls.name or (known and known.__qualname__ != cls.__qualname__):
            msg = f"event name missing or taken: {cls.name!r}"
            raise TypeError(msg)
        _REGISTRY[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        """Return the JSON members of the event; all of them are plain values."""
        return {name: getattr(self, name) for name in _members(self.name)}


@cache
def _members(name: str) -> tuple[str, ...]:
    """Return the names of an event's members; ``fields`` leaves class variables out."""
    return tuple(field.name for field in fields(_REGISTRY[name]))


def from_payload(name: str, payload: dict[str, Any]) -> Event:
    """Rebuild the event ``name``; raises ``KeyError`` for an unknown name."""
    return _REGISTRY[name](**payload)


def event_names() -> list[str]:
    """List the names of all events that are loaded."""
    return sorted(_REGISTRY)


def event_class(name: str) -> type[Event]:
    """Return the class of the event ``name``; raises ``KeyError`` if unknown."""
    return _REGISTRY[name]
