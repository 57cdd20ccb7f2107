"""Figures of a search on lists small enough to compute by hand."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.evaluation import (
    Labelled,
    Outcome,
    QuestionsUnreadable,
    figures,
    first_place,
    judge,
    mislabelled,
    ndcg,
    read_questions,
)
from knowledge.evaluation_page import page


def outcome(ranked: str, relevant: str, **more: object) -> Outcome:
    asked = Labelled(f"问{relevant}", frozenset(relevant), **more)  # type: ignore[arg-type]
    return Outcome(asked, tuple(frozenset({name}) for name in ranked), 1.0)


def test_the_gain_falls_with_the_place_and_is_whole_when_all_come_first() -> None:
    assert ndcg(outcome("abc", "a")) == 1.0
    assert ndcg(outcome("bac", "a")) == pytest.approx(1 / math.log2(3))
    assert ndcg(outcome("abx", "ab")) == 1.0
    assert ndcg(outcome("xyz", "a")) == 0.0
    assert ndcg(outcome("bxa", "ab")) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))


def test_a_right_document_counts_once_even_if_it_goes_by_two_names() -> None:
    asked = Labelled("问", frozenset({"10", "code"}))
    twice = Outcome(asked, (frozenset({"10", "code"}), frozenset({"x"})), 1.0)
    assert ndcg(twice) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert first_place(twice) == 1


def test_figures_are_means_over_questions_that_have_an_answer() -> None:
    refused = Outcome(Labelled("今晚吃什么", frozenset(), refuse=True), (), 9.0, refused=True)
    wrongly = Outcome(Labelled("身份证", frozenset("a")), (frozenset("b"),), 5.0, refused=True)
    found = figures([outcome("ab", "a"), outcome("ba", "a"), wrongly, refused])
    assert found.questions == 4
    assert found.hit_1 == pytest.approx(1 / 3)
    assert found.hit_3 == pytest.approx(2 / 3)
    assert found.mrr_10 == pytest.approx((1 + 0.5) / 3)
    assert (found.refusal_precision, found.refusal_recall) == (0.5, 1.0)
    assert found.p99_ms == 9.0


def test_answers_are_right_by_what_they_were_taken_from() -> None:
    right = Outcome(
        Labelled("身份证", frozenset("a")), (), 1.0, refused=False, told=frozenset("ax")
    )
    wrong = Outcome(Labelled("护照", frozenset("b")), (), 1.0, refused=False, told=frozenset("a"))
    missed = Outcome(
        Labelled("今晚吃什么", frozenset(), refuse=True),
        (),
        1.0,
        refused=False,
        told=frozenset("a"),
    )
    found = judge("embedded", [right, wrong, missed])
    assert found.whole.answers_right == pytest.approx(1 / 3)
    assert (found.whole.refusal_precision, found.whole.refusal_recall) == (None, 0.0)
    assert list(found.missed) == [missed]
    shown = page([found], {"a": "居民身份证申领"}, file="questions.jsonl")
    assert "今晚吃什么</td><td>居民身份证申领" in shown
    offered = replace(missed, offered=True)
    listed = judge("embedded", [right, replace(right, offered=True), offered])
    assert (listed.whole.answers_right, listed.whole.offers_useful) == (1.0, 0.5)
    assert list(listed.missed) == []
    plain = page([judge("embedded", [outcome("ab", "a")])], {}, file="questions.jsonl")
    assert "该转人工" not in plain


def test_the_worst_questions_and_every_variant_are_told() -> None:
    good, bad = outcome("ab", "a", variant="错字"), outcome("bx", "a", variant="拼音")
    told = judge("embedded", [good, bad], worst=1)
    assert [o.asked.variant for _gain, o in told.worst] == ["拼音"]
    assert told.variants["错字"].hit_1 == 1.0
    assert told.variants["拼音"].hit_10 == 0.0


def test_a_file_is_read_and_its_bad_lines_are_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"query": "地图审定", "relevant": [10]}\n\n', "utf-8")
    assert read_questions(path) == [Labelled("地图审定", frozenset({"10"}))]
    path.write_text('{"query": ""}\nnot json\n{"query": "a"}\n', "utf-8")
    with pytest.raises(QuestionsUnreadable) as caught:
        read_questions(path)
    assert [e["line"] for e in caught.value.extra["errors"]] == [1, 2, 3]
    path.write_text('["a"]\n{"query": "a", "relevant": "abc"}\n{"query": "a", "relevant": null}\n')
    with pytest.raises(QuestionsUnreadable) as caught:
        read_questions(path)
    assert [e["line"] for e in caught.value.extra["errors"]] == [1, 2, 3]
    path.write_text(json.dumps({"query": "今晚吃什么", "refuse": True}), "utf-8")
    assert read_questions(path)[0].refuse
    path.write_text(json.dumps({"query": "今晚吃什么", "relevant": []}), "utf-8")
    assert read_questions(path)[0].refuse
    path.write_text(json.dumps({"query": "身份证", "relevant": ["a"], "refuse": True}), "utf-8")
    with pytest.raises(QuestionsUnreadable):
        read_questions(path)
    with pytest.raises(QuestionsUnreadable):
        read_questions(tmp_path / "missing.jsonl")


def test_labels_that_name_no_document_are_told() -> None:
    right, wrong = Labelled("一", frozenset("a")), Labelled("二", frozenset("axb"), line=7)
    assert mislabelled([right, wrong], {"a": "标题"}) == [(wrong, ["b", "x"])]
