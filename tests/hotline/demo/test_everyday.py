"""Everyday questions of citizens get in the demonstration city the answers that the documentation tells of."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.demo_house import demo_house
from hotline.bootstrap import Hotline
from knowledge.answer.answers import AnswerKind
from knowledge.answer.service import Asking, answer
from knowledge.index import rebuild
from tests.support.seeded import seeded_sqlite

__all__ = ["seeded_sqlite"]
ASKED = [
    json.loads(line)
    for line in Path(__file__).with_name("everyday.jsonl").read_text("utf-8").splitlines()
]
PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "thirty-everyday-questions.md"
BESIDE = "答偏"


@pytest.fixture
async def house(seeded_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hotline]:
    monkeypatch.setattr(measure, "city", seeded_sqlite)
    async with demo_house() as hotline:
        await rebuild(
            hotline.database, hotline.search.engine
        )  # of today, as one who loads it today
        await hotline.search.follow(hotline.database)
        yield hotline


async def test_everyday_questions_are_answered_as_the_page_tells(house: Hotline) -> None:
    async with house.database.read() as session:
        made = [await answer(session, house.search, Asking(one["query"])) for one in ASKED]
    told = [
        (
            one["query"],
            got.kind.value,
            got.sources[0].title if got.kind is not AnswerKind.REFUSE else "",
        )
        for one, got in zip(ASKED, made, strict=True)
    ]
    assert told == [(one["query"], one["kind"], one["source"]) for one in ASKED]


def test_the_page_tells_every_question_with_its_outcome() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    for one in ASKED:
        (line,) = [found for found in lines if f"| {one['query']} |" in found]
        assert f"| {one['outcome']}" in line
        assert one["source"] in line


@pytest.mark.parametrize(
    ("number", "asked", "beside"),
    [(1, 30, 1), (2, 30, 0), (3, 30, 1), (4, 30, 1), (5, 30, 2), (6, 60, 3), (7, 40, 1)],
)
def test_each_list_is_whole_and_its_failures_are_counted(
    number: int, asked: int, beside: int
) -> None:
    outcomes = Counter(one["outcome"].split("：")[0] for one in ASKED if one["round"] == number)
    assert outcomes.total() == asked
    assert outcomes[BESIDE] == beside
    refused = {one["outcome"] for one in ASKED if one["kind"] == "REFUSE"}
    assert all(outcome.startswith("转人工") for outcome in refused)
