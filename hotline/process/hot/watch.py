"""The watch of hot topics at work (热点值守): one elected process reads, looks every few minutes and tells.

The turn is a row with a lease that is renewed while the process lives; another process takes over when it
runs out. Whoever takes over reads the tickets of the last two months again and goes on with the topics
that stand in the table, so that a restart loses and repeats nothing. The log of the tickets' steps is the
feed: what was opened or corrected since the last look is read by its index, and a ticket read twice counts
once. Cutting words and looking run in a thread.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.logs import get_logger
from hotline.process import turns
from hotline.process.categories import Subjects, load_subjects
from hotline.process.hot import brief as hot_brief
from hotline.process.hot import feed as hot_feed
from hotline.process.hot import record as hot_record
from hotline.process.hot import rises as hot_rises
from hotline.process.hot.record import WATCH, Desk, Look
from hotline.process.hot.rises import Rise
from hotline.process.turns import Turn
from routing.hot.reports import KEEP_DAYS
from routing.hot.rising import RisingRule, distinct
from routing.hot.score import Policy
from routing.hot.topics import HotTopics
from routing.settings import HotSettings
from routing.taxonomy.history import History
from routing.taxonomy.tree import Taxonomy

log = get_logger(__name__)
LEASE = timedelta(seconds=120)
OVERLAP = timedelta(minutes=10)  # a step may be stored a little after its time
RISES_EVERY = timedelta(hours=1)


class TurnLost(Exception):  # noqa: N818 — control flow of the watch
    """Another process took the watch over; nothing of this look is kept."""


class HotWatch:
    """The watch of one process; idle unless it is this process's turn."""

    def __init__(self, database: Database, settings: HotSettings) -> None:
        """Hold nothing until the first turn."""
        self._database = database
        self._settings = settings
        self._turn = Turn(WATCH, new_id(), LEASE)
        self._watch: HotTopics | None = None
        self._subjects = Subjects(History(Taxonomy()))
        self._calendar = ""
        self._looked: datetime | None = None
        self._rose: datetime | None = None

    @property
    def is_watching(self) -> bool:
        """Tell whether this process holds the reports of the last two months."""
        return self._watch is not None

    async def run_once(self) -> int:
        """Do what is due now; call it at least twice within ``LEASE``. Returns how many alerts went out."""
        now = clock.now()
        if not await self._take_turn(now):
            self._let_go()
            return 0
        try:
            if self._is_new(now):
                await self._begin(now)
            elif not self._is_due(now):
                return 0
            elif await self._is_other_tree():
                await self._begin(now)
            sent = await self._look(now)
        except Exception:
            self._let_go()  # what the memory told but the table does not know is found again
            raise
        await hot_brief.make_due(self._database, self._settings)
        return sent

    async def stop(self) -> None:
        """Give the turn up, so that another process need not wait for the lease; never raises."""
        self._let_go()
        try:
            async with self._database.write() as session:
                await turns.give_up(session, self._turn, clock.now())
        except Exception as error:
            log.warning("hot_topics.turn_kept", error=type(error).__name__)  # the lease runs out

    def _let_go(self) -> None:
        self._watch, self._looked, self._rose = None, None, None

    def _is_new(self, now: datetime) -> bool:
        """Tell whether everything must be read again: the first turn, or a clock that was set back."""
        return self._watch is None or self._looked is None or now < self._looked

    async def _is_other_tree(self) -> bool:
        """Tell whether another tree or mapping came in: every count is then read anew in today's subjects."""
        async with self._database.read() as session:
            return (await load_subjects(session)).stamp != self._subjects.stamp

    def _is_due(self, now: datetime) -> bool:
        seconds = timedelta(seconds=self._settings.look_seconds)
        return self._looked is None or now - self._looked >= seconds

    async def _take_turn(self, now: datetime) -> bool:
        async with self._database.write() as session:
            return await turns.take(session, self._turn, now)

    async def _begin(self, now: datetime) -> None:
        """Read two months of tickets and the topics that were followed."""
        async with self._database.read() as session:
            self._calendar, behaves_as = await hot_feed.city_calendar(session)
            self._subjects = await load_subjects(session)
            watch = HotTopics(self._policy(), behaves_as)
            since = now - timedelta(days=KEEP_DAYS)
            count = 0
            async for rows in hot_feed.pages(session, since):
                count += await asyncio.to_thread(self._feed, watch, rows, now)
                await self._still_mine()
            watch.adopt(await hot_record.followed(session, self._subjects))
        self._watch, self._looked, self._rose = watch, now, None
        log.info("hot_topics.began", reports=count)

    async def _still_mine(self) -> None:
        if not await self._take_turn(clock.now()):
            raise TurnLost

    def _policy(self) -> Policy:
        s = self._settings
        return Policy(s.least_citizens, s.least_excess, s.least_ratio, s.false_share, s.least_days)

    def _feed(self, watch: HotTopics, rows: Sequence[Any], now: datetime) -> int:
        """Count rows (in a thread); returns how many changed a count."""
        found = hot_feed.changed(rows, self._subjects)
        for ticket_id in found.gone:
            watch.remove(ticket_id)
        return sum(watch.replace(report, now) for report in found.reports)

    async def _look(self, now: datetime) -> int:
        watch, since = self._watch, (self._looked or now) - OVERLAP
        assert watch is not None  # noqa: S101 — ``run_once`` began
        async with self._database.read() as session:
            version_id, behaves_as = await hot_feed.city_calendar(session)
            rows = await hot_feed.changed_rows(session, since)
        if version_id != self._calendar:
            watch.follow_calendar(behaves_as)
            self._calendar = version_id
        look, rises = await asyncio.to_thread(self._looked_at, watch, rows, now)
        async with self._database.write() as session:
            if not await turns.take(session, self._turn, now, looked_at=now):
                raise TurnLost
            desk = Desk(session, now, self._settings.alerts_per_day, self._subjects)
            await hot_record.record(desk, look)
            if rises is not None:
                await hot_rises.record_rises(desk, rises)
        self._looked = now
        self._rose = now if rises is not None else self._rose
        return desk.sent

    def _looked_at(
        self, watch: HotTopics, rows: Sequence[Any], now: datetime
    ) -> tuple[Look, list[Rise] | None]:
        """Count, look and describe (in a thread)."""
        self._feed(watch, rows, now)
        told = watch.tick(now)
        topics = watch.topics(closed=True)
        look = Look(
            at=now,
            told={item.topic.id: item.change for item in told},
            topics=topics,
            tickets={topic.id: sorted(watch.tickets(topic.id)) for topic in topics},
            live={record["id"]: record for record in watch.followed()},
        )
        return look, self._rises(watch, now)

    def _rises(self, watch: HotTopics, now: datetime) -> list[Rise] | None:
        """Return the day's rising categories once an hour, else ``None``."""
        if self._rose is not None and now - self._rose < RISES_EVERY:
            return None
        rule = RisingRule(self._settings.rising_least, self._settings.rising_deviations)
        found = []
        for rise in distinct(watch.rising(clock.local_date(now), rule)):
            topic, tickets = watch.about(rise, now)
            found.append(Rise(topic, sorted(tickets)))
        return found
