"""Counting grams (计数): how much commoner each character and pair is on one side than on the other.

Naive Bayes over any number of classes at once; nothing is trained. The same counting hears flags and names lines
and grounds.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from routing.rules.grams import Grams, Ints, Reading

_SMOOTH = (
    0.6  # as if so many sentences more had held a gram, shared between the sides by their sizes
)
SURE = (
    0.95  # of the lines and grounds that are named, so many are right when judged by all the others
)

Numbers = npt.NDArray[np.float32]
Exact = npt.NDArray[np.float64]
Sides = npt.NDArray[np.int8]  # sentences x classes: 1 speaks for, -1 against, 0 says nothing


class Scale:
    """The log ratios of the shares of grams on the two sides, class by class."""

    def __init__(self, grams: Grams, size: int, sides: Sides) -> None:
        """Count sentences; ``size`` is that of the vocabulary."""
        self._grams = grams
        self._sides = sides
        self._owners = grams.owners
        self._sizes = np.stack([(sides > 0).sum(axis=0), (sides < 0).sum(axis=0)])
        self._counts = [self._counted(number, size) for number in range(sides.shape[1])]
        ratios = [_ratio(c, self._sizes[:, [n]]) for n, c in enumerate(self._counts)]
        self.weights: Numbers = np.stack(ratios, axis=1).astype(np.float32)
        self.weights[0] = 0.0

    def _counted(self, number: int, size: int) -> Ints:
        side = self._sides[self._owners, number]
        return np.stack(
            [np.bincount(self._grams.flat[which], minlength=size) for which in (side > 0, side < 0)]
        )

    def loudness(self, read: Reading) -> Numbers:
        """Return how much each text sounds like each class: 0 is as much as not, there is no bound."""
        told = self.weights.take(read.characters, axis=0)
        told += self.weights.take(read.pairs, axis=0)
        summed = np.add.reduceat(told, read.starts)
        summed /= np.sqrt(read.lengths + 1)[:, None]
        return summed

    def held_out(self) -> Exact:
        """Return how much each counted sentence sounds like each class when all the others judge."""
        told = np.zeros(self._sides.shape)
        flat = self._grams.flat
        for number, counts in enumerate(self._counts):
            side = self._sides[self._owners, number]
            own = np.stack([side > 0, side < 0])
            weights = _ratio(counts[:, flat] - own, self._sizes[:, [number]] - own)
            told[:, number] = np.add.reduceat(np.where(flat > 0, weights, 0), self._grams.starts)
        return told / np.sqrt(self._grams.lengths + 1)[:, None]

    def nearest(self, grams: Ints, number: int) -> int:
        """Return the sentence of a class that shares most of what speaks for it."""
        speaking = np.zeros(len(self.weights), np.float32)
        speaking[grams] = np.maximum(self.weights[grams, number], 0)
        shared = np.add.reduceat(speaking[self._grams.flat], self._grams.starts)
        near = shared / np.sqrt(self._grams.lengths + 1)
        return int(np.argmax(np.where(self._sides[:, number] > 0, near, -1.0)))


def _ratio(counts: Ints, sizes: Ints) -> Exact:
    """Return the log ratio of the shares on the two sides; a gram unknown to both says nothing."""
    shares = _SMOOTH * sizes / np.maximum(sizes.sum(axis=0), 1)
    told = np.log((counts + shares + 1e-9) / np.maximum(sizes, 1))
    ratio: Exact = told[0] - told[1]
    return ratio


class Kinds:
    """Names the kind of what was heard, the emergency line or the ground, where it is sure."""

    def __init__(self, grams: Grams, size: int, kinds: Sequence[frozenset[str]]) -> None:
        """Count the examples of one flag; several kinds of one example are all right."""
        self.names = sorted(frozenset[str]().union(*kinds))
        own = [[1 if name in told else -1 for name in self.names] for told in kinds]
        sides = np.array(own, np.int8)
        self._scale = Scale(grams, size, sides)
        self.enough = self._chosen(sides)

    def _chosen(self, sides: Sides) -> float:
        """Return the lead over the second kind from which on the first is right often enough."""
        told = self._scale.held_out()
        leads = _leads(told)
        right = sides[np.arange(len(told)), told.argmax(axis=1)] > 0
        order = np.argsort(-leads)
        share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        good = np.flatnonzero(share >= SURE)
        return float(leads[order[good[-1]]]) if len(good) else np.inf

    def name(self, read: Reading) -> str:
        """Return the kind of one text, empty where it is not sure."""
        told = self._scale.loudness(read).astype(np.float64)
        return self.names[int(told.argmax())] if _leads(told)[0] >= self.enough else ""


def _leads(told: Exact) -> Exact:
    """Return by how much the first of each row stands before the second."""
    ordered = np.sort(told, axis=1)
    leads: Exact = ordered[:, -1] - ordered[:, -2]
    return leads
