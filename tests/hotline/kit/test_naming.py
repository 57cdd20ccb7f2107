"""Possible names: what may name a person is masked without any context, and everyday words stay."""

import pytest

from hotline.kit import text
from hotline.kit.naming import mask_names
from hotline.kit.text import Tokenizer


@pytest.mark.parametrize(
    ("told", "masked"),
    [
        ("黄志强 残疾证怎么办", "黄** 残疾证怎么办"),
        ("我老公张建国失业了", "我老公张**失业了"),
        ("梁金水的低保停了", "梁**的低保停了"),
        ("歐陽小明身份證", "歐陽**身份證"),
        ("问王小红社保", "问王**社保"),
        ("", ""),
        ("👍🏻 ok", "👍🏻 ok"),
    ],
)
def test_a_name_is_masked_without_being_introduced(told: str, masked: str) -> None:
    assert mask_names(told) == masked


@pytest.mark.parametrize(
    "told",
    [
        "张槎街道办事处电话",
        "许可证怎么申请",
        "高三学生转学",
        "何时发放养老金",
        "公租房",
        "双胞胎上户口",
    ],
)
def test_everyday_words_stay(told: str) -> None:
    assert mask_names(told) == told


def test_the_other_tokenizer_tells_names_too() -> None:
    slow = Tokenizer(engine="jieba")
    assert ("张建国", "nr") in slow.tagged("我老公张建国失业了")
    assert "".join(word for word, _tag in slow.tagged("黄志强 残疾证")) == "黄志强 残疾证"
    assert text.default_tokenizer().tagged("") == []
