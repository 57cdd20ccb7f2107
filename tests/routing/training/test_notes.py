"""The figures of a training are said in words where they could mislead."""

from typing import Any

from routing.training.notes import card_notes, no_better_heads, refused


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


def test_levels_above_the_label_have_figures_of_their_own() -> None:
    deep = {"top1": 0.4, "majority": 0.1, "levels": [{"level": 1, "labels": 3, "top1": 0.6}]}
    assert card_notes(card("random", 主题=deep)) == ("主题只看上级时模型首选：第 1 级 0.600",)


def test_a_question_that_was_not_learned_is_not_called_worse() -> None:
    told = refused({"heads": {"category": {}}}, ["category", "unit"])
    assert told.startswith("新模型在事项分类上不如现有模型，没有学现有模型会答的承办单位，未启用")
    assert refused({"heads": {}}, ["主题"]).startswith("新模型没有学现有模型会答的主题，未启用")


def test_texts_that_were_left_out_are_accounted_for() -> None:
    cleaned = {"texts": 669, "dropped": {"重复文本": 1_593}, "disputed": 40}
    assert card_notes(cleaned) == (
        "清洗后 669 条（去掉 重复文本 1,593），40 条标签互相矛盾，取多数",
    )


def test_a_question_pays_alone_or_by_what_it_adds_to_the_words() -> None:
    adds = {"top1": 0.25, "words_alone_top1": 0.2}
    by_words = {"top1": 0.25, "words_alone_top1": 0.25}
    found = card(
        "random",
        kind={"top1": 0.3, "majority": 0.2},
        equal={"top1": 0.2, "majority": 0.2},
        category={"top1": 0.1, "majority": 0.2, "mixture": adds},
        unit={"top1": 0.1, "majority": 0.2, "mixture": by_words},
        hidden={"top1": 0.1, "majority": 0.3, "mixture": adds},
    )
    assert no_better_heads(found) == ["equal", "unit", "hidden"]
