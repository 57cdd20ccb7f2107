"""Entity linking (实体链接): a line that the question says outright names its document."""

from collections.abc import Iterable
from dataclasses import replace

from knowledge.understanding.question import Question

_SHARE = 0.6  # of the searched text that a short name must make up: 身份证 does not name what 身份证丢失补领 asks
_LONG = 8  # characters of a name that is no chance wherever it stands
_LEAST = 2


def linked(question: Question, lines: Iterable[tuple[str, str]]) -> Question:
    """Return the question with the ids of the documents it names; ``lines`` are ids and folded lines found.

    The longest name counts: a shorter one inside it names something wider.
    """
    text = question.text
    least = min(_LONG, max(_LEAST, int(_SHARE * len(text) + 0.999)))
    named = [(len(line), key) for key, line in lines if len(line) >= least and line in text]
    if not named:
        return question
    longest = max(named)[0]
    ids = dict.fromkeys(key for size, key in named if size == longest)
    return replace(question, entities=tuple(ids))
