"""The seeded city, for what citizens do at the portal; with its index built for what they ask."""

import shutil
from pathlib import Path

import pytest

from tests.support.city import City
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that keeps the index of the seeded city; the first test that asks fills it."""
    return tmp_path_factory.mktemp("index") / "search"


def _copy(source: Path, target: Path) -> None:
    if source.exists() and not target.exists():
        shutil.copytree(source, target)


@pytest.fixture
async def asked_city(city: City, built_index: Path) -> City:
    """The city with its index; every city of a run is a copy of one, so that one index serves all."""
    house = city.hotline
    folder = house.settings.data_dir / "search"
    _copy(built_index, folder)
    await house.search.keep_up(house.database)
    _copy(folder, built_index)
    return city
