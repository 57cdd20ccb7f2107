"""Understanding questions with the words of the demonstration, over the lines of a small base."""

from collections import Counter
from functools import cache

import pytest

from knowledge.understanding.grams import grams
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.question import ItemField, Question
from knowledge.understanding.understand import (
    ASKING,
    MEANT,
    PLACE,
    SAME,
    UNHEARD,
    understand,
)
from tests.knowledge.lexicon.seed import lexicon

LINES = (
    "居民身份证申领",
    "身份证丢失补领",
    "居住证签注",
    "户口迁移",
    "公证处受理遗嘱公证",
    "律师事务所设立许可",
    "建筑材料检测机构资质",
    "网络预约出租汽车运输证核发",
    "不动产权证书补发",
    "社会保险关系转移",
    "公积金提取",
    "停水通知",
    "未成年人申请护照",
    "弩的制造许可",
    "十八周岁以下学生乘车优惠",
)


@cache
def known() -> Lexicon:
    counts = Counter(gram for line in LINES for gram in set(grams(line)))
    return lexicon().knowing(counts)


def asked(words: str) -> Question:
    return understand(words, known())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("请问身份证丢了怎么办，谢谢", "身份证丢"),
        ("您好，我想问一下公积金提取", "公积金提取"),
        ("麻烦帮我查一下居住证签注", "居住证签注"),
        ("弩的制造许可", "弩的制造许可"),
    ],
)
def test_politeness_and_function_words_are_not_looked_for(words: str, text: str) -> None:
    assert asked(words).text == text


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("办身份证要带什么材料", ItemField.MATERIALS),
        ("办身份证要带乜嘢", ItemField.MATERIALS),
        ("身份证申领材料", ItemField.MATERIALS),
        ("补身份证几钱", ItemField.FEE),
        ("居住证签注收费标准", ItemField.FEE),
        ("居住证签注要几耐", ItemField.LIMIT),
        ("户口迁移多久能办好", ItemField.LIMIT),
        ("身份证喺边度办", ItemField.PLACE),
        ("居住证去哪里办", ItemField.PLACE),
        ("公证处的电话是多少", ItemField.PHONE),
        ("公证处几点上班", ItemField.HOURS),
        ("公证处礼拜六开唔开", ItemField.HOURS),
        ("公积金提取怎么办理", ItemField.PROCESS),
        ("公积金提取點樣辦理", ItemField.PROCESS),
        ("公积金提取需要什么条件", ItemField.CONDITIONS),
        ("护照网上能办吗", ItemField.ONLINE),
        ("居住证可以邮寄吗", ItemField.RESULT),
        ("停水有什么依据", ItemField.BASIS),
        ("护照办到哪一步了", ItemField.PROGRESS),
    ],
)
def test_the_form_of_asking_tells_the_field_and_weighs_little(words: str, field: ItemField) -> None:
    question = asked(words)
    assert question.intent is field
    plain = asked(words.replace("要带什么材料", ""))
    assert all(share <= 1.0 for share in question.terms.values())
    assert question.text in words or question.text == plain.text


def test_the_words_of_asking_weigh_a_fifth_at_most() -> None:
    question = asked("办身份证要带什么材料")
    assert question.terms["材料"] == ASKING <= 0.2
    assert "材料" not in question.text


@pytest.mark.parametrize("words", ["建筑材料", "建筑材料检测", "装修材料", "劳动条件", "流程图"])
def test_a_name_that_looks_like_a_cue_is_none(words: str) -> None:
    question = asked(words)
    assert question.intent is None
    assert question.text == words


def test_a_word_is_looked_for_under_its_other_names_too() -> None:
    terms = asked("律所").terms
    assert terms["律所"] == UNHEARD  # it stands in no line
    assert terms["律师"] == terms["务所"] == SAME
    assert "不动" in asked("房产证补办").terms
    assert "预约" in asked("网约车").terms


def test_a_word_that_stands_in_no_line_is_said_with_the_one_that_does() -> None:
    assert asked("律所").text == "律师事务所"
    assert asked("身份证").text == "身份证"


def test_a_word_that_stands_in_lines_is_not_drowned_by_others() -> None:
    assert asked("身份证").terms["居民"] < SAME


