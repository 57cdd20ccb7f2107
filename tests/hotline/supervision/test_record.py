"""The record of one object has neither gap nor fork, whoever writes at the same time."""

import asyncio

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.supervision import record
from hotline.supervision.models import SupervisionRecord
from tests.conftest import BACKENDS

OBJECT = new_id()


def entry(occurrence: str) -> record.Entry:
    return record.Entry("TICKET", OBJECT, "FS202603020000013", "REMIND", occurrence)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_writers_at_the_same_time_number_their_rows_one_after_the_other(
    database: Database,
) -> None:
    async def write(number: int) -> bool:
        async with database.write() as session:
            return await record.append(session, entry(f"same:{number % 8}"))

    written = await asyncio.gather(*(write(number) for number in range(16)))
    assert sum(written) == 8
    async with database.read() as session:
        query = select(SupervisionRecord.seq).order_by(SupervisionRecord.seq)
        assert list(await session.scalars(query)) == list(range(1, 9))


async def test_a_known_occurrence_is_told_apart(database: Database) -> None:
    async with database.write() as session:
        await record.append(session, entry("first"))
        assert await record.is_known(session, "first")
        assert await record.known_among(session, ["first", "second"]) == {"first"}
