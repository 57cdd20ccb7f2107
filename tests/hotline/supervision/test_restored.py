"""A restored database verifies by the same anchors: after an erasure too, and on either database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import make_url

from crm import privacy, queries
from hotline.backup import backup, restore
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.relay import Relay
from hotline.kit.vault import service as vault
from hotline.kit.vault.errors import KeyDestroyed
from hotline.supervision import anchors, outside, verification
from hotline.supervision.models import SupervisionRecord
from hotline.supervision.verification import Verdict
from hotline.tickets.models import Ticket, TicketAction
from tests.conftest import BACKENDS
from tests.hotline.supervision.stage import Stage, staged
from tests.support.seeded import _sql

targets = pytest.mark.parametrize("target", BACKENDS)
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@dataclass
class House:
    """A database with its data folder."""

    database: Database
    folder: Path

    async def verify(self) -> dict[str, Verdict]:
        async with self.database.read() as session:
            path = self.folder / anchors.FOLDER / outside.FILE
            return {v.log: v for v in await verification.verify(session, path)}

    async def problems(self) -> list[str]:
        return [f.problem for v in (await self.verify()).values() for f in v.findings]


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        await stage.at("2026-03-05 17:30")
        yield stage


@pytest.fixture
async def target_url(
    target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[str]:
    """An empty database on the other machine."""
    if target == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'restored.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    name = f"r_{new_id().lower()}"
    await _sql(server, f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    await _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def restored(stage: Stage, target_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The city moved by its backup: sealed, then a little went on, then a person was erased."""
    old = House(stage.database, tmp_path / "old")
    name = await _named_citizen(stage)
    await anchors.run(stage.database, old.folder / anchors.FOLDER, force=True)
    await stage.at("2026-03-06 17:30")
    async with stage.database.write() as session:
        ticket = await session.get_one(Ticket, stage.ticket_id)
        citizen_id = ticket.citizen_id or ""
        await privacy.erase(session, citizen_id=citizen_id, rule="本人申请", actor=SYSTEM)
        await session.execute(update(TicketAction).values(texts=None))
        with pytest.raises(KeyDestroyed):
            await vault.unseal_value(session, "name", name)
    archive = tmp_path / "moved.tar.gz"
    await backup(stage.database, old.folder, archive)
    new = House(Database(target_url, info=stage.database.info), tmp_path / "new")
    await restore(new.database, new.folder, archive)
    yield new
    await new.database.close()


async def _named_citizen(stage: Stage) -> str:
    """Seal the citizen's name under a key of his own; returns it sealed."""
    async with stage.database.write() as session:
        key = await vault.create_key(session, kind="citizen")
        ticket = await session.get_one(Ticket, stage.ticket_id)
        citizen = await queries.get_record(session, ticket.citizen_id or "")
        citizen.subject_key_id = key.id
        sealed = await vault.seal_value(session, key.id, "name", "王 芳")
        ticket.name_enc = sealed
    return sealed


@both
@targets
async def test_a_restored_record_is_sound_after_an_erasure(restored: House, stage: Stage) -> None:
    found = await restored.verify()
    assert [f.problem for v in found.values() for f in v.findings] == []
    assert found["supervision_records"].anchored > 0
    assert found["ticket_actions"].anchored > 0
    assert found["supervision_records"].tail > 0
    assert found["audit_entries"].tail == 1  # the erasure itself


@targets
async def test_the_restored_record_goes_on_and_is_sealed_again(restored: House) -> None:
    made = await anchors.run(restored.database, restored.folder / anchors.FOLDER, force=True)
    assert {anchor.number for anchor in made} == {2}
    found = await restored.verify()
    assert [v.tail for v in found.values()] == [0, 0, 0]
    assert await restored.problems() == []


@targets
async def test_what_is_altered_after_the_move_is_found(restored: House) -> None:
    async with restored.database.write() as session:
        first = await session.scalar(
            select(SupervisionRecord.id).where(SupervisionRecord.seq == 2).limit(1)
        )
        await session.execute(delete(SupervisionRecord).where(SupervisionRecord.id == first))
    problems = await restored.problems()
    assert "缺少第 2 条" in problems
    assert any("现有" in problem for problem in problems)


async def test_a_backup_older_than_the_anchors_is_told_by_what_it_lacks(
    stage: Stage, tmp_path: Path
) -> None:
    folder, archive = tmp_path / "old", tmp_path / "early.tar.gz"
    await anchors.run(stage.database, folder / anchors.FOLDER, force=True)
    await backup(stage.database, folder, archive)
    await stage.at("2026-03-06 17:30")
    await anchors.run(stage.database, folder / anchors.FOLDER, force=True)
    late = (folder / anchors.FOLDER / outside.FILE).read_bytes()
    url = f"sqlite+aiosqlite:///{tmp_path / 'early.db'}"
    new = House(Database(url, info=stage.database.info), tmp_path / "new")
    await restore(new.database, new.folder, archive)
    assert await new.problems() == []  # by the anchors of its own time
    (new.folder / anchors.FOLDER / outside.FILE).write_bytes(late)
    assert any("封存" in problem for problem in await new.problems())
    await new.database.close()
