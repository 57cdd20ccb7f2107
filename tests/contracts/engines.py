"""The search engines that sit the search exam (检索考生)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from hotline.kit.ids import new_id
from knowledge.audience import Audience
from knowledge.elastic import Elastic
from knowledge.embedded import Embedded
from knowledge.search.port import Candidate, Completing, Document, DocumentKind, Engine, Wanted
from knowledge.search.seeking import TaggedEngine
from knowledge.understanding.understand import understand

TODAY = date(2026, 3, 1)
ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.services)]


@pytest.fixture(params=ENGINES)
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    """An empty engine; on a shared server it has names of its own, and removes no other."""
    made: Engine
    if request.param == "embedded":
        made = Embedded(tmp_path / "search")
        await (await made.build("empty")).publish()
        yield made
        await made.close()
        return
    prefix = f"test-{new_id().lower()}"
    made = Elastic(request.getfixturevalue("elasticsearch_url"), prefix=prefix, seconds=60)
    try:
        await (await made.build("")).publish()
        yield made
        for name in await made.indexes():
            await made.remove(name)
    finally:
        await made.close()


@pytest.fixture(params=ENGINES)
async def tagged(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[TaggedEngine]:
    """An empty engine over records with tags."""
    if request.param == "embedded":
        embedded = Embedded(tmp_path / "tagged", tagged=True)
        await (await embedded.build("empty")).publish()
        yield embedded
        await embedded.close()
        return
    url = request.getfixturevalue("elasticsearch_url")
    elastic = Elastic(url, prefix=f"test-{new_id().lower()}", seconds=60, index="tagged")
    try:
        await (await elastic.build("")).publish()
        yield elastic
        for name in await elastic.indexes():
            await elastic.remove(name)
    finally:
        await elastic.close()


@asynccontextmanager
async def both(url: str, folder: Path) -> AsyncIterator[list[Engine]]:
    """Yield one empty engine of each kind."""
    elastic = Elastic(url, prefix=f"test-{new_id().lower()}", seconds=60)
    embedded = Embedded(folder / "search")
    try:
        for one in (embedded, elastic):
            await (await one.build("empty")).publish()
        yield [embedded, elastic]
        for name in await elastic.indexes():
            await elastic.remove(name)
    finally:
        await embedded.close()
        await elastic.close()


async def scores(engine: Engine, words: str) -> list[tuple[str, float]]:
    """Return every line found with its score to three places, in order."""
    lines = await engine.find(Wanted(understand(words), Audience.PUBLIC, TODAY, limit=50))
    return [(line.line, round(line.score, 3)) for line in lines]


def document(key: str, *lines: str, body: str = "", version: int = 1, **more: object) -> Document:
    values: dict[str, object] = {"kind": DocumentKind.ARTICLE, "unit_code": "FS-12345"} | more
    return Document(key=key, version=version, lines=lines, body=body, **values)  # type: ignore[arg-type]


async def found(
    engine: Engine, words: str, audience: Audience = Audience.PUBLIC, **more: object
) -> list[str]:
    """Return the keys found, each once, best first."""
    wanted = Wanted(understand(words), audience, TODAY, **more)  # type: ignore[arg-type]
    return keys(await engine.find(wanted))


async def completed(engine: Engine, typed: str, audience: Audience = Audience.PUBLIC) -> list[str]:
    """Return the keys of what goes on where the citizen stopped typing."""
    return keys(await engine.complete(Completing(typed, audience, TODAY)))


def keys(candidates: list[Candidate]) -> list[str]:
    return list(dict.fromkeys(candidate.key for candidate in candidates))
