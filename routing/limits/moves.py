"""Limits after a change of the tree (时限承接): what the codes of today take over from those they came from; pure.

A new code takes the limits of what it came from, the strictest where several subjects were merged into it. A
subject without a limit of its own counts with the one it had from its superior. Nothing is written here: every
move is a proposal for a person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from routing.taxonomy.history import History

Key = tuple[str | None, str | None]  # kind, urgency; ``None`` for any
Why = tuple[str, str]  # in Chinese and English
_LONGEST = 300
_ENDED = (
    "分类已取消，原时限不再适用于新工单",
    "The subject ended: its limit counts for no new ticket",
)
_OTHER = (
    "编码在新分类中含义已变，原时限不再适用，新含义暂按上级分类的时限",
    "The code means something else in the new tree: its superior's limit counts until another is set",
)


@dataclass(frozen=True)
class Written:
    """A limit as it was written under a version of the tree."""

    limit_id: str
    code: str
    version: str
    key: Key
    working_days: int
    basis: str

    def covers(self, key: Key) -> bool:
        """Tell whether it applies to a kind and an urgency."""
        return all(own is None or own == asked for own, asked in zip(self.key, key, strict=True))


@dataclass(frozen=True)
class Source:
    """A subject of an earlier tree with the limit it had."""

    code: str
    version: str
    limit: Written


@dataclass(frozen=True)
class Move:
    """A limit proposed for a code of today, and what it came from."""

    code: str
    key: Key
    sources: tuple[Source, ...]

    @property
    def working_days(self) -> int:
        """Return the strictest of the sources, in working days."""
        return min(source.limit.working_days for source in self.sources)

    @property
    def basis(self) -> str:
        """Return the basis of the strictest sources."""
        strict = (s.limit.basis for s in self.sources if s.limit.working_days == self.working_days)
        return "；".join(dict.fromkeys(strict))[:_LONGEST]


@dataclass(frozen=True)
class Moves:
    """What is to be proposed, and the limits that need a person, with the reason."""

    moves: tuple[Move, ...] = ()
    undecided: tuple[tuple[Written, Why], ...] = field(default=())


def find_moves(limits: Iterable[Written], history: History) -> Moves:
    """Return the moves for the tree in force; a code that says the same as before keeps its limits."""
    present = history.present.version
    written = list(limits)
    old = [one for one in written if one.version != present and one.version in history.steps]
    standing = [one for one in written if one not in old]
    undecided = []
    targets: dict[str, None] = {}
    for one in old:
        codes = history.possible(one.code, one.version)
        targets |= dict.fromkeys(codes)
        if not codes:
            undecided.append((one, _ENDED))
        elif one.code not in codes and one.code in history.present.categories:
            undecided.append((one, _OTHER))
    moves = [m for code in sorted(targets) for m in _moves_to(code, old, standing, history)]
    replaced = {(move.code, move.key) for move in moves}
    open_ones = [(one, why) for one, why in undecided if (one.code, one.key) not in replaced]
    return Moves(tuple(moves), tuple(open_ones))


def _moves_to(
    code: str, old: Sequence[Written], standing: Sequence[Written], history: History
) -> Iterator[Move]:
    """Yield a move for every kind and urgency that one of the sources has a limit for."""
    pairs = _came_from(code, history)
    keys = {one.key for one in old if (one.version, one.code) in pairs}
    for key in sorted(keys, key=lambda key: tuple(part or "" for part in key)):
        found = (_source(pair, key, old, history) for pair in pairs)
        sources = tuple(source for source in found if source is not None)
        if not sources or all(source.code == code for source in sources):
            continue
        move = Move(code, key, sources)
        own = [s.limit for s in sources if s.code == code and s.limit.key == key]
        already = [*own, *(one for one in standing if (one.code, one.key) == (code, key))]
        if all(one.working_days > move.working_days for one in already):
            yield move


def _came_from(code: str, history: History) -> list[tuple[str, str]]:
    """Return (version, code) of every subject that became this one or a part of it."""
    return [
        (version, old)
        for version, step in sorted(history.steps.items())
        for old in sorted(step.old.categories)
        if code in history.possible(old, version)
    ]


def _source(
    pair: tuple[str, str], key: Key, old: Sequence[Written], history: History
) -> Source | None:
    """Return the limit that a subject had for a key: its own, else the nearest superior's (§4.2)."""
    version, code = pair
    for node in history.steps[version].old.chain(code):
        fitting = [
            one for one in old if (one.version, one.code) == (version, node) and one.covers(key)
        ]
        if fitting:
            best = min(fitting, key=lambda one: (one.key[1] is None, one.key[0] is None))
            return Source(code, version, best)
    return None
