"""The lexicon (词库快照): words as staff keep them and what the index knows; one immutable snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.labels import LabelledEnum
from hotline.kit.text import Wording, normalise
from knowledge.understanding.grams import fold, grams_of, pairs, runs
from knowledge.understanding.question import ItemField
from knowledge.understanding.vocabulary import Vocabulary

AT_END = "END"  # second value of a cue that counts only where the question ends
SAME = 3  # words that are added for one word; more would drown the citizen's own


class WordKind(LabelledEnum):
    """What a word of the lexicon is for (词条类别)."""

    SYNONYM = "SYNONYM", "同义词"
    STOP = "STOP", "停用词"
    WORDING = "WORDING", "方言用词"
    CUE = "CUE", "问法"
    PLACE = "PLACE", "地名"
    OFFICE = "OFFICE", "单位俗称"


class Word(NamedTuple):
    """One word: its kind, the word itself, and what it stands for."""

    kind: WordKind
    key: str
    values: tuple[str, ...] = ()


class Cue(NamedTuple):
    """What a form of asking tells: a field, or none where the words only look like a cue (建筑材料)."""

    asks: ItemField | None
    at_end: bool = False


@dataclass(frozen=True)
class Lexicon:
    """What understanding looks words up in; an empty one understands the plain words.

    ``synonyms`` map a folded word to the folded words that mean the same; ``stop_words`` say nothing;
    ``wording`` turns dialect words into standard ones; ``cues`` are forms of asking; ``places`` map a name
    to division codes, the widest first; ``offices`` what an office is called to the ends of names of the
    organisation, without the city; ``vocabulary`` is what stands in the lines of the index, ``standing``
    the words with synonyms that do.
    """

    version: int = 0
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    wording: Wording = field(default_factory=lambda: Wording({}))
    cues: Mapping[str, Cue] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @classmethod
    def of(cls, words: Iterable[Word], version: int = 0) -> "Lexicon":
        """Return the snapshot of these words; a later word of the same kind and key replaces an earlier one."""
        kept: dict[WordKind, dict[str, tuple[str, ...]]] = {kind: {} for kind in WordKind}
        for word in words:
            kept[word.kind][normalise(word.key)] = word.values
        wording = Wording({k: normalise("".join(v)) for k, v in kept[WordKind.WORDING].items()})
        stops = frozenset(_both(kept[WordKind.STOP], wording))
        return cls(
            version=version,
            synonyms=_groups(kept[WordKind.SYNONYM].items()),
            stop_words=stops,
            wording=wording,
            cues=_cues(kept[WordKind.CUE], wording, stops),
            places={fold(k): v for k, v in kept[WordKind.PLACE].items() if fold(k)},
            offices={fold(k): tuple(map(fold, v)) for k, v in kept[WordKind.OFFICE].items()},
        )

    def knowing(self, counts: Mapping[str, int]) -> "Lexicon":
        """Return this lexicon over the gram counts of an index; its own words count as known.

        Synonyms that stand in no line are left out: they could find nothing.
        """
        words = (*self.synonyms, *self.places)
        own = {gram: 1 for word in words for gram in grams_of(runs(word))}
        synonyms = {
            word: found
            for word, others in self.synonyms.items()
            if (found := tuple(w for w in others if _stands(w, counts)))
        }
        vocabulary = Vocabulary({**own, **counts}).prepare() if counts else Vocabulary()
        return replace(
            self,
            synonyms=synonyms if counts else self.synonyms,
            standing=frozenset(word for word in synonyms if _stands(word, counts)),
            vocabulary=vocabulary,
        )

    def stands(self, word: str) -> bool:
        """Tell whether a word that has synonyms may stand in a line itself."""
        return word in self.standing

    @cached_property
    def spoken(self) -> "Finder":
        """Return the finder of stop words and cues; a cue wins over a stop word."""
        return Finder((*self.stop_words, *self.cues))

    @cached_property
    def named(self) -> "Finder":
        """Return the finder of words that have synonyms, and of places."""
        return Finder(dict.fromkeys((*self.synonyms, *self.places)))


class Finder:
    """Finds words in a text from the left, the longest first, none inside another."""

    def __init__(self, words: Iterable[str]) -> None:
        """Prepare the words; empty ones are left out."""
        self._words = [word for word in dict.fromkeys(words) if word]
        self._matcher: Any = (
            AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest) if self._words else None
        )

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """Return each word found with its first place and the place after it."""
        if self._matcher is None:
            return []
        found = self._matcher.find_matches_as_indexes(text)
        return [(self._words[number], start, end) for number, start, end in found]


def _stands(word: str, counts: Mapping[str, int]) -> bool:
    return all(gram in counts for gram in (pairs(word) or [word]))


def _both(keys: Iterable[str], wording: Wording) -> dict[str, str]:
    """Return the folded forms in which a key may stand in a question, each with its key."""
    forms: dict[str, str] = {}
    for key in keys:
        for form in (fold(key), fold(wording.apply(key))):
            if form:
                forms.setdefault(form, key)
    return forms


def _cues(
    kept: Mapping[str, tuple[str, ...]], wording: Wording, stops: frozenset[str]
) -> dict[str, Cue]:
    """Return the cues by their forms; what the wording makes a stop word of stays one."""
    return {
        form: _cue(kept[key])
        for form, key in _both(kept, wording).items()
        if form not in stops or form == fold(key)
    }


def _cue(values: Sequence[str]) -> Cue:
    if not values or values[0] not in ItemField.__members__:
        return Cue(None)
    return Cue(ItemField[values[0]], AT_END in values[1:])


def _groups(rows: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return for every word of a row the others of it, those of an earlier row first."""
    meant: dict[str, dict[str, None]] = {}
    for key, values in rows:
        group = [form for form in (fold(word) for word in (key, *values)) if form]
        for word in group:
            meant.setdefault(word, {}).update(dict.fromkeys(w for w in group if w != word))
    return {word: tuple(others)[:SAME] for word, others in meant.items() if others}
