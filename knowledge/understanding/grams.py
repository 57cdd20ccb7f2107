"""Grams and sounds (字组与读音): the one way in which questions and documents become search terms."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from hotline.kit.text import normalise

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUNS = re.compile(f"[{_CJK}]+|[a-z]+|[0-9]+")
_LINE = 100  # characters; longer texts are not kept
_SHORT = 6  # syllables of which the initials are indexed together


def fold(text: str) -> str:
    """Return the normal form without blanks and signs: Chinese characters, letters and digits only."""
    return "".join(_cut(text))


def _cut(text: str) -> tuple[str, ...]:
    """Return the runs of a text; a line is asked for its letters, grams and sounds one after the other, and again."""
    return _cut_line(text) if len(text) <= _LINE else tuple(runs(normalise(text)))


@lru_cache(maxsize=4_096)
def _cut_line(text: str) -> tuple[str, ...]:
    return tuple(runs(normalise(text)))


def runs(folded: str) -> list[str]:
    """Cut a normal form into runs of Chinese characters, of letters and of digits."""
    return _RUNS.findall(folded)


def grams(text: str) -> list[str]:
    """Return single characters and pairs of them, and whole runs of letters or digits, in order.

    Characters and pairs find more than words do, and need no dictionary (measured: decision 0020).
    """
    return grams_of(_cut(text))


def grams_of(cut: Iterable[str]) -> list[str]:
    """Return the grams of runs that are cut already."""
    found: list[str] = []
    for run in cut:
        if run.isascii():
            found.append(run)
            continue
        found += run
        found += pairs(run)
    return found


def pairs(run: str) -> list[str]:
    """Return neighbouring characters of one run."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def wide_grams(text: str) -> list[str]:
    """Return pairs and whole runs only, for long texts in which single characters say nothing."""
    found: list[str] = []
    for run in runs(normalise(text)):
        found += [run] if run.isascii() or len(run) == 1 else pairs(run)
    return found


@lru_cache(maxsize=20_000)
def syllables(run: str) -> tuple[str, ...]:
    """Return the pinyin of a run of Chinese characters without tones; heteronyms by common phrases."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 — loads its dictionary on first use

    return tuple(lazy_pinyin(run, style=Style.NORMAL, errors="ignore", v_to_u=False))


def initials(text: str) -> str:
    """Return the first letters of the syllables of a line, Latin letters and digits as they are."""
    return "".join(
        run if run.isascii() else "".join(syllable[:1] for syllable in syllables(run))
        for run in _cut(text)
    )


def spelled(folded: str) -> str:
    """Return a folded line in pinyin, Latin letters and digits as they are: led屏 → ledping."""
    return "".join(run if run.isascii() else "".join(syllables(run)) for run in runs(folded))


def sound_pairs(read: Iterable[str]) -> list[str]:
    """Return neighbouring syllables joined by an underline: what homophones share."""
    heard = list(read)
    return [f"{a}_{b}" for a, b in pairwise(heard)]


def sounds(text: str) -> list[str]:
    """Return the sounds of a line: pairs of syllables, and initials of two to six neighbours (sfz)."""
    found: list[str] = []
    for run in _cut(text):
        if run.isascii():
            continue
        read = syllables(run)
        found += sound_pairs(read)
        first = "".join(syllable[0] for syllable in read)
        found += {
            first[i : i + size]
            for size in range(2, _SHORT + 1)
            for i in range(len(first) - size + 1)
        }
    return found
