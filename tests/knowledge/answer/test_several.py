"""A text with several questions is answered in all of them, or says which stays open."""

from dataclasses import replace

import pytest

from knowledge.answer.answers import Answer, AnswerKind, Asks, Option, Refusal
from knowledge.answer.choosing import choose
from knowledge.answer.forms import bubbles, cautions, credit, sms, speech
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
    assert not made.left_open


def test_in_few_words_both_are_told_and_nobody_is_named_for_words_that_were_cut() -> None:
    text = sms(together(CARD, [CARD, WEDDING]))
    assert "请到派出所补领。" in text
    assert "工本费40元" in text
    long = article("x", "另一件", spoken="这一句讲得很长。" * 16, answer="长。")
    cut = sms(together(CARD, [CARD, told(long)]))
    assert "请到派出所补领。" in cut
    assert "来源" not in cut


def test_owners_of_both_are_credited_once_each() -> None:
    office = article("x", "另一件", standing={"unit_code": "FS-MZ", "unit_name": "佛山市民政局"})
    assert credit(together(CARD, [CARD, told(office)])) == "来源：佛山市公安局、佛山市民政局。"
    assert credit(together(CARD, [CARD, WEDDING])) == "来源：佛山市公安局。"


def test_a_caution_is_said_of_the_source_it_is_about() -> None:
    limited = told(article("x", "另一件", standing={"districts": ("440604", "440600")}))
    assert cautions(limited) == ("以上只适用于禅城区。",)
    assert cautions(together(CARD, [CARD, limited])) == ("“另一件”：以上只适用于禅城区。",)


@pytest.mark.parametrize("whole", [CARD, WEDDING, CHOICE], ids=["same", "another", "unsure"])
def test_a_question_that_stays_open_is_owned_up_to(whole: Answer) -> None:
    made = together(whole, [CARD, REFUSED])
    assert made.paragraphs == CARD.paragraphs
    assert made.question == whole.question
    assert cautions(made) == (Frame.ALSO_ASKED.label,)
    for said in (sms(made), speech(made), bubbles(made)[-1].text):
        assert "这里没有答到" in said


def test_with_two_told_a_third_stays_open() -> None:
    three = together(CARD, [CARD, WEDDING, REFUSED])
    assert len(three.sources) == 2
    assert three.left_open
    assert together(CARD, [CARD, WEDDING], more=True).left_open
    assert together(CARD, [CARD, CARD], more=True).left_open


def test_words_that_ask_for_nothing_are_no_open_question() -> None:
    thanks = replace(REFUSED, refusal=Refusal.COURTESY)
    assert together(CARD, [CARD, thanks]) == CARD


def test_the_same_matter_asked_twice_is_told_as_the_whole_is() -> None:
    assert together(CARD, [CARD, CARD]) == CARD


def test_two_fields_of_one_matter_beside_another_are_all_told() -> None:
    materials = told(WED, field=ItemField.MATERIALS)
    made = together(CARD, [materials, WEDDING, CARD])
    assert "需要以下材料" in made.text
    assert "工本费40元" in made.text
    assert "请到派出所补领。" in made.text
    assert len(made.sources) == 2


def test_what_is_told_already_is_no_option_and_no_option_stands_twice() -> None:
    options = (Option("结婚登记", "a", WED.standing.id), Option("补领", "a", "ITEM:again"))
    again = replace(CARD, options=options)
    wedding = replace(WEDDING, options=(Option("补领", "b", "ITEM:again"),))
    assert together(CARD, [again, wedding]).options == options[1:]


def test_where_no_question_is_sure_the_whole_is_only_one_of_those_offered() -> None:
    made = together(CARD, [CHOICE, OTHER])
    assert made.kind is AnswerKind.CANDIDATES
    assert made.text == Frame.WHICH_MATTER.label
    assert [option.label for option in made.options] == ["身份证丢了怎么办", "甲", "结婚登记"]
    assert [source.title for source in made.sources] == [o.label for o in made.options]
    assert [option.say for option in made.options][1] == "另一问"


def test_a_question_back_about_one_matter_is_asked_once_that_is_chosen() -> None:
    back = choose(case(item("many", name="办证"), asked=question("在哪", ItemField.PLACE)))
    assert back.kind is AnswerKind.CLARIFY
    made = together(CARD, [back, OTHER])
    assert [option.label for option in made.options] == ["办证", "甲", "结婚登记"]
    assert made.options[0].district == ""


def test_one_asked_back_about_does_not_hide_the_other() -> None:
    back = choose(case(item("many", name="办证"), asked=question("在哪", ItemField.PLACE)))
    made = together(back, [back, OTHER])
    assert [option.label for option in made.options] == ["办证", "甲", "结婚登记"]
    assert together(back, [back, back]) == back
    assert together(CARD, [back, back]) == CARD


def test_what_the_whole_is_not_sure_of_stays_so() -> None:
    assert together(REFUSED, [REFUSED, CARD]) == REFUSED
    assert together(CHOICE, [CHOICE, REFUSED]) == CHOICE
    perhaps = replace(CHOICE, asks=Asks.PERHAPS)
    assert together(perhaps, [CARD, REFUSED]) == perhaps
