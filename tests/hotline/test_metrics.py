"""Monitoring reads its figures; strangers do not, and no figure names a person."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from hotline.app import create_app
from hotline.bootstrap import build
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.settings import Settings

HERE, ELSEWHERE = "127.0.0.1", "203.0.113.7"


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> Path:
    shutil.copy(sqlite_template, tmp_path / "hotline.db")
    return tmp_path


@asynccontextmanager
async def asked_from(
    folder: Path, address: str, token: str = ""
) -> AsyncIterator[tuple[httpx.AsyncClient, Database]]:
    """A browser at ``address`` before a house whose monitoring token is ``token``."""
    settings = {"environment": "test", "data_dir": folder, "metrics_token": token}
    hotline = build(Settings.model_validate(settings))
    transport = httpx.ASGITransport(
        app=create_app(hotline), client=(address, 4000), raise_app_exceptions=False
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client, hotline.database
    await hotline.close()


async def test_without_a_token_only_this_machine_reads_the_figures(folder: Path) -> None:
    async with asked_from(folder, HERE) as (client, _):
        page = await client.get("/metrics")
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/plain")
        assert "hotline_outbox_due 0.0" in page.text
        assert "process_" in page.text
    async with asked_from(folder, ELSEWHERE) as (client, _):
        refused = await client.get("/metrics")
        assert (refused.status_code, refused.json()["title"]) == (403, "没有权限")
        assert "hotline_outbox" not in refused.text


async def test_a_token_opens_the_figures_from_anywhere_and_nothing_else_does(folder: Path) -> None:
    async with asked_from(folder, ELSEWHERE, "of-the-monitor") as (client, _):
        bearer = {"authorization": "Bearer of-the-monitor"}
        assert (await client.get("/metrics", headers=bearer)).status_code == 200
        for wrong in ({}, {"authorization": "Bearer of-the-monitoR"}, {"authorization": "of"}):
            assert (await client.get("/metrics", headers=wrong)).status_code == 403
    async with asked_from(folder, HERE, "of-the-monitor") as (client, _):
        assert (await client.get("/metrics")).status_code == 403


async def test_dead_letters_and_the_age_of_the_queue_are_counted(folder: Path) -> None:
    async with asked_from(folder, HERE) as (client, database):
        now = clock.now()
        async with database.write() as session:
            session.add(OutboxEvent(id=(event := new_id()), name="x", payload={}, occurred_at=now))
            await session.flush()
            for status in (DeliveryStatus.PENDING, DeliveryStatus.DEAD):
                row = OutboxDelivery(id=new_id(), event_id=event, handler="h", run_at=now)
                row.status = status.value
                session.add(row)
        text = (await client.get("/metrics")).text
    assert "hotline_outbox_due 1.0" in text
    assert "hotline_outbox_dead 1.0" in text
