"""The demonstration is loaded whole: whoever serves it finds its index built and nothing waiting."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery
from tests.support.commands import Run


@pytest.mark.usefixtures("migrated")
async def test_a_loaded_city_has_its_index_and_leaves_nothing_to_be_done(
    run: Run, tmp_path: Path
) -> None:
    loaded = await asyncio.to_thread(run, "seed")
    assert (loaded.exit_code, loaded.output.splitlines()[-1]) == (0, "演示数据已装载")
    state = await asyncio.to_thread(run, "knowledge", "state")
    assert (state.exit_code, "正常" in state.output) == (0, True)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}")
    async with database.read() as session:
        left = select(func.count()).where(
            OutboxDelivery.status != DeliveryStatus.DONE.value,
            OutboxDelivery.run_at <= clock.now(),
        )
        assert await session.scalar(left) == 0
    await database.close()
