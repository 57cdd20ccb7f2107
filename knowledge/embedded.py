"""The embedded engine (内置检索引擎): tantivy on disk, the default; one writer, many readers.

Two indexes are kept. The public one holds nothing internal, so that not even a score or a count can tell a
citizen of it; the staff's holds everything. A line of a document is a row; each row carries the whole text,
so that one query scores both. Filters on numbers are read from columns after the search: a filter inside
the query makes tantivy read every posting (measured: 0.35 ms against 1.5 ms at 100,000 rows).
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotline.kit.ids import new_id
from knowledge.audience import Audience
from knowledge.search.port import (
    Build,
    BuildOvertaken,
    Candidate,
    Completing,
    Document,
    EngineState,
    Removal,
    Wanted,
    Written,
)
from knowledge.search.rows import (
    FOREVER,
    Clause,
    candidate,
    clauses,
    completion_clauses,
    row_fields,
)

_CURRENT = "CURRENT"
_WRITER_BYTES = 30_000_000
_AGAIN = 8  # times the wanted lines are read when those outside their dates left too few
_TEXTS = ("line", "whole", "sound", "start")


class Embedded:
    """The engine over one folder; one process writes, others may read."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        """Remember the folder; it is opened, or begun empty, when the first search or document comes."""
        self._folder = folder
        self._opened: _Shelf | None = None
        self._builds: list[EmbeddedBuild] = []

    def _open(self) -> "_Shelf":
        self._folder.mkdir(parents=True, exist_ok=True)
        current = self._folder / _CURRENT
        if not current.exists():
            shelf = _Shelf.create(self._folder / new_id(), "")
            _point(current, shelf.folder.name)
            return shelf
        return _Shelf.open(self._folder / current.read_text("utf-8").strip())

    def _fresh(self) -> "_Shelf":
        """Return the shelf that answers; another process may have published a new one."""
        if self._opened is None:
            self._opened = self._open()
        named = (self._folder / _CURRENT).read_text("utf-8").strip()
        if named != self._opened.folder.name:
            self._opened.close()
            self._opened = _Shelf.open(self._folder / named)
        return self._opened

    async def put(self, documents: Sequence[Document]) -> Written:
        """Write into the index that answers and into those being built."""
        for build in self._builds:
            build.shelf.put(documents)
        return self._fresh().put(documents)

    async def drop(self, removals: Sequence[Removal]) -> None:
        """Remove from the index that answers and from those being built; a tombstone stays."""
        for build in self._builds:
            build.shelf.drop(removals)
        self._fresh().drop(removals)

    async def find(self, wanted: Wanted) -> list[Candidate]:
        """Return lines by falling score, ties by row."""
        asked = clauses(wanted.question)
        kinds = {kind.value for kind in wanted.kinds}
        side = self._fresh().side(wanted.audience)
        return side.search(asked, kinds, wanted.today, wanted.limit)

    async def complete(self, completing: Completing) -> list[Candidate]:
        """Return documents one of whose lines goes on where the citizen stopped typing."""
        asked = completion_clauses(completing.typed)
        kinds = {kind.value for kind in completing.kinds}
        side = self._fresh().side(completing.audience)
        found: dict[str, Candidate] = {}
        for hit in side.search(asked, kinds, completing.today, completing.limit * 6):
            found.setdefault(hit.id, hit)
        return list(found.values())[: completing.limit]

    async def build(self, stamp: str) -> Build:
        """Begin a new index in a folder of its own."""
        made = EmbeddedBuild(self, _Shelf.create(self._folder / new_id(), stamp))
        self._builds.append(made)
        return made

    async def state(self) -> EngineState:
        """Tell how it is."""
        shelf = self._fresh()
        return EngineState(
            name=self.name,
            answers=True,
            documents=shelf.side(Audience.INTERNAL).documents(),
            generation=shelf.folder.name,
            stamp=shelf.stamp,
        )

    async def close(self) -> None:
        """Let go of the writers."""
        for build in list(self._builds):
            await build.abandon()
        if self._opened is not None:
            self._opened.close()

    def publish(self, build: "EmbeddedBuild") -> None:
        """Let the index of ``build`` answer and remove the one before the last."""
        if build not in self._builds or build.began_on != self._fresh().folder.name:
            raise BuildOvertaken
        old = self._fresh()
        self._builds.remove(build)
        self._opened = build.shelf
        _point(self._folder / _CURRENT, build.shelf.folder.name)
        old.close()
        kept = {
            build.shelf.folder.name,
            old.folder.name,
            *(b.shelf.folder.name for b in self._builds),
        }
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def forget(self, build: "EmbeddedBuild") -> None:
        """Remove an index that will not be published."""
        if build in self._builds:
            self._builds.remove(build)
        build.shelf.close()
        shutil.rmtree(build.shelf.folder, ignore_errors=True)

    @property
    def answering(self) -> str:
        """Return the name of the index that answers."""
        return self._fresh().folder.name


class EmbeddedBuild:
    """An index in the making beside the one that answers."""

    def __init__(self, engine: Embedded, shelf: "_Shelf") -> None:
        """Remember which index answered when it began."""
        self._engine = engine
        self.shelf = shelf
        self.began_on = engine.answering

    async def put(self, documents: Sequence[Document]) -> Written:
        """Write a batch."""
        return self.shelf.put(documents)

    async def publish(self) -> None:
        """Let it answer; raises ``BuildOvertaken``."""
        try:
            self._engine.publish(self)
        except BuildOvertaken:
            self._engine.forget(self)
            raise

    async def abandon(self) -> None:
        """Throw it away."""
        self._engine.forget(self)


def _point(pointer: Path, name: str) -> None:
    fresh = pointer.with_suffix(".new")
    fresh.write_text(name, "utf-8")
    fresh.replace(pointer)


@dataclass
class _Shelf:
    """One generation: the public and the staff's index, and the versions it holds."""

    folder: Path
    stamp: str
    public: "_Side"
    staff: "_Side"

    @classmethod
    def create(cls, folder: Path, stamp: str) -> "_Shelf":
        """Make an empty one."""
        folder.mkdir(parents=True)
        (folder / "stamp.json").write_text(json.dumps({"stamp": stamp}), "utf-8")
        return cls(folder, stamp, _Side(folder / "public"), _Side(folder / "staff"))

    @classmethod
    def open(cls, folder: Path) -> "_Shelf":
        """Open one that is there."""
        stamp = json.loads((folder / "stamp.json").read_text("utf-8"))["stamp"]
        return cls(folder, stamp, _Side(folder / "public"), _Side(folder / "staff"))

    def side(self, audience: Audience) -> "_Side":
        """Return the index that ``audience`` may search."""
        return self.public if audience is Audience.PUBLIC else self.staff

    def put(self, documents: Sequence[Document]) -> Written:
        """Write what is newer than what is held; a document that became internal leaves the public side."""
        newest = {d.id: d for d in sorted(documents, key=lambda d: d.version)}
        held = self.staff.versions(newest)
        fresh = [d for d in newest.values() if d.version >= held.get(d.id, 0)]
        self.staff.write(fresh, drop=[])
        self.public.write(
            [d for d in fresh if d.audience is Audience.PUBLIC],
            drop=[d.id for d in fresh if d.audience is not Audience.PUBLIC],
        )
        older = tuple(i for i, d in newest.items() if d.version < held.get(i, 0))
        return Written(tuple(d.id for d in fresh), older)

    def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents that are not newer, and remember that they are gone."""
        held = self.staff.versions(r.id for r in removals)
        gone = [r for r in removals if r.version >= held.get(r.id, 0)]
        self.staff.write([], drop=[r.id for r in gone], graves=gone)
        self.public.write([], drop=[r.id for r in gone])

    def close(self) -> None:
        """Release both writers."""
        self.public.close()
        self.staff.close()


class _Side:
    """One tantivy index."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415 — a native library, loaded when there is something to search

        self._lib: Any = tantivy
        self._schema = _schema(tantivy)
        folder.mkdir(parents=True, exist_ok=True)
        self._index: Any = tantivy.Index(self._schema, path=str(folder))
        # a tokenizer is not stored with the index: it is registered again after every opening
        blank = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("blank", blank)
        self._writer: Any = None

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(_WRITER_BYTES, 1)
        return self._writer

    def write(
        self, documents: Sequence[Document], *, drop: Sequence[str], graves: Sequence[Removal] = ()
    ) -> None:
        """Replace ``documents`` and remove ``drop`` in one commit."""
        if not documents and not drop and not graves:
            return
        writer = self._writing()
        for gone in (*(d.id for d in documents), *drop, *(g.id for g in graves)):
            writer.delete_documents_by_term("doc", gone)
        for document in documents:
            for row in row_fields(document):
                writer.add_document(self._row(row))
        for grave in graves:
            writer.add_document(self._grave(grave))
        writer.commit()
        self._index.reload()

    def _row(self, row: dict[str, Any]) -> Any:
        made = self._lib.Document()
        for name in ("doc", "kind", "data"):
            made.add_text(name, row[name])
        for name in _TEXTS:
            made.add_text(name, " ".join(row[name]))
        for name in ("version", "since", "until"):
            made.add_unsigned(name, row[name])
        return made

    def _grave(self, removal: Removal) -> Any:
        made = self._lib.Document()
        made.add_text("doc", removal.id)
        made.add_unsigned("version", removal.version)
        made.add_unsigned("since", FOREVER)
        made.add_unsigned("until", 0)
        return made

    def versions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the version held of each document that is held or was removed."""
        searcher = self._index.searcher()
        held: dict[str, int] = {}
        for one in ids:
            term = self._lib.Query.term_query(self._schema, "doc", one, index_option="basic")
            hits = searcher.search(term, 1, count=False).hits
            if hits:
                held[one] = searcher.fast_field_values("version", [hits[0][1]])[0]
        return held

    def documents(self) -> int:
        """Return how many rows are searchable."""
        return int(self._index.searcher().num_docs)

    def search(
        self, asked: Sequence[Clause], kinds: set[str], today: date, limit: int
    ) -> list[Candidate]:
        """Return rows valid ``today``; reads on when rows outside their dates left too few."""
        if not asked:
            return []
        query = self._query(asked, kinds)
        found = self._valid(query, today, limit)
        if len(found) < limit:
            found = self._valid(query, today, limit * _AGAIN)[:limit]
        return found

    def _query(self, asked: Sequence[Clause], kinds: set[str]) -> Any:
        q, occur = self._lib.Query, self._lib.Occur
        parts = []
        for clause in asked:
            term = q.term_query(self._schema, clause.field, clause.term, index_option="freq")
            parts.append((occur.Should, q.boost_query(term, clause.weight)))
        if not kinds:
            return q.boolean_query(parts)
        one = q.boolean_query(
            [
                (occur.Should, q.term_query(self._schema, "kind", kind, index_option="basic"))
                for kind in sorted(kinds)
            ]
        )
        must = [(occur.Must, q.const_score_query(one, 0.0)), (occur.Must, q.boolean_query(parts))]
        return q.boolean_query(must)

    def _valid(self, query: Any, today: date, limit: int) -> list[Candidate]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        places = [place for _score, place in hits]
        since = searcher.fast_field_values("since", places)
        until = searcher.fast_field_values("until", places)
        day = today.toordinal()
        found = [
            candidate(searcher.doc(place).get_first("data"), score)
            for (score, place), first, last in zip(hits, since, until, strict=True)
            if first <= day <= last
        ]
        return sorted(found, key=lambda c: (-c.score, c.id, c.line))

    def close(self) -> None:
        """Finish merging and release the lock."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None


def _schema(lib: Any) -> Any:
    made = lib.SchemaBuilder()
    for name in ("doc", "kind"):
        made.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    made.add_text_field("data", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _TEXTS:
        made.add_text_field(name, stored=False, tokenizer_name="blank", index_option="freq")
    for name in ("version", "since", "until"):
        made.add_unsigned_field(name, stored=False, indexed=False, fast=True)
    return made.build()
