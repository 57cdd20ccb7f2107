"""Learned weights of the ranking (检索权重模型): signed files, one in use, each earlier one at hand.

A file that was altered, or is none, is not used: the weights shipped with the program answer instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from hotline.kit.logs import get_logger
from hotline.kit.signing import is_genuine, tag_of
from knowledge.desk import SearchDesk
from knowledge.search.ranking import DEFAULTS

log = get_logger(__name__)
FOLDER = "ranking"  # in the data folder
_PURPOSE = "knowledge-ranking"
_IN_USE = "in-use.json"


@dataclass(frozen=True)
class RankingModel:
    """Shares of the ranking features by name, with the figures they were judged by."""

    version: str
    shares: Mapping[str, float]
    card: Mapping[str, Any] = field(default_factory=dict)


SHIPPED = RankingModel("shipped", DEFAULTS)


@dataclass(frozen=True)
class Shelf:
    """Where the files are and the key they are signed with."""

    folder: Path
    key: bytes

    def store(self, model: RankingModel) -> Path:
        """Write a model with its signature; it is not in use yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {"version": model.version, "shares": dict(model.shares), "card": dict(model.card)}
        content = orjson.dumps(told, option=orjson.OPT_INDENT_2)
        path = self.folder / f"{model.version}.json"
        _write(path, content)
        _write(path.with_suffix(".sig"), tag_of(self.key, _PURPOSE, content).encode())
        return path

    def promote(self, version: str) -> None:
        """Let a stored model rank from now on; the one before stays at hand."""
        _write(self.folder / _IN_USE, orjson.dumps([*self.history(), version]))

    def roll_back(self) -> str | None:
        """Return to the model before and tell its version; ``None`` if none was ever promoted."""
        history = self.history()
        if not history:
            return None
        _write(self.folder / _IN_USE, orjson.dumps(history[:-1]))
        return history[-2] if len(history) > 1 else SHIPPED.version

    def stored(self) -> list[RankingModel]:
        """Return every stored model whose file is genuine, the newest first."""
        names = sorted((path.stem for path in self.folder.glob("*.sig")), reverse=True)
        return [model for name in names if (model := self._read(name)) is not None]

    def history(self) -> list[str]:
        """Return the versions promoted, the one in use last."""
        try:
            told = orjson.loads((self.folder / _IN_USE).read_bytes())
        except (OSError, ValueError):
            return []
        return [str(version) for version in told] if isinstance(told, list) else []

    def in_use(self) -> RankingModel:
        """Return the model in use; the shipped one if there is none or its file is not genuine."""
        history = self.history()
        if not history:
            return SHIPPED
        found = self._read(history[-1])
        if found is None:
            log.warning("ranking.not_genuine", version=history[-1])
            return SHIPPED
        return found

    def _read(self, version: str) -> RankingModel | None:
        path = self.folder / f"{Path(version).name}.json"
        try:
            content = path.read_bytes()
            tag = path.with_suffix(".sig").read_text("ascii")
        except (OSError, ValueError):
            return None
        if not is_genuine(self.key, _PURPOSE, content, tag):
            return None
        told = orjson.loads(content)
        return RankingModel(told["version"], told["shares"], told["card"])


def follow(desk: SearchDesk, shelf: Shelf) -> str:
    """Let the desk rank by the model in use; returns its version. Cheap enough for every few seconds."""
    model = shelf.in_use()
    desk.shares = model.shares
    return model.version


def _write(path: Path, content: bytes) -> None:
    """Replace a file in one step."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
