"""The snapshot that suggestions are made from (分类快照): built from the database, replaced as a whole."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import Database
from hotline.kit.events import Event
from hotline.kit.memory import give_back
from hotline.kit.text import Wording, normalise
from routing.catalogue.rows import Catalogue
from routing.classify.coldstart import ColdStart, cold_start
from routing.classify.kinds import KindCues
from routing.classify.memory import Memory
from routing.classify.modelfile import NO_MODEL, LoadedModel, load
from routing.decide import Book, MustRoute, Policy
from routing.extract.gazetteer import Gazetteer, unit_places
from routing.models import PolicyName
from routing.queries import (
    find_policy,
    load_history,
    load_places,
    load_rows,
    load_taxonomy,
    load_units,
    state_stamp,
)
from routing.rules.examples import Example, read_sentences
from routing.rules.heard import ear_of
from routing.rules.policies import read_must_route
from routing.rules.ruleset import RuleSet, read_rules
from routing.taxonomy.examples import examples_stamp, load_examples
from routing.taxonomy.history import History
from routing.taxonomy.tree import Taxonomy
from routing.units import UnitBook

_REQUEST = 10  # characters from which an example is a request, not a word


@dataclass(frozen=True)
class RoutingState:
    """Everything ``suggest`` looks at; immutable, shared by all requests of a process."""

    taxonomy: Taxonomy
    units: UnitBook
    catalogue: Catalogue
    gazetteer: Gazetteer
    rules: RuleSet
    wording: Wording
    cold: ColdStart
    policy: Policy = field(default_factory=Policy)
    model: LoadedModel = NO_MODEL
    stamp: str = ""
    cues: KindCues = field(default_factory=KindCues)
    memory: Memory | None = None
    history: History = field(default_factory=lambda: History(Taxonomy()))

    @property
    def book(self) -> Book:
        """Return what decisions look up."""
        return Book(self.catalogue, self.units, self.policy)


def empty_state(policy: Policy | None = None) -> RoutingState:
    """Return the state of a house that knows nothing yet: every answer is an honest "don't know"."""
    taxonomy = Taxonomy()
    return RoutingState(
        taxonomy=taxonomy,
        units=UnitBook(),
        catalogue=Catalogue((), taxonomy),
        gazetteer=Gazetteer(),
        rules=RuleSet(),
        wording=Wording({}),
        cold=ColdStart(taxonomy),
        policy=policy or Policy(),
    )


async def build_state(
    session: AsyncSession,
    *,
    model: LoadedModel = NO_MODEL,
    policy: Policy | None = None,
    before: RoutingState | None = None,
) -> RoutingState:
    """Read the whole snapshot; a few thousand rows take well under a second.

    What is costly to build is built once a process for what it is built from; ``before`` lends its memory.
    """
    taxonomy = await load_taxonomy(session)
    wording = await _wording(session)
    units, places = await load_units(session), await load_places(session)
    return RoutingState(
        taxonomy=taxonomy,
        units=units,
        catalogue=Catalogue(await load_rows(session), taxonomy),
        gazetteer=Gazetteer([*places, *unit_places(units.by_id.values(), places)]),
        rules=await load_rules(session),
        wording=wording,
        cold=await _cold(session, taxonomy, wording),
        policy=replace(policy or Policy(), must_route=await _must_route(session, units)),
        model=model,
        stamp=await _stamp(session),
        memory=before.memory if before else None,
        history=await load_history(session),
    )


async def load_rules(session: AsyncSession) -> RuleSet:
    """Return the rules in force, with the ear of the house's examples and ordinary requests."""
    words, examples, ordinary = await load_examples_of_rules(session)
    return words.hearing(ear_of(examples, ordinary)) if examples else words


async def load_examples_of_rules(
    session: AsyncSession,
) -> tuple[RuleSet, tuple[Example, ...], tuple[str, ...]]:
    """Return the rules without an ear, the book of examples, and the ordinary requests in normal form.

    A request in which a rule speaks is no ordinary one.
    """
    rules = await find_policy(session, PolicyName.RULES)
    dangers = await find_policy(session, PolicyName.DANGERS)
    words = _prepared(orjson.dumps(rules.content)) if rules else RuleSet()
    told = [normalise(text) for text, _ in await load_examples(session)] if dangers else []
    ordinary = _ordinary(words, tuple(text for text in told if len(text) >= _REQUEST))
    return words, tuple(read_sentences(dangers.content)) if dangers else (), ordinary


