"""Benchmarks run tiny on copies of a city that was seeded, and on a model that was trained, once for all of them."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from benchmarks import measure
from tests.support import seeded
from tests.support.once import common_folder, made_once
from tests.support.seeded import seeded_postgresql, seeded_sqlite
from tests.support.server import Server

__all__ = ["seeded_postgresql", "seeded_sqlite"]


@pytest.fixture
def seeded_before(seeded_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs find the demonstration loaded: what they measure is not the loading."""
    monkeypatch.setattr(measure, "city", seeded_sqlite)


@pytest.fixture
def restored_before(
    seeded_postgresql: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same on the PostgreSQL server that a program starts for itself."""
    dump = seeded._postgresql_dump(tmp_path_factory)

    def restore(address: str) -> None:
        name = str(make_url(address).database)
        seeded._postgresql("pg_restore", address, name, "--exit-on-error", str(dump))

    monkeypatch.setattr(measure, "restore", restore)


@pytest.fixture
def trained_before(
    seeded_before: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs find a model of the demonstration, trained by the command as they themselves would do it."""

    def make(folder: Path) -> None:
        folder.mkdir()
        house = Server(folder, {"COLUMNS": "200"})
        measure.load_city(house)
        (folder / measure.PRINTED).write_text(measure.train(house), "utf-8")

    folder = made_once(common_folder(tmp_path_factory) / "trained-house", make)
    monkeypatch.setattr(measure, "learnt", folder)
