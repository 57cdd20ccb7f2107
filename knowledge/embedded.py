"""The embedded engine (内置检索引擎): tantivy on disk, the default; one writer, many readers.

Two indexes are kept. The public one holds nothing internal, so that not even a score or a count can tell a
citizen of it; the staff's holds everything. A line of a document is a row; each row carries the whole text,
so that one query scores both.

Another process may rebuild: it writes into a folder of its own, claims it, and lets it answer under the claim
of the pointer. What is written meanwhile reaches the index that answers and the builds of the same process;
whoever builds compares with the database before and after (``knowledge.index``).
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from hotline.kit.ids import new_id
from hotline.kit.logs import get_logger
from knowledge.audience import Audience
from knowledge.claims import Claim, is_claimed, is_left
from knowledge.embedded_index import Shelf, Side
from knowledge.search.port import (
    BuildOvertaken,
    Candidate,
    Completing,
    EngineDown,
    EngineState,
    Removal,
    Wanted,
    Written,
)
from knowledge.search.rows import (
    clauses,
    completion_clauses,
)
from knowledge.search.seeking import Hit, Seeking, Writable

log = get_logger(__name__)
_CURRENT = "CURRENT"
_PUBLISHING = "PUBLISHING"  # claimed while the pointer moves
_CLAIMED = ".building"  # ends the name of the file beside a folder that is being filled


class Embedded:
    """The engine over one folder; one process writes, others may read. ``tagged`` ones hold records."""

    name = "embedded"

    def __init__(self, folder: Path, *, tagged: bool = False) -> None:
        """Remember the folder; it is opened, or begun empty, when the first search or document comes."""
        self._folder = folder
        self._tagged = tagged
        self._opened: Shelf | None = None
        self._builds: list[EmbeddedBuild] = []
        self._claims: dict[str, Claim] = {}

    def _shelf(self, name: str) -> "Shelf":
        if not name:
            raise FileNotFoundError(_CURRENT)
        return Shelf.open(self._folder / name, tagged=self._tagged)

    def _fresh(self) -> "Shelf":
        """Return the shelf that answers; another process may have published a new one.

        One that is missing or damaged makes way for an empty one, which cannot be searched before it is built.

        Raises:
            EngineDown: not even an empty one can be written.
        """
        named = self.pointed
        if self._opened is not None:
            if named == self._opened.folder.name and self._opened.is_there:
                return self._opened
            self._opened.close()
            self._opened = None
        try:
            self._opened = self._shelf(named)
        except (OSError, ValueError):
            self._opened = self._begun_anew()
        return self._opened

    def _begun_anew(self) -> "Shelf":
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            turn = Claim(self._folder / _PUBLISHING)
            try:
                return self._other_or_empty()
            finally:
                turn.release()
        except (OSError, ValueError) as error:
            raise EngineDown from error

    def _other_or_empty(self) -> "Shelf":
        """Return what another process published meanwhile, or else an empty shelf; the next build clears up."""
        named = self.pointed
        try:
            return self._shelf(named)
        except (OSError, ValueError) as error:
            if named:
                log.warning("search.index_damaged", generation=named, error=type(error).__name__)
        folder = self._folder / new_id()
        shelf = Shelf.create(folder, "", tagged=self._tagged)
        _point(self._folder / _CURRENT, shelf.folder.name)
        return shelf

    def _side(self, audience: Audience) -> "Side":
        """Return the index to search: one that was never built knows too little to say "nothing found"."""
        shelf = self._fresh()
        if not shelf.stamp:
            raise EngineDown
        return shelf.side(audience)

    async def put(self, documents: Sequence[Writable]) -> Written:
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
        side = self._side(wanted.audience)
        return side.search(asked, kinds, wanted.today, wanted.limit)

    async def complete(self, completing: Completing) -> list[Candidate]:
        """Return documents one of whose lines goes on where the citizen stopped typing."""
        asked = completion_clauses(completing.typed)
        kinds = {kind.value for kind in completing.kinds}
        side = self._side(completing.audience)
        found: dict[str, Candidate] = {}
        for hit in side.search(asked, kinds, completing.today, completing.limit * 6):
            found.setdefault(hit.id, hit)
        return list(found.values())[: completing.limit]

    async def seek(self, seeking: Seeking) -> list[Hit]:
        """Return rows by falling score, ties by what was kept."""
        return self._side(Audience.INTERNAL).seek(seeking)

    async def build(self, stamp: str) -> "EmbeddedBuild":
        """Begin a new index in a folder of its own; what a killed process left is removed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        folder = self._folder / new_id()
        self._claims[folder.name] = Claim(self._claim_of(folder))
        shelf = Shelf.create(folder, stamp, building=True, tagged=self._tagged)
        made = EmbeddedBuild(self, shelf)
        self._builds.append(made)
        return made

    async def state(self) -> EngineState:
        """Tell how it is; a disk that takes nothing is an answer too."""
        try:
            shelf = self._fresh()
        except EngineDown as error:
            return EngineState(self.name, answers=False, reason=type(error.__cause__).__name__)
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
        turn = Claim(self._folder / _PUBLISHING)
        try:
            self._publish(build)
        finally:
            turn.release()

    def _publish(self, build: "EmbeddedBuild") -> None:
        old = self.pointed
        if build not in self._builds or build.began_on != old:
            raise BuildOvertaken
        build.shelf.finish()
        self._builds.remove(build)
        before, self._opened = self._opened, build.shelf
        _point(self._folder / _CURRENT, build.shelf.folder.name)
        self._unclaim(build.shelf.folder)
        if before is not None:
            before.close()
        kept = {build.shelf.folder.name, old}
        for folder in self._folder.iterdir():
            if (
                folder.is_dir()
                and folder.name not in kept
                and not is_claimed(self._claim_of(folder))
            ):
                self._remove(folder)

    def _sweep(self) -> None:
        """Remove builds whose process is gone."""
        for claim in self._folder.glob(f"*{_CLAIMED}"):
            if is_left(claim) and claim.stem != self.answering:
                self._remove(claim.with_suffix(""))

    def _remove(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._claim_of(folder).unlink(missing_ok=True)

    def _claim_of(self, folder: Path) -> Path:
        return self._folder / f"{folder.name}{_CLAIMED}"

    def _unclaim(self, folder: Path) -> None:
        claim = self._claims.pop(folder.name, None)
        if claim is not None:
            claim.release(forget=True)

    def forget(self, build: "EmbeddedBuild") -> None:
        """Remove an index that will not be published."""
        if build in self._builds:
            self._builds.remove(build)
        build.shelf.close()
        shutil.rmtree(build.shelf.folder, ignore_errors=True)
        self._unclaim(build.shelf.folder)

    @property
    def pointed(self) -> str:
        """Return the name of the index that the pointer names; empty where it names none."""
        try:
            return (self._folder / _CURRENT).read_text("utf-8").strip()
        except (OSError, ValueError):
            return ""

    @property
    def answering(self) -> str:
        """Return the name of the index that answers."""
        return self._fresh().folder.name


class EmbeddedBuild:
    """An index in the making beside the one that answers."""

    def __init__(self, engine: Embedded, shelf: "Shelf") -> None:
        """Remember which index answered when it began."""
        self._engine = engine
        self.shelf = shelf
        self.began_on = engine.answering

    async def put(self, documents: Sequence[Writable]) -> Written:
        """Write a batch; it is committed by ``publish``."""
        return self.shelf.put(documents)

    async def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents that are not newer."""
        self.shelf.drop(removals)

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
