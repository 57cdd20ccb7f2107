"""Pinyin (拼音): Latin letters that were typed for characters, cut into syllables and initials."""

from collections.abc import Iterator
from itertools import pairwise
from math import log1p

from knowledge.understanding.vocabulary import Vocabulary, sound_of

_LONGEST = 6  # letters of a syllable (zhuang)
_MOST = 300  # letters that are tried: as many as a question has
_SYLLABLE = 1.5  # a syllable more must bring two known neighbours (jian, not ji an)
INITIALS = range(2, 7)  # letters that may be initials; the index holds as many
_MOST_MIXED = 30  # letters of a run that is read as initials beside syllables (sfzdiule)
_LONE = 1.1  # an initial stands for a syllable, where no whole one does
_STARTS = frozenset("abcdefghjklmnopqrstwxyz")  # no syllable begins with i, u or v


def spell(letters: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the syllables that ``letters`` are made of, or none if they are not pinyin of known words.

    Of several ways few syllables and many neighbours that stand in a line win. Where whole syllables do not
    come out, some may be typed by their initials only: sfzdiule is 身份证 and 丢了.
    """
    return _spelled(letters, vocabulary) or _mixed(letters, vocabulary)


def _spelled(letters: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not 1 < len(letters) <= _MOST:
        return ()
    known = vocabulary.syllables
    # for every end: last syllable → (what speaks for it, the way)
    ways: list[dict[str, tuple[float, tuple[str, ...]]]] = [{} for _ in range(len(letters) + 1)]
    ways[0][""] = (0.0, ())
    for end in range(1, len(letters) + 1):
        for syllable, start in _ending(letters, end):
            if syllable in known and ways[start]:
                ways[end][syllable] = max(
                    (met + bool(vocabulary.sounding(last, syllable)) - _SYLLABLE, (*way, syllable))
                    for last, (met, way) in ways[start].items()
                )
    return max(ways[-1].values())[1] if ways[-1] else ()


def _ending(letters: str, end: int) -> Iterator[tuple[str, int]]:
    for start in range(max(0, end - _LONGEST), end):
        yield letters[start:end], start


def _mixed(letters: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the syllables of a run in which some are whole and some are initials, none if no words come out."""
    pieces = _cut(letters, vocabulary) if len(letters) <= _MOST_MIXED else ()
    if all(len(piece) == 1 for piece in pieces):
        return ()
    meant = _likeliest(pieces, vocabulary)
    return tuple(
        piece if len(piece) > 1 else sound_of(char)
        for piece, char in zip(pieces, meant, strict=False)
    )


def _cut(letters: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Cut a run into known syllables of two letters and more and single initials, as few as may be."""
    ways: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(letters) + 1):
        reached = [
            (way[0] + (_LONE if end - start == 1 else 1.0), (*way[1], piece))
            for piece, start in _ending(letters, end)
            if (way := ways[start]) is not None
            and (piece in _STARTS if end - start == 1 else piece in vocabulary.syllables)
        ]
        ways.append(min(reached) if reached else None)
    return ways[-1][1] if ways[-1] else ()


def _likeliest(pieces: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """Return the characters that were most likely meant, or none.

    Neighbouring initials are read together: every two of them must stand in a line; between a whole syllable
    and what is beside it a word may end.
    """
    ends: dict[str, tuple[float, str]] = {"": (0.0, "")}
    before = ""
    for piece, choices in zip(pieces, _choices(pieces, vocabulary), strict=True):
        bound = len(before) == 1 and len(piece) == 1
        found: dict[str, tuple[float, str]] = {}
        for char in choices:
            reached = [
                (score + log1p(seen), text + char)
                for last, (score, text) in ends.items()
                if (seen := vocabulary.count(last + char) if last else 0) or not bound
            ]
            if reached:
                found[char] = max(reached)
        ends, before = found, piece
    return max(ends.values())[1] if ends else ""


def _choices(pieces: tuple[str, ...], vocabulary: Vocabulary) -> list[list[str]]:
    """Return the characters that may stand for each piece; an initial by the pairs with its neighbours only."""
    found: list[dict[str, None]] = [
        dict.fromkeys(vocabulary.reading(piece) if len(piece) > 1 else ()) for piece in pieces
    ]
    for place, (one, other) in enumerate(pairwise(pieces)):
        for pair in _pairs(one, other, vocabulary):
            found[place][pair[0]] = found[place + 1][pair[1]] = None
    return [list(chars) for chars in found]


def _pairs(one: str, other: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the known pairs that two pieces may be."""
    if len(one) > 1 and len(other) > 1:
        yield from vocabulary.sounding(one, other)
        return
    for pair in vocabulary.initialled(one[0], other[0]):
        if _stands_for(one, pair[0]) and _stands_for(other, pair[1]):
            yield pair


def _stands_for(piece: str, char: str) -> bool:
    return len(piece) == 1 or piece == sound_of(char)


def initials_of(letters: str) -> tuple[str, ...]:
    """Return what may be initials in the index: the run, or the longest parts of a long one."""
    if len(letters) in INITIALS:
        return (letters,)
    size = INITIALS[-1]
    return tuple(letters[i : i + size] for i in range(max(0, min(len(letters), 20) - size + 1)))
