"""Completion (输入联想): how what is typed so far begins a line – in characters, pinyin, initials, or mixed (shenfen证).

Pure: the engines ask for ``beginnings``, the desk orders what they find by ``fit`` and by who types.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hotline.kit.text import normalise
from knowledge.audience import Audience
from knowledge.search.port import Candidate, DocumentKind
from knowledge.understanding.grams import fold, runs, spelled, syllables
from knowledge.understanding.question import MAX_QUERY

MOST_TYPED = 48  # letters that are looked at: sixteen syllables of three letters
DEEP = 25  # documents an engine hands over for one page of completions: three pages to choose from, quick to read
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|ve|er|[aeiouv])"
    "|[zcs]h|[a-z]"
)
_DOUBLE = ("zh", "ch", "sh")

# What each way of fitting is worth; popularity may lift a good match over an unknown one of the next better way.
_PREFIX, _SPELLED, _INSIDE, _SOUNDS, _SCATTERED = 1.0, 0.9, 0.6, 0.5, 0.3
_POPULAR, _HERE, _ELSEWHERE, _BRIEF = 0.5, 0.15, -0.3, 0.1
_LONG = 40  # characters of a line that is no longer brief


@dataclass(frozen=True)
class CompletionAsked:
    """What was typed so far, by whom and where; ``kinds`` empty means all."""

    typed: str
    audience: Audience = Audience.PUBLIC
    district: str = ""
    kinds: frozenset[DocumentKind] = frozenset()
    limit: int = 8
    today: date | None = None


@dataclass(frozen=True)
class Completion:
    """One proposal: the ``text`` to go on with, the part of it that was typed, and the document behind it."""

    text: str
    marks: tuple[tuple[int, int], ...]
    found: Candidate
    score: float = 0.0


def beginnings(typed: str) -> list[tuple[str, float]]:
    """Return what the beginning of a line may look like in the index, with weights; empty for no words."""
    folded = fold(typed[:MAX_QUERY])[:MOST_TYPED]
    if not folded:
        return []
    forms = {folded: 1.0}
    parts = runs(folded)
    mixed = len(parts) > 1
    if not folded.isascii() and len(folded) > 1:
        forms.setdefault(spelled(folded), 0.9 if mixed else 0.3)
    if any(part.isascii() and part.isalpha() for part in parts):
        forms.setdefault("".join(_initials(part) for part in parts), 0.6)
    return list(forms.items())


def _initials(part: str) -> str:
    if not part.isascii():
        return "".join(syllable[:1] for syllable in syllables(part))
    return part if part.isdigit() else "".join(s[0] for s in _SYLLABLE.findall(part))


def fit(typed: str, line: str) -> float:
    """Return how well the folded ``line`` goes on from the folded ``typed``, in 0..1; 0 not at all."""
    if line.startswith(typed):
        return _PREFIX
    if not typed.isascii() and all(part.isascii() is False for part in runs(typed)):
        return _fit_characters(typed, line)
    if _follows(typed, line):
        return _SPELLED
    return _INSIDE if len(typed) > 1 and typed in line else 0.0


def _fit_characters(typed: str, line: str) -> float:
    if len(typed) > 1 and typed in line:
        return _INSIDE
    if len(typed) > 1 and _sounds_like(typed, line):
        return _SOUNDS
    held = 1 < len(typed) <= len(line) and set(typed) <= set(line)
    return _SCATTERED if held else 0.0


def _sounds_like(typed: str, line: str) -> bool:
    head = line[: len(typed)]
    return not head.isascii() and syllables(typed) == syllables(head)


def _follows(typed: str, line: str) -> bool:
    """Tell whether ``typed`` spells the beginning of ``line``, each syllable whole, by its initial, or at the end cut."""
    reached = {0}
    for char, syllable in _read(line):
        ahead: set[int] = set()
        for at in reached:
            rest = typed[at:]
            if char.startswith(rest) or syllable.startswith(rest):
                return True
            ahead.update(at + size for size in _steps(rest, char, syllable))
        reached = ahead
        if not reached:
            return False
        if len(typed) in reached:
            return True
    return False


def _steps(rest: str, char: str, syllable: str) -> Iterable[int]:
    """Yield how many typed letters may stand for one character of a line."""
    if rest[0] == char:
        yield 1
    if not syllable:
        return
    if rest.startswith(syllable):
        yield len(syllable)
    if rest[0] == syllable[0]:
        yield 1
    if syllable[:2] in _DOUBLE and rest.startswith(syllable[:2]):
        yield 2


def _read(line: str) -> Iterable[tuple[str, str]]:
    for run in runs(line[:MOST_TYPED]):
        if run.isascii():
            yield from ((char, "") for char in run)
            continue
        read = syllables(run)
        spoken = read if len(read) == len(run) else ("",) * len(run)
        yield from zip(run, spoken, strict=True)


def order(asked: CompletionAsked, found: Iterable[Candidate]) -> list[Completion]:
    """Return the best completions: each line and each document once, no kind alone where there are others."""
    typed = fold(asked.typed[:MAX_QUERY])[:MOST_TYPED]
    made = [one for one in (_weighed(asked, typed, c) for c in found) if one.score > 0]
    made.sort(key=lambda one: (-one.score, one.found.id, one.text))
    chosen = _mixed(_different(made), asked.limit)
    return [replace(one, marks=_marks(asked.typed, one.text)) for one in chosen]


def _weighed(asked: CompletionAsked, typed: str, found: Candidate) -> Completion:
    line = found.folded or fold(found.line)
    fits = fit(typed, line)
    if not fits:
        return Completion(found.line, (), found)
    score = fits + _POPULAR * found.popularity + _BRIEF * max(0.0, 1 - len(line) / _LONG)
    if asked.district and found.districts:
        score += _HERE if asked.district in found.districts else _ELSEWHERE
    return Completion(found.line, (), found, max(score, 0.01))


def _marks(typed: str, line: str) -> tuple[tuple[int, int], ...]:
    said = normalise(typed[:MAX_QUERY].strip())
    start = normalise(line).find(said) if said else -1
    return ((start, start + len(said)),) if start >= 0 else ()


def _different(made: Iterable[Completion]) -> list[Completion]:
    documents: set[str] = set()
    lines: set[str] = set()
    kept = []
    for one in made:
        line = one.found.folded or fold(one.text)
        if one.found.id in documents or line in lines:
            continue
        documents.add(one.found.id)
        lines.add(line)
        kept.append(one)
    return kept


def _mixed(made: list[Completion], limit: int) -> list[Completion]:
    """Let no kind take more than half of the places while others have something; the order stays."""
    share = max(1, (limit + 1) // 2)
    taken: Counter[DocumentKind] = Counter()
    within: list[int] = []
    beyond: list[int] = []
    for place, one in enumerate(made):
        taken[one.found.kind] += 1
        (within if taken[one.found.kind] <= share else beyond).append(place)
    chosen = [*within, *beyond][:limit]
    return [made[place] for place in sorted(chosen)]
