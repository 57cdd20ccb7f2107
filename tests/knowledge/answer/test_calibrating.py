"""A fit learns from labelled questions when to hand over, keeps that for its index, and needs enough of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline.kit.db import Database
from knowledge.answer.calibrating import Example, TooFewQuestions, examples, fit, judge, keep
from knowledge.answer.confidence import Calibration, logistic
from knowledge.answer.models import AnswerCalibration
from knowledge.answer.service import calibration
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.evaluation import Labelled
from tests.knowledge.articles.shelf import published


def labelled(count: int = 60) -> list[Example]:
    good = [Example({"told": 0.7 + n % 7 / 20, "covers": 0.6}, right=True) for n in range(count)]
    bad = [
        Example({"told": 0.1 + n % 7 / 20, "covers": 0.4}, right=False, answerable=False)
        for n in range(count)
    ]
    return [one for pair in zip(good, bad, strict=True) for one in pair]


def test_a_fit_tells_right_from_wrong_on_questions_it_has_not_seen() -> None:
    found = fit(labelled())
    assert found.questions == 120
    assert found.calibration.fitted
    assert (found.quality.precision or 0) > 0.9
    assert (found.quality.recall or 0) > 0.9
    sure, unsure = (found.calibration.of({"told": t, "covers": 0.5}) for t in (0.95, 0.1))
    assert sure > found.calibration.threshold > unsure


def test_a_fit_gives_the_same_for_the_same_questions() -> None:
    assert fit(labelled()) == fit(labelled())


@pytest.mark.parametrize("kept", [True, False])
def test_questions_of_one_sort_only_fit_nothing(kept: bool) -> None:
    with pytest.raises(TooFewQuestions):
        fit([example for example in labelled() if example.right is kept])


def test_two_bounds_count_what_is_answered_offered_and_handed_over() -> None:
    right, wrong = Example({}, right=True, near=True), Example({}, right=False)
    beside = Example({}, right=False, near=True)
    judged = [(0.9, right), (0.8, wrong), (0.6, beside), (0.5, wrong), (0.2, right), (0.1, wrong)]
    quality = judge(judged, 0.7, 0.4)
    assert (quality.answered, quality.right, quality.answers_right) == (2, 1, 0.5)
    assert (quality.offered, quality.useful, quality.offers_useful) == (2, 1, 0.5)
    assert (quality.refused, quality.well, quality.precision) == (2, 1, 0.5)
    assert (quality.bad, quality.recall) == (4, 0.75)
    assert judge([], 0.7, 0.4).precision is None


def test_what_is_right_among_the_nearest_is_offered_where_an_answer_would_be_wrong() -> None:
    clear = [Example({"told": 0.9 + n % 5 / 50}, right=True, near=True) for n in range(60)]
    beside = [Example({"told": 0.5 + n % 5 / 50}, right=False, near=True) for n in range(60)]
    none = [Example({"told": 0.1 + n % 5 / 50}, right=False) for n in range(60)]
    found = fit([one for three in zip(clear, beside, none, strict=True) for one in three])
    assert found.calibration.offer < found.calibration.threshold
    assert (found.quality.right, found.quality.offers_useful) == (60, 1.0)


def test_the_logistic_does_not_overflow() -> None:
    assert logistic(-1e6) < 1e-300
    assert logistic(1e6) == 1.0
    assert logistic(0) == 0.5


async def test_the_newest_fit_of_this_index_is_used_and_says_that_it_was_fitted(
    database: Database,
) -> None:
    found = fit(labelled())
    async with database.write() as session:
        await keep(session, found)
        other = await keep(session, replace(found, calibration=Calibration({}, 0.9, fitted=True)))
        other.stamp = "another tokenizer"
    async with database.read() as session:
        used = await calibration(session)
    assert used == found.calibration


async def test_a_question_counts_as_right_by_what_would_be_answered(
    database: Database, tmp_path: Path
) -> None:
    async with database.write() as session:
        await published(session)
    desk = SearchDesk(Embedded(tmp_path / "search"))
    await desk.keep_up(database)
    asked = [
        Labelled("身份证丢了怎么补办", frozenset({"id-card"})),
        Labelled("身份证丢了怎么补办", frozenset({"another"})),
        Labelled("身份证好看吗", frozenset(), refuse=True),
    ]
    async with database.read() as session:
        seen = await examples(session, desk, asked)
        assert await session.get(AnswerCalibration, "none") is None
    assert [e.right for e in seen] == [True, False, False]
    assert [e.answerable for e in seen] == [True, True, False]
    await desk.close()
