"""The demonstration city as it stands in a database: its size, and that loading again changes nothing."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from hotline.demo import loader
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.models import Account
from hotline.kit.db import Base, Database
from hotline.kit.organisation import exchange
from hotline.kit.organisation.models import Unit
from hotline.tables import load as load_tables
from knowledge.articles.models import Article
from knowledge.items.models import ServiceItem
from routing import commands as routing
from routing.models import CategoryLimit, CategoryRow, PlaceName, Responsibility, TaxonomyVersion
from tests.conftest import BACKENDS
from tests.support.seeded import seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["seeded_postgresql", "seeded_sqlite", "seeded_url"]
pytestmark = pytest.mark.timeout(300)
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def session_info(session_info: dict[str, Any]) -> dict[str, Any]:
    """The house's prefix travels along."""
    return {**session_info, "city_prefix": "FS"}


@pytest.fixture
async def database(seeded_url: str, session_info: dict[str, Any]) -> AsyncIterator[Database]:
    """The demonstration as ``loader.load`` left it; loading costs fourteen seconds of a processor."""
    database = Database(seeded_url, info=session_info)
    yield database
    await database.close()


async def tally(database: Database) -> dict[str, int]:
    """Count the rows of every table."""
    load_tables()
    async with database.read() as session:
        return {
            table.name: int(await session.scalar(select(func.count()).select_from(table)) or 0)
            for table in Base.metadata.sorted_tables
        }


async def column(database: Database, wanted: Any) -> list[Any]:
    async with database.read() as session:
        return list(await session.scalars(select(wanted)))


@both
async def test_the_city_has_the_promised_size(database: Database) -> None:
    kinds = Counter(await column(database, Unit.kind))
    assert (kinds["DISTRICT_GOVERNMENT"], kinds["TOWN"]) == (5, 32)
    assert kinds["BUREAU"] + kinds["UTILITY"] + kinds["PUBLIC_BODY"] >= 40
    levels = Counter(await column(database, CategoryRow.level))
    assert set(levels) == {1, 2, 3}
    assert levels[3] >= 60
    assert len(await column(database, CategoryLimit.id)) >= 60
    limited = tuple(set(await column(database, CategoryLimit.category_code)) - {None})
    leaves = [code for code in await column(database, CategoryRow.code) if len(code) == 6]
    assert sum(code.startswith(limited) for code in leaves) >= 60
    bases = await column(database, Responsibility.basis)
    assert len(bases) >= 200
    assert all(base["title"] and base["kind"] for found in bases for base in found)
    assert all(bases)
    assert len(await column(database, PlaceName.id)) >= 500
    assert len(await column(database, Article.id)) >= 60
    assert len(await column(database, ServiceItem.id)) >= 120
    assert len(await column(database, Account.id)) == len(loader.logins())


async def test_loading_again_changes_nothing(database: Database) -> None:
    before = await tally(database)
    await loader.load(database)
    assert await tally(database) == before


async def test_what_an_administrator_changed_stays_when_the_demonstration_starts_again(
    database: Database,
) -> None:
    tree = loader.read("categories.csv").decode("utf-8-sig") + (
        "010406,0104,3,道路护栏破损,Broken railings,护栏松动、缺失,HELP,护栏,[]\n"
    )
    head, *lines = loader.read("sla.csv").decode("utf-8-sig").splitlines()
    days = head.split(",").index("working_days")
    cells = lines[0].split(",")
    cells[days] = "3"
    async with database.write() as session:
        await routing.import_taxonomy(session, tree.encode(), version="2026.2", actor=SYSTEM)
        limit = f"{head}\n{','.join(cells)}\n".encode()
        await routing.import_limits(session, limit, actor=SYSTEM)
        units = loader.read("units.csv").replace("祖庙街道办事处".encode(), "祖庙街道".encode())
        await exchange.import_units(session, units, actor=SYSTEM)
    before = await tally(database)
    versions = await column(database, TaxonomyVersion.state)
    names = sorted(await column(database, Unit.name))
    await loader.load(database)
    assert await tally(database) == before
    assert await column(database, TaxonomyVersion.state) == versions
    assert sorted(await column(database, Unit.name)) == names


async def test_what_is_missing_is_repaired(database: Database) -> None:
    async with database.write() as session:
        account = await session.scalar(select(Account).where(Account.login == "yinsi"))
        assert account is not None
        account.login = "somebody"
    await loader.load(database)
    assert "yinsi" in await column(database, Account.login)
