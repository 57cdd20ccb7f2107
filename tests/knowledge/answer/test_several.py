"""A text with several questions is answered in all of them, or says which stays open."""

from dataclasses import replace

from knowledge.answer.answers import Answer, AnswerKind, Refusal
from knowledge.answer.choosing import choose
from knowledge.answer.forms import credit
from knowledge.answer.frames import Frame
from knowledge.answer.several import together
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import NEVER, article, case, item, question

LOST = article("lost", "身份证丢了怎么办", spoken="请到派出所补领。", answer="请到派出所补领。")
WED = item("wed", name="结婚登记")


def told(*texts: object, field: ItemField | None = None) -> Answer:
    return choose(case(*texts, asked=question(intent=field)))  # type: ignore[arg-type]


CARD, WEDDING = told(LOST), told(WED, field=ItemField.FEE)
REFUSED = choose(case(LOST, calibration=NEVER))
CHOICE = choose(case(LOST, WED, scores=(1.0, 0.99)))
OTHER = choose(case(article("a", "甲"), WED, scores=(1.0, 0.99), asked=question("另一问")))


def test_two_matters_are_both_told_each_under_its_name_with_both_sources() -> None:
    made = together(CARD, [CARD, WEDDING])
    assert made.kind is AnswerKind.PASSAGE
    assert made.text == (
        "关于“身份证丢了怎么办”：\n请到派出所补领。\n“结婚登记”的收费：工本费40元。\n收费依据：价格主管部门的规定。"
    )
    assert [source.title for source in made.sources] == ["身份证丢了怎么办", "结婚登记"]
    assert made.confidence == min(CARD.confidence, WEDDING.confidence)
    assert "关于“身份证丢了怎么办”：" in "".join(line.text for line in made.brief)


def test_owners_of_both_are_credited_once_each() -> None:
    office = article("x", "另一件", standing={"unit_code": "FS-MZ", "unit_name": "佛山市民政局"})
    assert credit(together(CARD, [CARD, told(office)])) == "来源：佛山市公安局、佛山市民政局。"
    assert credit(together(CARD, [CARD, WEDDING])) == "来源：佛山市公安局。"


def test_a_question_that_stays_open_is_owned_up_to() -> None:
    made = together(CARD, [CARD, REFUSED])
    assert made.paragraphs[:-1] == CARD.paragraphs
    assert made.paragraphs[-1].text == Frame.ALSO_ASKED.label
    three = together(CARD, [CARD, WEDDING, REFUSED])
    assert three.paragraphs[-1].text == Frame.ALSO_ASKED.label
    assert len(three.sources) == 2


def test_words_that_ask_for_nothing_are_no_open_question() -> None:
    thanks = replace(REFUSED, refusal=Refusal.COURTESY)
    assert together(CARD, [CARD, thanks]) == CARD


def test_the_same_matter_asked_twice_is_told_as_the_whole_is() -> None:
    assert together(CARD, [CARD, CARD]) == CARD


def test_where_no_question_is_sure_the_whole_is_only_one_of_those_offered() -> None:
    made = together(CARD, [CHOICE, OTHER])
    assert made.kind is AnswerKind.CANDIDATES
    assert [option.label for option in made.options] == ["身份证丢了怎么办", "甲", "结婚登记"]
    assert [source.title for source in made.sources] == [o.label for o in made.options]
    assert [option.say for option in made.options][1] == "另一问"


def test_what_the_whole_is_not_sure_of_stays_so() -> None:
    assert together(REFUSED, [REFUSED, CARD]) == REFUSED
    assert together(CHOICE, [CHOICE, REFUSED]) == CHOICE
