"""Never a word that stands in no source: every answer, of every source, word by word."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.answer.answers import Answer, Voice
from knowledge.answer.choosing import choose
from knowledge.answer.frames import is_fixed
from knowledge.answer.texts import ArticleText, ItemText, Text, words_of
from knowledge.articles.schemas import Details
from knowledge.items.schemas import ItemRow, content_of
from knowledge.search.port import DocumentKind
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import DISTRICTS, case, question, standing

DATA = Path(__file__).parents[3] / "hotline" / "demo" / "data"
FIELDS = [None, *ItemField]


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def seed_items() -> Iterator[ItemText]:
    for row in lines("service_items.jsonl"):
        content = content_of(ItemRow.model_validate(row))
        told = standing(row["code"], DocumentKind.ITEM, row["name"])
        yield ItemText(told, row["code"], row["situation_code"], row["parent_code"], content)


def seed_articles() -> Iterator[ArticleText]:
    names = Details.model_fields
    for row in lines("articles.jsonl"):
        details = Details(**{name: row[name] for name in names if name in row})
        told = standing(row["key"], DocumentKind.ARTICLE, row["title"])
        yield ArticleText(told, row["spoken"], row["answer"], details)


@cache
def sources() -> list[ItemText | ArticleText]:
    return [*seed_items(), *seed_articles()]


def unsourced(answer: Answer, text: Text) -> list[str]:
    """Pieces that stand neither in the source nor in the table of fixed words."""
    source = words_of(text) + "\n" + json.dumps(getattr(text, "raw", {}), ensure_ascii=False)
    pieces = [
        piece
        for paragraphs in (answer.paragraphs, answer.brief)
        for paragraph in paragraphs
        for piece in paragraph.pieces
    ]
    return [
        piece.text
        for piece in pieces
        if not (is_fixed(piece.text) if piece.voice is Voice.FRAME else piece.text in source)
    ]


@pytest.mark.parametrize("asked", FIELDS, ids=str)
def test_every_word_of_an_answer_is_the_sources_or_fixed(asked: ItemField | None) -> None:
    told = 0
    for text in sources():
        for district in ("", *DISTRICTS):
            answer = choose(case(text, asked=question("办理", asked), district=district))
            assert unsourced(answer, text) == []
            told += not answer.hands_over
    assert told > 0 or asked is ItemField.PROGRESS


def test_the_property_sees_an_invented_word() -> None:
    (text, *_rest) = seed_items()
    other = standing("b", DocumentKind.ITEM, "另一事项")
    invented = ItemText(other, "B", "", "", {**text.raw, "name": "捏造的名称"})
    answer = choose(case(invented, asked=question("办理", ItemField.MATERIALS)))
    assert "捏造的名称" in unsourced(answer, text)
