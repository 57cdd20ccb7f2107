"""Excerpts (命中摘录): the stretch that holds most of the words, with its marks inside it."""

from hotline.process.search.excerpts import excerpts
from hotline.process.search.parts import Part
from knowledge.understanding.understand import understand


def test_the_stretch_shows_where_most_of_the_words_stand() -> None:
    far = "路过此地的人都说。" + "无关的话" * 60 + "同济路路灯三天不亮，请修复。"
    (one,) = excerpts({Part.CONTENT: [far]}, understand("同济路路灯不亮"))
    assert "同济路路灯三天不亮" in one.text
    assert len(one.text) <= 90
    marked = "".join(one.text[start:end] for start, end in one.marks)
    assert marked == "同济路路灯不亮"


def test_each_part_is_shown_once_by_its_best_text_and_the_title_not_at_all() -> None:
    texts = {
        Part.TITLE: ["路灯不亮"],
        Part.CONTENT: ["路灯坏了"],
        Part.REPLY: ["已转交", "路灯已修好，路灯恢复"],
        Part.CONVERSATION: ["您好"],
    }
    found = excerpts(texts, understand("路灯"))
    assert [(one.part, one.text) for one in found] == [
        (Part.CONTENT, "路灯坏了"),
        (Part.REPLY, "路灯已修好，路灯恢复"),
    ]


def test_where_nothing_is_shared_nothing_is_shown() -> None:
    assert excerpts({Part.CONTENT: ["停水通知"]}, understand("路灯")) == []
    assert excerpts({}, understand("路灯")) == []
    assert excerpts({Part.CONTENT: [""]}, understand("")) == []
