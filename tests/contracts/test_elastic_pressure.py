"""A search server too busy to write is waited for: only what it refused is sent again, and not for ever."""

from collections.abc import AsyncIterator

import pytest

from hotline.kit.db import Database
from hotline.kit.ids import new_id
from knowledge.elastic import Elastic
from knowledge.elastic_pressure import PAUSES
from knowledge.index import IndexIncomplete, rebuild
from knowledge.search.port import EngineDown, NotTaken, Removal
from tests.contracts.busy_server import REFUSED, Busy, busy
from tests.contracts.engines import document, found
from tests.knowledge.articles.shelf import published

pytestmark = pytest.mark.services
WAITS = (0.05, 0.1, 0.2)
A, B, C = (
    document(key, words) for key, words in zip("abc", ["居住证", "身份证", "户口簿"], strict=True)
)
IN_A, IN_B, IN_C = ROWS = ["ARTICLE:a#0", "ARTICLE:b#0", "ARTICLE:c#0"]
ALL = {"ARTICLE:a", "ARTICLE:b", "ARTICLE:c"}


@pytest.fixture
async def house(elasticsearch_url: str) -> AsyncIterator[tuple[Busy, Elastic]]:
    """A busy server, and an engine that writes to it."""
    async with busy(elasticsearch_url) as (server, url):
        made = Elastic(url, prefix=f"test-{new_id().lower()}", seconds=60, pauses=WAITS)
        try:
            await (await made.build("")).publish()
            yield server, made
            for name in await made.indexes():
                await made.remove(name)
        finally:
            await made.close()


def waited(server: Busy) -> list[float]:
    """Return the time between one bulk request and the next."""
    return [after - before for before, after in zip(server.at, server.at[1:], strict=False)]


async def test_a_request_that_is_refused_whole_is_sent_again_after_growing_pauses(
    house: tuple[Busy, Elastic],
) -> None:
    server, engine = house
    server.whole = 2
    written = await engine.put([A, B, C])
    assert (set(written.written), written.failed) == (ALL, ())
    assert server.sent == [ROWS, ROWS, ROWS]
    assert all(took >= least for took, least in zip(waited(server), WAITS, strict=False))
    assert (await found(engine, "居住证"))[0] == "a"


async def test_of_single_rows_only_those_refused_are_sent_again(
    house: tuple[Busy, Elastic],
) -> None:
    server, engine = house
    server.rows = {IN_B: 2, IN_C: 1}
    written = await engine.put([A, B, C])
    assert (set(written.written), written.failed) == (ALL, ())
    assert server.sent == [ROWS, [IN_B, IN_C], [IN_B]]
    assert (await found(engine, "身份证"))[0] == "b"


async def test_a_row_that_stays_refused_fails_and_the_others_are_written(
    house: tuple[Busy, Elastic],
) -> None:
    server, engine = house
    server.rows = {IN_B: 99}
    written = await engine.put([A, B, C])
    assert set(written.written) == {"ARTICLE:a", "ARTICLE:c"}
    assert written.failed == (("ARTICLE:b", REFUSED["reason"]),)
    assert server.sent == [ROWS, [IN_B], [IN_B], [IN_B]]
    server.rows = {IN_A: 99}
    with pytest.raises(NotTaken):
        await engine.drop([Removal("ARTICLE:a", 9)])


async def test_a_server_that_stays_busy_is_down(house: tuple[Busy, Elastic]) -> None:
    server, engine = house
    server.whole = 99
    with pytest.raises(EngineDown):
        await engine.put([A])
    assert len(server.sent) == 1 + len(WAITS)


async def test_a_rebuild_outlasts_a_busy_server_but_not_one_that_stays_so(
    database: Database, house: tuple[Busy, Elastic]
) -> None:
    server, engine = house
    async with database.write() as session:
        article = await published(session)
    row = f"ARTICLE:{article.id}#0"
    server.whole, server.rows = 1, {row: 2}
    assert (await rebuild(database, engine)).documents == 1
    built = (await engine.state()).generation
    server.rows = {row: 99}
    with pytest.raises(IndexIncomplete):
        await rebuild(database, engine)
    assert (await engine.state()).generation == built


def test_the_shipped_pauses_grow_and_end() -> None:
    assert list(PAUSES) == sorted(set(PAUSES))
    assert sum(PAUSES) < 60
