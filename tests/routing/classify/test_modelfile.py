"""A model file is hostile, versioned input: signed, replaced at once, and a bad one is told and never loaded."""

import io
from pathlib import Path

import numpy as np
import orjson
import pytest

from hotline.kit.signing import tag_of
from routing.classify import modelfile
from routing.classify.modelfile import ModelStatus
from routing.training.commands import TrainPlan, roll_back, train
from routing.training.train import Options
from routing.training.train import train as fit
from tests.routing.samples import samples

KEY = b"k" * 32


@pytest.fixture(scope="module")
def raw() -> bytes:
    trained = fit(samples(), Options())
    return modelfile.pack(trained.classifier, {"texts": 64}, KEY)


def put(folder: Path, content: bytes) -> Path:
    current = folder / modelfile.CURRENT
    modelfile.write(current, content)
    return current


def _damage(raw: bytes, how: str) -> bytes:
    head, tag, content = raw.split(b"\n", 2)
    return {
        "flip": raw[:-1] + bytes([raw[-1] ^ 1]),
        "cut": raw[: len(raw) // 2],
        "empty": b"",
        "text": b"not a model",
        "format": b"HOTLINE-CLASSIFIER 99\n" + tag + b"\n" + content,
        "before": b"HOTLINE-CLASSIFIER 1\n" + tag + b"\n" + content,
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
        ("before", ModelStatus.OTHER_FORMAT),
    ],
)
def test_a_bad_model_file_is_told_and_never_loaded(
    tmp_path: Path, raw: bytes, how: str, status: ModelStatus
) -> None:
    put(tmp_path, _damage(raw, how))
    loaded = modelfile.load(tmp_path, KEY)
    assert (loaded.status, loaded.classifier) == (status, None)


def test_a_foreign_key_does_not_open_the_model(tmp_path: Path, raw: bytes) -> None:
    put(tmp_path, raw)
    assert modelfile.load(tmp_path, KEY).status is ModelStatus.LOADED
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
        ({"heads": [{"name": "kind", "labels": ["A"], "start": 0}]}, ModelStatus.UNREADABLE),
    ],
)
def test_a_model_made_otherwise_is_told(
    raw: bytes, change: dict[str, object], status: ModelStatus
) -> None:
    assert modelfile.unpack(_with_header(raw, **change), KEY).status is status


def test_what_was_learned_is_read_again(raw: bytes) -> None:
    fresh = fit(samples(), Options()).classifier
    loaded = modelfile.unpack(raw, KEY)
    assert loaded.classifier is not None
    assert loaded.card == {"texts": 64}
    assert loaded.classifier.heads == fresh.heads
    for text in ("烧烤油烟", "补办 社保卡", "垃圾没人管"):
        assert loaded.classifier.predict(text) == fresh.predict(text)


def test_a_model_is_stored_promoted_and_rolled_back(tmp_path: Path) -> None:
    plan = TrainPlan(tmp_path, KEY, force=True)
    assert modelfile.load(tmp_path, KEY).status is ModelStatus.MISSING
    first = train(samples(), plan)
    assert first.promoted
    loaded = modelfile.load(tmp_path, KEY)
    assert loaded.card == orjson.loads(orjson.dumps(first.card))
    second = train([*samples()[:-1]], plan)
    assert second.promoted
    assert roll_back(tmp_path)
    back = modelfile.load(tmp_path, KEY)
    assert back.classifier is not None
    assert back.classifier.version == first.card["version"]
    assert not roll_back(tmp_path)
