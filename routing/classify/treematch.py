"""Likeness of a text to the branches of the tree (文本与分类的相似度): a Bayes estimate in closed form, untrained.

Every phrase that belongs to a category (its name, scope note, keywords, example requests) is one vector of
character n-grams of length one. On each of three tiers (first level, second level, leaf) a class is scored by
how little the phrases of all *other* classes explain a text (complement naive Bayes): that stays sane where
some classes have three words and others thirty requests. The tiers are multiplied, so that a leaf is believed
only as far as its branch is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.kit.text import Wording
from routing.classify.features import prepare_raw
from routing.classify.lookup import Table, char_keys, counted
from routing.taxonomy.tree import Taxonomy

_PLAIN = Wording({})
SMOOTHING = 0.3
SHARPNESS = (2.0, 2.0, 1.25)  # of first level, second level, leaf
_WEIGHTS = np.array([1.0, 1.0, 0.5])  # of the tiers in the choice of the branch
PRIOR = 0.4  # weight of how often a branch is asked about
_FLOOR = 1e-4
_REQUEST = 15  # characters: a phrase of that length is a request, not a word
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Phrase = tuple[str, str]  # (words, code)
Chain = tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """What a text is like: shares of leaves and of first-level branches, each summing to one.

    ``known`` is the share of the text's pairs and triples of characters, by weight, that any category has;
    ``rows`` and ``counts`` are the n-grams that are known at all.
    """

    leaves: Floats
    branches: Floats
    known: float
    rows: Numbers
    counts: Numbers


@dataclass(frozen=True)
class _Grams:
    """Which phrase holds which n-gram how much."""

    rows: Numbers
    owners: Numbers
    values: Floats


class TreeMatch:
    """Compares a text with all categories at once; costs one pass over its n-grams."""

    def __init__(self, taxonomy: Taxonomy, phrases: Iterable[Phrase]) -> None:
        """Read phrases of categories of any level; those of unknown codes are left out."""
        self.leaves = [leaf.code for leaf in taxonomy.leaves()]
        chains = [taxonomy.chain(code) for code in self.leaves]
        self.branches = sorted({chain[-1] for chain in chains})
        middle = sorted({_middle(chain) for chain in chains})
        above = {_middle(chain): chain[-1] for chain in chains}
        self.branch_of = _numbers([chain[-1] for chain in chains], self.branches)
        self._middle_of = _numbers([_middle(chain) for chain in chains], middle)
        self._above = _numbers([above[code] for code in middle], self.branches)
        self._sizes = (len(self.branches), len(middle), len(self.leaves))
        self._ends = (len(self.branches), len(self.branches) + len(middle))
        self._first = np.array([0, *self._ends]) if self.leaves else np.zeros(0, np.int64)
        self._sharp = np.repeat(SHARPNESS, self._sizes)
        own = np.arange(len(self.branches))
        tiers_of = np.concatenate([own, self._above, self.branch_of])
        self._cell_of = tiers_of * 3 + np.repeat(np.arange(3), self._sizes)
        known = [(words, taxonomy.chain(code)) for words, code in phrases if taxonomy.chain(code)]
        grams = self._read([words for words, _ in known])
        tiers = [
            _numbers([chain[-1] for _, chain in known], self.branches),
            _numbers([_middle(chain) for _, chain in known], middle),
            _numbers([chain[0] for _, chain in known], self.leaves),
        ]
        self._learn(tiers, grams)
        asked = Counter(chain[-1] for words, chain in known if len(words) >= _REQUEST)
        often = np.array([asked[code] + 2.0 for code in self.branches])
        self._prior = PRIOR * np.log(often / often.sum()) if often.size else often

    def _read(self, phrases: Sequence[str]) -> _Grams:
        grams = [char_keys(prepare_raw(words, _PLAIN)) for words in phrases]
        keys = np.concatenate([*grams, np.zeros(0, np.uint64)])
        distinct, numbers = np.unique(keys, return_inverse=True)
        count = max(len(grams), 1)
        owners = np.repeat(np.arange(len(grams)), [len(found) for found in grams])
        pairs, often = np.unique(numbers * count + owners, return_counts=True)
        rows, owners = np.divmod(pairs, count)
        self._keys, self._size = distinct, len(distinct)
        self._idf = np.log((1 + count) / (1 + np.bincount(rows, minlength=self._size))) + 1
        self._table = Table(distinct, np.arange(self._size, dtype=np.int32))
        # Pairs and triples: single characters prove little.
        self._longer = (distinct >= 1 << 21).astype(np.float64)
        self._longer_weight = self._longer * self._idf**2
        self._new = np.log(1.0 + count) + 1  # weight of an n-gram that nobody has
        values = (1 + np.log(often)) * self._idf[rows]
        values /= np.sqrt(np.bincount(owners, values**2, minlength=count))[owners]
        return _Grams(rows, owners, values)

    def _learn(self, tiers: Sequence[Numbers], grams: _Grams) -> None:
        """Lay out what every n-gram says for every class that has it, tier beside tier."""
        rows, columns, said, norms, offset = [], [], [], [], 0
        for classes, size in zip(tiers, self._sizes, strict=True):
            of = classes[grams.owners]
            inside = of >= 0
            cells, where = np.unique(
                grams.rows[inside] * max(size, 1) + of[inside], return_inverse=True
            )
            weight = np.bincount(where, grams.values[inside], minlength=len(cells))
            row, column = np.divmod(cells, max(size, 1))
            total = np.bincount(row, weight, minlength=self._size)
            own = np.bincount(column, weight, minlength=size)
            norms.append(np.log(np.maximum(total.sum() - own, 0.0) + SMOOTHING * (self._size + 1)))
            said.append(np.log((total[row] + SMOOTHING) / (total[row] - weight + SMOOTHING)))
            rows.append(row)
            columns.append(column + offset)
            offset += size
        self._learn_leaves(rows[-1], columns[-1] - (offset - size), said[-1])
        order = np.argsort(np.concatenate(rows), kind="stable")
        self._column = np.concatenate(columns)[order]
        self._said = np.concatenate(said)[order]
        self._norm = np.concatenate(norms)
        bounds = np.searchsorted(np.concatenate(rows)[order], np.arange(self._size + 1))
        self._start, self._width = bounds[:-1], np.diff(bounds)

    def _learn_leaves(self, rows: Numbers, leaves: Numbers, said: Floats) -> None:
        """Lay out the same of the leaves leaf by leaf, for evidence."""
        order = np.lexsort((rows, leaves))
        self._leaf_rows, self._leaf_said = rows[order], said[order]
        bounds = np.searchsorted(leaves[order], np.arange(len(self.leaves) + 1)).tolist()
        self._leaf_bounds = list(pairwise(bounds))

    def read(self, prepared: str) -> Likeness | None:
        """Return what a prepared text is like; ``None`` if none of its n-grams is known."""
        keys = char_keys(prepared)
        rows, counts = counted(self._table.find(keys))
        if not rows.size or not self.leaves:
            return None
        values = np.log(counts)
        values += 1.0
        values *= self._idf.take(rows)
        values /= np.sqrt(values @ values)
        shares = self._shares(rows, values)
        branch = np.log(self._upward(shares) + _FLOOR)
        branches = _softmax(branch @ _WEIGHTS + self._prior)
        first, second = self._ends
        within = shares[second:] * shares[first:second].take(self._middle_of)
        total = np.bincount(self.branch_of, within, minlength=first) + 1e-12
        within *= (branches / total).take(self.branch_of)
        known = self._known(len(keys) - len(prepared), rows, counts)
        return Likeness(within, branches, known, rows, counts)

    def _upward(self, shares: Floats) -> Floats:
        """Return the shares of the branches as each tier sees them, one column a tier."""
        summed: Any = np.bincount(self._cell_of, shares, minlength=3 * self._ends[0])
        columns: Floats = summed.reshape(-1, 3)
        return columns

    def _shares(self, rows: Any, values: Floats) -> Floats:
        """Return the shares of all classes, tier beside tier; those of a tier sum to one."""
        starts, sizes = self._start.take(rows), self._width.take(rows)
        ends = sizes.cumsum()
        cells = np.repeat(starts - ends + sizes, sizes)
        cells += np.arange(cells.size)
        said = np.repeat(values, sizes)
        said *= self._said.take(cells)
        scores: Any = np.bincount(self._column.take(cells), said, minlength=len(self._norm))
        scores += values.sum() * self._norm
        scores *= self._sharp
        scores -= np.maximum.reduceat(scores, self._first).repeat(self._sizes)
        np.exp(scores, out=scores)
        scores /= np.add.reduceat(scores, self._first).repeat(self._sizes)
        shares: Floats = scores
        return shares

    def evidence(self, like: Likeness, code: str, k: int = 3) -> list[str]:
        """Return the pairs and triples of characters that speak most for a leaf, strongest first."""
        first, last = self._leaf_bounds[self.leaves.index(code)]
        own = self._leaf_rows[first:last]
        at = own.searchsorted(like.rows)
        mine = own.take(at, mode="clip") == like.rows if own.size else np.zeros(len(at), bool)
        mine &= self._longer.take(like.rows) > 0
        rows = like.rows[mine]
        values = (1 + np.log(like.counts[mine])) * self._idf.take(rows)
        said = values * self._leaf_said[first:last].take(at[mine])
        best = rows.take((-said).argsort(kind="stable")[:k])
        return [_gram(int(key)) for key in self._keys.take(best)]

    def _known(self, total: int, rows: Any, counts: Any) -> float:
        """Return the share by weight of the pairs and triples that any category has."""
        found = float(self._longer.take(rows) @ counts)
        told = float(self._longer_weight.take(rows) @ counts)
        return told / (told + (total - found) * self._new**2) if told else 0.0


def _middle(chain: Chain) -> str:
    """Return the category of the second level, the first where there is no second."""
    return chain[-2] if len(chain) > 1 else chain[-1]


def _numbers(codes: Sequence[str], known: Sequence[str]) -> Numbers:
    """Return the place of every code in ``known``, −1 where it has none."""
    places = {code: i for i, code in enumerate(known)}
    return np.array([places.get(code, -1) for code in codes], np.int64)


def _gram(key: int) -> str:
    """Return the characters of a key."""
    points = (key >> 42, key >> 21 & 0x1FFFFF, key & 0x1FFFFF)
    return "".join(chr(point) for point in points if point)


def _softmax(scores: NDArray[Any]) -> Floats:
    raised: Floats = np.exp(scores - scores.max())
    raised /= raised.sum()
    return raised
