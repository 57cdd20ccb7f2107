"""The memory of confirmed tickets votes where it knows better, and forgets what it must (实例记忆)."""

from dataclasses import replace

import pytest

from hotline.kit.text import Wording
from routing.classify.features import prepare_raw
from routing.classify.memory import (
    NEAR_IDENTICAL,
    WEIGHTS,
    Answers,
    Base,
    Lesson,
    Memory,
    Vote,
    mixed,
)
from routing.classify.mixture import answers, category_shares, hear
from routing.classify.modelfile import LoadedModel, ModelStatus
from routing.decide import Decision
from routing.suggest import suggest
from routing.suggestion import Suggestion
from routing.training.train import Options
from routing.training.train import train as fit
from tests.routing.city import AT, state
from tests.routing.samples import samples

PLAIN = Wording({})
MATTER = "祖庙街道东方广场旁边的垃圾桶满了没人清运，气味很大"


def lesson(
    key: str, text: str, category: str = "010101", unit: str = "FS-CG", **more: str
) -> Lesson:
    refused = tuple(more.values())
    return Lesson(key, text, {"category": category, "unit": unit, "kind": "HELP"}, key, refused)


def memory(*lessons: Lesson, capacity: int = 100) -> Memory:
    found = Memory(capacity)
    found.learn(lessons)
    return found


def keys(found: Memory, text: str, k: int = 5) -> list[str]:
    return [n.lesson.key for n in found.similar(prepare_raw(text, PLAIN), k)]


def of(text: str, held: Memory | None, **more: object) -> Suggestion:
    return suggest(replace(state(**more), memory=held), text, channel="WEB", at=AT)


def test_the_most_similar_lessons_come_first_with_their_cosine() -> None:
    held = memory(
        lesson("a", MATTER),
        lesson("b", "祖庙街道垃圾桶满了"),
        lesson("c", "社保卡丢了怎么补办", "030101"),
    )
    found = held.similar(prepare_raw(MATTER, PLAIN))
    assert [n.lesson.key for n in found][:2] == ["a", "b"]
    assert found[0].similarity == pytest.approx(1.0)
    assert found[0].similarity > found[1].similarity > 0.15
    assert held.similar("") == []
    assert held.similar("完全无关的词") == []


def test_the_oldest_lesson_makes_room() -> None:
    held = memory(
        *(lesson(str(i), f"第{i}件：{chr(0x4E00 + i * 7) * 3}路灯不亮") for i in range(6)),
        capacity=4,
    )
    assert len(held) == 4
    assert held.keys() == {"2", "3", "4", "5"}
    assert "0" not in keys(held, "第0件：路灯不亮")


def test_a_lesson_that_changes_replaces_the_old_one_and_forgetting_leaves_no_trace() -> None:
    held = memory(lesson("a", MATTER), lesson("b", "道路积水"))
    held.learn([lesson("a", MATTER, "010102")])
    (near, *_) = held.similar(prepare_raw(MATTER, PLAIN))
    assert near.lesson.labels["category"] == "010102"
    assert len(held) == 2
    held.forget(["a", "nobody"])
    assert keys(held, MATTER) == []
    assert keys(held, "道路积水") == ["b"]


def test_many_lessons_come_and_go_and_the_index_stays_right() -> None:
    held = Memory(20)
    for i in range(200):
        held.learn([lesson(str(i), f"{i}号楼{'电梯停运' if i % 2 else '水管漏水'}，编号{i * 37}")])
    assert held.keys() == {str(i) for i in range(180, 200)}
    for n in held.similar(prepare_raw("电梯停运", PLAIN), 20):
        assert int(n.lesson.key) % 2 == 1


def test_near_identical_tickets_count_before_there_is_evidence_others_do_not() -> None:
    held = memory(lesson("a", MATTER, "020101"))
    near = held.similar(prepare_raw(MATTER, PLAIN))
    assert held.vote(near, "category").weight == 0.5
    far = held.similar(prepare_raw("祖庙街道的垃圾桶坏了要换新的，谁负责", PLAIN))
    assert 0 < far[0].similarity < NEAR_IDENTICAL
    assert held.vote(far, "category").weight == 0.0
    assert held.vote(near, "nothing") == Vote()


def always(told: Answers) -> Base:
    """Whatever is asked, this is the answer."""

    def base(_text: str) -> Answers:
        return told

    return base


def test_the_weight_follows_what_was_right() -> None:
    texts = [f"{chr(0x5000 + i)}小区{chr(0x6000 + i)}栋的垃圾桶满了没人清运" for i in range(30)]
    good, bad = Memory(), Memory()
    for i, text in enumerate(texts):
        wrong = {"category": {"010102": 0.6, "010101": 0.4}}
        right = {"category": {"010101": 0.6, "010102": 0.4}}
        good.learn([lesson(str(i), text)], always(wrong))
        bad.learn([lesson(str(i), text, "010101" if i % 2 else "020101")], always(right))
    near = good.similar(prepare_raw(texts[3] + "了", PLAIN))
    assert good.vote(near, "category").weight > 0
    low = bad.similar(prepare_raw("某小区某栋的垃圾桶满了没人清运", PLAIN))
    assert bad.vote(low, "category").weight <= WEIGHTS[1]
    figures = good.figures()["category"]
    assert 20 < figures["judged"] < 30
    assert len(figures["weights"]) == 5


