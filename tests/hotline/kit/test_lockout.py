"""Attempts are counted exactly, over all processes, and locks end by themselves."""

import asyncio
from datetime import timedelta

import pytest

from hotline.kit import clock, lockout
from hotline.kit.db import Database
from hotline.kit.errors import TooMany
from hotline.kit.lockout import Rule, attempt_key
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
RULE = Rule(limit=3, seconds=600)


async def attempt(database: Database, key: str = "k") -> int:
    async with database.write() as session:
        return await lockout.count_attempt(session, key, RULE)


@both
async def test_the_lock_starts_with_the_last_allowed_attempt_and_ends_by_itself(
    database: Database,
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        await attempt(database)
        move(start + timedelta(seconds=300))
        await attempt(database)
        async with database.read() as session:
            assert await lockout.locked_until(session, "k", RULE) is None
        assert await attempt(database) == 3
        async with database.read() as session:
            until = await lockout.locked_until(session, "k", RULE)
            assert until == start + timedelta(seconds=900)
            with pytest.raises(TooMany) as refusal:
                await lockout.refuse_if_exhausted(session, "k", RULE)
            assert refusal.value.extra["retry_after"] == 600
            await lockout.refuse_if_exhausted(session, "another", RULE)
        move(start + timedelta(seconds=600))
        assert await attempt(database) == 4
        move(start + timedelta(seconds=900))
        assert await attempt(database) == 1


@both
async def test_concurrent_attempts_are_all_counted(database: Database) -> None:
    counts = await asyncio.gather(*(attempt(database) for _ in range(10)))
    assert sorted(counts) == list(range(1, 11))


@both
async def test_a_clock_set_back_never_makes_a_lock_longer_than_the_rule(
    database: Database,
) -> None:
    right = clock.now()
    with clock.frozen(right + timedelta(hours=5)) as move:
        for _ in range(RULE.limit):
            await attempt(database)
        move(right)
        with pytest.raises(TooMany) as refusal:
            await lockout.refuse(database, ["other", "k"], RULE)
        assert refusal.value.extra["retry_after"] == RULE.seconds
        move(right + timedelta(seconds=RULE.seconds - 1))
        with pytest.raises(TooMany) as refusal:
            await lockout.refuse(database, ["k"], RULE)
        assert refusal.value.extra["retry_after"] == 1
        move(right + timedelta(seconds=RULE.seconds))
        await lockout.refuse(database, ["k"], RULE)
        assert await attempt(database) == 1


@both
async def test_after_a_clock_set_back_attempts_are_still_counted_and_the_window_ends(
    database: Database,
) -> None:
    right = clock.now()
    with clock.frozen(right + timedelta(hours=5)) as move:
        await attempt(database)
        move(right)
        assert await attempt(database) == 2
        move(right + timedelta(seconds=RULE.seconds))
        assert await attempt(database) == 1


async def test_a_lock_that_is_only_looked_at_is_told_no_longer_than_the_rule(
    database: Database,
) -> None:
    right = clock.now()
    with clock.frozen(right + timedelta(hours=5)) as move:
        for _ in range(RULE.limit):
            await attempt(database)
        move(right)
        async with database.read() as session:
            until = await lockout.locked_until(session, "k", RULE)
        assert until == right + timedelta(seconds=RULE.seconds)


async def test_forgetting_and_sweeping(database: Database) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        for key in ("a", "b", "b", "b"):
            await attempt(database, key)
        async with database.write() as session:
            await lockout.forget(session, "b")
            assert await lockout.locked_until(session, "b", RULE) is None
            assert await lockout.sweep(session) == 0
        move(start + timedelta(seconds=600))
        async with database.write() as session:
            assert await lockout.sweep(session) == 1


async def test_a_key_does_not_show_whom_it_counts(database: Database) -> None:
    ring = database.info["key_ring"]
    key = attempt_key(ring, "query-code", "13812345678")
    assert key.startswith("query-code:")
    assert "13812345678" not in key
    assert key != attempt_key(ring, "login", "13812345678")
    assert len(key) <= 120
