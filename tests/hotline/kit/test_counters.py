"""Numbers are never given twice, whoever asks at the same time."""

import asyncio

import pytest

from hotline.kit.counters import take
from hotline.kit.db import Database
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@both
async def test_the_first_number_is_one_and_blocks_do_not_overlap(database: Database) -> None:
    async with database.write() as session:
        assert await take(session, "day-1") == 1
        assert await take(session, "day-1", count=10) == 2
        assert await take(session, "day-1") == 12
        assert await take(session, "day-2") == 1


@both
async def test_many_at_once_get_different_numbers(database: Database) -> None:
    async def one() -> int:
        async with database.write() as session:
            return await take(session, "day", count=3)

    firsts = await asyncio.gather(*(one() for _ in range(20)))
    assert sorted(firsts) == [1 + 3 * n for n in range(20)]


@both
async def test_a_failed_transaction_never_causes_a_repeat(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await take(session, "day")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.write() as session:
        first = await take(session, "day")
        assert first >= 1
        assert await take(session, "day") == first + 1


@pytest.mark.parametrize("count", [0, -1])
async def test_a_block_holds_at_least_one_number(database: Database, count: int) -> None:
    async with database.write() as session:
        with pytest.raises(ValueError, match="at least 1"):
            await take(session, "day", count=count)
