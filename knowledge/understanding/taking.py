"""Taking out (去套话与识别问法): politeness and the form of asking leave the words that are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.understanding.lexicon import Cue, Lexicon
from knowledge.understanding.question import ItemField


@dataclass(frozen=True)
class Taken:
    """What is left to look for in pieces, the words that asked for a field, and that field.

    ``bare`` says that nothing but set phrases was said; ``also`` are further fields asked for.
    """

    kept: tuple[str, ...]
    asking: tuple[str, ...] = ()
    intent: ItemField | None = None
    bare: bool = False
    also: tuple[ItemField, ...] = ()


def take_out(text: str, lexicon: Lexicon) -> Taken:
    """Part a folded text; where nothing but set phrases was said, they are what is looked for."""
    found = [
        (lexicon.cues.get(word), word, start, end) for word, start, end in lexicon.spoken.find(text)
    ]
    found = [one for one in found if one[0] is None or one[0].asks is not None]
    spans: list[tuple[int, int]] = []
    asking: list[tuple[str, ItemField]] = []
    for number, (cue, word, start, end) in enumerate(found):
        touches = start in {0, spans[-1][1] if spans else 0}
        ends = _ends(text, found[number + 1 :], end)
        if not (ends or _everywhere(cue, word) or (touches and cue is None)):
            continue
        spans.append((start, end))
        if cue is not None and cue.asks is not None:
            asking.append((word, cue.asks))
    fields = tuple(dict.fromkeys(asks for _word, asks in asking))
    intent, also = (fields[0], fields[1:]) if fields else (None, ())
    kept = _rest(text, spans)
    if kept:
        return Taken(kept, tuple(word for word, _asks in asking), intent, also=also)
    return Taken((text,) if text else (), (), intent, bool(text), also)


def _everywhere(cue: Cue | None, word: str) -> bool:
    """Tell whether a set phrase is one anywhere: a single character between other words is part of them."""
    return len(word) > 1 if cue is None else not cue.at_end


def _ends(text: str, later: Sequence[tuple[Cue | None, str, int, int]], at: int) -> bool:
    """Tell whether nothing but set phrases follows ``at``."""
    for _cue, _word, start, end in later:
        if start != at:
            return False
        at = end
    return at == len(text)


def _rest(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts.append(text[at:start])
        at = end
    parts.append(text[at:])
    return tuple(part for part in parts if part)
