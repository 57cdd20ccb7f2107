"""The search desk: what is published is found, what is withdrawn is not, and the index builds itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from knowledge.articles.models import Article
from knowledge.articles.service import Step, withdraw
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.elastic import Elastic
from knowledge.embedded import Embedded
from knowledge.events import KnowledgeChanged
from knowledge.index import BuildReport, rebuild, stamp
from knowledge.models import IndexBuild
from knowledge.search.port import Engine, EngineDown, NotTaken, Written
from knowledge.search.seeking import Writable
from tests.knowledge.articles.shelf import OWNER, published

TODAY = date(2026, 3, 1)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[SearchDesk]:
    made = SearchDesk(Embedded(tmp_path / "search"))
    yield made
    await made.close()


NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens


async def test_the_embedded_index_answers_while_the_server_is_down_and_goes_on_learning(
    database: Database, tmp_path: Path
) -> None:
    desk = SearchDesk(Elastic(NOBODY, prefix="test-down"), Embedded(tmp_path / "search"))
    await desk.keep_up(database)
    async with database.write() as session:
        article = await published(session)
    with pytest.raises(EngineDown):  # the outbox tries again
        await desk.on_changed(database, changed(article))
    found = await desk.search(Asked("身份证不见了", today=TODAY))
    assert [hit.found.title for hit in found.hits] == ["身份证丢了怎么补办"]
    assert (found.engine, found.degraded) == ("embedded", True)
    first, second, stale = await desk.state()
    assert (first.answers, first.reason, stale) == (False, "ConnectionError", False)
    assert second is not None
    assert second.answers
    await desk.close()


async def test_a_stand_in_weighs_and_spells_by_its_own_build_while_the_first_was_never_built(
    database: Database, tmp_path: Path
) -> None:
    async with database.write() as session:
        await published(session)
    worker = SearchDesk(Elastic(NOBODY, prefix="test-down"), Embedded(tmp_path / "search"))
    await worker.keep_up(database)
    other = SearchDesk(Elastic(NOBODY, prefix="test-down"), Embedded(tmp_path / "search"))
    await other.follow(database)
    for desk in (worker, other):
        assert desk.weights.lines > 0
        assert "身份" in desk.weights.counts
        found = await desk.search(Asked("身份正丢了", today=TODAY))
        assert [hit.found.title for hit in found.hits] == ["身份证丢了怎么补办"]
        await desk.close()


class Full(Embedded):
    """An engine whose disk is full: it answers, and takes nothing."""

    is_full = False

    async def put(self, documents: Sequence[Writable]) -> Written:
        if self.is_full:
            return Written(failed=tuple((one.id, "disk full") for one in documents))
        return await super().put(documents)


async def test_a_change_that_one_engine_does_not_take_is_told_again_and_reaches_the_other(
    database: Database, tmp_path: Path
) -> None:
    full = Full(tmp_path / "full")
    desk = SearchDesk(full, Embedded(tmp_path / "search"))
    await desk.keep_up(database)
    async with database.write() as session:
        article = await published(session)
    full.is_full = True
    with pytest.raises(NotTaken):
        await desk.on_changed(database, changed(article))
    assert await titles(SearchDesk(desk.engines[1]), "身份证") == ["身份证丢了怎么补办"]
    full.is_full = False
    await desk.on_changed(database, changed(article))
    assert await titles(desk, "身份证") == ["身份证丢了怎么补办"]
    await desk.close()


async def test_without_a_stand_in_search_says_that_it_is_down() -> None:
    desk = SearchDesk(Elastic(NOBODY, prefix="test-down"))
    with pytest.raises(EngineDown):
        await desk.search(Asked("身份证"))
    assert (await desk.search(Asked("？"))).hits == []
    await desk.close()


async def titles(desk: SearchDesk, words: str, audience: Audience = Audience.PUBLIC) -> list[str]:
    found = await desk.search(Asked(words, audience, today=TODAY))
    return [hit.found.title for hit in found.hits]


def changed(article: Article) -> KnowledgeChanged:
    return KnowledgeChanged("ARTICLE", article.id, article.version)


async def test_what_is_published_is_found_and_what_is_withdrawn_is_not(
    database: Database, desk: SearchDesk
) -> None:
    await desk.keep_up(database)
    async with database.write() as session:
        article = await published(session)
    await desk.on_changed(database, changed(article))
    assert await titles(desk, "身份证不见了") == ["身份证丢了怎么补办"]
    async with database.write() as session:
        gone = await withdraw(
            session, step=Step(article.id, article.version, "政策已变"), actor=OWNER
        )
    await desk.on_changed(database, changed(gone))
    assert await titles(desk, "身份证不见了") == []


async def test_an_index_never_built_says_so_and_is_built_from_the_database_without_being_asked(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await published(session)
    with pytest.raises(EngineDown):  # "nothing found" would be untrue
        await titles(desk, "身份证")
    assert (await desk.state())[2]
    await desk.keep_up(database)
    assert await titles(desk, "身份证") == ["身份证丢了怎么补办"]
    assert (await desk.engine.state()).stamp == stamp()
    assert desk.weights.lines > 0


async def test_many_changes_at_once_build_the_index_anew(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await published(session, "one")
        await published(session, "two", title="居住证怎么签注", questions=[])
    await desk.on_changed(database, KnowledgeChanged("ARTICLE", "", 0))
    assert (await titles(desk, "居住证签注"))[:1] == ["居住证怎么签注"]


async def test_builds_wait_for_one_another_and_one_serves_all_that_waited(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await published(session)
    bulk = KnowledgeChanged("ARTICLE", "", 0)
    await asyncio.gather(desk.keep_up(database), *(desk.on_changed(database, bulk) for _ in "abcd"))
    async with database.read() as session:
        built = list(await session.scalars(select(IndexBuild.documents)))
    assert built in ([1], [1, 1])


async def test_a_build_that_fails_serves_nobody_who_waited(
    database: Database, desk: SearchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.write() as session:
        await published(session)
    begun: list[int] = []

    async def first_fails(database: Database, engine: Engine) -> BuildReport:
        begun.append(len(begun))
        await asyncio.sleep(0)
        if len(begun) <= 2:
            raise EngineDown
        return await rebuild(database, engine)

    monkeypatch.setattr("knowledge.desk.rebuild", first_fails)
    bulk = KnowledgeChanged("ARTICLE", "", 0)
    asked = (desk.on_changed(database, bulk) for _ in "abcd")
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in told] == [EngineDown, EngineDown, type(None), type(None)]
    assert len(begun) == 3
    assert await titles(desk, "身份证") == ["身份证丢了怎么补办"]


async def test_a_citizen_finds_nothing_internal_by_any_of_its_words(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await published(session, "phones", title="值班领导通讯录", audience=Audience.INTERNAL)
    await desk.keep_up(database)
    for words in ("值班领导通讯录", "通讯录", "zbld", "zhibanlingdao", "值", "身份证不见了怎么办"):
        assert await titles(desk, words) == []
    assert await titles(desk, "值班领导", Audience.INTERNAL) == ["值班领导通讯录"]


async def test_what_is_over_or_not_yet_valid_is_not_found(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await published(session, "old", valid_to=date(2026, 2, 28))
        await published(session, "new", valid_from=date(2026, 3, 2))
        await published(session, "now", title="身份证现在怎样补", valid_to=TODAY)
    await desk.keep_up(database)
    assert await titles(desk, "身份证") == ["身份证现在怎样补"]


async def test_sounds_and_initials_find_what_was_meant(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await published(session, title="居住证签注", questions=[])
        await published(session, "marriage", title="结婚登记", questions=[])
    await desk.keep_up(database)
    assert (await titles(desk, "jzzqz"))[:1] == ["居住证签注"]
    assert (await titles(desk, "句住正"))[:1] == ["居住证签注"]
    assert await titles(desk, "") == []
    assert await titles(desk, "？！ 😀") == []
