"""Whoever asks how much is told the line in which the amount stands, wherever its author put it."""

import pytest

from knowledge.answer.amounts import amounts, asks_amount
from knowledge.answer.answers import AnswerKind
from knowledge.answer.choosing import choose
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import article, case, item, question

RENT = "没有备案合同的，每人每月最高1500元"
FREE = {"charged": False, "text": "不收费"}


@pytest.mark.parametrize("words", ["每个月可以提多少", "津贴有多少钱", "首付要几成"])
def test_questions_for_an_amount_are_known(words: str) -> None:
    assert asks_amount(question(words))


@pytest.mark.parametrize("words", ["要多少天", "多少岁能办", "多少号放假", "租房提取怎么办"])
def test_days_ages_and_numbers_are_no_amounts(words: str) -> None:
    assert not asks_amount(question(words))


def test_an_item_in_short_tells_the_amount_first_and_without_its_number() -> None:
    one = item(conditions=["本市无住房", RENT], fee=FREE)
    answer = choose(case(one, asked=question("租房每个月可以提多少")))
    assert answer.kind is AnswerKind.PASSAGE
    assert answer.paragraphs[1].text == f"{RENT}。"
    other = choose(case(one, asked=question("租房提取")))
    assert RENT not in "".join(line.text for line in other.paragraphs)


def test_a_field_is_told_with_the_amount_that_was_asked_besides() -> None:
    one = item(conditions=[RENT], fee=FREE)
    asked = question("每个月多少，怎样申请", ItemField.PROCESS)
    told = [line.text for line in choose(case(one, asked=asked)).paragraphs]
    assert told[-1] == f"{RENT}。"


def test_of_one_matter_the_source_that_tells_the_amount_answers() -> None:
    vague = article("v", "租房提取", answer="额度以公布的为准。", items=("C-r",))
    exact = item("r", conditions=[RENT], fee=FREE)
    answer = choose(case(vague, exact, asked=question("租房提取多少")))
    assert answer.sources[0].id == "ITEM:r"
    told = article("t", "租房提取", answer="每月最高一千五百元。", items=("C-r",))
    assert choose(case(told, exact, asked=question("租房提取多少"))).sources[0].id == "ARTICLE:t"


def test_a_source_without_an_amount_tells_none() -> None:
    assert amounts(item(conditions=["本市户籍"], fee=FREE)) == []
    assert amounts(article(details={"fee": "工本费20元"}))[0].text == "收费：工本费20元。"
