"""Marks (命中标记): which stretches of a text share words with the question."""

from collections.abc import Iterable

from hotline.kit.text import normalise
from knowledge.understanding.grams import fold
from knowledge.understanding.question import Question

_PAIR = 2  # single characters stand in every text and mark nothing
_SNIPPET = 80


def marks(text: str, question: Question) -> tuple[tuple[int, int], ...]:
    """Return the stretches of ``text`` in which terms of the question stand, joined and in order."""
    folded, places = _places(text)
    hit = [False] * len(text)
    for term in _terms(question):
        start = folded.find(term)
        while start >= 0:
            for place in range(places[start], places[start + len(term) - 1] + 1):
                hit[place] = True
            start = folded.find(term, start + 1)
    return _stretches(hit)


def pieces(text: str, question: Question) -> tuple[str, ...]:
    """Return the marked stretches of ``text`` themselves."""
    return tuple(text[start:end] for start, end in marks(text, question))


def snippet(text: str, question: Question) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the stretch of ``text`` around the first mark, and its marks; at most 80 characters."""
    found = marks(text, question)
    start = max(0, found[0][0] - _SNIPPET // 4) if found else 0
    part = text[start : start + _SNIPPET]
    return part, marks(part, question)


def _terms(question: Question) -> list[str]:
    return [term for term in question.terms if len(term) >= _PAIR]


def _places(text: str) -> tuple[str, list[int]]:
    """Fold ``text`` keeping for every folded character where it stood."""
    normal = normalise(text)
    if len(normal) != len(text):
        normal = text
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(normal):
        for folded in fold(char):
            chars.append(folded)
            places.append(place)
    return "".join(chars), places


def _stretches(hit: Iterable[bool]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    start: int | None = None
    for place, marked in enumerate([*hit, False]):
        if marked and start is None:
            start = place
        elif not marked and start is not None:
            found.append((start, place))
            start = None
    return tuple(found)
