"""A database held by somebody else and a full disk: a clear 503, nothing half stored, and on by itself."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.refusals import row_counts
from tests.conftest import wait_until
from tests.faults.conftest import Ledger
from tests.support.city import PNG, City
from tests.support.server import Server

BODY: dict[str, Any] = {
    "content": "禅城区祖庙街道同济路路灯坏了三天，请修复",
    "contact": {"name": "王女士", "phone": "13800000001"},
}
DRAFT = "/api/public/drafts/device-0123456789"


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the writer's place as another process would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def _is_busy(answer: httpx.Response) -> bool:
    problem = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code == 503 and problem and "稍后再试" in answer.json()["title"]


async def test_a_busy_database_is_told_and_recovered_from(city: City, tmp_path: Path) -> None:
    before = await row_counts(city)
    with held(tmp_path / "city.db"):
        refused = await city.public.post("/api/public/requests", json=BODY)
        assert _is_busy(refused), refused.text
        assert refused.headers["retry-after"] == "5"
        assert _is_busy(await city.public.put(DRAFT, json={"a": 1}))
        assert (await city.public.get("/api/public/categories")).status_code == 200
    assert await row_counts(city) == before
    assert (await city.public.post("/api/public/requests", json=BODY)).status_code == 201
    assert (await city.public.put(DRAFT, json={"a": 1})).status_code == 200


@pytest.mark.slow
def _is_well(server: Server) -> bool:
    told = httpx.get(f"{server.base_url}/health", timeout=30).json()
    return bool(told["state"] == "ok")


def test_a_full_disk_is_told_and_recovered_from(server: Server, ledger: Ledger) -> None:
    """The limit on the size of files stands for a full disk: every write beyond it fails."""
    server.start()
    assert server.process is not None
    url = f"{server.base_url}/api/public/requests"
    assert httpx.post(url, json=BODY, timeout=30).status_code == 201
    wait_until(lambda: ledger.open_deliveries() == 0, seconds=20)
    numbers = ledger.numbers()

    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    refused = httpx.post(url, json=BODY, timeout=30)
    assert _is_busy(refused), refused.text
    files = {"file": ("a.png", PNG * 20, "image/png")}
    upload = httpx.post(f"{server.base_url}/api/public/uploads", files=files, timeout=30)
    assert _is_busy(upload) or upload.status_code == 422, upload.text
    assert httpx.get(f"{server.base_url}/health/live", timeout=30).status_code == 200
    assert ledger.numbers() == numbers

    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, unlimited)
    accepted = httpx.post(url, json=BODY, timeout=30)
    assert accepted.status_code == 201, accepted.text
    assert ledger.numbers() == numbers | {accepted.json()["number"]}
    wait_until(lambda: ledger.open_deliveries() == 0, seconds=20)
    wait_until(lambda: _is_well(server), seconds=60)  # the first index may still be building
    parts = list((server.data_dir / "files").rglob("*.part"))
    assert parts == []
