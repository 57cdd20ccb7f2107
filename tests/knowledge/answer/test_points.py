"""Whoever names no field and still asks for one thing is told the line in which it stands."""

from knowledge.answer.answers import AnswerKind
from knowledge.answer.choosing import choose
from knowledge.answer.fields import overview
from knowledge.answer.points import points
from knowledge.search.weights import GramWeights
from tests.knowledge.answer.sources import case, item, question

WEIGHTS = GramWeights.count([f"身份证怎么办第{n}条" for n in range(1000)])


def test_a_line_that_holds_the_rare_word_of_the_question_is_told_first() -> None:
    answer = choose(case(item(), asked=question("身份证要按指纹吗"), weights=WEIGHTS))
    assert answer.kind is AnswerKind.PASSAGE
    assert "采集指纹" in answer.paragraphs[1].text


def test_words_that_stand_in_many_lines_or_are_told_already_point_at_nothing() -> None:
    one = item()
    told = overview(one)
    assert points(one, question("身份证怎么办"), WEIGHTS, told) == []
    assert points(one, question("身份证要带户口簿吗"), WEIGHTS, told) == []
    assert len(points(one, question("指纹 受理 核对"), WEIGHTS, told)) == 2
