"""What becomes of an arriving version (版本判定): added, changed, left as it is, or refused; pure.

The highest version number wins (domain rules §11.2); a catalogue without numbers is compared by content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from knowledge.items.changes import STATE, differing
from knowledge.items.errors import ItemVersionOlder, ItemVersionTaken
from knowledge.items.vocabulary import ItemChange, ItemState
from knowledge.versions import Outcome, Refusals, check_version, digest_of

_REFUSALS = Refusals(ItemVersionOlder, ItemVersionTaken)
_REPLACING = frozenset({ItemChange.SPLIT, ItemChange.MERGE})


@dataclass(frozen=True)
class Arrival:
    """One version of an item as it arrives."""

    code: str
    situation_code: str
    content: Mapping[str, Any]
    unit_id: str
    item_version: int | None = None
    change: ItemChange | None = None

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return digest_of(self.content)

    @property
    def identity(self) -> tuple[str, str]:
        """Return code and situation."""
        return self.code, self.situation_code

    @property
    def key(self) -> str:
        """Return how reports name the item."""
        return f"{self.code}#{self.situation_code}" if self.situation_code else self.code


@dataclass(frozen=True)
class Standing:
    """An item as it stands; its ``content`` is read only where it is compared or written again.

    ``lapsed`` says that it ended without a number, because a complete catalogue no longer held it.
    """

    id: str
    name: str
    version: int
    item_version: int | None
    state: str
    unit_id: str
    unit_code: str
    department: str
    digest: str
    content: Mapping[str, Any] = field(default_factory=dict)
    lapsed: bool = False


@dataclass(frozen=True)
class Decision:
    """What is to be stored; ``fields`` are those that change, ``state`` among them."""

    outcome: Outcome
    arrival: Arrival
    standing: Standing | None
    change: ItemChange
    state: ItemState
    fields: tuple[str, ...]
    digest: str

    @property
    def item_version(self) -> int | None:
        """Return the catalogue's number after the change."""
        told = self.arrival.item_version
        return told if told is not None or self.standing is None else self.standing.item_version


def decide(arrival: Arrival, standing: Standing | None) -> Decision:
    """Return what becomes of ``arrival``; the content of ``standing`` is needed where the digests differ.

    Raises ``ItemVersionOlder`` for a lower number, ``ItemVersionTaken`` for the same number with other
    content or another state (409): sent again late, it would else undo an end that had the same number.
    """
    digest = arrival.digest
    state = _state(arrival)
    if standing is None:
        change = arrival.change or ItemChange.ADD
        return Decision(Outcome.ADDED, arrival, None, change, state, (), digest)
    fields = [] if digest == standing.digest else differing(standing.content, arrival.content)
    if state.value != standing.state:
        fields = [*fields, STATE]
    _check_version(arrival, standing, fields)
    renumbered = arrival.item_version not in {None, standing.item_version}
    outcome = Outcome.CHANGED if fields or renumbered else Outcome.UNCHANGED
    change = _change(arrival, state, fields)
    return Decision(outcome, arrival, standing, change, state, tuple(fields), digest)


def abolition(standing: Standing, identity: tuple[str, str]) -> Decision:
    """Return the end of an item that a complete catalogue no longer holds."""
    code, situation = identity
    arrival = Arrival(code, situation, standing.content, standing.unit_id, None, ItemChange.ABOLISH)
    return decide(arrival, standing)


def _state(arrival: Arrival) -> ItemState:
    replaced = arrival.content.get("replaced_by") or []
    gone = arrival.change in _REPLACING and replaced and arrival.code not in replaced
    ended = arrival.change is ItemChange.ABOLISH or gone
    return ItemState.ABOLISHED if ended else ItemState.IN_FORCE


def _check_version(arrival: Arrival, standing: Standing, fields: list[str]) -> None:
    if standing.lapsed:  # the number was never told for its end: it comes back with it
        fields = [name for name in fields if name != STATE]
    others = {"fields": fields} if fields else {}
    check_version(arrival.item_version, standing.item_version, others, _REFUSALS)


def _change(arrival: Arrival, state: ItemState, fields: list[str]) -> ItemChange:
    if arrival.change in _REPLACING and arrival.change is not None:
        return arrival.change
    if STATE in fields:
        return ItemChange.ABOLISH if state is ItemState.ABOLISHED else ItemChange.ADD
    return ItemChange.ADJUST