def test_lessons_the_model_knows_are_not_used_to_judge() -> None:
    held = memory(lesson("a", MATTER), lesson("b", MATTER))
    assert held.figures() == {}


def test_each_confirmed_ticket_improves_the_next_suggestion_at_once() -> None:
    text = "楼下有人弹钢琴到半夜，孩子睡不着，希望有人管一管"
    held = Memory()
    before = of(text, held)
    assert not before.category or before.category[0].value != "020101"
    held.learn([lesson("a", text, "020101", "FS-HB")])
    after = of(text, held)
    assert after.category[0].value == "020101"
    assert after.category[0].source == "memory"
    assert "FS-HB单位" in [unit.label for unit in after.unit]
    assert [n.lesson.key for n in after.similar] == ["a"]


def test_the_words_shared_with_the_nearest_ticket_are_evidence() -> None:
    text = "楼下有人弹钢琴到半夜，孩子睡不着，希望有人管一管"
    held = memory(lesson("a", "楼下有人弹钢琴到半夜，孩子睡不着，希望有人来管一管", "020101"))
    found = of(text, held)
    shown = [text[e.start : e.end] for e in found.category[0].evidence if e.source == "memory"]
    assert shown == ["楼下有人弹钢琴到半夜，孩子睡不着，希望有人", "管一管"]
    far = memory(lesson("a", "孩子睡不着", "020101"))
    assert all(e.source != "memory" for c in of(text, far).category for e in c.evidence)


def test_similar_tickets_stand_in_no_document() -> None:
    held = memory(lesson("T-SECRET-NUMBER", MATTER))
    found = of(MATTER, held)
    assert found.similar
    assert "T-SECRET-NUMBER" not in str(found.to_json())


def test_what_is_remembered_under_a_code_that_is_gone_is_left_out() -> None:
    held = memory(lesson("a", MATTER, "999999"))
    assert all(choice.value != "999999" for choice in of(MATTER, held).category)


MODEL = LoadedModel(ModelStatus.LOADED, fit(samples(), Options()).classifier, {})


@pytest.mark.parametrize("sample", samples()[:12], ids=lambda s: s.text[:8])
def test_switched_off_the_labels_are_those_of_the_trained_pipeline(sample: object) -> None:
    text = sample.text  # type: ignore[attr-defined]
    known = state(model=MODEL)
    off = of(text, None, model=MODEL)
    empty = of(text, Memory(), model=MODEL)
    assert off.to_json() == empty.to_json()
    shares = category_shares(known, hear(known, text, memory=False))
    best = sorted(shares.items(), key=lambda item: -item[1])[:3]
    assert [(c.value, c.confidence) for c in off.category] == best
    learned = hear(known, text).shares("category")
    if known.model.classifier is not None and known.model.classifier.heads["category"].trust == 1:
        assert off.category[0].value == max(learned, key=lambda code: learned[code])
    assert answers(known, text)["category"] == shares


def test_without_a_vote_the_shares_are_left_exactly_as_they_were() -> None:
    base = {"a": 0.123456789, "b": 0.3}
    assert mixed(base, Vote({"c": 1.0}, 0.0)) == base
    assert mixed(base, Vote({"b": 1.0}, 0.5)) == {"a": 0.123456789 / 2, "b": 0.65}


def test_a_ruling_puts_its_unit_first_and_the_relieved_one_last() -> None:
    held = memory(lesson("a", MATTER, unit="FS-HB", refused="FS-CC-ZM"))
    found = of(MATTER, held)
    assert (found.unit[0].label, found.unit[0].source) == ("FS-HB单位", "ruling")
    assert found.unit[-1].value == "U-FS-CC-ZM"
    assert found.unit[-1].confidence < found.unit[0].confidence
    assert isinstance(found.decision, Decision)
    assert found.decision.must_review
    assert not found.decision.direct
    assert "裁决" in found.decision.reasons[-1].zh


def test_a_ruling_says_nothing_about_other_matters() -> None:
    held = memory(lesson("a", MATTER, unit="FS-HB", refused="FS-CC-ZM"))
    found = of("祖庙街道东方广场垃圾没人收，请派人", held)
    assert found.unit[0].value == "U-FS-CC-ZM"
    assert isinstance(found.decision, Decision)
    assert not found.decision.must_review


def test_dialect_is_learnt_in_standard_words() -> None:
    held = Memory(10, Wording({"冇人理": "无人处理"}))
    held.learn([lesson("a", "垃圾桶冇人理")])
    near = held.similar(prepare_raw("垃圾桶无人处理", PLAIN))
    assert near[0].similarity == pytest.approx(1.0)
