"""Keeping hot topics (热点入库): what the watch tells becomes rows and events, within the day's limit.

A topic is told when it opens and again only when it has doubled; a dismissed one comes back only so. Beyond
``alerts_per_day`` topics nothing more is told on that day but one line that says so; the rows stand in
the list all the same and are told on a later day if they grow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.process.categories import Subjects
from hotline.process.hot.models import HotSource, HotTopicRecord, HotTopicState, HotWatchTurn
from routing.events import HotAlertsHeldBack, HotTopicTold
from routing.hot.reports import Topic
from routing.hot.state import HotChange, HotState, HotTopic

WATCH = "hot_topics"
TREE = "tree"  # in ``live``: the version of the tree under which the row was written


@dataclass(frozen=True)
class Look:
    """What one look found: topics by the watch's id with their tickets and what a restart needs."""

    at: datetime
    told: Mapping[str, HotChange] = field(default_factory=dict)
    topics: Sequence[HotTopic] = ()
    tickets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    live: Mapping[str, dict[str, Any]] = field(default_factory=dict)


async def record(desk: "Desk", look: Look) -> None:
    """Write the bursts of a look down and publish what is to be told."""
    session = desk.session
    known = await _known(session, [topic.id for topic in look.topics])
    for topic in look.topics:
        row = known.get(topic.id) or new_row(session, topic.id, HotSource.BURST, topic.topic)
        write(row, topic, look.tickets.get(topic.id, ()))
        live = look.live.get(topic.id)
        row.live = {**live, TREE: desk.subjects.history.present.version} if live else None
        await session.flush()
        await desk.tell(row, look.told.get(topic.id))
    await _forget(session, look.live)


async def followed(session: AsyncSession, subjects: Subjects) -> list[dict[str, Any]]:
    """Return what the watch needs to go on with the topics it followed, their subjects as they read today."""
    query = select(HotTopicRecord.live).where(
        HotTopicRecord.source == HotSource.BURST.value, HotTopicRecord.live.is_not(None)
    )
    found = await session.scalars(query.order_by(HotTopicRecord.opened_at, HotTopicRecord.id))
    return [_today(live, subjects) for live in found if live is not None]


def _today(live: dict[str, Any], subjects: Subjects) -> dict[str, Any]:
    category, *rest = live["topic"]
    topic = [subjects.of(category, live.get(TREE)) if category else category, *rest]
    return {**{key: value for key, value in live.items() if key != TREE}, "topic": topic}


def subject_of(row: HotTopicRecord, subjects: Subjects) -> str:
    """Return the subject of a row as it reads today: it was written under the tree of its last open look."""
    if not row.category_code:
        return ""
    if row.phase == HotState.CLOSED.value and row.calmed_at is not None:
        return subjects.at(row.category_code, row.calmed_at)
    return subjects.of(row.category_code, (row.live or {}).get(TREE))


async def _known(session: AsyncSession, keys: Iterable[str]) -> dict[str, HotTopicRecord]:
    query = select(HotTopicRecord).where(HotTopicRecord.watch_key.in_(list(keys)))
    return {row.watch_key: row for row in await session.scalars(query)}


def new_row(session: AsyncSession, key: str, source: HotSource, topic: Topic) -> HotTopicRecord:
    """Add an open row that nothing was written into yet."""
    row = HotTopicRecord(
        id=new_id(),
        watch_key=key,
        source=source.value,
        category_code=topic.category,
        term=topic.term,
        place_code=topic.place,
        state=HotTopicState.OPEN.value,
        phase=HotState.OPEN.value,
        told_count=0,
        words=[],
        trend=[],
        places=[],
        examples=[],
        ticket_ids=[],
        note="",
        reason="",
    )
    session.add(row)
    return row


def write(row: HotTopicRecord, topic: HotTopic, tickets: Iterable[str]) -> None:
    """Bring a row up to date; what people decided stays."""
    row.phase = topic.state.value
    row.window_hours, row.observed, row.expected = topic.window, topic.observed, topic.expected
    row.confidence = topic.confidence
    row.first_seen, row.opened_at, row.calmed_at = (
        topic.first_seen,
        topic.opened_at,
        topic.closed_at,
    )
    if topic.state is HotState.CLOSED:
        if row.state == HotTopicState.OPEN.value:
            row.state = HotTopicState.CALMED.value
        return
    row.category_code, row.term, row.place_code = topic.topic
    row.words, row.trend, row.examples = list(topic.words), list(topic.trend), list(topic.examples)
    row.places = [[code, count] for code, count in topic.places]
    row.ticket_ids = sorted(tickets)


async def _forget(session: AsyncSession, live: Mapping[str, Any]) -> None:
    """Drop what the watch itself no longer follows from what a restart would load."""
    query = select(HotTopicRecord).where(
        HotTopicRecord.source == HotSource.BURST.value,
        HotTopicRecord.live.is_not(None),
        HotTopicRecord.watch_key.not_in(list(live)),
    )
    for row in await session.scalars(query):
        row.live = None


@dataclass
class Desk:
    """Tells, and counts what was told today."""

    session: AsyncSession
    at: datetime
    limit: int
    subjects: Subjects
    sent: int = 0

    async def tell(self, row: HotTopicRecord, change: HotChange | None) -> None:
        """Publish a change; an end is no alert and has no limit."""
        if change is None:
            return
        if change is HotChange.ENDED:
            if row.told_at is not None:
                await publish(self.session, HotTopicTold(row.id, change.value))
            return
        if row.state == HotTopicState.DISMISSED.value:
            row.state = HotTopicState.OPEN.value
        if await self._told_today(row) >= self.limit:
            await self._hold_back()
            return
        row.told_at, row.told_count = self.at, row.told_count + 1
        await self.session.flush()
        await publish(self.session, HotTopicTold(row.id, change.value))
        self.sent += 1

    async def _told_today(self, row: HotTopicRecord) -> int:
        query = select(func.count()).where(
            HotTopicRecord.told_at >= midnight(clock.local_date(self.at)),
            HotTopicRecord.id != row.id,
        )
        return int(await self.session.scalar(query) or 0)

    async def _hold_back(self) -> None:
        """Say once a day that the rest stands in the list only."""
        today = clock.local_date(self.at)
        first = (
            update(HotWatchTurn)
            .where(
                HotWatchTurn.name == WATCH,
                HotWatchTurn.held_back_on.is_(None) | (HotWatchTurn.held_back_on != today),
            )
            .values(held_back_on=today)
            .returning(HotWatchTurn.name)
        )
        if await self.session.scalar(first) is not None:
            await publish(self.session, HotAlertsHeldBack(today.isoformat()))


def midnight(day: date) -> datetime:
    """Return the instant at which a local day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)
