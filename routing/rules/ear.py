"""Hearing danger by examples (险情例句): what sounds like an emergency, though no rule has its words.

A city keeps sentences that were emergencies and sentences of daily life that sound alike. Pairs and triples
of characters that are commoner among the former speak for danger, the others against it (naive Bayes: counting,
nothing is trained). How loud is loud enough is chosen on the sentences themselves, each judged by all the
others. Rules speak first; the ear is asked where none of them has heard an emergency (domain rules §6.2).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log, sqrt
from typing import Any

from hotline.kit.text import normalise
from routing.errors import ContentInvalid

_CLAUSE = re.compile(r"[^,，。.!?;；\n]+[,，。.!?;；\n]*")
_ENDS = frozenset("。.!?\n")
_OTHER = re.compile(r"[\W\d_]+")
_SMOOTH = 0.3  # a gram counts as if a third of a sentence more had held it on either side
PIECE = (
    60  # characters; a longer text is heard piece by piece, so that a story does not drown one cry
)
SHORTEST = 4  # characters that can be judged at all
# Quiet sentences that may sound like danger when judged by all the others. They are hard ones, written to
# sound alike: of ordinary requests hardly one in two hundred does.
FALSE_SHARE = 0.1
FEWEST = 50  # sentences of either kind without which nothing is heard


DANGER, QUIET = "EMERGENCY", "-"
MOST_SENTENCES, LONGEST = 10_000, 200


@dataclass(frozen=True)
class Heard:
    """A piece of the text that sounds like danger, and by how much more than is loud enough."""

    start: int
    end: int
    margin: float


class Ear:
    """Counts of two kinds of sentences; immutable, shared by all requests."""

    def __init__(self, dangers: Iterable[str], quiet: Iterable[str]) -> None:
        """Learn from sentences of normal form."""
        sides = [[frozenset(grams_of(text)) for text in side] for side in (dangers, quiet)]
        self._sizes = [len(side) for side in sides]
        self._counts = [Counter(gram for grams in side for gram in grams) for side in sides]
        known = self._counts[0].keys() | self._counts[1].keys()
        self._weights = {gram: self._weight(gram, (0, 0)) for gram in known}
        self.enough = self._chosen(sides[1])

    def hear(self, normal: str) -> Heard | None:
        """Return the piece of a text of normal form that sounds most like danger, if loud enough."""
        if min(self._sizes) < FEWEST:
            return None
        loudest = max(
            (Heard(start, end, self.loudness(normal[start:end])) for start, end in pieces(normal)),
            key=lambda heard: heard.margin,
            default=None,
        )
        if loudest is None or loudest.margin <= self.enough:
            return None
        return Heard(loudest.start, loudest.end, loudest.margin - self.enough)

    def loudness(self, normal: str) -> float:
        """Return how much a sentence sounds like danger: 0 is as much as not, there is no upper bound."""
        weight = self._weights.get
        found = [weight(gram, 0.0) for gram in set(grams_of(normal))]
        return sum(found) / sqrt(len(found) + 1)

    def _weight(self, gram: str, less: tuple[int, int]) -> float:
        """Return the log ratio of a gram's shares, ``less`` sentences left out on either side."""
        danger, quiet = (
            (counts[gram] - out + _SMOOTH) / (size - out + 2 * _SMOOTH)
            for counts, size, out in zip(self._counts, self._sizes, less, strict=True)
        )
        return log(danger / quiet)

    def _chosen(self, quiet: Sequence[frozenset[str]]) -> float:
        """Return the loudness that no more than the allowed share of quiet sentences exceeds."""
        told = sorted(
            (
                sum(self._weight(gram, (0, 1)) for gram in grams) / sqrt(len(grams) + 1)
                for grams in quiet
            ),
            reverse=True,
        )
        return told[min(ceil(FALSE_SHARE * len(told)), len(told) - 1)] if told else 0.0


def read_sentences(content: Any) -> list[tuple[str, bool]]:
    """Return sentences and whether they were dangers; raises ``ContentInvalid`` (422) naming the faults."""
    found, faults = inspect_sentences(content)
    if faults:
        raise ContentInvalid("；".join(faults[:5]), f"{len(faults)} sentences are not valid")
    return found


def inspect_sentences(content: Any) -> tuple[list[tuple[str, bool]], list[str]]:
    """Return the good sentences, and what is wrong with the others."""
    if not isinstance(content, list) or len(content) > MOST_SENTENCES:
        return [], [f"应为至多 {MOST_SENTENCES} 句的列表"]
    found, faults = [], []
    for number, entry in enumerate(content, start=1):
        told = entry if isinstance(entry, dict) else {}
        text, expected = told.get("text"), told.get("expected")
        if not isinstance(text, str) or not SHORTEST <= len(text.strip()) <= LONGEST:
            faults.append(f"第 {number} 句应为 {SHORTEST} 至 {LONGEST} 字的文字")
        elif expected not in {DANGER, QUIET}:
            faults.append(f"第 {number} 句的 expected 应为 {DANGER}（险情）或 {QUIET}（不是）")
        else:
            found.append((text, expected == DANGER))
    return found, faults


def grams_of(normal: str) -> Iterator[str]:
    """Yield pairs and triples of characters; digits and signs are nothing."""
    text = _OTHER.sub("", normal)
    for size in (2, 3):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def pieces(normal: str) -> Iterator[tuple[int, int]]:
    """Yield spans: the sentences, long ones in clauses packed up to sixty characters, and a short text whole."""
    spans = list(_packed(normal))
    if len(spans) > 1 and len(normal) <= PIECE:
        spans.append((0, len(normal)))
    yield from (span for span in spans if span[1] - span[0] >= SHORTEST)


def _packed(normal: str) -> Iterator[tuple[int, int]]:
    start = end = 0
    for clause in _CLAUSE.finditer(normal):
        ended = end > 0 and normal[end - 1] in _ENDS
        if end > start and (ended or clause.end() - start > PIECE):
            yield start, end
            start = clause.start()
        end = clause.end()
    if end > start:
        yield start, end


@lru_cache(maxsize=4)
def ear_of(sentences: tuple[tuple[str, bool], ...], ordinary: tuple[str, ...]) -> Ear:
    """Return the ear of a house's sentences and its ordinary requests; counted once a process."""
    told = [(normalise(text), danger) for text, danger in sentences]
    return Ear(
        (text for text, danger in told if danger),
        [*(text for text, danger in told if not danger), *ordinary],
    )
