"""Understanding (理解问句): normal form, terms and sounds of a citizen's words; pure over a lexicon."""

from knowledge.understanding.grams import fold, grams, sound_pairs, syllables
from knowledge.understanding.question import MAX_QUERY, Question


def understand(raw: str) -> Question:
    """Return what ``raw`` looks for; never raises."""
    said = raw[:MAX_QUERY]
    text = fold(said)
    terms = dict.fromkeys(grams(said), 1.0)
    heard = tuple(sound_pairs(syllables(text))) if not text.isascii() else ()
    letters = (text,) if text.isascii() and text.isalpha() else ()
    return Question(raw=said, text=text, terms=terms, sounds=heard, letters=letters)
