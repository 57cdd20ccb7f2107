"""Understanding (理解问句): what is looked for in a citizen's words; pure over a lexicon."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hotline.kit.text import normalise
from knowledge.understanding.correcting import Correction, correct
from knowledge.understanding.grams import grams_of, pairs, runs, sound_pairs, syllables
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.numbers import other_writings
from knowledge.understanding.pinyin import initials_of, spell
from knowledge.understanding.question import MAX_QUERY, Question
from knowledge.understanding.taking import Taken, take_out
from knowledge.understanding.vocabulary import Vocabulary, sound_of

# Shares of a term in a question (measured: ``benchmarks/q3_items.py``, clean and with noise).
MEANT = 0.9  # of what a correction believes was meant
PERHAPS = 0.5  # of one that may as well be wrong
DOUBTED = 0.5  # of what the correction replaced
SAME = 0.8  # of a word that means the same
UNHEARD = (
    0.2  # of one that stands in no line and has such a word: it neither finds nor tells against
)
ALSO = 0.3  # of one beside a word that stands in lines itself
ASKING = 0.2  # of the words that ask for a field: a name may hold them
PLACE = 0.4  # of a place: it says where, not what
_LONG_RUN = 12  # characters; a name, not a story, is read by phrases
_SENTENCE = 6  # Latin words that may be a sentence in pinyin
_MOSTLY = 0.75  # of them that must be pinyin
_NAMES = 6  # words of a question that get synonyms; a story has more than that

_PLAIN = Lexicon()


@dataclass
class _Terms:
    """The terms in the making; the first share of a term stays unless a later one is larger."""

    shares: dict[str, float] = field(default_factory=dict)

    def add(self, words: list[str], share: float) -> None:
        for word in words:
            if share > self.shares.get(word, 0.0):
                self.shares[word] = share

    def lower(self, words: list[str], share: float) -> None:
        for word in words:
            if word in self.shares:
                self.shares[word] = share


def understand(raw: str, lexicon: Lexicon = _PLAIN) -> Question:
    """Return what ``raw`` looks for; never raises."""
    said = raw[:MAX_QUERY]
    cut = runs(lexicon.wording.apply(normalise(said)))
    text = "".join(_syllables_known(cut, lexicon.vocabulary))
    meant = _written_out(cut, text, lexicon)
    if meant is None:
        return _understood(said, text, lexicon)
    read = _understood(said, meant, lexicon)
    return replace(read, corrected=read.corrected or meant, sounds=_sounds((text,), lexicon))


def _written_out(cut: list[str], text: str, lexicon: Lexicon) -> str | None:
    """Return a sentence in pinyin in characters, so that what it asks for is read as in any other; else ``None``."""
    if len(cut) < 2 or not (text.isascii() and text.isalpha()):
        return None
    better = _corrected(text, lexicon)
    return lexicon.wording.apply(better.text) if better and better.sure else None


def _understood(said: str, text: str, lexicon: Lexicon) -> Question:
    taken = take_out(text, lexicon)
    better = [None if taken.bare else _corrected(part, lexicon) for part in taken.kept]
    terms = _Terms()
    for part, one in zip(taken.kept, better, strict=True):
        _own(part, one, terms)
    written = [
        one.text if one and one.sure else part for part, one in zip(taken.kept, better, strict=True)
    ]
    searched = "".join(_in_known_words(part, lexicon) for part in written)
    districts = _others(written, lexicon, terms)
    terms.add(grams_of(run for word in taken.asking for run in runs(word)), ASKING)
    meant = _meant(text, taken, written)
    return Question(
        raw=said,
        text=searched,
        terms=terms.shares,
        sounds=_sounds(taken.kept, lexicon),
        letters=_letters(taken.kept, lexicon),
        intent=taken.intent,
        also=taken.also,
        districts=districts,
        corrected=meant,
        bare=taken.bare,
    )


def _in_known_words(part: str, lexicon: Lexicon) -> str:
    """Say with the word of the lines what has a synonym and stands in no line: it says nothing by itself."""
    for word, start, end in reversed(lexicon.named.find(part)):
        if _says_nothing(word, lexicon):
            part = part[:start] + lexicon.synonyms[word][0] + part[end:]
    return part


def _says_nothing(word: str, lexicon: Lexicon) -> bool:
    return not (lexicon.vocabulary.empty or lexicon.stands(word) or not lexicon.synonyms.get(word))


def _syllables_known(cut: list[str], vocabulary: Vocabulary) -> list[str]:
    """Leave out the words of a sentence in pinyin that are no pinyin here: one of them would hide all others.

    A sentence in English has too few words that might be pinyin.
    """
    latin = [run for run in cut if run.isalpha() and run.isascii()]
    if len(latin) < _SENTENCE or spell("".join(latin), vocabulary):
        return cut
    heard = {run for run in latin if spell(run, vocabulary) or run in vocabulary.syllables}
    if sum(run in heard for run in latin) < _MOSTLY * len(latin):
        return cut
    return [run for run in cut if run in heard or not (run.isalpha() and run.isascii())]


def _corrected(part: str, lexicon: Lexicon) -> Correction | None:
    """Return what was meant by a part of a question, if it is likely that something else was."""
    pieces: list[str] = []
    for run in runs(part):
        pieces += [run] if run.isascii() else run
    return correct(pieces, lexicon.vocabulary)


def _own(part: str, better: Correction | None, terms: _Terms) -> None:
    """Add the citizen's own terms, and those of the correction where there is one."""
    own = grams_of(runs(part))
    if better is None:
        terms.add(own, 1.0)
        return
    meant = grams_of(runs(better.text))
    stays = set(meant)
    doubted, share = (DOUBTED, MEANT) if better.sure else (1.0, PERHAPS)
    terms.add([gram for gram in own if gram in stays], 1.0)
    terms.add([gram for gram in own if gram not in stays and not gram.isascii()], doubted)
    terms.add(meant, share)


