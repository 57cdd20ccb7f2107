"""Training refuses what cannot be learned and measures honestly, on every split the data allow."""

import numpy as np
import pytest

from routing.errors import NothingToLearn
from routing.training.choice import STARTS, WORK, Settings, choose, moves
from routing.training.commands import tree_samples
from routing.training.data import Sample
from routing.training.evaluation import (
    HeldOut,
    confusions,
    levels,
    lines,
    macro_f1,
    per_label,
    scores,
)
from routing.training.machine import Machine, ViewSet
from routing.training.splits import SplitKind, by_group, by_time, splits
from routing.training.train import Options, Trained, prepare
from routing.training.train import train as fit
from tests.routing.city import TAXONOMY
from tests.routing.samples import samples


def dated() -> list[Sample]:
    """The samples with a day and a group each."""
    return [
        Sample(s.text, s.labels, group=f"g{i % 12}", day=738000 + i % 40)
        for i, s in enumerate(samples())
    ]


@pytest.fixture(scope="module")
def trained() -> Trained:
    return fit(dated(), Options())


def test_training_measures_on_texts_the_model_has_not_seen() -> None:
    told: list[tuple[str, float]] = []
    trained = fit(samples(), Options(), lambda step, share: told.append((step, share)))
    figures = trained.card["heads"]["category"]
    assert figures["texts"] == trained.card["texts"] == 64
    assert 0.5 < figures["top1"] <= figures["top3"] <= 1
    assert figures["majority"] == 0.25
    assert told[0][1] == 0.0
    assert told[-1][1] == 1.0
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert any("category" in line for line in lines(trained.card))


def test_every_split_is_told_and_the_strictest_decides(trained: Trained) -> None:
    assert set(trained.card["splits"]) == {"random", "grouped", "time"}
    assert trained.card["split"] == "time"
    decided = trained.card["splits"]["time"]["unit"]
    assert trained.card["heads"]["unit"]["top1"] == decided["top1"]
    assert decided["texts"] < trained.card["splits"]["random"]["unit"]["texts"]


def test_a_question_is_measured_where_all_is_known(trained: Trained) -> None:
    held = trained.measured["unit"].held_out
    assert len(held.rows) == len(held.truth) == len(held.texts)
    for row, truth in zip(held.rows, held.truth.tolist(), strict=True):
        assert trained.data.labels[row]["unit"] == held.labels[truth]


def test_training_twice_gives_the_same_model() -> None:
    first, second = (fit(samples(), Options()).classifier.weights for _ in range(2))
    assert np.array_equal(first.matrix, second.matrix)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "没有数据"),
        ([Sample("", {"kind": "HELP"})], "空文本 1 行"),
        ([Sample("垃圾", {})], "无标签 1 行"),
        ([Sample("垃圾", {"kind": "HELP"}), Sample("油烟", {"kind": "HELP"})], "只有“HELP”一类"),
    ],
)
def test_what_cannot_be_learned_is_refused(given: list[Sample], reason: str) -> None:
    with pytest.raises(NothingToLearn) as refused:
        fit(given, Options())
    assert reason in refused.value.detail_zh


def test_two_texts_are_enough_to_start() -> None:
    trained = fit(
        [Sample("垃圾", {"kind": "HELP"}), Sample("油烟", {"kind": "COMPLAINT"})], Options()
    )
    assert trained.classifier.predict("垃圾") == {"kind": "HELP"}


def test_texts_with_some_labels_teach_those_questions() -> None:
    given = [*samples(), Sample("只有类型", {"kind": "PRAISE"})]
    trained = fit(given, Options())
    assert "PRAISE" in trained.classifier.heads["kind"].labels
    assert trained.card["heads"]["unit"]["texts"] == 64


def test_any_question_can_be_learned() -> None:
    given = [Sample(s.text, {"所属/主题": s.labels["category"]}) for s in samples()]
    trained = fit(given, Options(heads=("所属/主题",)))
    assert trained.classifier.predict("烧烤油烟") == {"所属/主题": "020101"}


def test_the_tree_itself_teaches_its_leaves() -> None:
    found = tree_samples(TAXONOMY)
    assert {s.labels["category"] for s in found} == {"010101", "010102", "020101", "030101"}
    trained = fit(samples(), Options(extra=found))
    assert trained.card["extra_texts"] == len(found)
    assert trained.card["texts"] == 64


def test_a_tree_of_other_labels_teaches_nothing() -> None:
    foreign = [Sample(s.text, {"category": f"甲{s.labels['category']}"}) for s in samples()]
    trained = fit(foreign, Options(heads=("category",), extra=tree_samples(TAXONOMY)))
    assert trained.card["extra_texts"] == 0
    assert all(label.startswith("甲") for label in trained.classifier.heads["category"].labels)


def test_words_that_speak_along_are_mixed_as_held_out_texts_chose() -> None:
    def oracle(prepared: str) -> dict[str, float]:
        return {"HELP": 1.0} if "垃圾" in prepared else {"COMPLAINT": 1.0}

    figures = fit(samples(), Options(words={"kind": oracle})).card["heads"]["kind"]["mixture"]
    assert 0 <= figures["trust"] <= 1
    assert figures["top1"] >= figures["words_alone_top1"]


