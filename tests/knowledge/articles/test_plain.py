"""Plain search finds what was asked and stays silent about the rest."""

import pytest

from knowledge.articles.plain import Entry, PlainIndex, fold

INDEX = PlainIndex.build(
    [
        Entry("id", ("身份证丢了怎么补办", "身份证唔见咗点补"), ("临时身份证",)),
        Entry("tax", ("商家不给开发票怎么办",), ("发票",)),
        Entry("fund", ("租房提取住房公积金",), ("公积金",)),
    ]
)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("身份证丢了怎么补办", "id"),
        ("我的身份证昨天丢了，想补一张", "id"),
        ("唔见咗身份证", "id"),
        ("公积金", "fund"),
        ("租房能不能提公积金", "fund"),
        ("老板不肯开发票", "tax"),
        ("身份证　丢了！！！", "id"),
        ("身份證遺失點樣補辦", "id"),
    ],
)
def test_the_right_entry_comes_first(query: str, best: str) -> None:
    assert INDEX.search(query)[0].id == best


@pytest.mark.parametrize("query", ["", "。。。", "天气真好", "zzzz", "\0", "%", "*:*"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert INDEX.search(query) == []


def test_a_very_long_query_is_cut_not_refused() -> None:
    assert INDEX.search("身份证丢了怎么补办" * 1000)[0].id == "id"


def test_the_same_words_score_one() -> None:
    match = INDEX.search("商家不给开发票怎么办")[0]
    assert match.score == 1.0
    assert match.line == "商家不给开发票怎么办"


def test_an_empty_index_answers_nothing() -> None:
    assert PlainIndex.build([]).search("身份证") == []


def test_folding_unifies_width_and_case() -> None:
    assert fold("ＡＢc １２，身份证！") == "abc12身份证"
