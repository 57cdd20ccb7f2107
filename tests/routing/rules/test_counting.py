"""Counting speaks for one side or the other."""

import numpy as np
import pytest

from routing.rules.counting import Kinds, Scale
from routing.rules.grams import Vocabulary

FOR = ["火好大", "好大火", "起火了", "大火了"]
AGAINST = ["门好大", "好大门", "关门了", "大门了", "门口好"]


def _scale(texts: list[str], sides: list[int]) -> tuple[Vocabulary, Scale]:
    known = Vocabulary(texts)
    return known, Scale(known.grams(texts), known.size, np.array(sides, np.int8)[:, None])


def test_what_stands_on_one_side_speaks_for_it() -> None:
    known, scale = _scale(FOR + AGAINST, [1] * 4 + [-1] * 5)
    fire, door, neither = scale.loudness(known.read(["火", "门", "龘"]))[:, 0].tolist()
    assert fire > 0 > door
    assert neither == 0


def test_a_sentence_is_judged_by_all_the_others() -> None:
    texts = FOR + AGAINST
    sides = [1] * 4 + [-1] * 5
    told = _scale(texts, sides)[1].held_out()[:, 0]
    for number, text in enumerate(texts):
        rest = [n for n in range(len(texts)) if n != number]
        known, scale = _scale([texts[n] for n in rest], [sides[n] for n in rest])
        grams = known.grams([text])
        own = len(_scale(texts, sides)[0].grams([text]).of(0))
        summed = scale.weights[grams.of(0), 0].sum() / np.sqrt(own + 1)
        assert told[number] == pytest.approx(summed, abs=1e-4)


def test_what_says_nothing_of_a_class_changes_nothing() -> None:
    known, scale = _scale(FOR + AGAINST, [1] * 4 + [-1] * 5)
    other, wider = _scale([*FOR, *AGAINST, "火火门门"], [1] * 4 + [-1] * 5 + [0])
    for text in ("大火", "好门"):
        one, same = scale.loudness(known.read([text])), wider.loudness(other.read([text]))
        assert one[0, 0] == pytest.approx(same[0, 0], abs=1e-5)


def test_the_nearest_sentence_is_of_the_class() -> None:
    known, scale = _scale(FOR + AGAINST, [1] * 4 + [-1] * 5)
    nearest = scale.nearest(known.grams(["起火关门"]).of(0), 0)
    assert FOR[nearest] == "起火了"


def test_a_kind_is_named_where_it_stands_out() -> None:
    texts = ["着火了", "大火烧", "冒火苗", "火光大"] * 6 + [
        "撞车了",
        "车翻了",
        "追尾车",
        "车相撞",
    ] * 6
    known = Vocabulary(texts)
    told = [frozenset({"119"})] * 24 + [frozenset({"122"})] * 24
    kinds = Kinds(known.grams(texts), known.size, told)
    assert kinds.name(known.read(["大火苗"])) == "119"
    assert kinds.name(known.read(["车追尾了"])) == "122"


def test_kinds_that_cannot_be_told_apart_are_not_named() -> None:
    texts = ["着火了"] * 10 + ["着火了"] * 10
    known = Vocabulary(texts)
    told = [frozenset({"119"}), frozenset({"122"})] * 10
    assert Kinds(known.grams(texts), known.size, told).name(known.read(["着火了"])) == ""
