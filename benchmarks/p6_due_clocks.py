"""P6 (到期时限): find the due among a million open clocks, by the partial index against a scan of all rows.

Run ``python -m benchmarks.p6_due_clocks``; ``--tiny`` makes it short. Both ways run on the same SQLite
file, warm, and must find the same clocks; ours is the very query of the sweep, through SQLAlchemy.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hotline import tables
from hotline.kit.db import Base, Database
from hotline.supervision import sweep
from hotline.tickets.models import TicketClock

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
MARK_RATIO, MARK_MS = 500, 5.0
DUE = 20
_COLUMNS = [
    "id",
    "ticket_id",
    "unit_id",
    "clock",
    "mode",
    "limit",
    "state",
    "started_at",
    "due_at",
    "original_due_at",
    "base_due_at",
    "base_paused",
    "yellow_at",
    "next_at",
    "paused_minutes",
    "calendar_version",
    "provisional",
    "rung",
]


def text(instant: datetime) -> str:
    """Return an instant as the database stores it."""
    return instant.isoformat(timespec="microseconds")


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Yield open clocks in no order of time; every ``count / DUE``-th is due."""
    step = count // DUE
    started = text(NOW - timedelta(days=5))
    for number in range(count):
        late = number % step == 0
        minutes = -(number % 50) if late else 1 + (number * 7919) % 20_000
        due = text(NOW + timedelta(minutes=minutes))
        yield (
            f"{number:026d}",
            f"{number // 3:026d}",
            f"{number % 300:026d}",
            "case",
            "DAY",
            15,
            "RUNNING",
            started,
            due,
            due,
            due,
            0,
            due,
            due,
            0,
            "office#1",
            0,
            0,
        )


async def build(path: Path, count: int) -> Database:
    """Make the table and fill it with ``count`` open clocks."""
    tables.load()
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.engine.begin() as connection:
        table: Any = TicketClock.__table__
        await connection.run_sync(
            lambda sync: Base.metadata.create_all(sync, tables=[table], checkfirst=False)
        )
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    marks = ", ".join("?" * len(_COLUMNS))
    file = sqlite3.connect(path)
    with file:
        file.executemany(f"INSERT INTO ticket_clocks ({names}) VALUES ({marks})", rows(count))
    file.execute("ANALYZE")
    file.close()
    return database


async def milliseconds(call: Callable[[], Awaitable[object]], rounds: int) -> float:
    """Return the median time of one call."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        await call()
        taken.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(taken)


async def measure(path: Path, count: int, rounds: int) -> dict[str, object]:
    """Measure both ways on the same file in the same process."""
    database = await build(path, count)
    async with database.read() as session:

        async def ours() -> list[str]:
            return await sweep.due_ids(session, now=NOW)

        async def scan() -> list[str]:
            query = (
                "SELECT id FROM ticket_clocks NOT INDEXED "
                f"WHERE state = 'RUNNING' AND next_at <= '{text(NOW)}' ORDER BY next_at"
            )
            connection = await session.connection()
            return [row[0] for row in (await connection.exec_driver_sql(query)).all()]

        found, expected = sorted(await ours()), sorted(await scan())
        ours_ms = await milliseconds(ours, rounds * 5)
        scan_ms = await milliseconds(scan, rounds)
    await database.close()
    return {
        "mark": "P6",
        "open_clocks": count,
        "due": len(found),
        "same_clocks": found == expected,
        "scan_ms": round(scan_ms, 3),
        "ours_ms": round(ours_ms, 3),
        "ratio": round(scan_ms / ours_ms, 1),
        "met": found == expected and scan_ms / ours_ms >= MARK_RATIO and ours_ms <= MARK_MS,
    }


def run(tiny: bool) -> dict[str, object]:  # noqa: FBT001 — the shape all benchmarks share
    """Measure; times in ms for one look, ratio of the scan over ours."""
    count, rounds = (2_000, 3) if tiny else (1_000_000, 9)
    with tempfile.TemporaryDirectory(prefix="hotline-p6-") as folder:
        return asyncio.run(measure(Path(folder) / "clocks.db", count, rounds))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a short run for the tests")
    result = run(parser.parse_args().tiny)
    for name, value in result.items():
        print(f"{name:16} {value}")


if __name__ == "__main__":
    main()
