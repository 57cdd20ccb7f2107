"""Points (问到的要点): what an item says elsewhere of the words that it is not called by; pure.

Whoever asks no field may still ask for one thing of the item, such as 冷静期: the lines in which that stands are
told beside the item in short.
"""

from collections.abc import Sequence

from hotline.kit.text import default_tokenizer
from knowledge.answer.answers import Paragraph
from knowledge.answer.fields import field_of_item
from knowledge.answer.frames import unnumbered
from knowledge.answer.texts import ItemText
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import fold, pairs
from knowledge.understanding.question import ItemField, Question

MOST_POINTS = 2
RARE = 6.0  # of each pair: a word in more than one line of four hundred points at nothing
_WHERE = (
    ItemField.LIMIT,
    ItemField.CONDITIONS,
    ItemField.PROCESS,
    ItemField.MATERIALS,
    ItemField.RESULT,
    ItemField.ONLINE,
)


def points(
    item: ItemText, question: Question, weights: GramWeights, told: Sequence[Paragraph]
) -> list[Paragraph]:
    """Return the lines of an item's fields that hold a rare word of the question which ``told`` lacks."""
    known = fold("".join(paragraph.text for paragraph in told))
    left = [word for word in default_tokenizer().cut(question.text) if _points(word, weights)]
    left = [word for word in left if word not in known]
    lines = (line for asked in _WHERE for line in field_of_item(item, asked))
    found = [line for line in lines if any(word in fold(line.text) for word in left)]
    return [unnumbered(line) for line in found[:MOST_POINTS]]


def _points(word: str, weights: GramWeights) -> bool:
    return len(word) > 1 and all(weights.of(pair) >= RARE for pair in pairs(word) or [word])
