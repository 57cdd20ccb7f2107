"""Understanding (理解问句): normal form, terms and sounds of a citizen's words; pure over a lexicon."""

from hotline.kit.text import normalise
from knowledge.understanding.grams import fold, grams, sound_pairs, syllables
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.question import MAX_QUERY, Question

_PLAIN = Lexicon()


def understand(raw: str, lexicon: Lexicon = _PLAIN) -> Question:
    """Return what ``raw`` looks for; never raises."""
    said = raw[:MAX_QUERY]
    text = fold(lexicon.wording.apply(normalise(said)))
    terms = dict.fromkeys(grams(text), 1.0)
    heard = tuple(sound_pairs(syllables(text))) if not text.isascii() else ()
    letters = (text,) if text.isascii() and text.isalpha() else ()
    return Question(raw=said, text=text, terms=terms, sounds=heard, letters=letters)
