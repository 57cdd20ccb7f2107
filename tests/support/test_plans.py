"""The look at plans finds what reads a whole table, and nothing that is served by an index."""

import sqlite3
from collections.abc import Iterator

import pytest

from hotline.kit.auth import sessions
from hotline.kit.db import Database
from tests.support import plans
from tests.support.plans import KNOWN, PAGE, ROOT, Plans, _widened, asked_at

SCHEMA = """
CREATE TABLE tickets (id TEXT PRIMARY KEY, status TEXT, title TEXT, red_at TEXT);
CREATE TABLE seen (id TEXT, title TEXT);
CREATE INDEX ix_status ON tickets (status, title);
CREATE INDEX ix_red ON tickets (red_at) WHERE red_at IS NOT NULL;
"""


@pytest.fixture
def cursor(monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Cursor]:
    monkeypatch.setattr(plans, "asked_at", lambda: "hotline/process/asking.py")
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    yield connection.cursor()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "values", "found"),
    [
        ("SELECT id FROM tickets WHERE title = ?", ["a"], True),
        ("SELECT id FROM tickets AS t WHERE t.title = ?", ["a"], True),
        ("DELETE FROM tickets WHERE title = ?", ["a"], True),
        ("SELECT id FROM tickets WHERE id IN (?)", ["a"], False),
        ("SELECT id FROM tickets WHERE status = ?", ["a"], False),
        ("SELECT id FROM tickets WHERE title = ? ORDER BY id LIMIT ?", ["a", 20], False),
        ("SELECT count(*) FROM tickets WHERE red_at IS NOT NULL", [], False),
        ("SELECT count(*) FROM tickets", [], False),
        (
            "SELECT 1 FROM seen JOIN tickets ON tickets.title = seen.title WHERE seen.id = ?",
            ["a"],
            True,
        ),
        ("SELECT title AS tickets FROM tickets WHERE title = ?", ["a"], True),
        ("SELECT id FROM tickets WHERE 0 = 1", [], False),
    ],
)
def test_a_whole_table_is_found(
    cursor: sqlite3.Cursor, statement: str, values: list[object], found: bool
) -> None:
    seen = Plans()
    for _ in range(2):
        seen.look(cursor, statement, values)
    told = [("tickets", "hotline/process/asking.py", statement)]
    assert [tuple(one) for one in seen.take()] == (told if found else [])
    assert seen.take() == []


def test_what_is_allowed_is_not_found(cursor: sqlite3.Cursor) -> None:
    seen = Plans()
    seen.allowed.add(("tickets", "hotline/process/asking.py"))
    seen.look(cursor, "SELECT id FROM tickets WHERE title = ?", ["a"])
    assert seen.take() == []


def test_a_list_is_as_long_as_a_page() -> None:
    longer, values = _widened("SELECT 1 FROM a WHERE b = ? AND c IN (?, ?) AND d = ?", (0, 1, 2, 3))
    assert longer.count("?") == PAGE + 2 == len(values)
    assert values[:3] + values[-2:] == [0, 1, 2, 2, 3]
    many = [*range(PAGE + 3)]
    longer, values = _widened(f"SELECT 1 FROM a WHERE b IN ({', '.join('?' * len(many))})", many)
    assert (longer.count("?"), values) == (len(many), many)


def test_what_a_test_asks_itself_is_its_own_matter() -> None:
    assert asked_at() == ""


async def test_the_place_in_the_house_that_asked_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Plans()
    seen.allowed.clear()
    monkeypatch.setattr(plans, "PLANS", seen)
    async with database.write() as session:
        await sessions.sweep(session)
    assert [(one.table, one.place) for one in seen.take()] == [
        ("auth_sessions", "hotline/kit/auth/sessions.py:sweep")
    ]


def test_every_allowed_place_is_there_and_has_a_reason() -> None:
    for _table, place in Plans().allowed:
        file, _, function = place.partition(":")
        assert f"def {function}(" in (ROOT / file).read_text("utf-8")
    assert '""' not in KNOWN.read_text("utf-8")
