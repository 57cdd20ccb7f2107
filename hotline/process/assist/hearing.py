"""Hearing (听取对话): what of a running conversation is asked now; pure."""

import re
from hashlib import blake2s

from knowledge.understanding.grams import fold

MOST_HEARD = 120  # characters: half a minute of speech; what was said before is another matter
LEAST = 2  # characters below which nothing was said yet
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")


def last_words(text: str) -> str:
    """Return the last sentences of a conversation that fit into ``MOST_HEARD`` characters; the last one cut at its front."""
    kept = ""
    for sentence in reversed(_SENTENCE.findall(text)):
        if kept and len(sentence) + len(kept) > MOST_HEARD:
            break
        kept = sentence + kept
    return kept[-MOST_HEARD:].strip()


def cursor_of(heard: str, district: str) -> str:
    """Return a mark of what was heard: the same words of the same place have the same mark."""
    return blake2s(f"{district}\n{fold(heard)}".encode(), digest_size=8).hexdigest()


def says_something(heard: str) -> bool:
    """Tell whether there is anything to look for."""
    return len(fold(heard)) >= LEAST
