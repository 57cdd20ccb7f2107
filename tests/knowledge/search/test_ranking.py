"""Ranking: each document once, the nearest line first, places and short forms count."""

from datetime import date
from typing import Any

from knowledge.search.port import Candidate, DocumentKind
from knowledge.search.ranking import Asker, in_order, rank
from knowledge.search.weights import GramWeights
from knowledge.understanding.understand import understand

LINES = ("律师事务所设立许可", "公司设立登记", "律师执业许可")
WEIGHTS = GramWeights.count(LINES)
HERE = Asker(date(2026, 3, 1), "440604")


def line(text: str, score: float = 1.0, **changes: Any) -> Candidate:
    made = Candidate(f"ITEM:{text}", DocumentKind.ITEM, 1, text, text, score)
    return made._replace(**changes)


def test_a_document_comes_once_with_its_best_line() -> None:
    first = line("律师事务所设立许可", 2.0)
    second = first._replace(line="开律师所", score=1.0)
    found = rank(understand("律师事务所设立"), [second, first], WEIGHTS, HERE)
    assert [hit.found.line for hit in found] == ["律师事务所设立许可"]


def test_a_short_form_finds_its_long_one() -> None:
    assert in_order("律所", "律师事务所设立许可")
    assert not in_order("所律", "律师事务所设立许可")
    found = rank(understand("律所"), [line("律师执业许可"), line(LINES[0])], WEIGHTS, HERE)
    assert found[0].found.title == LINES[0]


def test_what_holds_elsewhere_comes_after_what_holds_here() -> None:
    there = line(LINES[0], districts=("440606",), id="ITEM:1")
    here = line(LINES[0], districts=("440604",), id="ITEM:2")
    found = rank(understand("律师事务所"), [there, here], WEIGHTS, HERE)
    assert [hit.found.id for hit in found] == ["ITEM:2", "ITEM:1"]
    assert found[1].features["elsewhere"] == 1.0


def test_equal_ones_stand_in_the_order_of_their_ids() -> None:
    pair = [line(LINES[0], id="ITEM:b"), line(LINES[0], id="ITEM:a")]
    found = rank(understand("许可"), pair, WEIGHTS, HERE)
    assert [hit.found.id for hit in found] == ["ITEM:a", "ITEM:b"]


def test_a_rare_gram_weighs_more_than_a_common_one() -> None:
    assert WEIGHTS.of("公司") > WEIGHTS.of("律师") > WEIGHTS.of("许可") - 1e-9
    assert WEIGHTS.of("从未见过") > WEIGHTS.of("公司")


def test_what_is_asked_of_the_opposite_matter_comes_after_what_says_less() -> None:
    divorce = line("离婚登记要不要提前预约", 2.0, id="ARTICLE:a")
    wedding = line("结婚登记在哪里办", 1.6, id="ARTICLE:b")
    both = line("结婚证、离婚证丢了补领", 0.1, id="ARTICLE:c")
    weights = GramWeights.count([one.line for one in (divorce, wedding, both)])
    found = rank(understand("结婚登记要不要预约"), [divorce, wedding, both], weights, HERE)
    assert found[0].found.id == "ARTICLE:b"
    sides = {hit.found.id: hit.features["other_side"] for hit in found}
    assert sides == {"ARTICLE:a": 1.0, "ARTICLE:b": 0.0, "ARTICLE:c": 0.0}
    unsaid = rank(understand("登记要不要预约"), [divorce, wedding], weights, HERE)
    assert {hit.features["other_side"] for hit in unsaid} == {0.0}
