"""The seeded city, in this process or served by one of its own."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hotline.kit import clock
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url
from tests.support.server import Server, furnish

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
LONG_AGO = "2000-01-01T00:00:00.000000+00:00"
TWILIO_TOKEN = "test-token"


@pytest.fixture
def server(seeded_sqlite: Path, tmp_path: Path) -> Iterator[Server]:
    """A served city that has not started yet; looks for due clocks and lost messages every second."""
    furnish(seeded_sqlite, tmp_path)
    server = Server(
        tmp_path,
        {
            "HOTLINE_ENVIRONMENT": "test",
            "HOTLINE_WORKER__SWEEP_SECONDS": "0.5",
            "HOTLINE_CHANNELS__RECONCILE_AFTER_SECONDS": "1",
            "HOTLINE_CHANNELS__RETRY_CAP_SECONDS": "1",
            "HOTLINE_CHANNELS__TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
            "HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN": TWILIO_TOKEN,
        },
    )
    yield server
    server.stop()


class Ledger:
    """What stands in the database of a served city, read past the server."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "hotline.db"

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Run a query."""
        connection = sqlite3.connect(self.path, timeout=30)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def change(self, statement: str) -> None:
        """Run a statement; only to let time pass."""
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            connection.execute(statement)
        finally:
            connection.close()

    def numbers(self) -> set[str]:
        """Numbers of all tickets."""
        return {str(number) for (number,) in self.rows("SELECT number FROM tickets")}

    def open_deliveries(self) -> int:
        """Count deliveries that are due, or wait for another try, and are not done.

        Reminders of the coming months wait for their day and are no sign of trouble.
        """
        query = "SELECT count(*) FROM outbox_deliveries WHERE status <> 'DONE' AND run_at < ?"
        soon = clock.now() + timedelta(hours=1)
        ((count,),) = self.rows(query, soon.isoformat())
        assert isinstance(count, int)
        return count

    def let_leases_end(self) -> None:
        """Let two minutes pass for whoever has died with a claim, and waiting tries come due."""
        self.change(
            f"UPDATE outbox_deliveries SET locked_until = '{LONG_AGO}' WHERE status = 'PENDING'"
        )

    def let_turns_end(self) -> None:
        """Let half a minute pass: nobody holds the turn of the index, or of the watch, of one who has died."""
        self.change(f"UPDATE hot_watch_turns SET until = '{LONG_AGO}'")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """The served city's database."""
    return Ledger(tmp_path)
