"""Pinyin that was typed for characters: whole syllables, initials, and both in one run."""

import time
from collections import Counter

import pytest

from knowledge.understanding.grams import grams
from knowledge.understanding.lexicon import Cue, Lexicon
from knowledge.understanding.pinyin import spell
from knowledge.understanding.question import ItemField
from knowledge.understanding.understand import understand
from knowledge.understanding.vocabulary import Vocabulary

LINES = [
    "身份证丢了怎么补办",
    "居住证到期怎么办理",
    "公积金提取要什么材料",
    "医保报销比例",
    "司法鉴定机构",
    "收费站在哪里",
    "是否可以分期付款",
    "结婚登记预约",
    "营业执照办理",
    "社保卡挂失",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(Counter(gram for line in LINES for gram in grams(line)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sfz diule", "身份证丢了"),
        ("shenfenzheng diu le", "身份证丢了"),
        ("shenfz", "身份证"),
        ("sfzheng", "身份证"),
        ("gjj tiqu", "公积金提取"),
        ("yb baoxiao", "医保报销"),
        ("jhdj yuyue", "结婚登记预约"),
        ("yyzz banli", "营业执照办理"),
        ("jzz zenme banli", "居住证怎么办理"),
        ("shebaok", "社保卡"),
    ],
)
def test_initials_and_syllables_in_one_run_are_read_as_the_words_they_stand_for(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    assert understand(typed, Lexicon(vocabulary=vocabulary)).corrected == meant


def test_a_sentence_in_pinyin_is_read_as_one_in_characters(vocabulary: Vocabulary) -> None:
    cues = {"要什么材料": Cue(ItemField.MATERIALS)}
    lexicon = Lexicon(vocabulary=vocabulary, cues=cues)
    question = understand("gong ji jin ti qu yao shen me cai liao", lexicon)
    assert question.corrected == "公积金提取要什么材料"
    assert question.intent is ItemField.MATERIALS
    assert question.text == "公积金提取"
    assert "gong_ji" in question.sounds


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gong ji jin ti qu fu fang zu ke yi ma", None),
        ("shen fen zheng diu le zen me bu ban shou fei ju zhu", "身份证丢了怎么补办收费居住"),
    ],
)
def test_of_a_long_sentence_most_must_be_known_words(
    vocabulary: Vocabulary, typed: str, meant: str | None
) -> None:
    assert understand(typed, Lexicon(vocabulary=vocabulary)).corrected == meant


def test_a_sentence_as_long_as_a_question_may_be_is_read(vocabulary: Vocabulary) -> None:
    typed = " ".join(["shen fen zheng diu le zen me bu ban"] * 8)
    question = understand(typed, Lexicon(vocabulary=vocabulary))
    assert question.corrected == "身份证丢了怎么补办" * 8


@pytest.mark.parametrize("word", ["test", "can", "me"])
def test_an_english_word_is_no_pinyin_of_characters_that_never_stand_together(word: str) -> None:
    lines = ["特殊学校", "食堂饭菜", "午餐", "什么", "我们"]
    known = Vocabulary(Counter(gram for line in lines for gram in grams(line)))
    assert understand(word, Lexicon(vocabulary=known)).corrected is None


def test_characters_beside_a_mixed_run_stay(vocabulary: Vocabulary) -> None:
    question = understand("我的sfz diule怎么补办", Lexicon(vocabulary=vocabulary))
    assert question.corrected == "我的身份证丢了怎么补办"


@pytest.mark.parametrize(
    "word", ["iphone", "google", "windows", "hello", "facebook", "ktv", "qwrt", "sfz", "x", ""]
)
def test_other_latin_words_and_bare_initials_are_not_spelled(
    vocabulary: Vocabulary, word: str
) -> None:
    assert spell(word, vocabulary) == ()


def test_initials_that_no_words_of_the_lines_have_are_not_spelled(vocabulary: Vocabulary) -> None:
    assert spell("ppp" + "diule", vocabulary) == ()


def test_nothing_is_spelled_before_there_is_a_vocabulary() -> None:
    assert spell("sfzdiule", Vocabulary()) == ()


def test_a_long_run_is_read_in_no_time(vocabulary: Vocabulary) -> None:
    vocabulary.prepare()
    begun = time.perf_counter()
    for typed in ("sfz" * 10, "sfzdiule" * 3, "b" * 5_000, "baob" * 40):
        understand(typed, Lexicon(vocabulary=vocabulary))
    assert time.perf_counter() - begun < 1.0


def test_a_sentence_in_pinyin_is_read_past_a_word_that_is_none_here(vocabulary: Vocabulary) -> None:
    lexicon = Lexicon(vocabulary=vocabulary)
    asked = understand("shen fen zheng diu le brr zen me bu ban", lexicon)
    assert asked.corrected == "身份证丢了怎么补办"
    english = "how do i get my papers back please help"
    assert understand(english, lexicon).corrected is None
