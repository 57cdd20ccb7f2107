"""Excerpts (命中摘录): where in a ticket the words were found, wiped of names and numbers; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.process.search.parts import Part
from knowledge.answer.marking import marks
from knowledge.understanding.question import Question

MOST = 3  # excerpts of one ticket
_LENGTH = 90
_BEFORE = 12  # characters shown before the first mark
Span = tuple[int, int]


@dataclass(frozen=True)
class Excerpt:
    """A stretch of one text, and the stretches of it that share words with the search."""

    part: Part
    text: str
    marks: tuple[Span, ...]


def excerpts(texts: Mapping[Part, Sequence[str]], question: Question) -> list[Excerpt]:
    """Return the best stretch of each part in which something was found, in the order of ``Part``."""
    found = []
    for part in Part:
        if part is Part.TITLE:
            continue  # the row shows it whole
        best = max(
            (_best(part, text, question) for text in texts.get(part, ())),
            key=_weight,
            default=None,
        )
        if best is not None and best.marks:
            found.append(best)
    return found[:MOST]


def _weight(one: Excerpt) -> int:
    return sum(end - start for start, end in one.marks)


def _best(part: Part, text: str, question: Question) -> Excerpt:
    """Return the stretch that holds most of what was found."""
    spans = marks(text, question)
    if not spans:
        return Excerpt(part, "", ())
    starts = [max(0, start - _BEFORE) for start, _end in spans]
    begin = max(starts, key=lambda start: (_covered(spans, start), -start))
    end = min(len(text), begin + _LENGTH)
    inside = tuple(
        (max(start, begin) - begin, min(stop, end) - begin)
        for start, stop in spans
        if start < end and stop > begin
    )
    return Excerpt(part, text[begin:end], inside)


def _covered(spans: Sequence[Span], begin: int) -> int:
    end = begin + _LENGTH
    return sum(max(0, min(stop, end) - max(start, begin)) for start, stop in spans)
