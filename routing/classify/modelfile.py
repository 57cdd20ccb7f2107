"""Model files (模型文件): signed, versioned, replaced atomically; a bad one is told and never loaded.

First line: magic and format; second line: the tag; then a NumPy archive without pickled objects. The tag
is checked before anything inside is read.
"""

import io
import os
import shutil
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from hotline.kit.labels import LabelledEnum
from hotline.kit.signing import is_genuine, tag_of
from hotline.kit.text import Wording, default_tokenizer
from routing.classify import features
from routing.classify.classifier import Classifier, Head, Weights

MAGIC = b"HOTLINE-CLASSIFIER"
FORMAT = 2  # of the file; features.FORMAT is stored inside
PURPOSE = "routing-classifier"
CURRENT = "classifier.model"
PREVIOUS = "classifier.previous.model"


class ModelStatus(LabelledEnum):
    """Whether a model can be used, and if not, why; the cure is always to train again."""

    LOADED = "LOADED", "已加载"
    MISSING = "MISSING", "尚未训练"
    UNREADABLE = "UNREADABLE", "文件损坏"
    TAMPERED = "TAMPERED", "签名不符，可能被篡改"
    OTHER_FORMAT = "OTHER_FORMAT", "版本不同，请重新训练"
    OTHER_TOKENIZER = "OTHER_TOKENIZER", "分词引擎已变，请重新训练"


@dataclass(frozen=True)
class LoadedModel:
    """The model, or why there is none; ``card`` describes how it was trained and measured."""

    status: ModelStatus
    classifier: Classifier | None = None
    card: dict[str, Any] | None = None


NO_MODEL = LoadedModel(ModelStatus.MISSING)


def pack(classifier: Classifier, card: dict[str, Any], key: bytes) -> bytes:
    """Return the bytes of a model file."""
    weights = classifier.weights
    header = {
        "version": classifier.version,
        "features": features.FORMAT,
        "tokenizer": default_tokenizer().stamp,
        "wording": classifier.wording.words,
        "heads": [asdict(head) for head in classifier.heads.values()],
        "card": card,
    }
    buffer = io.BytesIO()
    np.savez(
        buffer,
        header=_bytes(orjson.dumps(header)),
        words=_bytes("\n".join(weights.words).encode()),
        chars=_bytes("\n".join(weights.chars).encode()),
        idf=weights.idf,
        matrix=weights.matrix,
        bias=weights.bias,
    )
    content = buffer.getvalue()
    tag = tag_of(key, PURPOSE, content).encode()
    return b"%s %d\n%s\n%s" % (MAGIC, FORMAT, tag, content)


def _bytes(content: bytes) -> Any:
    return np.frombuffer(content, dtype=np.uint8)


def unpack(raw: bytes, key: bytes) -> LoadedModel:
    """Return the model inside ``raw`` or why it cannot be used; never raises."""
    first, _, rest = raw.partition(b"\n")
    tag, _, content = rest.partition(b"\n")
    if not first.startswith(MAGIC) or len(tag) != 64:
        return LoadedModel(ModelStatus.UNREADABLE)
    if first != b"%s %d" % (MAGIC, FORMAT):
        return LoadedModel(ModelStatus.OTHER_FORMAT)
    if not is_genuine(key, PURPOSE, content, tag.decode("ascii", "replace")):
        return LoadedModel(ModelStatus.TAMPERED)
    try:
        return _read(content)
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile):
        return LoadedModel(ModelStatus.UNREADABLE)


def _read(content: bytes) -> LoadedModel:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        header = orjson.loads(archive["header"].tobytes())
        if header["features"] != features.FORMAT:
            return LoadedModel(ModelStatus.OTHER_FORMAT)
        if header["tokenizer"] != default_tokenizer().stamp:
            return LoadedModel(ModelStatus.OTHER_TOKENIZER)
        weights = Weights(
            words=_lines(archive["words"]),
            chars=_lines(archive["chars"]),
            idf=archive["idf"],
            matrix=archive["matrix"],
            bias=archive["bias"],
        )
    heads = tuple(_head(stored) for stored in header["heads"])
    classifier = Classifier(header["version"], weights, heads, Wording(header["wording"]))
    return LoadedModel(ModelStatus.LOADED, classifier, header["card"])


def _head(stored: dict[str, Any]) -> Head:
    curve = tuple((float(x), float(y)) for x, y in stored["curve"])
    return Head(**{**stored, "labels": tuple(stored["labels"]), "curve": curve})


def _lines(stored: Any) -> tuple[str, ...]:
    text = stored.tobytes().decode()
    return tuple(text.split("\n")) if text else ()


def load(folder: Path, key: bytes) -> LoadedModel:
    """Return the current model of ``folder`` or why there is none; never raises."""
    try:
        raw = (folder / CURRENT).read_bytes()
    except FileNotFoundError:
        return NO_MODEL
    except OSError:
        return LoadedModel(ModelStatus.UNREADABLE)
    return unpack(raw, key)


def write(path: Path, raw: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    with part.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def promote(folder: Path, version: str) -> None:
    """Make the stored model ``version`` the current one, keeping the present one for roll-back."""
    current = folder / CURRENT
    if current.exists():
        write(folder / PREVIOUS, current.read_bytes())
    write(current, path_of(folder, version).read_bytes())


def roll_back(folder: Path) -> bool:
    """Return to the model before the last promotion; false if there is none."""
    previous = folder / PREVIOUS
    if not previous.exists():
        return False
    kept = folder / "classifier.rejected.model"
    if (folder / CURRENT).exists():
        shutil.copyfile(folder / CURRENT, kept)
    previous.replace(folder / CURRENT)
    return True


def path_of(folder: Path, version: str) -> Path:
    """Return where the model ``version`` is stored."""
    return folder / f"classifier-{version}.model"
