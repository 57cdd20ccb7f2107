"""The questions that stand in one text are told apart; one question, however long, stays whole."""

import pytest

from knowledge.understanding.parting import questions_in
from knowledge.understanding.question import MAX_QUERY


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("身份证丢了怎么补？结婚要带什么？", ("身份证丢了怎么补？", "结婚要带什么？")),
        (
            "物业费涨价没问过我们，合法吗？还有我们想成立业委会，找谁",
            ("物业费涨价没问过我们，合法吗？", "还有我们想成立业委会，找谁"),
        ),
        (
            "想问下天然气报装多少钱，家里用煤气罐。顺便问下旧床垫扔哪里",
            ("想问下天然气报装多少钱，家里用煤气罐。", "顺便问下旧床垫扔哪里"),
        ),
        (
            "你好，我身份证不见了，想补一张。另外结婚登记要带什么？",
            ("你好，我身份证不见了，想补一张。", "另外结婚登记要带什么？"),
        ),
        (
            "身份证丢了怎么补，还有结婚登记要带什么",
            ("身份证丢了怎么补，", "还有结婚登记要带什么"),
        ),
        ("办居住证要身份证，还有什么", ("办居住证要身份证，还有什么",)),
        (
            "我想办理退休，还有两年社保没交怎么办",
            ("我想办理退休，还有两年社保没交怎么办",),
        ),
        ("我需要带身份证，还有照片，还有什么", ("我需要带身份证，还有照片，还有什么",)),
        ("小区电梯坏了，另外找谁投诉物业", ("小区电梯坏了，另外找谁投诉物业",)),
        ("护照到期点样换，另外社保卡边度领", ("护照到期点样换，", "另外社保卡边度领")),
        (
            "身份證唔見咗點樣補辦，另外居住證幾耐攞到",
            ("身份證唔見咗點樣補辦，", "另外居住證幾耐攞到"),
        ),
    ],
)
def test_each_sentence_that_asks_is_a_question(words: str, parts: tuple[str, ...]) -> None:
    assert questions_in(words) == parts


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("我想问下身份证怎么补办。那要多少钱？", 1),
        ("社保局在哪？周末开不开门？", 1),
        ("老人卡怎么办。办这个收费吗？", 1),
        ("户口怎么迁？另外要多少钱？", 1),
        ("小孩打针去边度？几钱？", 1),
        ("怎么办理？身份证。", 1),
        ("身份证怎么补办。那要多少钱？居住证怎么办？", 2),
        ("公积金怎么提？可以代办吗？社保卡怎么领？要本人去吗", 2),
    ],
)
def test_what_may_be_asked_of_any_matter_is_asked_of_the_one_before(words: str, parts: int) -> None:
    assert len(questions_in(words)) == parts
    assert "".join(questions_in(words)) == words


def test_many_questions_are_counted() -> None:
    assert len(questions_in("公积金怎么提？身份证怎么补？居住证怎么办？社保卡怎么领？")) == 4


def test_what_was_told_before_a_question_and_after_the_last_belongs_to_it() -> None:
    words = "我在佛山上班。社保断了两个月。医保还能报吗？公积金能取吗？急，谢谢。"
    assert questions_in(words) == (
        "我在佛山上班。社保断了两个月。医保还能报吗？",
        "公积金能取吗？急，谢谢。",
    )


@pytest.mark.parametrize(
    "words",
    [
        "",
        "？",
        "路灯坏了。黑了三天。",
        "我女儿下个月满十六岁，身份证是自己去办还是要大人陪着去",
        "为什么？为什么？",
        "还有多少公积金可以提",
        "http://a.b/c?x=1 这个网站打不开怎么办",
        "怎么办理身份证？" + "长" * MAX_QUERY,
    ],
)
def test_one_question_stays_whole(words: str) -> None:
    assert questions_in(words) == (words,)
