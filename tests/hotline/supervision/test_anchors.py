"""Anchors are made once a day, kept outside after the commit, and mailed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from channels.fake import FakeMail
from channels.messages import ChannelKind
from channels.registry import Channels
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.supervision import anchors, daily, outside
from hotline.supervision.logbook import LOGS
from hotline.supervision.models import Anchor, UnitGrade
from hotline.supervision.settings import SupervisionSettings
from tests.conftest import BACKENDS
from tests.hotline.supervision.stage import Stage, local, staged

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


def kept(folder: Path) -> list[outside.Entry]:
    return outside.read(folder / outside.FILE).entries


async def test_an_anchor_is_made_once_a_day(stage: Stage, tmp_path: Path) -> None:
    assert len(await anchors.run(stage.database, tmp_path)) == len(LOGS)
    assert await anchors.run(stage.database, tmp_path) == []
    stage.move(local("2026-03-03 00:01"))
    assert len(await anchors.run(stage.database, tmp_path)) == len(LOGS)
    assert [entry.number for entry in kept(tmp_path)] == [1, 1, 1, 2, 2, 2]


async def test_only_what_is_committed_goes_outside(stage: Stage, tmp_path: Path) -> None:
    async with stage.database.read() as session:  # what is written here is rolled back
        await anchors.make(session, tmp_path)
    assert kept(tmp_path) == []
    async with stage.database.write() as session:
        made = await anchors.make(session, tmp_path)
    async with stage.database.read() as session:
        assert await anchors.keep_outside(session, tmp_path) == len(LOGS)
        assert await anchors.keep_outside(session, tmp_path) == 0
    assert {(e.log, e.head) for e in kept(tmp_path)} == {(a.log, a.head) for a in made}


async def test_a_lost_file_is_written_again_from_the_database(stage: Stage, tmp_path: Path) -> None:
    await anchors.run(stage.database, tmp_path)
    before = kept(tmp_path)
    (tmp_path / outside.FILE).unlink()
    await anchors.run(stage.database, tmp_path)
    assert kept(tmp_path) == before


async def test_after_a_restored_backup_numbers_are_not_given_again(
    stage: Stage, tmp_path: Path
) -> None:
    entry = outside.Entry("ticket_actions", 7, local("2026-03-01 00:00"), 5, "a" * 64)
    outside.append(tmp_path / outside.FILE, [entry])
    made = await anchors.run(stage.database, tmp_path)
    numbers = {a.log: a.number for a in made}
    assert numbers == {"ticket_actions": 8, "supervision_records": 1, "audit_entries": 1}


@both
async def test_two_workers_make_one_anchor(stage: Stage, database_url: str, tmp_path: Path) -> None:
    other = Database(database_url, info=stage.database.info)
    try:
        await asyncio.gather(
            *(anchors.run(d, tmp_path / str(n)) for n, d in enumerate((stage.database, other)))
        )
    finally:
        await other.close()
    async with stage.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Anchor)) == len(LOGS)


async def test_anchors_are_mailed_to_the_addresses_in_the_settings(
    stage: Stage, tmp_path: Path, channels_: Channels
) -> None:
    settings = SupervisionSettings(anchor_mail_to=("audit@example.org", "archive@example.org"))
    stage.database.info["supervision"] = settings
    await anchors.run(stage.database, tmp_path)
    await stage.relay.drain()
    provider = channels_.providers[ChannelKind.EMAIL]
    assert isinstance(provider, FakeMail)
    lines = (tmp_path / outside.FILE).read_text("utf-8").strip()
    for address in settings.anchor_mail_to:
        assert provider.texts_to(address) == [lines]


async def test_the_daily_work_seals_and_grades_the_month_that_is_over(
    stage: Stage, tmp_path: Path
) -> None:
    stage.move(local("2026-04-01 00:05"))
    await daily.run(stage.database, tmp_path)
    await daily.run(stage.database, tmp_path)
    assert len(kept(tmp_path / anchors.FOLDER)) == len(LOGS)
    async with stage.database.read() as session:
        query = select(UnitGrade.month, UnitGrade.objects)
        grades = [tuple(row) for row in (await session.execute(query)).all()]
    assert grades == [(date(2026, 3, 1), 1)]
