"""What becomes of an arriving version (版本判定): added, changed, left as it is, or refused; pure.

The highest version number wins (domain rules §11.2); a catalogue without numbers is compared by content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from knowledge.items.changes import STATE, differing
from knowledge.items.errors import ItemVersionOlder, ItemVersionTaken, ItemVersionWaits
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
class Waiting:
    """The version that comes into force later; ``content`` is read where that of the item is.

    Taken back it has no day, but its number stays used.
    """

    number: int
    item_version: int | None
    state: str
    digest: str
    begins: date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """An item as it stands; its ``content`` is read only where it is compared or written again.

    ``lapsed`` says that it ended without a number, because a complete catalogue no longer held it;
    ``waiting`` is the version that waits for its first day.
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
    valid_from: date | None = None
    valid_to: date | None = None
    waiting: Waiting | None = None

    @property
    def newest(self) -> "Standing":
        """Return the item as its newest version says it, which may still wait for its first day."""
        newest = self.waiting
        if newest is None:
            return self
        return replace(
            self,
            version=newest.number,
            item_version=newest.item_version or self.item_version,
            state=newest.state,
            digest=newest.digest,
            content=newest.content,
            lapsed=False,
            waiting=None,
        )

    def in_force(self, today: date) -> bool:
        """Tell whether the item counts on ``today``."""
        begun = self.valid_from is None or self.valid_from <= today
        over = self.valid_to is not None and self.valid_to < today
        return self.state == ItemState.IN_FORCE.value and begun and not over

    def says(self, arrival: Arrival) -> bool:
        """Tell whether ``arrival`` is what is in force, told again while a newer version waits."""
        same = self.waiting is not None and arrival.digest == self.digest
        return (
            same
            and arrival.item_version in {None, self.item_version}
            and _state(arrival).value == self.state
        )


@dataclass(frozen=True)
class Decision:
    """What is to be stored; ``fields`` are those that differ from the newest version, ``state`` among them.

    ``in_effect`` are those that differ from what is in force: where a version waits they may be others.
    """

    outcome: Outcome
    arrival: Arrival
    standing: Standing | None
    change: ItemChange
    state: ItemState
    fields: tuple[str, ...]
    digest: str
    in_effect: tuple[str, ...] = ()

    @property
    def item_version(self) -> int | None:
        """Return the catalogue's number after the change."""
        told = self.arrival.item_version
        if told is not None or self.standing is None:
            return told
        if self.state is ItemState.ABOLISHED:  # what still waits never counted: it may come back
            return self.standing.item_version
        return self.standing.newest.item_version

    def waits_for(self, today: date) -> date | None:
        """Return the first day of a version that lies ahead while another one is in force (domain rules §12.3)."""
        begins = self.arrival.content["valid_from"]
        if self.standing is None or not begins or not self.standing.in_force(today):
            return None
        day = date.fromisoformat(begins)
        return day if day > today else None


def decide(arrival: Arrival, standing: Standing | None) -> Decision:
    """Return what becomes of ``arrival``; the contents of ``standing`` are needed where the digests differ.

    It is compared with the newest version, which may still wait for its first day.

    Raises ``ItemVersionOlder`` for a lower number, ``ItemVersionTaken`` for the same number with other
    content or another state (409): sent again late, it would else undo an end that had the same number.
    """
    digest = arrival.digest
    state = _state(arrival)
    if standing is None:
        change = arrival.change or ItemChange.ADD
        return Decision(Outcome.ADDED, arrival, None, change, state, (), digest)
    newest = standing.newest
    fields = _fields(arrival, newest, state)
    _check_version(arrival, newest, fields)
    renumbered = arrival.item_version not in {None, newest.item_version}
    outcome = Outcome.CHANGED if fields or renumbered else Outcome.UNCHANGED
    change = _change(arrival, state, fields)
    in_effect = tuple(_fields(arrival, standing, state))
    return Decision(outcome, arrival, standing, change, state, tuple(fields), digest, in_effect)


def require_nothing_displaced(decision: Decision, today: date) -> None:
    """Raise ``ItemVersionWaits`` (409) where a text that counts today would displace what waits for its day.

    An end ends what waits too, and what is in force, told again with a newer number, takes it back.
    """
    waiting = decision.standing.waiting if decision.standing else None
    if waiting is None or waiting.begins is None or decision.outcome is not Outcome.CHANGED:
        return
    begins = decision.arrival.content["valid_from"]
    at_once = not begins or date.fromisoformat(begins) <= today
    if at_once and decision.in_effect and decision.state is ItemState.IN_FORCE:
        day = waiting.begins.isoformat()
        raise ItemVersionWaits(
            f"第 {waiting.number} 版自 {day} 起生效，送来的版本不含它的内容；请先撤回它，再送今天起有效的版本",
            f"Version {waiting.number} comes into force on {day} and is not in what was sent; withdraw it first",
            number=waiting.number,
            waiting_from=day,
        )


def _fields(arrival: Arrival, stands: Standing, state: ItemState) -> list[str]:
    same = arrival.digest == stands.digest
    fields = [] if same else differing(stands.content, arrival.content)
    return fields if state.value == stands.state else [*fields, STATE]


def abolition(standing: Standing, identity: tuple[str, str]) -> Decision:
    """Return the end of an item that a complete catalogue no longer holds, of what waits too."""
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
