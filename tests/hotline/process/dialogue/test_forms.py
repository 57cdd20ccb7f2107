"""Words for a channel: options are numbered, a person is always a button, a text message is short."""

from datetime import datetime

import pytest

from hotline.kit import clock
from hotline.process.dialogue import forms, words
from hotline.process.dialogue.choosing import pick
from hotline.process.dialogue.hearing import Wish, hear
from hotline.process.dialogue.menus import NOT_NOW, REGISTER, SKIP
from hotline.process.dialogue.says import Say
from hotline.process.dialogue.state import Choice
from hotline.tickets.messages import Template
from knowledge.answer.answers import Answer, AnswerKind, Paragraph, Piece, Voice
from knowledge.answer.forms import segments
from knowledge.understanding.question import Question

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=clock.SHANGHAI)
LONG = Answer(
    AnswerKind.PASSAGE,
    Question("问", "问", {}),
    tuple(
        Paragraph((Piece(f"第{n}步，带齐全部材料到窗口办理。", Voice.SOURCE),)) for n in range(80)
    ),
)


def test_options_are_numbered_and_a_person_is_always_a_button() -> None:
    options = (Choice("登记诉求", "登记诉求"), Choice("暂不登记", "不登记"))
    (bubble,) = forms.bubbles((Say(words.OFFER, options=options),), "cmn", NOON)
    assert bubble.text.endswith("1. 登记诉求\n2. 暂不登记")
    assert [button.say for button in bubble.buttons] == ["登记诉求", "不登记", "人工"]


def test_in_an_english_turn_our_own_options_are_english_and_say_so() -> None:
    options = (REGISTER, NOT_NOW, SKIP, Choice("南海区", "南海区"))
    (bubble,) = forms.bubbles((Say(words.OFFER, options=options),), "eng", NOON)
    assert bubble.text.endswith("1. Register a request\n2. Not now\n3. Skip\n4. 南海区")
    said = ["Register a request", "Not now", "SKIP", "南海区", "HUMAN"]
    assert [button.say for button in bubble.buttons] == said
    assert [pick(options, hear(word)) for word in said[:3]] == list(options[:3])
    assert hear("HUMAN").wish is Wish.HUMAN
    assert {hear(word).language for word in (*said[:3], "HUMAN", "None of these")} == {"eng"}


def test_an_answer_is_labelled_and_comes_in_bubbles_a_phone_can_show() -> None:
    shown = forms.bubbles((Say(answer=LONG),), "cmn", NOON)
    assert shown[0].text.startswith("【自动答复】")
    assert len(shown) > 1
    assert all(len(one.text) <= 310 for one in shown)


def test_a_text_message_has_two_segments_at_most_and_tells_how_to_go_on() -> None:
    text = forms.text_message((Say(answer=LONG),), "cmn", NOON)
    assert segments(text) <= 2
    assert "回复2" in text
    assert "人工" in text


def asking(*labels: str) -> Say:
    options = tuple(Choice(label, label) for label in labels)
    said = Paragraph((Piece("请问您想在哪个区办理？", Voice.FRAME),))
    return Say(
        answer=Answer(AnswerKind.CLARIFY, Question("问", "问", {}), (said,)), options=options
    )


def test_by_text_what_is_asked_back_is_numbered_and_0_registers() -> None:
    say = asking("禅城区", "南海区", "顺德区", "高明区", "三水区")
    text, shown = forms.menu(say)
    assert shown == 5
    assert "1.禅城区；2.南海区；" in text
    assert "回复0" in text
    assert "回复2" not in text
    assert segments(text) <= 2
    assert forms.text_message((say,), "cmn", NOON) == text


def test_options_that_do_not_fit_into_two_parts_are_left_out_and_fewer_than_two_are_no_choice() -> (
    None
):
    text, shown = forms.menu(asking(*("很长的事项名称" * 4 for _ in range(6))))
    assert (shown, segments(text)) == (3, 2)
    assert f"{shown + 1}." not in text
    assert forms.menu(asking(*("很长的事项名称" * 9 for _ in range(3)))) == ("", 0)


@pytest.mark.parametrize(
    ("hour", "told"), [(3, words.TODAY), (9, words.NOW), (20, words.NOW), (22, words.TOMORROW)]
)
def test_when_somebody_is_rung_back_is_told_by_the_clock(hour: int, told: Template) -> None:
    at = NOON.replace(hour=hour)
    text = forms.said(Say(words.WILL_CALL), "cmn", at)
    assert told.cmn in text


@pytest.mark.parametrize("language", ["cmn", "eng", "yue"])
def test_every_fixed_word_has_the_same_fields_in_each_language(language: str) -> None:
    templates = [found for found in vars(words).values() if isinstance(found, Template)]
    assert len(templates) > 20
    for template in templates:
        assert Template(template.text(language), "", "").fields() == template.fields()
