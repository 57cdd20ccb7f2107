"""Databases: what is written stays or vanishes as a whole, reading writes nothing, instants are aware."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import String, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hotline.kit.db import Database, UtcDateTime, dump_json, lacking
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
EAST = timezone(timedelta(hours=8))


class Own(DeclarativeBase):
    """Tables of this test alone."""


class Note(Own):
    """One note."""

    __tablename__ = "notes_of_a_test"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@pytest.fixture
async def notes(database: Database) -> Database:
    """The database with an empty table."""
    async with database.engine.begin() as connection:
        await connection.run_sync(Own.metadata.create_all)
    return database


async def ids(database: Database) -> list[str]:
    """What is stored, by time."""
    async with database.read() as session:
        return list(await session.scalars(select(Note.id).order_by(Note.at)))


@both
async def test_an_instant_comes_back_as_the_same_instant_in_utc(notes: Database) -> None:
    told = datetime(2026, 3, 4, 9, 0, 0, 123456, tzinfo=EAST)
    async with notes.write() as session:
        session.add(Note(id="a", at=told))
        session.add(Note(id="b", at=told - timedelta(microseconds=1)))
    async with notes.read() as session:
        stored = await session.scalar(select(Note.at).where(Note.id == "a"))
    assert stored == told
    assert stored is not None
    assert stored.tzinfo is UTC
    assert await ids(notes) == ["b", "a"]


@both
async def test_a_naive_instant_is_refused(notes: Database) -> None:
    naive = datetime(2026, 3, 4, 9, 0)  # noqa: DTZ001 — this is what is refused
    with pytest.raises((StatementError, ValueError), match="aware"):
        async with notes.write() as session:
            session.add(Note(id="a", at=naive))
    assert await ids(notes) == []


@both
async def test_a_transaction_stays_or_vanishes_as_a_whole(notes: Database) -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)

    async def write() -> None:
        async with notes.write() as session:
            session.add(Note(id="a", at=now))
            await session.flush()
            await session.execute(text("INSERT INTO notes_of_a_test (id) VALUES ('b')"))

    with pytest.raises(IntegrityError):
        await write()
    assert await ids(notes) == []


@both
async def test_reading_writes_nothing(notes: Database) -> None:
    async with notes.read() as session:
        session.add(Note(id="a", at=datetime(2026, 3, 4, tzinfo=UTC)))
        await session.flush()
    assert await ids(notes) == []


@both
async def test_what_follows_a_commit_happens_after_it_and_never_without_it(
    notes: Database,
) -> None:
    seen: list[list[str]] = []

    async def hook(_info: dict[str, Any]) -> None:
        seen.append(await ids(notes))

    notes.after_commit.append(hook)
    with pytest.raises(RuntimeError):
        async with notes.write():
            raise RuntimeError
    assert seen == []
    async with notes.write() as session:
        session.add(Note(id="a", at=datetime(2026, 3, 4, tzinfo=UTC)))
    assert seen == [["a"]]


@both
async def test_the_text_of_an_error_holds_no_values(notes: Database) -> None:
    async def write() -> None:
        async with notes.write() as session:
            statement = text("INSERT INTO notes_of_a_test (id, at) VALUES (:id, NULL)")
            await session.execute(statement, {"id": "祖庙街道同济路"})

    with pytest.raises(IntegrityError) as caught:
        await write()
    assert "同济路" not in str(caught.value)


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
async def test_sqlite_runs_with_its_own_log_and_keeps_foreign_keys(
    database_url: str, durable: bool, level: int
) -> None:
    database = Database(database_url, durable=durable)
    async with database.read() as session:
        told = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous")
        ]
    await database.close()
    assert told == ["wal", 1, level]


def test_equal_values_have_equal_text() -> None:
    assert dump_json({"b": 1, "a": "工单"}) == dump_json({"a": "工单", "b": 1})


@both
@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        ("SELECT id, colour FROM notes_of_a_test WHERE id = :told", "colour"),
        ("SELECT n.colour FROM notes_of_a_test n WHERE n.id = :told", "n.colour"),
        ("INSERT INTO notes_of_a_test (colour) VALUES (:told)", "notes_of_a_test.colour"),
        ("SELECT id FROM drawers WHERE id = :told", "drawers"),
    ],
)
async def test_what_a_database_lacks_is_named_for_the_log_and_no_value_with_it(
    notes: Database, statement: str, lacks: str
) -> None:
    async with notes.read() as session:
        with pytest.raises(DBAPIError) as refused:
            await session.execute(text(statement), {"told": "13800138000"})
    assert lacking(refused.value) == {"lacks": lacks}
    assert lacking(ValueError("no such column: x")) == {}
