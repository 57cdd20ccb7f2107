"""Masking free text for good (文字去标识): numbers, addresses and names of people, in any stored document."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hotline.kit.logs import mask_text
from hotline.kit.masking import mask_address, mask_name
from hotline.kit.text import normalise
from hotline.kit.wiping import ROOM
from routing.extract.entities import Entity, EntityKind, extract

_HIDDEN = frozenset(
    {
        EntityKind.PHONE,
        EntityKind.IDENTITY_NUMBER,
        EntityKind.EMAIL,
        EntityKind.PLATE,
        EntityKind.ADDRESS,
        EntityKind.PERSON,
    }
)
_SHORTEST_NAME = 2
_HOUSE = re.compile(r"[0-9a-zA-Z]+")
_DOOR = re.compile(r"\d+(?=\s*(?:栋|座|幢|单元|室|号楼|号房|房))")
_ADDRESSES = frozenset({"address_text", "address", "postal_address", "place"})
_REGION = 2  # of a number plate: the province and the letter of the city


def _hidden(found: Entity) -> str:
    """A house without its numbers, a car without its own; the rest as it may be displayed."""
    if found.kind is EntityKind.ADDRESS:
        return _HOUSE.sub("*", found.shown)
    if found.kind is EntityKind.PLATE:
        return found.shown[:_REGION] + "*" * (len(found.shown) - _REGION)
    return found.shown


class Masker:
    """Masks the words of one ticket; ``people`` are the names known of it, read before they are destroyed."""

    def __init__(self, people: Iterable[str], at: datetime) -> None:
        """Keep the longest names first, so that none is left half masked."""
        known = {name.strip() for name in people if len(name.strip()) >= _SHORTEST_NAME}
        self._people = sorted(known, key=lambda name: (-len(name), name))
        self._at = at

    def text(self, value: str) -> str:
        """Return the text with known names, names told by their context, addresses and numbers masked."""
        for name in self._people:
            value = value.replace(name, mask_name(name))
        return mask_text(ROOM.sub("*", _DOOR.sub("*", self._entities(value))))

    def _entities(self, value: str) -> str:
        """Mask what is found in the normal form; where it is of another length, that form is kept."""
        normal = normalise(value)
        shown = value if len(normal) == len(value) else normal
        found = [one for one in extract(normal, self._at) if one.kind in _HIDDEN]
        for one in sorted(found, key=lambda entity: -entity.start):
            shown = shown[: one.start] + _hidden(one) + shown[one.end :]
        return shown if found else value

    def document(self, value: Any) -> Any:
        """Return any stored document with every text in it masked; codes and numbers stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self._member(name, item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.document(item) for item in value]
        return value

    def _member(self, name: str, value: Any) -> Any:
        if name in _ADDRESSES and isinstance(value, str):
            return mask_address(value)
        return self.document(value)
