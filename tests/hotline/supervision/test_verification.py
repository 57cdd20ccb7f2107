"""Whatever is done to a sealed log is found; erasing a person, or a clock set back, is no forgery."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain
from hotline.kit.audit.models import AuditEntry
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.relay import Relay
from hotline.kit.vault import service as vault
from hotline.kit.vault.errors import KeyDestroyed
from hotline.supervision import anchors, outside, record, verification
from hotline.supervision.models import Anchor, AnchorSpan, SupervisionRecord
from hotline.supervision.verification import Verdict
from hotline.tickets.models import Ticket, TicketAction
from tests.conftest import BACKENDS
from tests.hotline.supervision.stage import Stage, local, staged

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    """Three late days, sealed on the evening of the last; a little tail after it."""
    async with staged(database, relay) as stage:
        await stage.at("2026-03-05 17:30")
        yield stage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / anchors.FOLDER


async def sealed(stage: Stage, folder: Path) -> list[Anchor]:
    return await anchors.run(stage.database, folder, force=True)


async def verdicts(stage: Stage, folder: Path) -> dict[str, Verdict]:
    async with stage.database.read() as session:
        found = await verification.verify(session, folder / outside.FILE)
    return {verdict.log: verdict for verdict in found}


async def problems(stage: Stage, folder: Path) -> list[str]:
    return [f.problem for v in (await verdicts(stage, folder)).values() for f in v.findings]


async def rows(session: AsyncSession) -> list[SupervisionRecord]:
    query = select(SupervisionRecord).order_by(SupervisionRecord.seq)
    return list(await session.scalars(query))


@both
async def test_sealed_logs_are_sound_and_the_tail_is_stated(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    before = await verdicts(stage, folder)
    assert all(verdict.sound for verdict in before.values())
    assert [verdict.tail for verdict in before.values()] == [0, 0, 0]
    assert before["supervision_records"].anchored == len(
        await stage.records("case", "promise", "progress", "return_window", "sign")
    )
    await stage.at("2026-03-06 17:30")
    after = await verdicts(stage, folder)
    assert all(verdict.sound for verdict in after.values())
    assert after["supervision_records"].tail > 0


async def test_an_altered_row_is_found_by_its_digest(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        await session.execute(
            update(SupervisionRecord).where(SupervisionRecord.seq == 2).values(kind="REMIND")
        )
    found = (await verdicts(stage, folder))["supervision_records"].findings
    assert ("内容被改动", 2) in {(f.problem, f.seq) for f in found}


async def test_a_row_altered_together_with_its_whole_chain_is_found_by_the_anchor(
    stage: Stage, folder: Path
) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        before = chain.GENESIS
        for row in await rows(session):
            columns = {name: getattr(row, name) for name in record.CHAINED}
            row.object_no = columns["object_no"] = "FS202603020000099"
            row.digest = record.digest_of(columns)
            row.chain = before = chain.link(before, row.digest)
    found = await problems(stage, folder)
    assert len(found) == 1
    assert "第 1 号锚点不符" in found[0]


@both
async def test_a_removed_row_is_found(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        await session.execute(delete(SupervisionRecord).where(SupervisionRecord.seq == 2))
    found = await problems(stage, folder)
    assert "缺少第 2 条" in found
    assert any("现有" in problem for problem in found)


async def test_a_truncated_end_under_an_anchor_is_found(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        last = (await rows(session))[-1]
        await session.execute(delete(SupervisionRecord).where(SupervisionRecord.id == last.id))
    assert any("现有" in problem for problem in await problems(stage, folder))


@both
@pytest.mark.parametrize("gone", ["the last row", "the whole log"])
async def test_the_object_whose_last_rows_are_gone_is_named(
    stage: Stage, folder: Path, gone: str
) -> None:
    """Domain rules §13.3: no gap in a chain points at rows removed from its end."""
    await sealed(stage, folder)
    steps = TicketAction.ticket_id == stage.ticket_id
    async with stage.database.write() as session:
        top = (await session.scalars(select(func.max(TicketAction.seq)).where(steps))).one()
        first = top if gone == "the last row" else 1
        await session.execute(delete(TicketAction).where(steps, TicketAction.seq >= first))
    found = (await verdicts(stage, folder))["ticket_actions"].findings
    lacking = [f for f in found if f.subject == stage.ticket_id]
    assert [f.problem for f in lacking] == [f"封存至第 {top} 条，缺少 {top - first + 1} 条"]
    assert any("现有" in f.problem for f in found)


async def test_a_log_emptied_together_with_the_anchors_inside_is_found(
    stage: Stage, folder: Path
) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        for table in (SupervisionRecord, AnchorSpan, Anchor):
            await session.execute(delete(table))
    found = await verdicts(stage, folder)
    assert not found["supervision_records"].sound
    assert not found["ticket_actions"].sound


async def test_an_inserted_row_is_found(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        listed = await rows(session)
        for row in reversed(listed[1:]):
            row.seq += 1
            await session.flush()
        columns = {name: getattr(listed[0], name) for name in record.CHAINED}
        columns |= {"id": new_id(), "seq": 2, "occurrence": "invented"}
        digest = record.digest_of(columns)
        linked = chain.link(listed[0].chain, digest)
        session.add(SupervisionRecord(**columns, digest=digest, chain=linked))
    found = await problems(stage, folder)
    assert "内容被改动" in found
    assert any("第 1 号锚点不符" in problem for problem in found)


async def test_reordered_rows_are_found(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        first, second = (await rows(session))[:2]
        first.seq = 1_000
        await session.flush()
        second.seq = 1
        await session.flush()
        first.seq = 2
    assert await problems(stage, folder) != []


async def test_an_invented_object_of_long_ago_is_found(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        columns = {name: getattr((await rows(session))[0], name) for name in record.CHAINED}
        columns |= {"id": new_id(), "object_id": new_id(), "occurrence": "invented"}
        columns["at"] -= timedelta(days=30)
        digest = record.digest_of(columns)
        linked = chain.link(chain.GENESIS, digest)
        session.add(SupervisionRecord(**columns, digest=digest, chain=linked))
    assert await problems(stage, folder) == ["写入时间早于锚点，却未被封存"]


async def test_words_of_an_action_that_were_exchanged_are_found(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        query = select(TicketAction).where(TicketAction.action == "LOG_CONTACT")
        action = (await session.scalars(query)).one()
        action.texts = {**(action.texts or {}), "summary": "从未联系"}
    assert await problems(stage, folder) == ["文字被改动"]


@both
async def test_erasing_a_persons_words_breaks_nothing(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        await session.execute(update(TicketAction).values(texts=None))
    assert await problems(stage, folder) == []


async def test_destroying_a_persons_key_breaks_nothing(stage: Stage, folder: Path) -> None:
    async with stage.database.write() as session:
        key = await vault.create_key(session, kind="citizen")
        ticket = await session.get_one(Ticket, stage.ticket_id)
        ticket.name_enc = await vault.seal_value(session, key.id, "name", "王 芳")
    await sealed(stage, folder)
    async with stage.database.write() as session:
        assert await vault.destroy_key(session, key.id)
        with pytest.raises(KeyDestroyed):
            await vault.unseal_value(session, "name", ticket.name_enc)
        await session.execute(update(TicketAction).values(texts=None))
    assert await problems(stage, folder) == []


async def test_a_clock_set_back_after_an_anchor_is_no_forgery(stage: Stage, folder: Path) -> None:
    await stage.at("2026-03-06 17:30")
    await sealed(stage, folder)
    stage.move(local("2026-03-06 16:30"))
    async with stage.city() as (city, ticket):
        await city.act(ticket, "COMMENT", city.person("dispatcher"), text="时钟回拨期间的备注")
    await stage.at("2026-03-07 09:00")
    await sealed(stage, folder)
    found = await verdicts(stage, folder)
    assert [v.sound for v in found.values()] == [True, True, True]
    assert [v.tail for v in found.values()] == [0, 0, 0]


@both
async def test_a_second_anchor_goes_on_from_the_first(stage: Stage, folder: Path) -> None:
    first = await sealed(stage, folder)
    await stage.at("2026-03-06 17:30")
    second = await sealed(stage, folder)
    assert [a.number for a in (*first, *second)] == [1, 1, 1, 2, 2, 2]
    assert second[0].count > first[0].count
    assert await problems(stage, folder) == []


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda lines: lines[3:], "锚点文件缺少第 1 号锚点"),
        (lambda lines: [lines[0].replace('"count": ', '"count": 9'), *lines[1:]], "无法读取"),
        (lambda lines: [*lines, "nonsense"], "无法读取"),
    ],
)
async def test_a_spoilt_anchor_file_is_told(
    stage: Stage, folder: Path, spoil: Callable[[list[str]], list[str]], expected: str
) -> None:
    await sealed(stage, folder)
    stage.move(local("2026-03-06 18:00"))
    await sealed(stage, folder)
    path = folder / outside.FILE
    path.write_text("\n".join(spoil(path.read_text("utf-8").splitlines())), encoding="utf-8")
    assert any(expected in problem for problem in await problems(stage, folder))


async def test_contradicting_anchors_of_one_number_are_told(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    path = folder / outside.FILE
    kept = outside.read(path)
    entry = kept.entries[0]
    forged = outside.Entry(entry.log, entry.number, entry.until, entry.count, "f" * 64)
    outside.append(path, [forged])
    assert any("互相矛盾" in problem for problem in await problems(stage, folder))


async def test_without_an_anchor_everything_is_tail(stage: Stage, folder: Path) -> None:
    found = await verdicts(stage, folder)
    assert all(v.sound and v.anchored == 0 for v in found.values())
    assert found["ticket_actions"].tail > 0


@both
async def test_the_audit_trail_is_sealed_too(stage: Stage, folder: Path) -> None:
    async with stage.database.write() as session:
        for number in range(3):
            change = Change("policy.change", "policy", str(number))
            await record_change(session, SYSTEM, change)
    await sealed(stage, folder)
    assert (await verdicts(stage, folder))["audit_entries"].anchored == 3
    async with stage.database.write() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.seq == 3))
    assert any("封存 3 行，现有 2 行" in problem for problem in await problems(stage, folder))


async def test_raw_sql_cannot_slip_past(stage: Stage, folder: Path) -> None:
    await sealed(stage, folder)
    async with stage.database.write() as session:
        await session.execute(text("UPDATE ticket_actions SET actor_id = NULL"))
    assert "内容被改动" in await problems(stage, folder)
