"""Background work (后台任务): relay, sweep, broker and housekeeping of one process."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from functools import partial

from hotline.bootstrap import Hotline
from hotline.kit import lockout
from hotline.kit.auth import sessions as auth_sessions
from hotline.kit.files import service as files
from hotline.kit.logs import get_logger
from hotline.kit.realtime import service as realtime
from hotline.portal import drafts
from hotline.process import deidentifying, retention
from hotline.process.dispatching import hinting
from hotline.process.drift import agreement as drift
from hotline.process.hot.watch import HotWatch
from hotline.process.incidents import suggest as incidents
from hotline.process.seen.index import KEY as TICKET_INDEX
from hotline.supervision import daily, sweep
from knowledge.articles import service as articles
from knowledge.editorial import gaps
from knowledge.feedback import counting
from knowledge.feedback.recorder import KEY as SEARCH_LOG
from knowledge.items import turning as items_turning
from knowledge.learned import follow

log = get_logger(__name__)
HOUSEKEEPING_SECONDS = 300.0
RETENTION_SECONDS = 86_400.0
GAPS_SECONDS = 3_600.0
TICKETS_SECONDS = 2.5  # how long a step may be unknown to the ticket search, while it keeps up
LOG_SECONDS = 2.0  # how long a search may be unknown to who looks at the log
WATCH_SECONDS = 30.0  # a fraction of the lease of the watch


async def run(hotline: Hotline, stop: asyncio.Event) -> None:
    """Work until ``stop``; each loop survives a database that is down."""
    await asyncio.gather(
        *(
            relay.run_forever(stop, wake)
            for relay, wake in zip(hotline.relays, hotline.wakes, strict=True)
        ),
        _repeat("sweep", stop, hotline.settings.worker.sweep_seconds, lambda: _sweep(hotline)),
        _repeat("housekeeping", stop, HOUSEKEEPING_SECONDS, lambda: _housekeeping(hotline)),
        _repeat("retention", stop, RETENTION_SECONDS, lambda: _retention(hotline)),
        _watch_topics(hotline, stop),
        _repeat("search", stop, HOUSEKEEPING_SECONDS, lambda: _keep_search(hotline)),
        _repeat("ticket_search", stop, TICKETS_SECONDS, lambda: _follow_tickets(hotline)),
        _repeat("drift", stop, HOUSEKEEPING_SECONDS, lambda: _watch_drift(hotline)),
        _repeat("gaps", stop, GAPS_SECONDS, lambda: _find_gaps(hotline)),
    )


async def _watch_topics(hotline: Hotline, stop: asyncio.Event) -> None:
    """Watch hot topics; of several processes one at a time does."""
    watch = HotWatch(hotline.database, hotline.settings.routing.hot)

    async def look() -> None:
        await watch.run_once()

    await _repeat("hot_topics", stop, WATCH_SECONDS, look)
    await watch.stop()


async def _watch_drift(hotline: Hotline) -> None:
    await drift.run_once(hotline.database, hotline.settings.routing.drift)


async def _find_gaps(hotline: Hotline) -> None:
    await gaps.scan(hotline.database, hotline.search)


async def listen(hotline: Hotline, stop: asyncio.Event) -> None:
    """What every process does for itself: news for its sockets, a fresh routing snapshot."""
    seconds = hotline.settings.routing.refresh_seconds
    await asyncio.gather(
        hotline.broker.listen(partial(_tell_watchers, hotline, stop), stop),
        _repeat("routing", stop, seconds, lambda: _refresh_routing(hotline)),
        _repeat("lexicon", stop, seconds, lambda: _follow_words(hotline)),
        _repeat("ticket_index", stop, seconds, lambda: _keep_index(hotline)),
        _repeat("search_log", stop, LOG_SECONDS, lambda: _write_log(hotline)),
    )


async def _tell_watchers(hotline: Hotline, stop: asyncio.Event, streams: list[str]) -> None:
    """Bring the sockets up to date; while the database is away, try again for all of them."""
    while not stop.is_set():
        try:
            await hotline.hub.told(streams)
        except Exception as error:
            log.warning("worker.failed", loop="news", error=type(error).__name__)
            streams = ["*"]
            await asyncio.sleep(1)
        else:
            return


async def _refresh_routing(hotline: Hotline) -> None:
    await hotline.routing.refresh_if_stale(hotline.database)


async def _keep_search(hotline: Hotline) -> None:
    await hotline.search.keep_up(hotline.database)


async def _follow_tickets(hotline: Hotline) -> None:
    await hotline.ticket_search.follow(hotline.database)


async def _follow_words(hotline: Hotline) -> None:
    await hotline.search.follow(hotline.database)
    follow(hotline.search, hotline.ranking)


async def _keep_index(hotline: Hotline) -> None:
    await hotline.database.info[TICKET_INDEX].keep_up(hotline.database)


async def _write_log(hotline: Hotline) -> None:
    await hotline.database.info[SEARCH_LOG].flush(hotline.database)


async def _repeat(
    name: str, stop: asyncio.Event, seconds: float, work: Callable[[], Awaitable[None]]
) -> None:
    while not stop.is_set():
        try:
            await work()
            hotline_beat(name)
        except Exception as error:
            log.warning("worker.failed", loop=name, error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stop.wait()


_BEATS: dict[str, float] = {}


def hotline_beat(name: str) -> None:
    """Note that a loop came round (for the health page)."""
    _BEATS[name] = asyncio.get_running_loop().time()


def beats() -> dict[str, float]:
    """Return seconds since each loop last came round."""
    now = asyncio.get_running_loop().time()
    return {name: round(now - at, 1) for name, at in _BEATS.items()}


async def _sweep(hotline: Hotline) -> None:
    await sweep.run_once(hotline.database)


async def _housekeeping(hotline: Hotline) -> None:
    async with hotline.database.write() as session:
        await realtime.trim(session)
        await lockout.sweep(session)
        await auth_sessions.sweep(session)
        await drafts.sweep(session)
        await articles.expire(session)
        await items_turning.turn_due(session)
    await counting.recount(hotline.database)
    await hinting.run(hotline.database, hotline.settings.routing.hints)
    await files.sweep(hotline.database, hotline.files)
    await daily.run(hotline.database, hotline.settings.data_dir)
    await incidents.scan(hotline.database)


async def _retention(hotline: Hotline) -> None:
    """Drop what has been kept long enough; once a day is enough for periods of months."""
    keep_days = hotline.settings.channels.keep_raw_days
    await retention.drop_payloads(hotline.database, keep_days=keep_days)
    async with hotline.database.write() as session:
        days = hotline.settings.knowledge.searches_kept_days
        await counting.drop_old(session, keep_days=days)
    years = hotline.settings.crm.ticket_personal_years
    await deidentifying.deidentify(hotline.database, years=years)
    months = hotline.settings.crm.talk_months
    await retention.forget_talks(hotline.database, months=months)


async def run_until_signalled(hotline: Hotline) -> None:
    """Run as a process of its own until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await hotline.start()
    try:
        await asyncio.gather(
            run(hotline, stop),
            _repeat("search_log", stop, LOG_SECONDS, lambda: _write_log(hotline)),
        )
    finally:
        await hotline.close()
