"""The Elasticsearch engine (Elasticsearch 检索引擎): the same terms and clauses on a real server, version 8.

Rows carry the version of their document as an external version: a late or repeated message never replaces a
newer row. Reading goes through one alias; a new index is filled beside it and takes the alias over in one
step. A server that is too busy to write is waited for (``elastic_pressure``). Provider errors never leave this file: they become ``EngineDown``.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple, TypeVar

from hotline.kit import clock
from hotline.kit.ids import new_id
from knowledge.audience import Audience
from knowledge.elastic_pressure import BUSY, PAUSES, Busy, Failed, Row, row_of, send
from knowledge.elastic_rows import (
    MAPPING,
    TAGGED,
    Action,
    begun_at,
    delete,
    filters,
    portions,
    writes,
)
from knowledge.search.port import (
    BuildOvertaken,
    Candidate,
    Completing,
    DocumentKind,
    EngineDown,
    EngineState,
    NotTaken,
    Removal,
    Wanted,
    Written,
)
from knowledge.search.rows import Clause, candidate, clauses, completion_clauses
from knowledge.search.seeking import Hit, Seeking, Writable, elastic_query

_CONFLICT, _MISSING = 409, 404
_DOWN = (502, 503, 504)  # of a write tried once more at once; a busy server is waited for
_ANSWERS = "kb"
_SETTINGS = {"number_of_shards": 1, "refresh_interval": "500ms", "gc_deletes": "1h"}
_Told = TypeVar("_Told")
GIVEN_UP = timedelta(hours=6)  # a build takes minutes, of the largest city's tickets an hour


class Elastic:
    """The engine over one server; ``prefix`` is before every name it makes, and it touches no other.

    ``index`` names what is held: the answers (``kb``), or records with tags under any other name.
    """

    name = "elasticsearch"

    def __init__(
        self,
        url: str,
        *,
        prefix: str,
        seconds: float = 5.0,
        replicas: int = 0,
        index: str = _ANSWERS,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """Remember the server; the first call connects. ``pauses`` are made while it is too busy to write."""
        self._mapping = MAPPING if index == _ANSWERS else TAGGED
        self._url = url
        self._seconds = seconds
        self._replicas = replicas
        self._pauses = tuple(pauses)
        self._prefix = f"{prefix}-{index}"
        self._read = f"{self._prefix}-read"
        self._unbuilt = f"{self._prefix}-unbuilt"
        self._building = f"{self._prefix}-building"
        self._made: Any = None

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Any]:
        """Yield the client; whatever goes wrong on the wire is ``EngineDown``."""
        from elasticsearch import (  # noqa: PLC0415 — half a second of imports, only where it is used
            ApiError,
            AsyncElasticsearch,
            TransportError,
        )

        if self._made is None:
            self._made = AsyncElasticsearch(
                self._url, request_timeout=self._seconds, max_retries=1, retry_on_timeout=False
            )
        try:
            yield self._made
        except TransportError as error:
            raise EngineDown from error
        except ApiError as error:
            if error.meta.status == _MISSING:
                raise _NoIndex from error
            raise (Busy if error.meta.status == BUSY else EngineDown) from error

    async def put(self, documents: Sequence[Writable]) -> Written:
        """Write into the index that answers and into those being built."""
        told = await self._everywhere(partial(self.write, documents=documents, wait=True))
        return told[0]

    async def write(self, alias: str, documents: Sequence[Writable], *, wait: bool) -> Written:
        """Write through one alias; ``wait`` until searches see it."""
        newest = {d.id: d for d in sorted(documents, key=lambda d: d.version)}
        held = await self._heads(alias, newest)
        fresh = [d for d in newest.values() if d.version >= held.get(d.id, (0, 0))[0]]
        actions: list[Action] = []
        for document in fresh:
            actions += writes(document, held.get(document.id, (0, 0))[1])
        failed = await self._bulk(alias, actions, wait=wait)
        older = {i for i, d in newest.items() if d.version < held.get(i, (0, 0))[0]}
        older |= {i for i, (status, _reason) in failed.items() if status == _CONFLICT}
        bad = tuple((i, why) for i, (status, why) in failed.items() if status != _CONFLICT)
        done = (d.id for d in fresh if d.id not in failed)
        return Written(tuple(done), tuple(sorted(older)), bad)

    async def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents that are not newer; the server remembers the versions for an hour."""
        await self._everywhere(partial(self.erase, removals=removals))

    async def _everywhere(self, write: Callable[[str], Awaitable[_Told]]) -> list[_Told]:
        """Write through every alias at once: each waits for its own index, and together they wait once."""
        begun = (write(alias) for alias in await self._targets())
        told = await asyncio.gather(*begun, return_exceptions=True)  # none is left under way
        if failed := [one for one in told if isinstance(one, BaseException)]:
            raise failed[0]
        return [one for one in told if not isinstance(one, BaseException)]

    async def erase(self, alias: str, removals: Sequence[Removal]) -> None:
        """Remove through one alias; raises ``NotTaken`` where rows stayed."""
        held = await self._heads(alias, [r.id for r in removals])
        actions: list[Action] = []
        for removal in removals:
            rows = max(1, held.get(removal.id, (0, 1))[1])
            actions += [delete(removal.id, row, removal.version) for row in range(rows)]
        failed = await self._bulk(alias, actions, wait=True)
        stayed = [(one, why) for one, (status, why) in failed.items() if status != _CONFLICT]
        if stayed:
            raise NotTaken(len(stayed))

    async def _heads(self, alias: str, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Return version and number of rows of each document held, as written last."""
        wanted = [f"{one}#0" for one in ids]
        if not wanted:
            return {}
        async with self._client() as client:
            told = await client.mget(index=alias, ids=wanted, source_includes=["version", "rows"])
        rows = (row for row in told["docs"] if row.get("found"))
        return {
            row["_id"].rpartition("#")[0]: (row["_source"]["version"], row["_source"]["rows"])
            for row in rows
        }

    async def _bulk(self, alias: str, actions: Sequence[Action], *, wait: bool) -> Failed:
        """Send a batch; returns status and reason of each document of which a row failed."""
        failed: Failed = {}
        parts = list(portions(actions))
        for number, portion in enumerate(parts, 1):
            refresh = wait and number == len(parts)
            post = partial(self._post, alias, wait=refresh)
            failed |= await send(post, portion, self._pauses)
        return failed

    async def _post(self, alias: str, rows: Sequence[Action], *, wait: bool) -> list[Row]:
        operations = [part for action in rows for part in action]
        async with self._client() as client:
            answer = await client.options(retry_on_status=_DOWN).bulk(
                index=alias,
                operations=operations,
                require_alias=True,
                refresh="wait_for" if wait else False,
            )
        return [row_of(item) for item in answer["items"]]

    async def find(self, wanted: Wanted) -> list[Candidate]:
        """Return lines by falling score, ties by document and line."""
        kinds = wanted.kinds
        asked = clauses(wanted.question)
        return await self._search(asked, (wanted.audience, kinds, wanted.today), wanted.limit)

    async def complete(self, completing: Completing) -> list[Candidate]:
        """Return documents one of whose lines goes on where the citizen stopped typing."""
        asked = completion_clauses(completing.typed)
        limits = (completing.audience, completing.kinds, completing.today)
        found: dict[str, Candidate] = {}
        for hit in await self._search(asked, limits, completing.limit * 6):
            found.setdefault(hit.id, hit)
        return list(found.values())[: completing.limit]

    async def _search(
        self,
        asked: Sequence[Clause],
        limits: tuple[Audience, frozenset[DocumentKind], date],
        size: int,
    ) -> list[Candidate]:
        if not asked:
            return []
        query = {
            "bool": {
                "should": [
                    {"term": {c.field: {"value": c.term, "boost": c.weight}}} for c in asked
                ],
                "minimum_should_match": 1,
                "filter": filters(*limits),
            }
        }
        hits = [candidate(hit.kept, hit.score) for hit in await self._hits(query, size)]
        return sorted(hits, key=lambda c: (-c.score, c.id, c.line))

    async def seek(self, seeking: Seeking) -> list[Hit]:
        """Return rows by falling score, ties by what was kept."""
        if seeking.hopeless:
            return []
        hits = await self._hits(elastic_query(seeking), seeking.limit)
        return sorted(hits, key=lambda hit: (-hit.score, hit.kept))

    async def _hits(self, query: dict[str, Any], size: int) -> list[Hit]:
        """Search what was built; where nothing was, ``_NoIndex`` says that this engine cannot answer."""
        async with self._client() as client:
            answer = await client.search(
                index=self._read, query=query, size=size, source_includes=["data"]
            )
        return [Hit(hit["_source"]["data"], hit["_score"]) for hit in answer["hits"]["hits"]]

    async def build(self, stamp: str) -> "ElasticBuild":
        """Begin a new index beside the one that answers; builds that were given up are removed."""
        began_on = await self._target()
        await self._sweep()
        name = await self._create(stamp, self._building)
        return ElasticBuild(self, name, began_on)

    async def _targets(self) -> list[str]:
        """Return the aliases that writes go through: the one that answers, and one of every build."""
        first = (await self._target()).alias
        try:
            async with self._client() as client:
                told = await client.indices.get_alias(name=self._building)
        except _NoIndex:
            return [first]
        alive = (index for index in sorted(told) if not _is_given_up(index))
        return [first, *(f"{index}-write" for index in alive)]

    async def _target(self) -> "_Target":
        """Return the index that answers, or else the one that waits to be built; the first time it is made."""
        for alias in (self._read, self._unbuilt):
            try:
                async with self._client() as client:
                    told = await client.indices.get_alias(name=alias)
            except _NoIndex:
                continue
            return _Target(alias, str(next(iter(told))))
        return _Target(self._unbuilt, await self._create("", self._unbuilt))

    async def _create(self, stamp: str, alias: str) -> str:
        name = f"{self._prefix}-{new_id().lower()}"
        aliases: dict[str, dict[str, Any]] = {f"{name}-write": {}, alias: {}}
        async with self._client() as client:
            await client.indices.create(
                index=name,
                aliases=aliases,
                mappings=self._mapping | {"_meta": {"stamp": stamp}},
                settings=_SETTINGS | {"number_of_replicas": self._replicas},
            )
        return name

    async def publish(self, build: "ElasticBuild") -> None:
        """Hand the reading alias over in one step; raises ``BuildOvertaken``."""
        (alias, old), new = build.began_on, build.name
        steps: list[dict[str, Any]] = [
            {"remove": {"index": old, "alias": alias, "must_exist": True}},
            {"add": {"index": new, "alias": self._read}},
            {"remove": {"index": new, "alias": self._building, "must_exist": True}},
        ]
        try:
            async with self._client() as client:
                await client.indices.refresh(index=new)
                await client.indices.update_aliases(actions=steps)
        except _NoIndex as error:
            await self.remove(build.name)
            raise BuildOvertaken from error
        await self._clear(keep={old, new})

    async def indexes(self) -> dict[str, set[str]]:
        """Return the indexes of our prefix with their aliases."""
        async with self._client() as client:
            mine = await client.indices.get_alias(index=f"{self._prefix}-*")
        return {name: set(told["aliases"]) for name, told in mine.items()}

    async def _clear(self, keep: set[str]) -> None:
        """Delete our finished indexes but those to keep; one is kept to go back to."""
        for name, aliases in (await self.indexes()).items():
            if name not in keep and (self._building not in aliases or _is_given_up(name)):
                await self.remove(name)

    async def _sweep(self) -> None:
        """Delete what killed builders left; nobody else would, and every change would be written there too."""
        for name, aliases in (await self.indexes()).items():
            if self._building in aliases and _is_given_up(name):
                await self.remove(name)

    async def remove(self, name: str) -> None:
        """Delete one index by its own name."""
        async with self._client() as client:
            await client.indices.delete(index=name, ignore_unavailable=True)

    async def state(self) -> EngineState:
        """Tell how it is; a server that is down is an answer too."""
        try:
            name = (await self._target()).name
            async with self._client() as client:
                mapping = await client.indices.get_mapping(index=name)
                count = await client.count(index=name)
        except EngineDown as error:
            return EngineState(self.name, answers=False, reason=type(error.__cause__).__name__)
        stamp = mapping[name]["mappings"].get("_meta", {}).get("stamp", "")
        return EngineState(self.name, True, count["count"], name, stamp)

    async def close(self) -> None:
        """Close the connections."""
        if self._made is not None:
            await self._made.close()
            self._made = None


class ElasticBuild:
    """An index in the making."""

    def __init__(self, engine: Elastic, name: str, began_on: "_Target") -> None:
        """Remember which index answered when it began."""
        self._engine = engine
        self.name = name
        self.began_on = began_on

    async def put(self, documents: Sequence[Writable]) -> Written:
        """Write a batch."""
        return await self._engine.write(f"{self.name}-write", documents, wait=False)

    async def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents that are not newer."""
        await self._engine.erase(f"{self.name}-write", removals)

    async def publish(self) -> None:
        """Let it answer; raises ``BuildOvertaken``."""
        await self._engine.publish(self)

    async def abandon(self) -> None:
        """Throw it away."""
        await self._engine.remove(self.name)


def _is_given_up(name: str) -> bool:
    """Tell whether a build began so long ago that its builder is gone."""
    return clock.now() - begun_at(name) > GIVEN_UP


class _Target(NamedTuple):
    """An index and the alias by which it is reached."""

    alias: str
    name: str


class _NoIndex(EngineDown):
    """An index or alias is not there."""
