"""Correcting (纠错与拼音还原): characters that sound or look alike, and pinyin, become words of the lines.

The most likely writing is found over pairs of characters (Viterbi): a pair that stands in a line counts for
it, every changed character against it. Where every character stands in a known pair nothing is tried, so
that a known word is never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hotline.kit.text import default_tokenizer
from knowledge.understanding.pinyin import spell
from knowledge.understanding.vocabulary import Vocabulary, sound_of, twins

# Measured with homophones put into known questions: lower changes sound words, higher misses typos.
CHANGE = 0.7  # against a changed character that stands in no known pair
WORD = 0.99  # against one that stands in no known pair but in what the dictionary takes for a word
DOUBT = 1.1  # against a changed character that does, beside one that does not
STORY = 0.8  # more against each in a sentence, where single characters stand between words that are known
FREQUENT = 40.0  # how slowly a frequent pair becomes more likely than a rare one
_GAP = "〇"  # stands for a typed syllable
_OPPOSITE = ({"买", "卖"}, {"授", "受"})  # sound alike and mean the reverse
# Characters everybody writes right, and that stand beside anything: 没发工资 is no typo of 美发.
_PLAIN = frozenset(
    "的了是我你您他她它们这那有没不无未要会能可把被给跟和与在到从就都还也很太才再又去来上下个辆吗呢吧啊"
)
_NAME = 12  # characters; a longer piece is a sentence
_LONGEST = 40  # characters of a piece that are tried; longer ones are stories
_SENTENCE = 8  # typed syllables that are a sentence rather than a name
_STANDS = 0.75  # of its syllables that must make known words; of a name all must


@dataclass
class _Place:
    """One character or one typed syllable, and what may stand there instead with its cost."""

    char: str
    sound: str
    against: float = 0.0
    in_word: bool = False
    choices: dict[str, float] = field(default_factory=dict)

    def offer(self, char: str) -> None:
        if char != self.char and {char, self.char} not in _OPPOSITE:
            self.choices.setdefault(char, self.against)


@dataclass(frozen=True)
class Correction:
    """A likelier writing; ``sure`` unless it changes what the dictionary takes for a word at one end only."""

    text: str
    sure: bool


def correct(pieces: Sequence[str], vocabulary: Vocabulary) -> Correction | None:
    """Return the likelier writing of one run given as characters and Latin runs, or ``None`` if it stands.

    ``pieces`` are single Chinese characters, runs of Latin letters and runs of digits.
    """
    if vocabulary.empty or len(pieces) > _LONGEST:
        return None
    places = _places(pieces, vocabulary)
    if places is None:
        return None
    _offer(places, vocabulary)
    best = _likeliest(places, vocabulary)
    if best == "".join(pieces):
        return None
    return Correction(best, _sure(places, best, vocabulary))


def _sure(places: Sequence[_Place], best: str, vocabulary: Vocabulary) -> bool:
    if len(places) != len(best):
        return True
    for at, (place, char) in enumerate(zip(places, best, strict=True)):
        if place.in_word and place.against and char != place.char:
            inner = 0 < at < len(best) - 1
            known = [vocabulary.knows(best[i : i + 2]) for i in (at - 1, at) if i >= 0]
            if not inner or not all(known):
                return False
    return True


def _places(pieces: Sequence[str], vocabulary: Vocabulary) -> list[_Place] | None:
    """Return the places in order, or ``None`` where there is nothing to doubt."""
    places: list[_Place] = []
    typed = False
    for piece in pieces:
        read = _read(piece, vocabulary, alone=len(pieces) == 1)
        typed = typed or bool(read)
        if read:
            places += [_Place("", sound) for sound in read]
        else:
            places.append(_Place(piece, sound_of(piece) if len(piece) == 1 else piece))
    doubted = _doubted(places, vocabulary)
    return places if typed or doubted else None


def _read(piece: str, vocabulary: Vocabulary, *, alone: bool) -> Sequence[str]:
    """Return the syllables of typed pinyin, none where they make no known words: test and help are English."""
    read = spell(piece, vocabulary) if _typed(piece, vocabulary) else ()
    if len(read) < (2 if alone else 1):
        return ()
    places = [_Place("", sound) for sound in read]
    _offer(places, vocabulary)
    best = _likeliest(places, vocabulary)
    joined = [vocabulary.knows(a + b) for a, b in pairwise(best)]
    stands = [a or b for a, b in zip([False, *joined], [*joined, False], strict=True)]
    least = _STANDS if len(best) >= _SENTENCE else 1.0
    return read if sum(stands) >= least * len(best) or len(best) == 1 else ()


def _typed(piece: str, vocabulary: Vocabulary) -> bool:
    return piece.isascii() and piece.isalpha() and not vocabulary.knows(piece)


def _doubted(places: Sequence[_Place], vocabulary: Vocabulary) -> bool:
    """Set what a change costs at each place; 0 where nothing may change."""
    known = [
        bool(a.char and b.char) and vocabulary.knows(a.char + b.char) for a, b in pairwise(places)
    ]
    stands = [a or b for a, b in zip([False, *known], [*known, False], strict=True)]
    if all(stands):
        return False
    words = _in_words(places)
    more = STORY if len(places) > _NAME else 0.0
    any_doubt = False
    for at, place in enumerate(places):
        if not place.char or place.char.isascii() or place.char in _PLAIN:
            continue
        if not stands[at]:
            place.against, place.in_word = (WORD if words[at] else CHANGE) + more, words[at]
            any_doubt = any_doubt or len(places) > 1
        elif not all(stands[max(0, at - 1) : at + 2]):
            place.against = DOUBT + more
    return any_doubt


def _in_words(places: Sequence[_Place]) -> list[bool]:
    """Tell of each place whether the dictionary takes it for part of a word; it also guesses words."""
    found: list[bool] = []
    for word in default_tokenizer().cut("".join(place.char or _GAP for place in places)):
        found += [len(word) > 1] * len(word)
    return found if len(found) == len(places) else [False] * len(places)


def _offer(places: Sequence[_Place], vocabulary: Vocabulary) -> None:
    for place in places:
        _offer_alike(place, vocabulary)
    for a, b in pairwise(places):
        if _open(a) or _open(b):
            _offer_pairs(a, b, vocabulary)
    for place in places:
        if not place.choices:
            for char in vocabulary.reading(place.sound):
                place.offer(char)


def _offer_alike(place: _Place, vocabulary: Vocabulary) -> None:
    if place.char:
        place.choices[place.char] = 0.0
    if place.against:
        for twin in filter(vocabulary.knows, twins(place.char)):
            place.offer(twin)


def _offer_pairs(a: _Place, b: _Place, vocabulary: Vocabulary) -> None:
    for pair in vocabulary.sounding(a.sound, b.sound):
        for place, char in zip((a, b), pair, strict=True):
            if _open(place):
                place.offer(char)


def _open(place: _Place) -> bool:
    return not place.char or place.against > 0


def _likeliest(places: Sequence[_Place], vocabulary: Vocabulary) -> str:
    """Return the writing with the best sum; a syllable that nothing is known for is left out."""
    ends: dict[str, tuple[float, str]] = {"": (0.0, "")}
    for place in places:
        choices = place.choices or {"": 0.0}
        ends = {
            char: max(
                (score - cost + _likely(last + char, vocabulary), text + char)
                for last, (score, text) in ends.items()
            )
            for char, cost in choices.items()
        }
    return max(ends.values())[1]


def _likely(pair: str, vocabulary: Vocabulary) -> float:
    seen = vocabulary.count(pair) if len(pair) == 2 else 0
    return 1.0 + 0.4 * seen / (seen + FREQUENT) if seen else 0.0
