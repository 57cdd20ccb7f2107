"""Pinyin (拼音): Latin letters that were typed for characters, cut into syllables."""

from collections.abc import Iterator

from knowledge.understanding.vocabulary import Vocabulary

_LONGEST = 6  # letters of a syllable (zhuang)
_MOST = 120  # letters that are tried
_SYLLABLE = 1.5  # a syllable more must bring two known neighbours (jian, not ji an)
INITIALS = range(2, 7)  # letters that may be initials; the index holds as many


def spell(letters: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the syllables that ``letters`` are made of, or none if they are not pinyin of known words.

    Of several ways few syllables and many neighbours that stand in a line win.
    """
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


def initials_of(letters: str) -> tuple[str, ...]:
    """Return what may be initials in the index: the run, or the longest parts of a long one."""
    if len(letters) in INITIALS:
        return (letters,)
    size = INITIALS[-1]
    return tuple(letters[i : i + size] for i in range(max(0, min(len(letters), 20) - size + 1)))