def test_names_that_stand_in_no_line_are_not_added() -> None:
    assert "二代" not in asked("身份证").terms


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("臺灣身份證", "台湾身份证"),
        ("證件", "证件"),
        ("戶口遷移", "户口迁移"),
        ("喺屋企冇水", "在家里没水"),
        ("细路护照", "小孩护照"),
        ("劳动仲裁", "劳动仲裁"),
        ("未成年人护照", "未成年人护照"),
        ("饮水机", "饮水机"),
    ],
)
def test_traditional_and_cantonese_become_the_standard_words(words: str, text: str) -> None:
    assert understand(words, lexicon()).text == text


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("身分正", "身份证"),
        ("居住正签注", "居住证签注"),
        ("公正处", "公证处"),
        ("户囗迁移", "户口迁移"),
        ("shenfenzheng", "身份证"),
        ("shen份证", "身份证"),
        ("juzhuzheng签注", "居住证签注"),
        ("请问居住正签注多少钱", "请问居住证签注多少钱"),
    ],
)
def test_what_sounds_or_looks_alike_is_corrected(words: str, meant: str) -> None:
    question = asked(words)
    assert question.corrected == meant
    assert question.terms[meant[2:4] if meant.startswith("请问") else meant[:2]] >= MEANT


@pytest.mark.parametrize("line", LINES)
def test_a_known_line_is_never_corrected(line: str) -> None:
    assert asked(line).corrected is None


@pytest.mark.parametrize("words", ["大巴车", "国企人员", "可以", "什么", "学士学位"])
def test_an_unknown_word_is_not_corrected_into_a_known_one(words: str) -> None:
    assert asked(words).corrected is None


def test_in_a_sentence_a_character_between_known_words_is_left_alone() -> None:
    said = "孩子今年读四年级我在外面打工想把户口迁移过来"
    assert asked(said).corrected is None
    assert (
        asked("我在外面打工已经五年想把户囗迁移过来").corrected
        == "我在外面打工已经五年想把户口迁移过来"
    )


def test_initials_are_looked_for_as_such() -> None:
    assert asked("jsz").letters == ("jsz",)
    assert asked("sfz").text == "身份证"  # a word of the staff's table
    assert asked("jzz要几多钱").letters == ("jzz",)
    assert asked("shenfenzheng").letters == ()


def test_sounds_are_only_looked_up_for_what_stands_in_no_line() -> None:
    assert asked("身份证").sounds == ()
    assert "ju_zhu" in asked("句住证明").sounds


@pytest.mark.parametrize(
    ("words", "gram"),
    [
        ("18岁以下", "十八"),
        ("十八岁以下", "18"),
        ("二零二六年停水", "2026"),
        ("2026年停水", "二六"),
        ("3个月", "三个"),
        ("三个月", "3"),
        ("两百元", "200"),
    ],
)
def test_numbers_are_looked_for_in_both_writings(words: str, gram: str) -> None:
    assert asked(words).terms[gram] == SAME


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("顺德区公积金提取", ("440606",)),
        ("大良街道居住证签注", ("440606", "440606005")),
        ("北滘身份证", ("440606", "440606102")),
        ("身份证", ()),
    ],
)
def test_places_become_division_codes(words: str, codes: tuple[str, ...]) -> None:
    assert asked(words).districts == codes


def test_a_place_weighs_less_than_what_is_asked_there() -> None:
    terms = asked("顺德区公积金提取").terms
    assert terms["顺德"] == PLACE < terms["公积"] == 1.0
    assert asked("顺德区").terms["顺德"] == 1.0


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "证",
        "？",
        "请问",
        "请问谢谢怎么办",
        "要带乜嘢",
        "材料",
        "居住证" * 1700,
        "a" * 5000,
        "zhuang" * 800,
        "<script>alert(1)</script>",
        '* OR title:"身份证" AND (',
        "%_\\'; DROP TABLE articles; --",
        "😀🙏身份证",
        "𠮷𨋢",
        "\ud800身份证",
        "\x00身份证",
        "零" * 300,
        "十百千万两岁",
        "9" * 300 + "岁",
    ],
)
def test_nothing_that_is_typed_raises(words: str) -> None:
    for one in (asked(words), understand(words), understand(words, lexicon())):
        assert len(one.raw) <= 300
        assert all(0 < share <= 1 for share in one.terms.values())


def test_set_phrases_alone_are_looked_for_themselves() -> None:
    assert asked("请问").terms["请问"] == 1.0
    alone = asked("要带什么材料")
    assert alone.intent is ItemField.MATERIALS
    assert alone.terms["材料"] == 1.0
    assert not asked("谢谢").empty
