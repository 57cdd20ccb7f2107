"""Features of a text (文本特征): the one way in which training and serving see a text."""

import re
from itertools import pairwise

from hotline.kit.text import Tokenizer, Wording, normalise

MAX_CLASSIFIED = 2_000
FORMAT = 1  # raise whenever anything in this module changes what a text's features are
_DIGITS = re.compile(r"\d+")
_OTHER = re.compile(r"[^\w]+|_+")


def prepare(normal: str, wording: Wording) -> str:
    """Return what is cut into features: standard wording, digits as one 0, other signs as one blank."""
    text = wording.apply(normal[:MAX_CLASSIFIED])
    return _OTHER.sub(" ", _DIGITS.sub("0", text)).strip()


def prepare_raw(text: str, wording: Wording) -> str:
    """Prepare a citizen's raw words."""
    return prepare(normalise(text[:MAX_CLASSIFIED]), wording)


def word_grams(prepared: str, tokenizer: Tokenizer, longest: int = 2) -> list[str]:
    """Return the words and, up to ``longest`` 2, the pairs of neighbouring words."""
    words = tokenizer.cut(prepared)
    return words + [f"{a} {b}" for a, b in pairwise(words)] if longest > 1 else words


def char_grams(prepared: str, longest: int = 3) -> list[str]:
    """Return single characters, pairs and, up to ``longest`` 3, triples."""
    text, size = prepared, len(prepared)
    pairs = [text[i : i + 2] for i in range(size - 1)]
    triples = [text[i : i + 3] for i in range(size - 2)] if longest > 2 else []
    return [*text, *pairs, *triples]
