"""Amounts (问到的数额): the lines of a source that tell how much, for questions that ask it; pure.

每月可以提多少 asks neither for a fee nor for a process: the figure stands wherever its author put it, in the
conditions of one item and beside the fee of another.
"""

import re
from collections.abc import Sequence

from hotline.kit.text import normalise
from knowledge.answer.answers import Paragraph
from knowledge.answer.fields import field_of_article, field_of_item
from knowledge.answer.frames import unnumbered
from knowledge.answer.texts import ArticleText, ItemText, Text
from knowledge.understanding.question import ItemField, Question

MOST_AMOUNTS = 2
_ASKED = re.compile(r"多少(?!天|日|年|个?工作日|岁|人|号|次)|几成|几分之|几倍|几折")
_TOLD = re.compile(
    r"[0-9一二三四五六七八九十百千万半两]+(?:\.[0-9]+)?(?:个?百分点|[%％元角倍成折]|万元|平方米)"
    r"|百分之[零一二三四五六七八九十百]+"
)
_WHERE = (ItemField.CONDITIONS, ItemField.FEE, ItemField.PROCESS, ItemField.LIMIT, ItemField.RESULT)


def asks_amount(question: Question) -> bool:
    """Tell whether a question asks how much of something, be it money, a share or a space."""
    return bool(_ASKED.search(question.text) or _ASKED.search(normalise(question.raw)))


def amounts(source: Text) -> list[Paragraph]:
    """Return the lines of a source's fields in which an amount stands; of a text without fields none."""
    if isinstance(source, ItemText):
        lines = [line for asked in _WHERE for line in field_of_item(source, asked)]
    elif isinstance(source, ArticleText):
        lines = [line for asked in _WHERE for line in field_of_article(source, asked)]
    else:
        lines = []
    return [unnumbered(line) for line in lines if tells_amount([line])][:MOST_AMOUNTS]


def tells_amount(told: Sequence[Paragraph]) -> bool:
    """Tell whether an amount stands in what is told."""
    return any(_TOLD.search(line.text) for line in told)


def amount_in_text(source: Text) -> bool:
    """Tell whether a source tells an amount, be it in its fields or in its own words."""
    if isinstance(source, ArticleText) and _TOLD.search(f"{source.spoken}\n{source.answer}"):
        return True
    return bool(amounts(source))
