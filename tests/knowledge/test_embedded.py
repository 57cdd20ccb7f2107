"""The embedded engine whose files were lost: it says that it is down, and is built anew without being asked."""

from collections.abc import Callable
from pathlib import Path
from shutil import move, rmtree

import pytest

from hotline.kit.db import Database
from knowledge.articles.models import Article
from knowledge.audience import Audience
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.search.completion import CompletionAsked
from knowledge.search.port import EngineDown
from tests.contracts.engines import TODAY, document, found
from tests.knowledge.articles.shelf import published
from tests.knowledge.search.test_desk import changed, titles

TITLE = "身份证丢了怎么补办"


def generation(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text("utf-8")


def away(folder: Path) -> None:
    move(generation(folder), folder.parent / "away")


def without_public(folder: Path) -> None:
    rmtree(generation(folder) / "public")


def empty_meta(folder: Path) -> None:
    (generation(folder) / "public" / "meta.json").write_text("")


def no_segment(folder: Path) -> None:
    for part in (generation(folder) / "staff").glob("*.store"):
        part.unlink()


def empty_stamp(folder: Path) -> None:
    (generation(folder) / "stamp.json").write_text("{}")


def cut_pointer(folder: Path) -> None:
    pointer = folder / "CURRENT"
    pointer.write_text(pointer.read_text("utf-8")[:13], "utf-8")


def empty_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_text("")


def no_pointer(folder: Path) -> None:
    (folder / "CURRENT").unlink()


DAMAGES = [
    away,
    without_public,
    empty_meta,
    no_segment,
    empty_stamp,
    cut_pointer,
    empty_pointer,
    no_pointer,
]


async def built(database: Database, folder: Path) -> Article:
    async with database.write() as session:
        article = await published(session)
    desk = SearchDesk(Embedded(folder))
    await desk.keep_up(database)
    assert await titles(desk, "身份证") == [TITLE]
    await desk.close()
    return article


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_index_is_told_from_an_empty_one_and_is_built_anew_without_being_asked(
    database: Database, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "search"
    article = await built(database, folder)
    damage(folder)
    desk, other = SearchDesk(Embedded(folder)), SearchDesk(Embedded(folder))
    for audience in Audience:
        with pytest.raises(EngineDown):
            await titles(desk, "身份证", audience)
    with pytest.raises(EngineDown):
        await desk.complete(CompletionAsked("身份", today=TODAY))
    first, _none, stale = await desk.state()
    assert (first.answers, first.documents, stale) == (True, 0, True)
    await desk.on_changed(database, changed(article))
    with pytest.raises(EngineDown):  # one document is not all there was
        await titles(other, "身份证")
    await other.keep_up(database)
    assert await titles(other, "身份证") == [TITLE]
    assert await titles(desk, "身份证") == [TITLE]
    await desk.close()
    await other.close()


async def test_an_index_taken_away_from_a_process_that_had_it_open_is_built_anew_too(
    database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "search"
    await built(database, folder)
    desk = SearchDesk(Embedded(folder))
    assert await titles(desk, "身份证") == [TITLE]
    away(folder)
    await desk.keep_up(database)
    assert await titles(desk, "身份证") == [TITLE]
    assert generation(folder).is_dir()
    await desk.close()


async def test_a_stand_in_answers_for_a_damaged_index(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "search"
    await built(database, folder)
    await built_beside(database, tmp_path / "other")
    away(folder)
    desk = SearchDesk(Embedded(folder), Embedded(tmp_path / "other"))
    assert await titles(desk, "身份证") == [TITLE]
    await desk.close()


async def built_beside(database: Database, folder: Path) -> None:
    desk = SearchDesk(Embedded(folder))
    await desk.keep_up(database)
    await desk.close()


async def test_where_not_even_an_empty_index_can_be_written_the_engine_says_so(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "search"
    folder.write_text("a file stands where the folder should be")
    engine = Embedded(folder)
    with pytest.raises(EngineDown):
        await found(engine, "身份证")
    with pytest.raises(EngineDown):
        await engine.put([document("a", "居住证签注")])
    told = await engine.state()
    assert (told.answers, told.reason) == (False, "FileExistsError")
    await engine.close()


async def test_a_build_goes_on_over_an_index_that_was_lost_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "search"
    engine = Embedded(folder)
    build = await engine.build("first")
    await build.publish()
    away(folder)
    build = await engine.build("second")
    await build.put([document("a", "居住证签注")])
    await build.publish()
    assert await found(engine, "居住证") == ["a"]
    kept = {one.name for one in folder.iterdir() if one.is_dir()}
    assert generation(folder).name in kept
    assert len(kept) == 2  # the empty one that stood in, and the new one
    await engine.close()
