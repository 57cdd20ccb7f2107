"""Grouping of questions (问题归组): searches without a sure answer, brought together by meaning; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.editorial.likeness import Neighbours, Vector, cosine, vectors
from knowledge.understanding.grams import grams

# Questions so alike are one question: of such pairs among the questions of our own articles 65 % belong
# to one article, and most of the rest differ in the place only (tests/knowledge/editorial/test_grouping.py).
ALIKE = 0.5
FORMS = 20  # wordings that a group remembers


@dataclass(frozen=True)
class Unanswered:
    """One search that was told nothing sure; ``meaning`` is what is compared, ``asker`` may be empty."""

    words: str
    meaning: str
    at: datetime
    asker: str = ""
    nothing_found: bool = False


@dataclass
class Group:
    """Searches of one meaning; ``words`` is the most frequent wording, ``forms`` the others."""

    words: str
    meaning: str
    searches: int = 0
    nothing_found: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    forms: list[str] = field(default_factory=list)


@dataclass
class _Meaning:
    """All searches that say the same words."""

    meaning: str
    searches: list[Unanswered] = field(default_factory=list)


def grouped(
    searches: Sequence[Unanswered],
    *,
    weigh: Callable[[str], float] | None = None,
    least: float = ALIKE,
) -> list[Group]:
    """Return the groups, the most frequent first.

    The same words of one asker count once. A meaning joins the group of the most frequent meaning that it
    is like; texts that share no telling pair of characters are never brought together.
    """
    meanings = _by_meaning(searches)
    found = vectors([one.meaning for one in meanings], weigh=weigh, cut=grams)
    neighbours = Neighbours(found)
    groups: dict[int, Group] = {}
    for place, (one, vector) in enumerate(zip(meanings, found, strict=True)):
        leader = _leader(neighbours, found, vector, least)
        if leader is None:
            neighbours.add(place, vector)
            groups[place] = Group(_most_said(one), one.meaning)
            leader = place
        _join(groups[leader], one)
    return sorted(groups.values(), key=lambda group: (-group.searches, group.meaning))


def _by_meaning(searches: Sequence[Unanswered]) -> list[_Meaning]:
    by: dict[str, _Meaning] = {}
    heard: set[tuple[str, str]] = set()
    for search in searches:
        if not search.meaning or (search.asker and (search.asker, search.meaning) in heard):
            continue
        heard.add((search.asker, search.meaning))
        by.setdefault(search.meaning, _Meaning(search.meaning)).searches.append(search)
    return sorted(by.values(), key=lambda one: (-len(one.searches), one.meaning))


def _most_said(one: _Meaning) -> str:
    words = [search.words for search in one.searches]
    return max(dict.fromkeys(words), key=words.count)


def _leader(
    neighbours: Neighbours, found: Sequence[Vector], vector: Vector, least: float
) -> int | None:
    near = [(cosine(vector, found[place]), -place) for place in neighbours.of(vector)]
    likeness, place = max(near, default=(0.0, 0))
    return -place if likeness >= least else None


def _join(group: Group, one: _Meaning) -> None:
    times = [search.at for search in one.searches]
    group.searches += len(one.searches)
    group.nothing_found += sum(search.nothing_found for search in one.searches)
    group.first_at = min([*times, *([group.first_at] if group.first_at else [])])
    group.last_at = max([*times, *([group.last_at] if group.last_at else [])])
    for search in one.searches:
        if search.words != group.words and search.words not in group.forms:
            group.forms = [*group.forms, search.words][:FORMS]


def same_meaning(
    one: str, others: Sequence[str], *, weigh: Callable[[str], float] | None = None
) -> int | None:
    """Return the place of the text that means the same as ``one``, the most alike, or ``None``."""
    made = vectors([one, *others], weigh=weigh, cut=grams)
    near = [(cosine(made[0], vector), -place) for place, vector in enumerate(made[1:])]
    likeness, place = max(near, default=(0.0, 0))
    return -place if likeness >= ALIKE else None
