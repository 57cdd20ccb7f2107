"""The search desk (检索台): one process's engine, its stand-in, its lexicon and weights; every search asks here."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.logs import get_logger
from hotline.kit.memory import give_back
from knowledge.audience import Audience
from knowledge.events import KnowledgeChanged
from knowledge.index import bring, current, rebuild, stamp, weights_of
from knowledge.lexicon.queries import lexicon_version, newest_build, read_lexicon
from knowledge.search.completion import DEEP, Completion, CompletionAsked, order
from knowledge.search.port import (
    Candidate,
    Completing,
    DocumentKind,
    Engine,
    EngineDown,
    EngineState,
    Wanted,
)
from knowledge.search.ranking import DEFAULTS, Asker, Ranked, rank
from knowledge.search.weights import GramWeights
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.linking import linked
from knowledge.understanding.question import Question
from knowledge.understanding.understand import understand

Subjects = Callable[[str], Mapping[str, float]]  # words → categories by code with shares in 0..1

log = get_logger(__name__)
_MANY_LINES = (
    12  # a document has some ten lines: so many are read when few documents share the first ones
)


@dataclass(frozen=True)
class Asked:
    """A search: the words, who asks (PUBLIC is a citizen), where he is, and what kinds he wants."""

    words: str
    audience: Audience = Audience.PUBLIC
    district: str = ""
    kinds: frozenset[DocumentKind] = frozenset()
    limit: int = 10
    today: date | None = None


@dataclass(frozen=True)
class Found:
    """What was understood and found; ``engine`` answered, ``degraded`` says that it was the stand-in.

    ``confidence`` is how likely the first hit is right, and ``sure`` whether it would be answered with; both
    are known once the sources were read.
    """

    question: Question
    hits: list[Ranked]
    engine: str
    degraded: bool = False
    confidence: float = 0.0
    sure: bool = False


@dataclass
class SearchDesk:
    """The search of one process; ``seconds`` is how long the first engine may take.

    ``subjects`` tells what words are about where somebody knows: the house asks its classifier of requests.
    """

    engine: Engine
    stand_in: Engine | None = None
    seconds: float = 1.0
    lexicon: Lexicon = field(default_factory=Lexicon)
    shares: Mapping[str, float] = field(default_factory=lambda: DEFAULTS)
    weights: GramWeights = field(default_factory=GramWeights)
    subjects: Subjects = lambda _words: {}
    _build: str = ""
    _words: Lexicon = field(default_factory=Lexicon)
    _builder: asyncio.Lock = field(default_factory=asyncio.Lock)
    _begun: Counter[str] = field(default_factory=Counter)  # builds of this process, by engine
    _published: Counter[str] = field(default_factory=Counter)  # number of the last that succeeded
    _unfinished: set[str] = field(default_factory=set)  # engines whose last build ended in an error

    async def search(self, asked: Asked) -> Found:
        """Return the best documents for the words; raises ``EngineDown`` when no engine answers."""
        question = understand(asked.words, self.lexicon)
        today = asked.today or clock.local_date()
        wanted = Wanted(question, asked.audience, today, asked.kinds, 2 * asked.limit)
        found, engine = await self._found(wanted)
        if len(found) == wanted.limit and len({line.id for line in found}) < asked.limit:
            found, engine = await self._found(replace(wanted, limit=_MANY_LINES * asked.limit))
        question = linked(question, ((line.id, line.folded) for line in found))
        hits = rank(question, found, self.weights, Asker(today, asked.district), self.shares)
        return Found(question, hits[: asked.limit], engine.name, engine is not self.engine)

    async def _found(self, wanted: Wanted) -> tuple[list[Candidate], Engine]:
        if wanted.question.empty:
            return [], self.engine
        try:
            async with asyncio.timeout(self.seconds):
                return await self.engine.find(wanted), self.engine
        except (EngineDown, TimeoutError) as error:
            log.warning("search.engine_down", engine=self.engine.name, error=type(error).__name__)
            if self.stand_in is None:
                raise EngineDown from error
            return await self.stand_in.find(wanted), self.stand_in

    async def complete(self, asked: CompletionAsked) -> list[Completion]:
        """Return how what was typed may go on, best first; raises ``EngineDown`` when no engine answers."""
        today = asked.today or clock.local_date()
        completing = Completing(asked.typed, asked.audience, today, asked.kinds, DEEP)
        try:
            async with asyncio.timeout(self.seconds):
                found = await self.engine.complete(completing)
        except (EngineDown, TimeoutError) as error:
            if self.stand_in is None:
                raise EngineDown from error
            found = await self.stand_in.complete(completing)
        return order(asked, found)

    async def refresh(self, session: AsyncSession) -> None:
        """Read the weights of the newest build, if it is another than the one in use."""
        if await newest_build(session, *self._names) != self._build:
            self._build, self.weights = await weights_of(session, *self._names)
            await self._know()
        await self.refresh_words(session)

    async def refresh_words(self, session: AsyncSession) -> None:
        """Read the words of staff, if they changed; nothing is indexed anew."""
        if await lexicon_version(session) != self._words.version:
            self._words = await read_lexicon(session)
            await self._know()

    async def _know(self) -> None:
        self.lexicon = await asyncio.to_thread(self._words.knowing, self.weights.counts)

    async def follow(self, database: Database) -> None:
        """Follow what staff or another process changed; cheap enough for every few seconds."""
        async with database.read() as session:
            await self.refresh(session)

    @property
    def _names(self) -> list[str]:
        return [engine.name for engine in self.engines]

    @property
    def engines(self) -> list[Engine]:
        """Return the engine and its stand-in, if there is one."""
        return [self.engine] if self.stand_in is None else [self.engine, self.stand_in]

    async def on_changed(self, database: Database, event: KnowledgeChanged) -> None:
        """Bring one document, or after a large import all, up to date.

        An engine that is down does not keep the other from hearing of it; it is told again later.
        """
        down: EngineDown | None = None
        for engine in self.engines:
            try:
                await self._bring(database, engine, event)
            except EngineDown as error:
                down = error
        if down is not None:
            raise down

    async def _bring(self, database: Database, engine: Engine, event: KnowledgeChanged) -> None:
        if not event.key:
            await self._build_anew(database, engine)
            return
        async with database.read() as session:
            found = await current(session, DocumentKind(event.kind), event.key)
        await bring(engine, found, f"{event.kind}:{event.key}", event.version)

    async def keep_up(self, database: Database) -> None:
        """Build what is missing, was not finished or is for another schema, and read the newest weights."""
        for engine in self.engines:
            told = await engine.state()
            is_old = told.stamp != stamp() or engine.name in self._unfinished
            if told.answers and is_old:
                await self._build_anew(database, engine)
        async with database.read() as session:
            await self.refresh(session)

    async def _build_anew(self, database: Database, engine: Engine) -> None:
        """Build one index after the other: one begun after this was asked for reads all that this would."""
        begun = self._begun[engine.name]
        async with self._builder:
            if self._published[engine.name] > begun:
                return
            self._begun[engine.name] += 1
            self._unfinished.add(engine.name)  # it may be published and yet lack what came last
            report = await rebuild(database, engine)
            self._unfinished.discard(engine.name)
            self._published[engine.name] = self._begun[engine.name]
            log.info("search.rebuilt", engine=engine.name, documents=report.documents)
            give_back()

    async def state(self) -> tuple[EngineState, EngineState | None, bool]:
        """Tell how both engines are, and whether the index must be rebuilt."""
        first = await self.engine.state()
        second = await self.stand_in.state() if self.stand_in else None
        return first, second, first.answers and first.stamp != stamp()

    async def close(self) -> None:
        """Let go of both engines."""
        for engine in self.engines:
            await engine.close()
