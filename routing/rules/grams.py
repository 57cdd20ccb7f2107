"""Characters and their pairs (字与字对): what texts are compared by when they are heard by example.

Digits and signs are nothing. In the book a gram counts once a sentence, however often it stands there.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add

import numpy as np
import numpy.typing as npt

from routing.rules.examples import SHORTEST

_CLAUSE = re.compile(r"[^,，。.!?;；\n]+[,，。.!?;；\n]*")
_ENDS = frozenset("。.!?\n")
_OTHER = re.compile(r"[\W\d_]+")
PIECE = 60  # characters; a longer text is heard piece by piece: a story does not drown one cry
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grams:
    """The different grams of several texts by number, text after text; ``lengths`` are how many.

    Each text begins with gram 0, which says nothing.
    """

    flat: Ints
    starts: Ints
    lengths: Ints

    def of(self, number: int) -> Ints:
        """Return the grams of one text."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.flat)
        return self.flat[self.starts[number] + 1 : end]

    @property
    def owners(self) -> Ints:
        """Return for every gram the text that it stands in."""
        sizes = np.diff(np.append(self.starts, len(self.flat)))
        return np.repeat(np.arange(len(self.starts)), sizes)

    def only(self, numbers: Sequence[int]) -> "Grams":
        """Return the grams of some of the texts."""
        parts = [np.concatenate(([0], self.of(number))) for number in numbers]
        starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
        return Grams(np.concatenate(parts), starts, self.lengths[list(numbers)])


@dataclass(frozen=True)
class Reading:
    """Texts read from left to right: at every place the character, and the pair that it begins; 0 is unknown."""

    characters: Ints
    pairs: Ints
    starts: Ints
    lengths: Ints


class Vocabulary:
    """The characters and pairs of a book, each with its number from one."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Number what stands in ``texts``, which are ``letters``."""
        self._characters = sorted(set("".join(texts)))
        self._of = np.zeros(sys.maxunicode + 1, np.int64)
        self._first = (
            len(self._characters) + 1
        )  # the first pair; also the base that pairs are keyed in
        self._of[[ord(character) for character in self._characters]] = np.arange(1, self._first)
        self._pairs = np.zeros(1, np.int64)
        self.size = self._first + 1
        ends = np.cumsum([len(text) for text in texts]) - 1
        keys = self._keys(self._numbers(texts))
        self._pairs = np.unique(np.append(np.delete(keys, ends), 0))
        self.size = self._first + len(self._pairs)

    def word(self, number: int) -> str:
        """Return the characters of a gram."""
        if number < self._first:
            return self._characters[number - 1]
        one, other = divmod(int(self._pairs[number - self._first]), self._first)
        return self._characters[one - 1] + self._characters[other - 1]

    def read(self, texts: Sequence[str]) -> Reading:
        """Read ``texts``, which are ``letters`` and none of them empty."""
        characters = self._numbers(texts)
        lengths = np.array([len(text) for text in texts])
        ends = lengths.cumsum()
        keys = self._keys(characters)
        place = self._pairs.searchsorted(keys)
        place[place == len(self._pairs)] = 0
        known = self._pairs.take(place) == keys
        known[ends - 1] = False
        return Reading(characters, (place + self._first) * known, ends - lengths, lengths * 2 - 1)

    def grams(self, texts: Sequence[str]) -> Grams:
        """Return the grams of ``texts``, which are ``letters`` and none of them empty."""
        read = self.read(texts)
        owners = np.repeat(np.arange(len(texts)), (read.lengths + 1) // 2)
        every = np.arange(len(texts)) * self.size
        own = owners * self.size
        unique = np.unique(np.concatenate((every, own + read.characters, own + read.pairs)))
        starts = unique.searchsorted(every)
        return Grams(unique % self.size, starts, np.diff(np.append(starts, len(unique))) - 1)

    def _numbers(self, texts: Sequence[str]) -> Ints:
        raw = "".join(texts).encode("utf-32-le", "surrogatepass")
        return self._of.take(np.frombuffer(raw, np.uint32))

    def _keys(self, characters: Ints) -> Ints:
        """Return the key of the pair that each character begins; that of a text's last means nothing."""
        keys = characters * self._first
        keys[:-1] += characters[1:]
        return keys


def letters(normal: str) -> str:
    """Return a text of normal form without digits and signs; one that mostly repeats itself, without that."""
    text = _OTHER.sub("", normal)
    return text if len(set(text)) * 2 > len(text) else _once(text)


def _once(text: str) -> str:
    """Return a text without the characters that follow what they followed before."""
    pairs = list(map(add, text, text[1:]))
    first = dict(zip(reversed(pairs), range(len(pairs) - 1, -1, -1), strict=True))
    return text[:1] + "".join(pair[1] for n, pair in enumerate(pairs) if first[pair] == n)


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
