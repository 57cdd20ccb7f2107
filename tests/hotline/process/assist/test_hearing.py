"""What is asked now: the last sentences of a conversation, never a whole one."""

import pytest

from hotline.process.assist.hearing import (
    MOST_HEARD,
    cursor_of,
    last_words,
    says_something,
)


def test_the_last_sentences_are_heard_and_the_beginning_is_not() -> None:
    talk = "你好，这里是热线。" + "我先说一件别的事情，路灯坏了很久没有人修理。" * 10
    heard = last_words(talk + "好的。我身份证不见了，想补一张。")
    assert heard.endswith("我身份证不见了，想补一张。")
    assert "你好" not in heard
    assert len(heard) <= MOST_HEARD


def test_a_sentence_without_an_end_is_heard_by_its_last_words() -> None:
    assert last_words("身" * 500 + "身份证丢了") == ("身" * 500 + "身份证丢了")[-MOST_HEARD:]


@pytest.mark.parametrize("nothing", ["", "  ", "。。。", "？！\n\n", "嗯", "😀😀"])
def test_silence_says_nothing(nothing: str) -> None:
    assert not says_something(last_words(nothing))


def test_a_pause_without_new_words_has_the_same_mark() -> None:
    assert cursor_of("身份证丢了", "") == cursor_of("身份證，丢了……", "")
    assert cursor_of("身份证丢了", "") != cursor_of("身份证丢了", "440604")
    assert cursor_of("身份证丢了", "") != cursor_of("身份证丢了怎么办", "")
