"""Likeness of texts (相近度): cosine over characters and their pairs, the rare ones weighing more; pure.

Questions are compared by single characters and pairs, so that another order of words does little; long texts
by pairs only. Texts that share nothing telling are never compared.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.understanding.grams import wide_grams

Vector = Mapping[str, float]
_COMMON = 0.2  # a gram in more than a fifth of many texts tells nothing apart and only costs time
_MANY = 50
_ROUNDING = 1e-9  # sums of the same numbers in another order


@dataclass(frozen=True)
class Pair:
    """Two texts by their places in the list, and how alike they are in 0..1."""

    first: int
    second: int
    likeness: float


def vectors(
    texts: Sequence[str],
    *,
    weigh: Callable[[str], float] | None = None,
    cut: Callable[[str], list[str]] = wide_grams,
) -> list[Vector]:
    """Return one unit vector a text; a gram weighs the more the fewer of the texts have it.

    ``weigh`` tells the weights of a larger collection, for texts too few to know what is rare; ``cut``
    turns a text into grams.
    """
    counted = [Counter(cut(text)) for text in texts]
    seen = Counter(gram for grams in counted for gram in grams)
    total = len(texts)
    return [_unit(c, weigh or (lambda gram: math.log(1 + total / seen[gram]))) for c in counted]


def _unit(grams: Counter[str], weigh: Callable[[str], float]) -> Vector:
    weighed = {gram: (1 + math.log(times)) * weigh(gram) for gram, times in grams.items()}
    length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
    return {gram: weight / length for gram, weight in weighed.items()}


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two unit vectors are, in 0..1."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * large.get(gram, 0.0) for gram, weight in small.items())


def _telling(found: Sequence[Vector]) -> set[str]:
    """Return the grams that are not too common to tell anything."""
    seen = Counter(gram for vector in found for gram in vector)
    most = len(found) * _COMMON if len(found) > _MANY else len(found)
    return {gram for gram, times in seen.items() if times <= most}


class Neighbours:
    """Finds among the vectors added so far those that share a telling gram with another one."""

    def __init__(self, found: Sequence[Vector]) -> None:
        """Learn from all vectors which grams are too common to tell anything."""
        self._telling = _telling(found)
        self._places: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, place: int, vector: Vector) -> None:
        """Remember a vector under its place."""
        for gram in vector:
            if gram in self._telling:
                self._places[gram].append(place)

    def of(self, vector: Vector) -> Iterator[int]:
        """Yield every place once that shares a telling gram."""
        yielded: set[int] = set()
        for gram in vector:
            for place in self._places.get(gram, ()):
                if place not in yielded:
                    yielded.add(place)
                    yield place


def alike(found: Sequence[Vector], least: float) -> list[Pair]:
    """Return the pairs that are at least so alike, the most alike first."""
    telling = _telling(found)
    pairs = []
    for place, other, about in _products(found):
        if about < least - _ROUNDING or telling.isdisjoint(
            found[place].keys() & found[other].keys()
        ):
            continue
        likeness = cosine(found[place], found[other])
        if likeness >= least:
            pairs.append(Pair(other, place, likeness))
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second))


def _products(found: Sequence[Vector]) -> Iterator[tuple[int, int, float]]:
    """Yield how alike each two are that share a gram, summed up gram by gram: most share few of theirs."""
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(found):
        near: defaultdict[int, float] = defaultdict(float)
        for gram, weight in vector.items():
            known = holders[gram]
            for other, theirs in known:
                near[other] += weight * theirs
            known.append((place, weight))
        for other, about in near.items():
            yield place, other, about
