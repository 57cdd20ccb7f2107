"""A search server that takes nothing, or has lost its index: nobody is told that all is well."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hotline.kit.db import Database
from hotline.kit.ids import new_id
from knowledge.articles.models import Article
from knowledge.articles.service import Step, withdraw
from knowledge.desk import Asked, SearchDesk
from knowledge.elastic import Elastic
from knowledge.embedded import Embedded
from knowledge.index import rebuild
from knowledge.search.port import BuildOvertaken, EngineDown, NotTaken, Removal
from tests.contracts.engines import TODAY, document, found
from tests.knowledge.articles.shelf import OWNER, published
from tests.knowledge.search.test_desk import changed, titles

pytestmark = pytest.mark.services
BLOCKS = [
    "write",
    "read_only_allow_delete",
]  # by hand, and by the server itself where its disk is full
TITLE = "身份证丢了怎么补办"


@pytest.fixture
async def elastic(elasticsearch_url: str) -> AsyncIterator[Elastic]:
    made = Elastic(elasticsearch_url, prefix=f"test-{new_id().lower()}", seconds=60)
    try:
        yield made
        for name in await made.indexes():
            await block(made, "write", on=False)
            await made.remove(name)
    finally:
        await made.close()


async def block(engine: Elastic, kind: str, *, on: bool) -> None:
    """Set or lift a block on all indexes of an engine."""
    names = list(await engine.indexes())
    async with engine._client() as client:
        await client.indices.put_settings(
            index=names, settings={f"index.blocks.{kind}": True if on else None}
        )


async def wiped(engine: Elastic) -> None:
    for name in await engine.indexes():
        await engine.remove(name)


async def gone(database: Database, article: Article) -> Article:
    async with database.write() as session:
        step = Step(article.id, article.version, "政策已变")
        return await withdraw(session, step=step, actor=OWNER)


@pytest.mark.parametrize("kind", BLOCKS)
async def test_a_change_that_the_server_refuses_is_told_again_until_it_is_taken(
    database: Database, elastic: Elastic, kind: str
) -> None:
    desk = SearchDesk(elastic, seconds=60)
    async with database.write() as session:
        article = await published(session)
    await desk.keep_up(database)
    async with database.write() as session:
        fresh = await published(session, "fresh", title="居住证怎么签注", questions=[])
    withdrawn = await gone(database, article)
    await block(elastic, kind, on=True)
    for one in (fresh, withdrawn):
        with pytest.raises(NotTaken):  # the outbox tries again
            await desk.on_changed(database, changed(one))
    with pytest.raises(EngineDown):
        await elastic.drop([Removal(f"ARTICLE:{article.id}", withdrawn.version)])
    await block(elastic, kind, on=False)
    for one in (fresh, withdrawn):
        await desk.on_changed(database, changed(one))
    assert await titles(desk, "居住证签注") == ["居住证怎么签注"]
    assert TITLE not in await titles(desk, "身份证不见了")


async def test_a_new_or_wiped_index_lets_the_stand_in_answer_until_it_is_built(
    database: Database, elastic: Elastic, tmp_path: Path
) -> None:
    async with database.write() as session:
        article = await published(session)
    stand_in = Embedded(tmp_path / "search")
    await rebuild(database, stand_in)
    desk = SearchDesk(elastic, stand_in, seconds=60)
    for wipe in (False, True):
        if wipe:
            await wiped(elastic)
        assert await asked(desk) == ([TITLE], "embedded", True)
        await desk.on_changed(database, changed(article))  # one document is not all
        assert await asked(desk) == ([TITLE], "embedded", True)
        assert (await desk.state())[2]
        await desk.keep_up(database)
        assert await asked(desk) == ([TITLE], "elasticsearch", False)
    await stand_in.close()


async def asked(desk: SearchDesk) -> tuple[list[str], str, bool]:
    told = await desk.search(Asked("身份证不见了", today=TODAY))
    return [hit.found.title for hit in told.hits], told.engine, told.degraded


async def test_without_a_stand_in_an_index_that_was_never_built_says_that_it_is_down(
    elastic: Elastic,
) -> None:
    await elastic.put([document("a", "居住证签注")])
    with pytest.raises(EngineDown):
        await found(elastic, "居住证")
    first, second = await elastic.build("first"), await elastic.build("second")
    await first.put([document("a", "居住证签注")])
    await first.publish()
    with pytest.raises(BuildOvertaken):
        await second.publish()
    assert await found(elastic, "居住证") == ["a"]
