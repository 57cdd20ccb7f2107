"""Rebuilding (重建): whichever process changes something meanwhile, the new index tells what the database says."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from knowledge.articles.models import Article
from knowledge.articles.service import Step, place, withdraw
from knowledge.audience import Audience
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded, EmbeddedBuild
from knowledge.index import rebuild
from knowledge.lexicon.queries import newest_build
from knowledge.models import IndexBuild
from knowledge.search.port import BuildOvertaken, NotTaken, Written
from knowledge.search.seeking import Writable
from tests.contracts.engines import document, found
from tests.knowledge.articles.shelf import OWNER, draft, published
from tests.knowledge.search.test_desk import changed, titles

Meanwhile = Callable[[], Awaitable[None]]


class Slow(EmbeddedBuild):
    """A build of another process, during which something is done after everything was read."""

    async def publish(self) -> None:
        busy = cast("OtherProcess", self._engine)
        await busy.before()
        await super().publish()


class OtherProcess(Embedded):
    """The engine as ``hotline knowledge rebuild`` has it: on the same folder, and knowing of nobody."""

    before: Meanwhile

    async def build(self, stamp: str) -> EmbeddedBuild:
        made = Slow(self, (await super().build(stamp)).shelf)
        self._builds[-1] = made
        return made


class Full(OtherProcess):
    """An engine that takes nothing while ``is_full``, but what is being built."""

    is_full = False

    async def put(self, documents: Sequence[Writable]) -> Written:
        if self.is_full:
            return Written(failed=tuple((one.id, "disk full") for one in documents))
        return await super().put(documents)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "search"


async def withdrawn(database: Database, article: Article) -> Article:
    async with database.write() as session:
        step = Step(article.id, article.version, "政策已变")
        return await withdraw(session, step=step, actor=OWNER)


async def hidden(database: Database, article: Article) -> Article:
    async with database.write() as session:
        inside = draft(audience=Audience.INTERNAL).placement
        return await place(
            session,
            article_id=article.id,
            version=article.version,
            placement=inside,
            actor=OWNER,
        )


@pytest.mark.parametrize("change", [withdrawn, hidden])
async def test_what_is_taken_from_citizens_during_the_rebuild_of_another_process_stays_away(
    database: Database, folder: Path, change: Callable[[Database, Article], Awaitable[Article]]
) -> None:
    async with database.write() as session:
        article = await published(session)
        other = await published(session, "other", title="居住证怎么签注", questions=[])
    worker = SearchDesk(Embedded(folder))
    await worker.keep_up(database)
    builder = OtherProcess(folder)

    async def before() -> None:
        await worker.on_changed(database, changed(await change(database, article)))

    builder.before = before
    await rebuild(database, builder)
    await builder.close()
    assert await titles(worker, "身份证不见了") == [other.title]
    again = SearchDesk(Embedded(folder))  # after a restart
    assert await titles(again, "身份证不见了") == [other.title]
    await again.close()
    await worker.close()


async def test_what_is_published_during_the_rebuild_of_another_process_is_found(
    database: Database, folder: Path
) -> None:
    async with database.write() as session:
        await published(session)
    worker = SearchDesk(Embedded(folder))
    await worker.keep_up(database)
    builder = OtherProcess(folder)

    async def before() -> None:
        async with database.write() as session:
            fresh = await published(session, "fresh", title="居住证怎么签注", questions=[])
        await worker.on_changed(database, changed(fresh))

    builder.before = before
    await rebuild(database, builder)
    await builder.close()
    assert (await titles(worker, "居住证签注"))[0] == "居住证怎么签注"
    await worker.close()


async def test_a_build_that_could_not_take_what_came_last_is_built_again(
    database: Database, folder: Path
) -> None:
    engine = Full(folder)
    desk = SearchDesk(engine)

    async def before() -> None:
        async with database.write() as session:
            await published(session)
        engine.is_full = not engine.is_full

    engine.before = before
    with pytest.raises(NotTaken):
        await desk.keep_up(database)
    async with database.read() as session:
        assert await newest_build(session, engine.name) == ""  # it was not finished

    async def nothing() -> None:
        engine.is_full = False

    engine.before = nothing
    await desk.keep_up(database)
    assert await titles(desk, "身份证不见了") == ["身份证丢了怎么补办"]
    await desk.keep_up(database)  # and then no more
    async with database.read() as session:
        assert len(list(await session.scalars(select(IndexBuild.id)))) == 1
    await desk.close()


async def test_of_the_builds_of_two_processes_one_is_published_and_the_other_told(
    folder: Path,
) -> None:
    server, command = Embedded(folder), Embedded(folder)
    first, second = await server.build("first"), await command.build("second")
    await first.put([document("a", "居住证签注")])
    await second.put([document("a", "居住证签注", version=2)])
    await second.publish()
    await first.put([document("b", "身份证补领")])  # its folder was left alone
    with pytest.raises(BuildOvertaken):
        await first.publish()
    assert await found(server, "居住证") == ["a"]
    assert (await server.state()).stamp == "second"
    await server.close()
    await command.close()


BUILDER = """
import asyncio, sys
from pathlib import Path
from knowledge.embedded import Embedded

async def work():
    build = await Embedded(Path(sys.argv[1])).build("killed")
    print(build.shelf.folder.name, flush=True)
    await asyncio.sleep(60)

asyncio.run(work())
"""


def builder_of_another_process(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """Start a process that fills an index and never ends; returns it and the folder it fills."""
    command = [sys.executable, "-c", BUILDER, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, folder / process.stdout.readline().strip()


async def test_what_a_killed_build_left_is_removed_and_what_another_builds_is_not(
    folder: Path,
) -> None:
    engine = Embedded(folder)
    await engine.put([document("a", "居住证签注")])
    process, left = await asyncio.to_thread(builder_of_another_process, folder)
    build = await engine.build("lives")
    assert left.is_dir()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    other = Embedded(folder)
    await (await other.build("third")).abandon()
    assert not left.exists()
    assert build.shelf.folder.is_dir()
    await build.publish()
    assert await asyncio.to_thread(lambda: list(folder.glob("*.building"))) == []
    await engine.close()
    await other.close()
