"""Seeking with tags (带标签检索): records whose every row tells by tags who may find it and what narrows it.

Beside articles and items there are things of which not two readers see the same. Their index is put
together by whoever owns them: a record brings its own terms, its tags and what the engine keeps of it. A
question names groups of tags and needs one of each group; tags that bar exclude. Both are conditions inside
the engine, so that neither an order nor a count tells of what the asker may not find.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from knowledge.audience import Audience
from knowledge.search.port import Build, Document, Engine, Written
from knowledge.search.rows import FOREVER, Clause, row_fields
from knowledge.understanding.grams import grams, sounds, wide_grams

MOST = 1_000  # rows of one answer; nobody reads further, and engines refuse ten thousand


@dataclass(frozen=True)
class Record:
    """One row of a tagged index: ``line`` is its heading, ``whole`` every word of it.

    ``version`` grows with every change. ``kept`` is handed back as it is: it must tell nothing by itself.
    """

    id: str
    version: int
    line: str
    whole: str
    tags: tuple[str, ...]
    kept: str

    @property
    def audience(self) -> Audience:
        """Return INTERNAL: nothing of a tagged index is for citizens."""
        return Audience.INTERNAL


Writable = Document | Record


@dataclass(frozen=True)
class Need:
    """Clauses of which at least ``least`` must be found."""

    clauses: tuple[Clause, ...]
    least: int


@dataclass(frozen=True)
class Seeking:
    """What is sought: every need, one tag of each group of ``among``, none of ``barred``.

    ``liked`` only adds to the score. Without a need, or with an empty group, nothing is found.
    """

    needs: tuple[Need, ...]
    among: tuple[frozenset[str], ...]
    liked: tuple[Clause, ...] = ()
    barred: frozenset[str] = frozenset()
    limit: int = 30

    @property
    def hopeless(self) -> bool:
        """Tell whether nothing can be found."""
        return not self.needs or not self.among or not all(self.among)


class Hit(NamedTuple):
    """What the engine kept of a record, and its BM25."""

    kept: str
    score: float


class TaggedBuild(Build, Protocol):
    """A tagged index in the making."""

    async def put(self, documents: Sequence[Writable]) -> Written:
        """Write a batch into the new index."""


class TaggedEngine(Engine, Protocol):
    """An engine over a tagged index."""

    async def put(self, documents: Sequence[Writable]) -> Written:
        """Write records so that the next search finds them; older versions are refused."""

    async def build(self, stamp: str) -> TaggedBuild:
        """Begin a new index beside the one that answers."""

    async def seek(self, seeking: Seeking) -> list[Hit]:
        """Return rows by falling score, ties by what was kept; at most ``limit``."""


def rows_of(document: Writable) -> Iterator[dict[str, Any]]:
    """Yield the rows of a document, or the one row of a record."""
    if isinstance(document, Record):
        yield _row(document)
    else:
        yield from row_fields(document)


def _row(record: Record) -> dict[str, Any]:
    return {
        "doc": record.id,
        "kind": "record",
        "version": record.version,
        "since": 0,
        "until": FOREVER,
        "line": grams(record.line),
        "whole": wide_grams(record.whole),
        "sound": sounds(record.line),
        "start": [],
        "tags": list(record.tags),
        "data": record.kept,
    }


def elastic_query(seeking: Seeking) -> dict[str, Any]:
    """Return the query of Elasticsearch: the needs score, the tags only filter."""
    bars = [{"terms": {"tags": sorted(seeking.barred)}}] if seeking.barred else []
    return {
        "bool": {
            "must": [_need(need) for need in seeking.needs],
            "should": [_term(clause) for clause in seeking.liked],
            "filter": [{"terms": {"tags": sorted(group)}} for group in seeking.among],
            "must_not": bars,
        }
    }


def _need(need: Need) -> dict[str, Any]:
    found = [_term(clause) for clause in need.clauses]
    return {"bool": {"should": found, "minimum_should_match": need.least}}


def _term(clause: Clause) -> dict[str, Any]:
    return {"term": {clause.field: {"value": clause.term, "boost": clause.weight}}}
