"""A rule book of its own table: numbers, four eyes, effective dates, whoever proposes at the same time."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, Field
from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from hotline.kit import clock, rulebooks
from hotline.kit.audit import queries as audit
from hotline.kit.audit.queries import AuditFilter
from hotline.kit.db import Database
from hotline.kit.errors import Invalid, NotFound
from hotline.kit.pagination import PageQuery
from hotline.kit.rulebooks import NewVersion, OwnProposal, Rulebook, VersionRow
from tests.conftest import BACKENDS
from tests.hotline.kit.floor_app import LI, WANG

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


class Own(DeclarativeBase):
    """Tables of this test alone."""


class ParkingRow(VersionRow, Own):
    """Versions of the parking rules."""

    __tablename__ = "parking_rules"
    __table_args__ = (UniqueConstraint("number"),)


class Parking(BaseModel, frozen=True, extra="forbid"):
    """How long a car may stand."""

    number: int = 1
    minutes: int = Field(default=30, ge=1)

    def document(self) -> dict[str, Any]:
        """Return the members."""
        return self.model_dump(mode="json")


class ParkingUnknown(NotFound):
    """No such version."""

    code = "parking_unknown"


class ParkingInvalid(Invalid):
    """No parking rules."""

    code = "parking_invalid"


@pytest.fixture
async def book(database: Database) -> Rulebook[Parking, ParkingRow]:
    """An empty rule book."""
    async with database.engine.begin() as connection:
        await connection.run_sync(Own.metadata.create_all)
    return Rulebook(Parking(), ParkingRow, "parking", "parking", ParkingUnknown, ParkingInvalid)


def standing(minutes: int, since: datetime = NOON) -> NewVersion:
    """A proposal."""
    return NewVersion({"minutes": minutes}, "试点", since)


async def brought_in(
    session: AsyncSession, book: Rulebook[Parking, ParkingRow], new: NewVersion
) -> int:
    """Propose by one and approve by the other; returns the number."""
    row = await rulebooks.propose(session, book, WANG, new)
    await rulebooks.decide(session, book, LI, row.number, accept=True)
    return row.number


@both
async def test_a_second_person_brings_a_version_into_force_on_its_date(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    with clock.frozen(NOON) as move:
        async with database.write() as session:
            row = await rulebooks.propose(session, book, WANG, standing(60))
            assert (row.number, row.state) == (2, "PROPOSED")
            with pytest.raises(OwnProposal):
                await rulebooks.decide(session, book, WANG, 2, accept=True)
            assert (await rulebooks.current(session, book)).minutes == 30
            await rulebooks.decide(session, book, LI, 2, accept=True)
            assert (await rulebooks.current(session, book)).minutes == 60
            with pytest.raises(ParkingUnknown):
                await rulebooks.decide(session, book, LI, 2, accept=False)
        move(NOON - timedelta(seconds=1))
        async with database.read() as session:
            assert (await rulebooks.current(session, book)).minutes == 30
            assert (await rulebooks.numbered(session, book, 2)).minutes == 60
            assert await rulebooks.numbered(session, book, 1) is book.shipped


async def test_a_version_never_works_backwards(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    with clock.frozen(NOON) as move:
        async with database.write() as session:
            number = await brought_in(session, book, standing(60, NOON - timedelta(days=9)))
            (row,) = await rulebooks.list_versions(session, book)
            assert (row.number, row.effective_from) == (number, NOON)
        move(NOON - timedelta(days=1))
        async with database.read() as session:
            assert (await rulebooks.current(session, book)).minutes == 30


async def test_a_rejected_version_never_counts(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    with clock.frozen(NOON):
        async with database.write() as session:
            await rulebooks.propose(session, book, WANG, standing(60))
            row = await rulebooks.decide(session, book, LI, 2, accept=False)
            assert (row.state, row.decided_by) == ("REJECTED", LI.account_id)
            assert (await rulebooks.current(session, book)).minutes == 30


async def test_the_latest_date_counts_and_of_equal_ones_the_highest_number(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    with clock.frozen(NOON) as move:
        async with database.write() as session:
            await brought_in(session, book, standing(60, NOON + timedelta(hours=1)))
            await brought_in(session, book, standing(45))
            assert (await rulebooks.current(session, book)).minutes == 45
            move(NOON + timedelta(hours=1))
            session.info.pop(book.key)
            assert (await rulebooks.current(session, book)).minutes == 60
            assert await brought_in(session, book, standing(15, NOON + timedelta(hours=1))) == 4
            assert (await rulebooks.current(session, book)).minutes == 15
            numbers = [row.number for row in await rulebooks.list_versions(session, book)]
    assert numbers == [4, 3, 2]


async def test_a_document_that_is_none_is_refused_member_by_member(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    wrong = NewVersion({"minutes": 0, "x": 1}, "错", NOON)
    async with database.read() as session:
        with pytest.raises(ParkingInvalid) as refused:
            await rulebooks.propose(session, book, WANG, wrong)
        assert [e["field"] for e in refused.value.extra["errors"]] == ["minutes", "x"]
        assert await rulebooks.list_versions(session, book) == []
        with pytest.raises(ParkingUnknown):
            await rulebooks.numbered(session, book, 9)


@both
async def test_two_who_propose_at_once_get_two_numbers(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    async def one(minutes: int) -> int:
        async with database.write() as session:
            row = await rulebooks.propose(session, book, WANG, standing(minutes))
            await asyncio.sleep(0.05)
            return row.number

    assert sorted(await asyncio.gather(*(one(m) for m in (1, 2, 3)))) == [2, 3, 4]


async def test_proposal_and_decision_are_audited(
    database: Database, book: Rulebook[Parking, ParkingRow]
) -> None:
    async with database.write() as session:
        await brought_in(session, book, standing(60))
    async with database.read() as session:
        rows, _ = await audit.list_entries(session, AuditFilter(), PageQuery(limit=10))
    assert [row["action"] for row in rows] == ["parking.in_force", "parking.propose"]
