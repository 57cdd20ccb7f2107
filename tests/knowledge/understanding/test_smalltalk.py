"""Words that look for nothing are told from short questions."""

import pytest

from knowledge.understanding.smalltalk import Talk, talk_of


@pytest.mark.parametrize(
    ("words", "talk"),
    [
        ("你好", Talk.GREETING),
        ("喂，你好，请问", Talk.GREETING),
        ("喂喂", Talk.GREETING),
        ("有人嗎", Talk.GREETING),
        ("还在吗", Talk.GREETING),
        ("确认", Talk.COURTESY),
        ("提交", Talk.COURTESY),
        ("转接", Talk.HUMAN),
        ("谢谢", Talk.COURTESY),
        ("好的，谢谢你们", Talk.COURTESY),
        ("唔该晒", Talk.COURTESY),
        ("OK", Talk.COURTESY),
        ("我要投诉", Talk.TICKET),
        ("我想反映一件事", Talk.TICKET),
        ("登记诉求", Talk.TICKET),
        ("转人工", Talk.HUMAN),
        ("1", Talk.NOTHING),
        ("12.", Talk.NOTHING),
        ("？？？", Talk.NOTHING),
        ("。。。", Talk.NOTHING),
        ("税", Talk.NOTHING),
        ("😀", Talk.NOTHING),
        ("", Talk.NOTHING),
    ],
)
def test_words_that_look_for_nothing_are_heard(words: str, talk: Talk) -> None:
    assert talk_of(words) is talk


@pytest.mark.parametrize(
    "words",
    [
        "社保",
        "确认书在哪里开",
        "sfz",
        "12329",
        "你好，身份证丢了",
        "我要投诉物业",
        "投诉电话",
        "举报有奖吗",
        "可以网上办吗",
        "人工智能培训补贴",
        "行驶证",
        "好运来商场倒闭了",
        "对外贸易",
        "您好请问怎么投诉出租车",
        "了解公积金",
        "谢谢，那离婚呢",
    ],
)
def test_a_question_is_never_taken_for_small_talk(words: str) -> None:
    assert talk_of(words) is None


@pytest.mark.parametrize(
    "words", ["嗯" * 299 + "x", "没有了没有" * 59 + "x", "好的好" * 99 + "x", "你好您" * 99 + "x"]
)
def test_words_that_may_be_read_in_a_hundred_ways_are_read_at_once(words: str) -> None:
    """Read with backtracking, they would take longer than the test may."""
    assert talk_of(words) is None


@pytest.mark.parametrize("words", ["好嘅", "你好呀", "thank you", "okay", "没有了，谢谢"])
def test_the_longer_word_is_read(words: str) -> None:
    assert talk_of(words) in {Talk.COURTESY, Talk.GREETING}