def test_a_choice_is_bounded_in_work_and_never_worse_than_its_start() -> None:
    options = Options()
    data = fit(samples(), options).data
    folds = splits(data, 3)[SplitKind.RANDOM]
    told: list[str] = []
    quick = choose(data, ("kind",), folds, work=0, tell=told.append)
    assert len(quick.tried["kind"]) == 1
    assert quick.machines["kind"] == STARTS[0]
    long = choose(data, ("kind",), folds, work=WORK, tell=told.append)
    merits = [trial.scores.merit for trial in long.tried["kind"]]
    chosen = next(t for t in long.tried["kind"] if t.machine == long.machines["kind"])
    assert chosen.scores.merit >= merits[0]
    assert chosen.scores.merit >= max(merits) - 1e-3
    assert any("选择特征" in step for step in told)
    assert long.to_json()["machines"]["kind"]["told"].startswith("C=")


def test_a_busy_machine_chooses_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = fit(samples(), Options()).data
    folds = splits(data, 3)[SplitKind.RANDOM]
    heads = ("kind", "category")
    calm = choose(data, heads, folds, work=WORK, tell=lambda _step: None)
    late = iter(range(0, 10**9, 1_000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(late)))
    busy = choose(data, heads, folds, work=WORK, tell=lambda _step: None)
    assert busy == calm
    assert all(len(calm.tried[head]) > len(STARTS) for head in heads)


def test_the_larger_the_data_the_fewer_are_tried() -> None:
    """One attempt costs cells × labels: the same bound lets fewer be tried on four times the texts."""
    counts = []
    for copies in (1, 4):
        rows = [
            Sample(f"{s.text}{chr(0x4E00 + n)}", s.labels) for n in range(copies) for s in samples()
        ]
        data = prepare(rows, Options())
        assert len(data.texts) == copies * 64
        folds = splits(data, 3)[SplitKind.RANDOM]
        found = choose(data, ("category",), folds, work=900_000, tell=lambda _step: None)
        counts.append(len(found.tried["category"]) + len(found.tried["views"]))
    assert counts[0] > 2 * counts[1] >= 4


def test_moves_change_one_setting_and_stay_in_bounds() -> None:
    start = Machine(cost=0.1, balance=0.0, clip=1.5)
    found = list(moves(start))
    for machine in found:
        fields = ("cost", "balance", "clip", "smooth")
        assert sum(getattr(machine, f) != getattr(start, f) for f in fields) == 1
        assert machine.balance >= 0
        assert machine.clip >= 1
    assert found


def test_given_settings_leave_nothing_to_choose() -> None:
    plain = Machine(cost=1.0, balance=0.0, clip=0.0)
    given = Settings(ViewSet(words=0, chars=2), dict.fromkeys(("kind", "category", "unit"), plain))
    trained = fit(samples(), Options(settings=given))
    assert trained.classifier.weights.words == ()
    assert max(map(len, trained.classifier.weights.chars)) == 2
    assert trained.card["settings"]["tried"] == {}


def test_groups_are_never_split_and_every_row_is_held_out_once() -> None:
    groups = ["a", "a", "b", "", "c", "c", "c", "d", "", "e"]
    folds = by_group(groups, 3)
    held = sorted(row for fold in folds for row in fold.held.tolist())
    assert held == list(range(10))
    for fold in folds:
        inside = {groups[row] for row in fold.held.tolist()} - {""}
        assert not inside & {groups[row] for row in fold.learn.tolist()}


def test_time_learns_from_earlier_days_only() -> None:
    days = [738000 + i for i in np.random.default_rng(1).permutation(60).tolist()]
    folds = by_time(days)
    assert len(folds) == 3
    for fold in folds:
        assert max(days[r] for r in fold.learn.tolist()) < min(days[r] for r in fold.held.tolist())
    assert by_time([None] * 60) == ()
    assert by_time([738000] * 60) == ()


def test_levels_are_read_from_codes_and_from_joined_names() -> None:
    truth, told = np.array([0, 1, 2]), np.array([1, 1, 0])
    codes = levels(("010101", "010102", "020101"), truth, told)
    assert [(row["labels"], row["top1"]) for row in codes] == [(2, 0.6667), (2, 0.6667)]
    assert levels(("市容/垃圾", "市容/占道", "环保/油烟"), truth, told)[0]["top1"] == 0.6667
    assert levels(("甲", "乙", "丙"), truth, told) == []


def test_figures_equal_their_definitions() -> None:
    truth, said = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    assert macro_f1(truth, said, 3) == round((2 / 3 + 0.8) / 2, 4)
    margins = np.array([[2.0, 1, 0], [0, 2, 1], [0, 2, 1], [1, 2, 0]])
    held = HeldOut(("a", "b", "c"), margins, truth)
    found = scores(margins, truth, 3)
    assert (found.top1, found.top3, found.macro_f1) == (0.75, 1.0, round((2 / 3 + 0.8) / 2, 4))
    rows = per_label(held, said)
    assert rows[0] == {"label": "a", "texts": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
    assert rows[2]["precision"] is None
    assert confusions(held, said) == [{"truth": "a", "told": "b", "texts": 1}]
