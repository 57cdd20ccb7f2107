"""Keeping the memory of confirmed tickets up to date (实例记忆的更新): in every process, at start and ever after.

The process that hears of an action takes the ticket up at once; the others find it in the action log with
their next look, a few seconds later. What stops teaching (made confidential, merged, withdrawn, a person
erased) is dropped the same way, and once an hour everything that is held is looked at again.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.process.categories import read_today
from hotline.process.drift.agreement import QUESTIONS
from hotline.process.learning.confirmed import Confirmed, lessons_of, recent
from hotline.process.learning.schemas import AlikeOut, BandOut, HeldOut, MemoryOut, TrustOut
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.queries import listed_to
from routing.classify.features import prepare
from routing.classify.memory import Base, Lesson, Memory, Neighbour
from routing.classify.mixture import answers
from routing.state import RoutingHolder, RoutingState

OVERLAP = timedelta(seconds=30)  # a transaction may commit later than its actions say
RECHECK = timedelta(hours=1)
JUDGED_AT_START = 300
AT_ONCE = 500
SHOWN = 5


@dataclass
class _Mark:
    """How far the action log was read; ``seen`` are the actions behind ``at`` that were taken up.

    ``tree`` is the version of the subject tree in which the lessons were read.
    """

    at: datetime
    checked: datetime
    seen: dict[str, datetime]
    tree: str


class MemoryFeed:
    """Feeds the memory of one process; called with every look at the database."""

    def __init__(self, holder: RoutingHolder) -> None:
        """Feed the memory of ``holder``; does nothing where there is none."""
        self._holder = holder
        self._mark: _Mark | None = None

    async def __call__(self, session: AsyncSession) -> None:
        """Load the memory the first time, then take up what happened since."""
        memory = self._holder.state.memory
        if memory is None:
            return
        if self._mark is None:
            await self._load(session, memory)
            return
        await self._catch_up(session, memory, self._mark)
        tree = self._holder.state.taxonomy.version
        if clock.now() - self._mark.checked >= RECHECK or tree != self._mark.tree:
            self._mark.checked, self._mark.tree = clock.now(), tree
            await self._take(session, memory, sorted(memory.keys()))
            memory.rebuilt_at = clock.now()

    async def on_acted(self, session: AsyncSession, event: TicketActed) -> None:
        """Take up one ticket at once; taking it up again changes nothing."""
        memory = self._holder.state.memory
        if memory is not None:
            await self._take(session, memory, [event.ticket_id])

    async def _load(self, session: AsyncSession, memory: Memory) -> None:
        latest = await session.scalar(select(func.max(TicketAction.at)))
        found = await recent(session, memory.capacity)
        state = self._holder.state
        early, late = found[:-JUDGED_AT_START], found[-JUDGED_AT_START:]
        await asyncio.to_thread(self._teach, state, memory, (early, late))
        self._mark = _Mark(latest or clock.now(), clock.now(), {}, state.taxonomy.version)
        memory.rebuilt_at = memory.fed_at = clock.now()

    def _teach(
        self,
        state: RoutingState,
        memory: Memory,
        parts: tuple[Sequence[Confirmed], Sequence[Confirmed]],
    ) -> None:
        """Hold everything; find out how much the memory should count with the latest only."""
        early, late = parts
        memory.learn(_lesson(state, lesson) for lesson in early)
        for lesson in late:
            memory.learn([_lesson(state, lesson)], _judge(state, lesson))

    async def _catch_up(self, session: AsyncSession, memory: Memory, mark: _Mark) -> None:
        query = (
            select(TicketAction.id, TicketAction.ticket_id, TicketAction.at)
            .where(TicketAction.at >= mark.at - OVERLAP, TicketAction.action != Action.OPEN.value)
            .order_by(TicketAction.at)
        )
        rows = [row for row in (await session.execute(query)).all() if row.id not in mark.seen]
        if not rows:
            return
        await self._take(session, memory, sorted({row.ticket_id for row in rows}))
        mark.at = max(mark.at, rows[-1].at)
        kept = {key: at for key, at in mark.seen.items() if at >= mark.at - OVERLAP}
        mark.seen = kept | {row.id: row.at for row in rows if row.at >= mark.at - OVERLAP}

    async def _take(self, session: AsyncSession, memory: Memory, ids: Sequence[str]) -> None:
        state = self._holder.state
        for start in range(0, len(ids), AT_ONCE):
            wanted = ids[start : start + AT_ONCE]
            found = {lesson.ticket_id: lesson for lesson in await lessons_of(session, wanted)}
            memory.forget(key for key in wanted if key not in found)
            for lesson in found.values():
                memory.learn([_lesson(state, lesson)], _judge(state, lesson))
            if found:
                memory.fed_at = clock.now()


def _lesson(state: RoutingState, told: Confirmed) -> Lesson:
    confirmed = read_today(told, state.history)
    return Lesson(
        confirmed.ticket_id,
        confirmed.text,
        dict(confirmed.labels),
        confirmed.number,
        confirmed.refused,
    )


def _judge(state: RoutingState, confirmed: Confirmed) -> Base | None:
    """Return what the memory is measured against; nothing where the model has seen the ticket itself."""
    trained = (state.model.card or {}).get("trained_at")
    if trained is not None and confirmed.at <= datetime.fromisoformat(trained):
        return None

    def base(text: str) -> Mapping[str, Mapping[str, float]]:
        return answers(state, text)

    return base


async def alike(
    session: AsyncSession, *, state: RoutingState, text: str, actor: Actor, but: str = ""
) -> list[AlikeOut]:
    """Return the confirmed tickets most like a text that ``actor`` may see, most alike first.

    ``but`` is the ticket the text belongs to.
    """
    memory = state.memory
    if memory is None:
        return []
    found = memory.similar(prepare(text, memory.wording), SHOWN * 4)
    found = [n for n in found if n.lesson.key != but]
    seen = await _visible(session, [n.lesson.key for n in found], actor)
    return [_shown(state, n) for n in found if n.lesson.key in seen][:SHOWN]


async def _visible(session: AsyncSession, ids: Iterable[str], actor: Actor) -> set[str]:
    wanted = list(ids)
    if not wanted:
        return set()
    query = select(Ticket.id).where(Ticket.id.in_(wanted), listed_to(actor))
    seen = set((await session.scalars(query)).all())
    return {lesson.ticket_id for lesson in await lessons_of(session, seen)}


def _shown(state: RoutingState, near: Neighbour) -> AlikeOut:
    lesson = near.lesson
    code, unit_code = lesson.labels.get("category", ""), lesson.labels.get("unit", "")
    unit = state.units.by_code.get(unit_code)
    return AlikeOut(
        ticket_id=lesson.key,
        number=lesson.number,
        similarity=round(near.similarity, 2),
        category_code=code,
        category=state.taxonomy.label(code),
        unit_id=unit.id if unit else None,
        unit=unit.name if unit else "",
        ruled=bool(lesson.refused),
    )


def memory_out(state: RoutingState, confirmed: int) -> MemoryOut:
    """Return what is held, by subject, and how much it counts in suggestions."""
    memory = state.memory
    if memory is None:
        return MemoryOut(on=False, held=0, capacity=0, confirmed=confirmed)
    judged = memory.figures()
    return MemoryOut(
        on=True,
        held=len(memory),
        capacity=memory.capacity,
        confirmed=confirmed,
        rebuilt_at=memory.rebuilt_at,
        fed_at=memory.fed_at,
        trust=[_trust(memory, q, judged.get(q, {}).get("judged", 0)) for q in QUESTIONS],
        classes=[
            HeldOut(code=code, name=state.taxonomy.label(code), held=held)
            for code, held in memory.count_labels("category").most_common()
        ],
    )


def _trust(memory: Memory, question: str, judged: int) -> TrustOut:
    bands = [
        BandOut.model_validate({"from": since, "to": until, "weight": weight})
        for since, until, weight in memory.bands(question)
    ]
    return TrustOut(
        question=question, question_label=QUESTIONS[question], judged=judged, bands=bands
    )
