"""The figures of a training are said in words where they could mislead."""

from typing import Any

from routing.training.notes import card_notes


def card(split: str, **heads: dict[str, Any]) -> dict[str, Any]:
    at_random = {name: {"top1": 0.9} for name in heads}
    return {"split": split, "splits": {"random": at_random, split: heads}, "heads": heads}


def test_beside_later_texts_the_random_figure_is_named() -> None:
    good = {"top1": 0.7, "majority": 0.2}
    (told,) = card_notes(card("time", unit=good, 主题=good))
    assert told.startswith("随机划分时模型首选：承办单位 0.900、主题 0.900；")
    assert card_notes({**card("random", unit=good)}) == ()


def test_an_answer_no_better_than_the_most_frequent_one_is_told() -> None:
    poor = {"top1": 0.17, "majority": 0.18}
    (told,) = card_notes(card("random", category=poor))
    assert told.startswith("事项分类：首选不比总猜最多的一类（0.180）好")


def test_what_the_agent_is_shown_counts_not_the_model_alone() -> None:
    helped = {"top1": 0.17, "majority": 0.18, "mixture": {"top1": 0.25}}
    assert card_notes(card("random", category=helped)) == ()