@lru_cache(maxsize=2)
def _prepared(content: bytes) -> RuleSet:
    """Return the rules of a book; preparing two thousand takes half a second."""
    return RuleSet(read_rules(orjson.loads(content)))


@lru_cache(maxsize=2)
def _ordinary(rules: RuleSet, told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in told if not rules.check(text))


async def _wording(session: AsyncSession) -> Wording:
    stored = await find_policy(session, PolicyName.WORDING)
    return Wording(stored.content if stored else {})


async def _cold(session: AsyncSession, taxonomy: Taxonomy, wording: Wording) -> ColdStart:
    """Return the cold start; examples in dialect are read in standard words, as every text is."""
    told = await load_examples(session)
    examples = tuple((wording.apply(normalise(words)), code) for words, code in told)
    return cold_start(taxonomy, examples)


async def _stamp(session: AsyncSession) -> str:
    return f"{await state_stamp(session)}|{await examples_stamp(session)}"


async def _must_route(session: AsyncSession, units: UnitBook) -> tuple[MustRoute, ...]:
    """Return the must-route list; an entry whose unit is unknown is left out."""
    stored = await find_policy(session, PolicyName.MUST_ROUTE)
    entries = read_must_route(stored.content) if stored else []
    known = [(label, units.by_code.get(code), reason) for label, code, reason in entries]
    return tuple(MustRoute(label, unit.id, reason) for label, unit, reason in known if unit)


Feed = Callable[[AsyncSession], Awaitable[None]]


class RoutingHolder:
    """Holds the current snapshot of a process; every process refreshes its own."""

    def __init__(
        self,
        model_dir: Path,
        key: bytes,
        policy: Policy | None = None,
        *,
        memory: Memory | None = None,
    ) -> None:
        """Start with the empty snapshot; call ``refresh`` once the database is migrated.

        ``memory`` is what confirmed tickets are held in, ``None`` to do without. ``feeds`` are called with
        every look at the database and bring it up to date.
        """
        self._folder = model_dir
        self._key = key
        self._policy = policy or Policy()
        self._model_stamp: tuple[int, int] | None = None
        self._model = NO_MODEL
        self.state = replace(empty_state(self._policy), memory=memory)
        self.feeds: list[Feed] = []

    async def refresh(self, session: AsyncSession) -> RoutingState:
        """Read everything anew, the model file too if it was replaced."""
        self._reload_model()
        self.state = await build_state(
            session, model=self._model, policy=self._policy, before=self.state
        )
        if self.state.memory is not None:
            self.state.memory.wording = self.state.wording
        await self._feed(session)
        await asyncio.to_thread(give_back)  # the state before is as large as this one
        return self.state

    async def _feed(self, session: AsyncSession) -> None:
        if self.state.memory is not None:
            for feed in self.feeds:
                await feed(session)

    def _reload_model(self) -> bool:
        stamp = self._file_stamp()
        if stamp == self._model_stamp:
            return False
        self._model_stamp = stamp
        self._model = load(self._folder, self._key)
        return True

    def _file_stamp(self) -> tuple[int, int] | None:
        try:
            found = (self._folder / "classifier.model").stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    async def refresh_if_stale(self, database: Database) -> bool:
        """Refresh if any table behind the snapshot or the model file changed; tells whether it did."""
        async with database.read() as session:
            same = await _stamp(session) == self.state.stamp
            if same and self._file_stamp() == self._model_stamp:
                await self._feed(session)
                return False
            await self.refresh(session)
            return True

    async def on_routing_changed(self, session: AsyncSession, _event: Event) -> None:
        """Handle ``taxonomy.changed``, ``catalogue.changed``, ``gazetteer.changed``, ``routing_policy.changed``."""
        if await _stamp(session) != self.state.stamp:
            await self.refresh(session)

    def health(self) -> dict[str, str | None]:
        """Return what the health page says about the model."""
        model = self.state.model
        return {
            "status": model.status.value,
            "label": model.status.label,
            "version": model.classifier.version if model.classifier else None,
            "taxonomy": self.state.taxonomy.version or None,
        }
