"""Shelves (索引代): one generation of the embedded index: tantivy files, versions and graves.

Filters on numbers are read from columns after the search: a filter inside the query makes tantivy read every
posting (measured: 0.35 ms against 1.5 ms at 100,000 rows).
"""

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.audience import Audience
from knowledge.search.port import Candidate, Document, Removal, Written
from knowledge.search.rows import FOREVER, Clause, candidate, kept_of
from knowledge.search.seeking import Hit, Need, Seeking, Writable, rows_of

_WRITER_BYTES = 30_000_000
_BUILDER_BYTES = 30_000_000  # one commit at the end of a build: fewer segments, quicker searches
_MERGED = 8  # small segments that tantivy merges into one
_MOST_LINES = 1_000  # of one document
_FEW = 2  # segments: a large one and the rest
_AGAIN = 8  # times the wanted lines are read when those outside their dates left too few
_STAMP = "stamp.json"
_TEXTS = ("line", "whole", "sound", "start")


@dataclass
class Shelf:
    """One generation: the public and the staff's index, and the versions it holds.

    Its ``stamp`` is empty until it is built. Of ``tagged`` records nothing is for citizens: their public side stays empty and is never opened to write.
    """

    folder: Path
    stamp: str
    public: "Side"
    staff: "Side"
    pending: dict[str, int] | None = None  # versions written but not committed, while it is built
    tagged: bool = False

    @classmethod
    def create(
        cls,
        folder: Path,
        stamp: str,
        *,
        building: bool = False,
        tagged: bool = False,
    ) -> "Shelf":
        """Make an empty one; one that is ``building`` commits when it is published."""
        folder.mkdir(parents=True)
        (folder / _STAMP).write_text(json.dumps({"stamp": stamp}), "utf-8")
        public, staff = (
            Side(folder / name, building=building, tagged=tagged) for name in ("public", "staff")
        )
        return cls(folder, stamp, public, staff, {} if building else None, tagged)

    @classmethod
    def open(cls, folder: Path, *, tagged: bool = False) -> "Shelf":
        """Open one that is there; raises ``OSError`` or ``ValueError`` where something of it is missing."""
        told = json.loads((folder / _STAMP).read_text("utf-8"))
        if not isinstance(told, dict) or not isinstance(stamp := told.get("stamp"), str):
            raise ValueError(_STAMP)
        for name in ("public", "staff"):  # tantivy makes an empty one where there is none
            (folder / name / "meta.json").stat()
        public, staff = (Side(folder / name, tagged=tagged) for name in ("public", "staff"))
        return cls(folder, stamp, public, staff, tagged=tagged)

    @property
    def is_there(self) -> bool:
        """Tell whether nobody took the folder away: what was read goes on answering, but learns nothing."""
        return (self.folder / _STAMP).exists()

    def _versions(self, ids: Iterable[str]) -> dict[str, int]:
        if self.pending is None:
            return self.staff.versions(ids)
        return {i: self.pending[i] for i in ids if i in self.pending}

    def _written(self, versions: dict[str, int]) -> None:
        if self.pending is None:
            self.commit()
        else:
            self.pending |= versions

    def commit(self) -> None:
        """Let searches see what was written."""
        self.public.commit()
        self.staff.commit()

    def finish(self) -> None:
        """End the building: from now on every change is committed at once."""
        self.pending = None
        self.commit()
        self.public.settle()
        self.staff.settle()

    def side(self, audience: Audience) -> "Side":
        """Return the index that ``audience`` may search."""
        return self.public if audience is Audience.PUBLIC else self.staff

    def put(self, documents: Sequence[Writable]) -> Written:
        """Write what is newer than what is held; a document that became internal leaves the public side."""
        newest = {d.id: d for d in sorted(documents, key=lambda d: d.version)}
        held = self._versions(newest)
        good = [d for d in newest.values() if d.version >= held.get(d.id, 0)]
        fresh = [d for d in good if d.version > held.get(d.id, 0) or not self._holds(d)]
        if not fresh:
            return Written(tuple(d.id for d in good), _older(newest, held))
        for document in fresh:
            self._place(document)
        self._written({d.id: d.version for d in fresh})
        return Written(tuple(d.id for d in good), _older(newest, held))

    def _place(self, document: Writable) -> None:
        """Put the rows of a document, which take longer to make than to write, where they may be found."""
        rows = self.staff.made(document)
        self.staff.replace(document.id, rows)
        if not self.tagged:
            is_public = document.audience is Audience.PUBLIC
            self.public.replace(document.id, rows if is_public else [])

    def _holds(self, document: Writable) -> bool:
        """Tell whether just this is held: a commit costs more than a look, and a build is heard of once more."""
        if self.pending is not None or not isinstance(document, Document):
            return False
        return self.staff.kept(document.id) == sorted(kept_of(document).values())

    def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents that are not newer, and remember that they are gone."""
        held = self._versions([r.id for r in removals])
        gone = [r for r in removals if r.version >= held.get(r.id, 0)]
        self.staff.remove([r.id for r in gone], graves=gone)
        if not self.tagged:
            self.public.remove([r.id for r in gone])
        self._written({r.id: r.version for r in gone})

    def close(self) -> None:
        """Release both writers."""
        self.public.close()
        self.staff.close()


class Side:
    """One tantivy index."""

    def __init__(self, folder: Path, *, building: bool = False, tagged: bool = False) -> None:
        import tantivy  # noqa: PLC0415 — a native library, loaded when there is something to search

        self._lib: Any = tantivy
        self._schema = _schema(tantivy, tagged=tagged)
        folder.mkdir(parents=True, exist_ok=True)
        self._index: Any = tantivy.Index(self._schema, path=str(folder))
        # a tokenizer is not stored with the index: it is registered again after every opening
        blank = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("blank", blank)
        self._memory = _BUILDER_BYTES if building else _WRITER_BYTES
        self._writer: Any = None

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(self._memory, 1)
        return self._writer

    def made(self, document: Writable) -> list[Any]:
        """Return the rows of a document as tantivy takes them; the other side takes them too."""
        return [self._row(row) for row in rows_of(document)]

    def replace(self, document_id: str, rows: Sequence[Any]) -> None:
        """Let ``rows`` be those of a document; searches see it after ``commit``."""
        writer = self._writing()
        writer.delete_documents_by_term("doc", document_id)
        for row in rows:
            writer.add_document(row)

    def remove(self, drop: Sequence[str], *, graves: Sequence[Removal] = ()) -> None:
        """Remove documents, leaving ``graves``; searches see it after ``commit``."""
        if not drop and not graves:
            return
        writer = self._writing()
        for gone in (*drop, *(g.id for g in graves)):
            writer.delete_documents_by_term("doc", gone)
        for grave in graves:
            writer.add_document(self._grave(grave))

    def commit(self) -> None:
        """Let searches see what was written; nothing to do where nothing was."""
        if self._writer is not None:
            self._writer.commit()
            self._index.reload()

    def pieces(self) -> int:
        """Return how many segments are searched one after the other."""
        return int(self._index.searcher().num_segments)

    def settle(self) -> None:
        """Merge the pieces that a large build left: in one a search takes half the time that it takes in six.

        tantivy merges small segments by the eight, so it is given empty ones until it does.
        """
        if self._writer is None or self.pieces() <= _FEW:
            return
        fillers = [Removal(f"filler:{number}", 0) for number in range(_MERGED)]
        for filler in fillers:
            self._writer.add_document(self._grave(filler))
            self._writer.commit()
        self.close()  # waits for the merge, which deleting at once would undo
        self.remove([filler.id for filler in fillers])
        self.commit()

    def _row(self, row: dict[str, Any]) -> Any:
        made = self._lib.Document()
        for name in ("doc", "kind"):
            made.add_text(name, row[name])
        made.add_bytes("data", row["data"].encode())
        for name in _TEXTS:
            made.add_text(name, " ".join(row[name]))
        for tag in row.get("tags", ()):
            made.add_text("tags", tag)
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

    def kept(self, one: str) -> list[str]:
        """Return what is kept of the lines of a document, sorted; nothing of a removed one."""
        searcher = self._index.searcher()
        term = self._lib.Query.term_query(self._schema, "doc", one, index_option="basic")
        hits = searcher.search(term, _MOST_LINES, count=False).hits
        found = (searcher.doc(place).get_first("data") for _score, place in hits)
        return sorted(bytes(data).decode() for data in found if data is not None)

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
        parts = self._clauses(asked)
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

    def _clauses(self, asked: Iterable[Clause]) -> list[tuple[Any, Any]]:
        q, should = self._lib.Query, self._lib.Occur.Should
        parts = []
        for clause in asked:
            term = q.term_query(self._schema, clause.field, clause.term, index_option="freq")
            parts.append((should, q.boost_query(term, clause.weight)))
        return parts

    def seek(self, seeking: Seeking) -> list[Hit]:
        """Return rows that meet every need and tag."""
        if seeking.hopeless:
            return []
        occur = self._lib.Occur
        parts = [(occur.Must, self._need(need)) for need in seeking.needs]
        parts += self._clauses(seeking.liked)
        parts += [(occur.Must, self._tags(group)) for group in seeking.among]
        if seeking.barred:
            parts.append((occur.MustNot, self._tags(seeking.barred)))
        searcher = self._index.searcher()
        query = self._lib.Query.boolean_query(parts)
        hits = searcher.search(query, seeking.limit, count=False).hits
        found = [Hit(_kept(searcher, place), score) for score, place in hits]
        return sorted(found, key=lambda hit: (-hit.score, hit.kept))

    def _need(self, need: Need) -> Any:
        return self._lib.Query.boolean_query(self._clauses(need.clauses), need.least)

    def _tags(self, tags: Iterable[str]) -> Any:
        q = self._lib.Query
        return q.const_score_query(q.term_set_query(self._schema, "tags", sorted(tags)), 0.0)

    def _valid(self, query: Any, today: date, limit: int) -> list[Candidate]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        places = [place for _score, place in hits]
        since = searcher.fast_field_values("since", places)
        until = searcher.fast_field_values("until", places)
        day = today.toordinal()
        found = [
            candidate(_kept(searcher, place), score)
            for (score, place), first, last in zip(hits, since, until, strict=True)
            if first <= day <= last
        ]
        return sorted(found, key=lambda c: (-c.score, c.id, c.line))

    def close(self) -> None:
        """Finish merging and release the lock."""
        if self._writer is not None:
            # a merge that fails (its folder was thrown away, say) loses nothing that was committed
            with contextlib.suppress(ValueError):
                self._writer.wait_merging_threads()
            self._writer = None


def _older(newest: dict[str, Writable], held: dict[str, int]) -> tuple[str, ...]:
    return tuple(i for i, d in newest.items() if d.version < held.get(i, 0))


def _kept(searcher: Any, place: Any) -> str:
    return bytes(searcher.doc(place).get_first("data")).decode()


def _schema(lib: Any, *, tagged: bool) -> Any:
    made = lib.SchemaBuilder()
    for name in ("doc", "kind", *(("tags",) if tagged else ())):
        made.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    made.add_bytes_field("data", stored=True, indexed=False)
    for name in _TEXTS:
        made.add_text_field(name, stored=False, tokenizer_name="blank", index_option="freq")
    for name in ("version", "since", "until"):
        made.add_unsigned_field(name, stored=False, indexed=False, fast=True)
    return made.build()
