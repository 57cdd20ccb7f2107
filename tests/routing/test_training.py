"""Training refuses what cannot be learned, measures honestly, and keeps a worse model out."""

import io
from pathlib import Path

import numpy as np
import orjson
import pytest

from hotline.kit.sheets import SheetUnreadable
from hotline.kit.signing import tag_of
from routing import modelfile
from routing.commands import (
    Columns,
    TrainPlan,
    read_samples,
    roll_back,
    train,
    tree_samples,
    worse_heads,
)
from routing.errors import NothingToLearn
from routing.evaluation import HeldOut, best_temperature, calibration_error, lines, macro_f1, report
from routing.modelfile import ModelStatus
from routing.training import Options, Sample, prepare
from routing.training import train as fit
from tests.routing.city import TAXONOMY
from tests.routing.samples import samples

KEY = b"k" * 32


def plan(folder: Path, *, force: bool = False) -> TrainPlan:
    return TrainPlan(folder, KEY, force=force)


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


def test_training_twice_gives_the_same_model() -> None:
    first, second = (fit(samples(), Options()).classifier.weights for _ in range(2))
    assert np.array_equal(first.matrix, second.matrix)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "没有可用"),
        ([Sample("", {"kind": "HELP"})], "没有可用"),
        ([Sample("垃圾", {})], "没有可用"),
        ([Sample("垃圾", {"kind": "HELP"}), Sample("油烟", {"kind": "HELP"})], "不足两类"),
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


def test_repeated_texts_vote_for_their_label() -> None:
    votes = [Sample("垃圾 1号", {"kind": k}) for k in ("HELP", "HELP", "CONSULT")]
    data = prepare([*votes, Sample("油烟", {"kind": "CONSULT"})], Options())
    assert data.texts == ("垃圾 0号", "油烟")
    assert data.labels[0] == {"kind": "HELP"}
    assert data.dropped == {"重复文本": 2}


def test_texts_with_some_labels_teach_those_questions() -> None:
    given = [*samples(), Sample("只有类型", {"kind": "PRAISE"})]
    trained = fit(given, Options())
    assert "PRAISE" in trained.classifier.heads["kind"].labels
    assert trained.card["heads"]["unit"]["texts"] == 64


def test_a_model_is_stored_loaded_and_rolled_back(tmp_path: Path) -> None:
    assert modelfile.load(tmp_path, KEY).status is ModelStatus.MISSING
    first = train(samples(), plan(tmp_path))
    assert first.promoted
    loaded = modelfile.load(tmp_path, KEY)
    assert loaded.status is ModelStatus.LOADED
    assert loaded.classifier is not None
    assert loaded.classifier.version == first.card["version"]
    assert orjson.loads(orjson.dumps(first.card)) == loaded.card
    again = train(samples(), plan(tmp_path))
    assert not again.promoted
    assert "未变化" in again.told
    more = [*samples(), Sample("完全不同的新文本", {"kind": "PRAISE"})]
    second = train(more, plan(tmp_path, force=True))
    assert second.promoted
    assert roll_back(tmp_path)
    back = modelfile.load(tmp_path, KEY)
    assert back.classifier is not None
    assert back.classifier.version == first.card["version"]
    assert not roll_back(tmp_path)


def test_the_stored_model_answers_as_the_trained_one(tmp_path: Path) -> None:
    outcome = train(samples(), plan(tmp_path))
    loaded = modelfile.load(tmp_path, KEY).classifier
    fresh = fit(samples(), Options()).classifier
    assert loaded is not None
    assert outcome.path is not None
    assert outcome.path.exists()
    for text in ("烧烤油烟", "补办 社保卡", "垃圾没人管"):
        assert loaded.predict(text) == fresh.predict(text)


def test_a_worse_model_is_kept_out(tmp_path: Path) -> None:
    train(samples(), plan(tmp_path))
    labels = [dict(s.labels) for s in samples()]
    mixed = [Sample(s.text, labels[(i * 7) % 64]) for i, s in enumerate(samples())]
    outcome = train(mixed, plan(tmp_path))
    assert not outcome.promoted
    assert "不如" in outcome.told
    assert train(mixed, plan(tmp_path, force=True)).promoted


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
    ],
)
def test_worse_means_by_more_than_the_figures_own_error(
    new: dict[str, object], old: dict[str, object] | None, expected: list[str]
) -> None:
    assert worse_heads(new, old) == expected


