"""Honest splits (留出划分): at random, by group so that nothing is known twice, and by time as in service.

All are measured; the strictest one the data allows decides: time before group before random.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from routing.training.data import Prepared
from routing.training.machine import SEED

Rows = NDArray[np.intp]
_TIME_CUTS = (0.5, 0.65, 0.8, 1.0)
_MOST_DATED = 0.9  # share of rows with a date that a split by time needs
_FEW_GROUPS = 5


class SplitKind(StrEnum):
    """How texts are held out."""

    RANDOM = "random"
    GROUPED = "grouped"
    TIME = "time"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return {"random": "随机", "grouped": "按组", "time": "按时间"}[self.value]


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and rows held out."""

    learn: Rows
    held: Rows


def splits(data: Prepared, folds: int) -> dict[SplitKind, tuple[Fold, ...]]:
    """Return every split the data allows, the deciding one last."""
    found = {SplitKind.RANDOM: at_random(len(data.texts), folds)}
    if len(set(data.groups) - {""}) >= _FEW_GROUPS:
        found[SplitKind.GROUPED] = by_group(data.groups, folds)
    timed = by_time(data.days)
    if timed:
        found[SplitKind.TIME] = timed
    return found


def at_random(rows: int, folds: int) -> tuple[Fold, ...]:
    """Return folds of a fixed shuffle."""
    order = np.random.default_rng(SEED).permutation(rows)
    return _folds([part for part in np.array_split(order, min(folds, rows)) if part.size], rows)


def by_group(groups: Sequence[str], folds: int) -> tuple[Fold, ...]:
    """Return folds that never split a group; rows without a group are groups of their own."""
    names = [group or f"\x00{row}" for row, group in enumerate(groups)]
    sizes = Counter(names)
    shuffled = np.random.default_rng(SEED).permutation(len(sizes))
    ordered = sorted(
        zip(sizes.items(), shuffled.tolist(), strict=True), key=lambda p: (-p[0][1], p[1])
    )
    load = [0] * min(folds, len(sizes))
    home: dict[str, int] = {}
    for (name, size), _ in ordered:
        lightest = load.index(min(load))
        home[name] = lightest
        load[lightest] += size
    of = np.array([home[name] for name in names])
    parts = [np.flatnonzero(of == number) for number in range(len(load))]
    return _folds([part for part in parts if part.size], len(names))


def by_time(days: Sequence[int | None]) -> tuple[Fold, ...]:
    """Return folds that learn from earlier days only; none if most rows have no day or all the same."""
    dated = np.array([row for row, day in enumerate(days) if day is not None], np.intp)
    if len(dated) < max(_MOST_DATED * len(days), 10):
        return ()
    when = np.array([days[row] for row in dated.tolist()], np.int64)
    borders = [int(np.quantile(when, cut)) for cut in _TIME_CUTS]
    found = []
    for start, end in itertools.pairwise(borders):
        learn, held = dated[when <= start], dated[(when > start) & (when <= end)]
        if learn.size and held.size:
            found.append(Fold(learn, held))
    return tuple(found)


def _folds(parts: Sequence[Rows], rows: int) -> tuple[Fold, ...]:
    found = []
    for part in parts:
        learn = np.ones(rows, bool)
        learn[part] = False
        found.append(Fold(np.flatnonzero(learn), np.sort(part)))
    return tuple(found)
