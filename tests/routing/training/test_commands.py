"""A training is reported, compared, and promoted only if it is not worse; the running server takes it up."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from routing.classify import modelfile
from routing.classify.coldstart import ColdStart
from routing.errors import NothingToLearn
from routing.taxonomy.tree import build
from routing.training import report
from routing.training.commands import ENOUGH, TrainPlan, enough, options_for, train, worse_heads
from routing.training.data import Sample
from routing.training.report_findings import disputed, mistakes, outermost, suspects, twins
from routing.training.report_html import highlighted
from routing.training.train import Options, Trained
from routing.training.train import train as fit
from tests.routing.city import TAXONOMY
from tests.routing.samples import samples

KEY = b"k" * 32
PHONE = "13812345678"


def plan(folder: Path, **change: object) -> TrainPlan:
    return replace(TrainPlan(folder, KEY), **change)  # type: ignore[arg-type]


def noisy() -> list[Sample]:
    """The samples, one of them wrongly labelled, one disputed, one nearly equal to another."""
    wrong = Sample(f"楼下烧烤店油烟很大影响休息，请回电{PHONE}<b>急</b>", {"unit": "FS-RS"})
    twin = Sample("市民来电：水果摊占道摆摊影响通行了", {"unit": "FS-HB"})
    equal = Sample("唉，夜市占道经营没人管", {"unit": "FS-HB"})
    return [*samples(), wrong, twin, equal]


@pytest.fixture(scope="module")
def trained() -> Trained:
    return fit(noisy(), Options(heads=("unit",)))


def test_training_again_on_the_same_data_changes_nothing(tmp_path: Path) -> None:
    assert train(samples(), plan(tmp_path)).promoted
    again = train(samples(), plan(tmp_path))
    assert not again.promoted
    assert "未变化" in again.told
    assert train(samples(), plan(tmp_path, force=True)).promoted


def test_new_examples_of_the_tree_are_something_new_to_learn(tmp_path: Path) -> None:
    phrases = [("电钻声", "020101"), ("楼上电钻声很响", "020101")]
    before = options_for(TAXONOMY, cold=ColdStart(TAXONOMY, phrases))
    assert train(samples(), plan(tmp_path, options=before)).promoted
    shuffled = options_for(TAXONOMY, cold=ColdStart(TAXONOMY, phrases[::-1]))
    assert "未变化" in train(samples(), plan(tmp_path, options=shuffled)).told
    withdrawn = options_for(TAXONOMY, cold=ColdStart(TAXONOMY, phrases[:1]))
    again = train(samples(), plan(tmp_path, options=withdrawn))
    assert again.path is not None
    assert "未变化" not in again.told
    other = build("1", [replace(c, scope_note="改过") for c in TAXONOMY.walk()])
    renamed = options_for(other, cold=ColdStart(other, phrases[:1]))
    assert "未变化" not in train(samples(), plan(tmp_path, options=renamed)).told


def test_a_worse_model_is_kept_out(tmp_path: Path) -> None:
    first = train(samples(), plan(tmp_path))
    labels = [dict(s.labels) for s in samples()]
    mixed = [Sample(s.text, labels[(i * 7) % 64]) for i, s in enumerate(samples())]
    outcome = train(mixed, plan(tmp_path))
    assert not outcome.promoted
    assert "不如" in outcome.told
    assert outcome.path is not None
    assert outcome.path.exists()
    assert outcome.compared["version"] == first.card["version"]
    unit = outcome.compared["heads"]["unit"]
    assert unit["texts"] == 64
    assert 0 <= unit["new_top1"] < 0.8
    assert train(mixed, plan(tmp_path, force=True)).promoted


def guessing(*heads: str) -> list[Sample]:
    """The samples; the labels of some questions say nothing about the text, two of them one time each."""
    found = []
    for number, sample in enumerate(samples()):
        labels = dict(sample.labels)
        labels.update(dict.fromkeys(heads, f"类{number // 2}"))
        found.append(Sample(f"{sample.text}，第{number}件", labels))
    return [found[i] for i in range(0, 64, 2)] + [found[i] for i in range(1, 64, 2)]


def test_a_first_model_that_only_guesses_is_stored_and_not_used(tmp_path: Path) -> None:
    options = Options(heads=("unit",))
    rows = [
        Sample(f"{s.text}，第{i}件", {"unit": f"u{(i * 13) % 64}"}) for i, s in enumerate(samples())
    ]
    outcome = train(rows, plan(tmp_path, options=options))
    assert not outcome.promoted
    assert "承办单位首选 0.000，不比总猜最多的一类（0.016）好" in outcome.told
    assert "--force" in outcome.told
    assert outcome.path is not None
    assert outcome.path.exists()
    assert modelfile.load(tmp_path, KEY).classifier is None
    forced = train(rows, plan(tmp_path, options=options, force=True))
    assert forced.promoted
    assert "按要求仍参与建议" in forced.told
    used = modelfile.load(tmp_path, KEY).classifier
    assert used is not None
    assert used.has("unit")


def test_a_question_that_is_only_guessed_is_left_out_of_a_good_model(tmp_path: Path) -> None:
    rows = guessing("unit")
    outcome = train(rows, plan(tmp_path))
    assert outcome.promoted
    assert "承办单位首选 0.000，不比总猜最多的一类" in outcome.told
    assert "不参与建议" in outcome.told
    assert outcome.card["left_out"] == ["unit"]
    used = modelfile.load(tmp_path, KEY)
    assert used.classifier is not None
    assert set(used.classifier.heads) == {"kind", "category"}
    assert used.card is not None
    assert used.card["heads"]["unit"]["top1"] == 0.0
    whole = fit(rows, Options()).classifier
    vectors = [model.vector("楼下油烟很大") for model in (used.classifier, whole)]
    found = [
        model.top(vector, "category")
        for model, vector in zip((used.classifier, whole), vectors, strict=True)
    ]
    assert [s.label for s in found[0]] == [s.label for s in found[1]]
    assert found[0][0].confidence == pytest.approx(found[1][0].confidence)


def test_a_model_good_only_in_what_the_house_does_not_ask_is_not_used(tmp_path: Path) -> None:
    rows = [
        Sample(s.text, {"unit": s.labels["unit"], "主题": s.labels["category"]})
        for s in guessing("unit")
    ]
    both = train(rows, plan(tmp_path, options=Options(heads=("unit", "主题"))))
    assert not both.promoted
    other = train(rows, plan(tmp_path, options=Options(heads=("主题",))))
    assert other.promoted


def test_a_model_may_be_stored_without_being_used(tmp_path: Path) -> None:
    outcome = train(samples(), plan(tmp_path, keep_out=True))
    assert not outcome.promoted
    assert outcome.path is not None
    assert outcome.path.exists()
    assert modelfile.load(tmp_path, KEY).classifier is None


def test_another_model_file_can_be_the_rival(tmp_path: Path) -> None:
    old = train(samples(), plan(tmp_path))
    given = [*samples(), Sample("路灯坏了", {"kind": "HELP"})]
    outcome = train(given, plan(tmp_path / "other", rival=old.path))
    assert outcome.compared["version"] == old.card["version"]
    assert outcome.compared["heads"]["category"]["old_top1"] > 0.9
    with pytest.raises(NothingToLearn) as refused:
        train(given, plan(tmp_path, rival=tmp_path / "absent.model"))
    assert "absent.model" in refused.value.detail_zh
    (tmp_path / "bad.model").write_bytes(b"x")
    with pytest.raises(NothingToLearn) as refused:
        train(given, plan(tmp_path, rival=tmp_path / "bad.model"))
    assert "文件损坏" in refused.value.detail_zh


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ({"heads": {}}, None, []),
        ({"heads": {}}, {"heads": {"kind": {"top1": 0.5}}}, ["kind"]),
        ({"heads": {"kind": {"top1": 0.88, "texts": 100}}}, {"heads": {"kind": {"top1": 0.9}}}, []),
        (
            {"heads": {"kind": {"top1": 0.8, "texts": 100}}},
            {"heads": {"kind": {"top1": 0.9}}},
            ["kind"],
        ),
        (
            {
                "heads": {"kind": {"top1": 0.8, "texts": 100}},
                "splits": {"random": {"kind": {"top1": 0.91, "texts": 100}}},
            },
            {"split": "random", "heads": {"kind": {"top1": 0.9}}},
            [],
        ),
        (
            {"heads": {"kind": {"top1": 0.9, "texts": 100}}},
            {"left_out": ["unit"], "heads": {"kind": {"top1": 0.9}, "unit": {"top1": 0.1}}},
            [],
        ),
    ],
)
def test_worse_means_by_more_than_the_figures_own_error_on_the_same_split(
    new: dict[str, object], old: dict[str, object] | None, expected: list[str]
) -> None:
    assert worse_heads(new, old) == expected


def test_a_house_learns_from_its_own_once_there_are_enough() -> None:
    assert not enough(ENOUGH - 1)
    assert enough(ENOUGH)


def test_the_report_is_written_as_page_and_as_json(tmp_path: Path) -> None:
    made = plan(
        tmp_path,
        options=Options(heads=("unit",)),
        reports=tmp_path / "reports",
        source="工单导出.csv",
        notes=lambda: ["3 行的列数多于表头"],
        names={"unit": {"FS-RS": "市人社局"}},
    )
    outcome = train(noisy(), made)
    assert outcome.report is not None
    page = outcome.report.read_text(encoding="utf-8")
    content = orjson.loads(outcome.report.with_name("report.json").read_bytes())
    assert content["card"]["version"] in page
    for words in (
        "工单导出.csv",
        "3 行的列数多于表头",
        "市人社局",
        "校准曲线",
        "混淆",
        "留出方式比较",
    ):
        assert words in page
    assert PHONE not in page + orjson.dumps(content).decode()
    assert page.count("<svg") == 3


def test_the_page_runs_no_script_and_escapes_what_citizens_wrote(trained: Trained) -> None:
    page = report.render(report.to_json(trained, {}, "已启用"), {})
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert " style=" not in page
    assert "<b>急</b>" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_sure_mistakes_come_with_the_words_that_misled(trained: Trained) -> None:
    found = mistakes(trained, "unit")
    assert found
    assert [case["confidence"] for case in found] == sorted(
        (case["confidence"] for case in found), reverse=True
    )
    case = next(c for c in found if "烧烤店" in c["text"] and c["label"] == "FS-RS")
    assert case["told"] == "FS-HB"
    assert any(word in "楼下烧烤店油烟很大影响休息" for word in case["words"])


def test_doubtful_labels_contradictions_and_near_twins_are_found(trained: Trained) -> None:
    doubtful = suspects(trained, "unit")
    assert all(case["confidence"] >= 0.8 and case["label_confidence"] <= 0.05 for case in doubtful)
    votes = disputed(trained.data, "unit")
    assert [case["votes"] for case in votes] == [{"FS-CG": 1, "FS-HB": 1}]
    pairs = twins(trained.data, "unit")
    assert any({*pair["labels"]} == {"FS-CG", "FS-HB"} for pair in pairs)
    assert all(pair["alike"] >= 0.75 for pair in pairs)


def test_words_inside_others_and_bare_figures_are_not_shown() -> None:
    assert outermost(["油烟", "油", "0", "很 大", "大"]) == ["油烟", "很大"]


def test_words_are_marked_where_they_stand() -> None:
    assert highlighted("油烟很大，油烟", ["油烟", "烟很"]) == (
        "<mark>油烟很</mark>大，<mark>油烟</mark>"
    )
    assert highlighted("a<b", ["<"]) == "a<mark>&lt;</mark>b"
    assert highlighted("", ["油"]) == ""


def test_the_words_weighed_in_training_are_those_that_speak_in_serving() -> None:
    told = "楼上装修电钻声一直响"
    cold = ColdStart(TAXONOMY, [("电钻声", "020101"), ("楼上电钻声很响", "020101")])
    spoken = options_for(TAXONOMY, cold=cold).words["category"]
    assert spoken(told) == {guess.code: guess.confidence for guess in cold.guess(told)}
    assert spoken(told) != options_for(TAXONOMY).words["category"](told)


def test_an_example_is_judged_without_itself() -> None:
    cold = ColdStart(TAXONOMY, [("楼上电钻声很响", "020101")])
    spoken = options_for(TAXONOMY, cold=cold).words["category"]
    assert spoken("楼上电钻声很响") == {}
    assert spoken("楼上电钻声响不停")