def _damage(raw: bytes, how: str) -> bytes:
    head, tag, content = raw.split(b"\n", 2)
    return {
        "flip": raw[:-1] + bytes([raw[-1] ^ 1]),
        "cut": raw[: len(raw) // 2],
        "empty": b"",
        "text": b"not a model",
        "format": b"HOTLINE-CLASSIFIER 99\n" + tag + b"\n" + content,
        "tag": head + b"\n" + b"0" * 64 + b"\n" + content,
    }[how]


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("flip", ModelStatus.TAMPERED),
        ("cut", ModelStatus.TAMPERED),
        ("tag", ModelStatus.TAMPERED),
        ("empty", ModelStatus.UNREADABLE),
        ("text", ModelStatus.UNREADABLE),
        ("format", ModelStatus.OTHER_FORMAT),
    ],
)
def test_a_bad_model_file_is_told_and_never_loaded(
    tmp_path: Path, how: str, status: ModelStatus
) -> None:
    train(samples(), plan(tmp_path))
    current = tmp_path / modelfile.CURRENT
    current.write_bytes(_damage(current.read_bytes(), how))
    loaded = modelfile.load(tmp_path, KEY)
    assert (loaded.status, loaded.classifier) == (status, None)


def test_a_foreign_key_does_not_open_the_model(tmp_path: Path) -> None:
    train(samples(), plan(tmp_path))
    assert modelfile.load(tmp_path, b"x" * 32).status is ModelStatus.TAMPERED


def test_an_unreadable_path_is_told(tmp_path: Path) -> None:
    (tmp_path / modelfile.CURRENT).mkdir()
    assert modelfile.load(tmp_path, KEY).status is ModelStatus.UNREADABLE


def _with_header(raw: bytes, **change: object) -> bytes:
    """Return a genuine file whose header says something else."""
    archive = dict(np.load(io.BytesIO(raw.split(b"\n", 2)[2])))
    header = orjson.loads(archive["header"].tobytes()) | change
    archive["header"] = np.frombuffer(orjson.dumps(header), np.uint8)
    out = io.BytesIO()
    np.savez(out, **archive)
    tag = tag_of(KEY, modelfile.PURPOSE, out.getvalue()).encode()
    return raw.split(b"\n", 1)[0] + b"\n" + tag + b"\n" + out.getvalue()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, ModelStatus.LOADED),
        ({"tokenizer": "jieba-0"}, ModelStatus.OTHER_TOKENIZER),
        ({"features": 0}, ModelStatus.OTHER_FORMAT),
        ({"heads": [{}]}, ModelStatus.UNREADABLE),
    ],
)
def test_a_model_made_otherwise_is_told(change: dict[str, object], status: ModelStatus) -> None:
    raw = modelfile.pack(fit(samples(), Options()).classifier, {}, KEY)
    assert modelfile.unpack(_with_header(raw, **change), KEY).status is status


def test_samples_come_from_jsonl_csv_and_gbk() -> None:
    jsonl = (
        '{"text":"垃圾","kind":"HELP","unit":["A","B"]}\n\n{"text":"油烟","kind":null}\n'.encode()
    )
    assert read_samples(jsonl)[0].labels == {"kind": "HELP", "unit": "A"}
    assert read_samples(jsonl)[1].labels == {}
    columns = Columns("内容", {"unit": "单位"})
    gbk = "内容,单位\n垃圾,城管\n".encode("gb18030")
    assert read_samples(gbk, columns) == [Sample("垃圾", {"unit": "城管"})]


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b'{"text": 1\n', NothingToLearn),
        (b'{"a":1}\n[2]', NothingToLearn),
        ("正文,kind\n垃圾,HELP".encode(), NothingToLearn),
        (b"\x00\x01\x02\xff\xfe", SheetUnreadable),
        (b"", SheetUnreadable),
    ],
)
def test_a_wrong_training_file_is_refused(raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_samples(raw)


def test_the_tree_itself_teaches_its_leaves() -> None:
    found = tree_samples(TAXONOMY)
    assert {s.labels["category"] for s in found} == {"010101", "010102", "020101", "030101"}
    trained = fit(samples(), Options(extra=found))
    assert trained.card["extra_texts"] == len(found)
    assert trained.card["texts"] == 64


def test_temperature_makes_confidences_honest() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 2000)
    margins = rng.normal(size=(2000, 3)) + 2.0 * np.eye(3)[truth]
    held = HeldOut(("a", "b", "c"), margins * 10, truth)
    temperature = best_temperature(held)
    told = report(held, temperature)
    assert told["calibration_error"] < 0.05
    assert report(held, 0.02)["calibration_error"] > told["calibration_error"]
    assert told["gates"][0]["coverage"] == 1.0
    assert [row["texts"] for row in told["per_label"]] == np.bincount(truth).tolist()


def test_figures_equal_their_definitions() -> None:
    truth, said = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    assert macro_f1(truth, said, 3) == round((2 / 3 + 0.8) / 2, 4)
    assert calibration_error(np.array([0.95, 0.95]), np.array([True, False])) == 0.45
