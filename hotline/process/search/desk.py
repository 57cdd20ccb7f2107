"""The desk of the ticket search (工单检索台): one process's engine, its stand-in and its words."""

import asyncio
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import Database
from hotline.kit.logs import get_logger
from hotline.process.search.documents import stamp
from hotline.process.search.index import Follower, behind, note_messages
from knowledge.lexicon.queries import lexicon_version, read_lexicon
from knowledge.search.port import EngineDown, EngineState
from knowledge.search.seeking import Hit, Seeking, TaggedEngine
from knowledge.understanding.lexicon import Lexicon
from routing.state import RoutingHolder

log = get_logger(__name__)


class TicketSearchDown(EngineDown):
    """No engine answers; tickets, lists and queues go on."""

    title_zh = "检索暂不可用，工单照常受理和办理"
    title_en = "Search is not available at the moment; tickets go on"


@dataclass(frozen=True)
class Answer:
    """What was found; ``degraded`` says that the stand-in answered."""

    hits: list[Hit]
    degraded: bool = False


@dataclass(frozen=True)
class IndexState:
    """How one index is: ``stale`` must be built anew, ``behind`` is in seconds (``None``: not known)."""

    engine: EngineState
    stale: bool
    behind: float | None


@dataclass
class TicketSearch:
    """The search over tickets; ``seconds`` is how long the first engine may take."""

    engine: TaggedEngine
    routing: RoutingHolder
    stand_in: TaggedEngine | None = None
    seconds: float = 1.0
    lexicon: Lexicon = field(default_factory=Lexicon)
    _followers: dict[str, Follower] = field(default_factory=dict)

    @property
    def engines(self) -> list[TaggedEngine]:
        """Return the engine and its stand-in, if there is one."""
        return [self.engine] if self.stand_in is None else [self.engine, self.stand_in]

    async def seek(self, seeking: Seeking) -> Answer:
        """Return what the index holds; raises ``TicketSearchDown`` (503) when no engine answers."""
        try:
            async with asyncio.timeout(self.seconds):
                return Answer(await self.engine.seek(seeking))
        except (EngineDown, TimeoutError) as error:
            log.warning("tickets.search_down", engine=self.engine.name, error=type(error).__name__)
            if self.stand_in is None:
                raise TicketSearchDown from error
            return Answer(await self.stand_in.seek(seeking), degraded=True)

    async def refresh_words(self, session: AsyncSession) -> None:
        """Read the words of staff, if they changed."""
        if await lexicon_version(session) != self.lexicon.version:
            self.lexicon = await read_lexicon(session)

    async def follow(self, database: Database) -> int:
        """Bring every index a step further; an engine that is down does not keep the other from it."""
        await note_messages(database)
        async with database.read() as session:
            await self.refresh_words(session)
        written = 0
        for engine in self.engines:
            follower = self._followers.setdefault(engine.name, Follower(engine))
            try:
                written += await follower.follow(database, self.routing.state)
            except EngineDown as error:
                log.warning("tickets.index_down", engine=engine.name, error=type(error).__name__)
        return written

    async def keep_up(self, database: Database) -> None:
        """Bring every index up to date, however much there is to read."""
        while await self.follow(database):
            pass

    async def states(self, session: AsyncSession) -> list[IndexState]:
        """Tell how the indexes are, the first engine's first."""
        found = []
        for engine in self.engines:
            told = await engine.state()
            late = await behind(session, told.generation) if told.answers else None
            found.append(IndexState(told, told.answers and told.stamp != stamp(), late))
        return found

    async def stop(self, database: Database) -> None:
        """Let another process follow the log at once."""
        for follower in self._followers.values():
            await follower.stop(database)

    async def close(self) -> None:
        """Let go of both engines."""
        for engine in self.engines:
            await engine.close()