def _others(written: list[str], lexicon: Lexicon, terms: _Terms) -> tuple[str, ...]:
    """Add what means the same, and weigh places less; returns the codes of the places."""
    codes: dict[str, None] = {}
    left = _NAMES
    for part in written:
        for word, _start, _end in lexicon.named.find(part):
            if word in lexicon.places:
                codes.update(dict.fromkeys(lexicon.places[word]))
                if part != word or len(written) > 1:
                    terms.lower(grams_of(runs(word)), PLACE)
            elif left:
                left -= 1
                _same_words(word, lexicon, terms)
        for other in other_writings(part):
            terms.add(grams_of(runs(other)), SAME)
    return tuple(codes)


def _same_words(word: str, lexicon: Lexicon, terms: _Terms) -> None:
    if _says_nothing(word, lexicon):
        terms.lower(grams_of(runs(word)), UNHEARD)
    share = ALSO if lexicon.stands(word) else SAME
    for same in lexicon.synonyms[word]:
        terms.add(grams_of(runs(same)), share)


def _meant(text: str, taken: Taken, written: list[str]) -> str | None:
    """Return the whole question as it was meant, or ``None`` where nothing was corrected."""
    meant = text
    for part, better in zip(taken.kept, written, strict=True):
        if part != better:
            meant = meant.replace(part, better, 1)
    return meant if meant != text else None


def _sounds(kept: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the sounds of what stands in no line: looking up sounds costs more than it finds elsewhere."""
    found: dict[str, None] = {}
    for part in kept:
        cut = runs(part)
        if _strange(cut, lexicon.vocabulary):
            found.update(dict.fromkeys(sound_pairs(_read(cut, lexicon.vocabulary))))
    return tuple(found)


def _strange(cut: list[str], vocabulary: Vocabulary) -> bool:
    """Tell whether something of these runs stands in no line."""
    if vocabulary.empty:
        return True
    return not all(
        vocabulary.knows(piece)
        for run in cut
        for piece in ((run,) if run.isascii() or len(run) == 1 else pairs(run))
    )


def _read(cut: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the syllables of characters and of typed pinyin.

    A long run is read character by character: by phrases it costs as much as the search.
    """
    for run in cut:
        if run.isascii():
            yield from spell(run, vocabulary)
        elif len(run) > _LONG_RUN:
            yield from map(sound_of, run)
        else:
            yield from syllables(run)


def _letters(kept: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the Latin runs that may be initials: those that are neither in a line nor pinyin."""
    found: list[str] = []
    for part in kept:
        for run in runs(part):
            known = lexicon.vocabulary.knows(run)
            if run.isascii() and run.isalpha() and not known and not spell(run, lexicon.vocabulary):
                found += initials_of(run)
    return tuple(found)
