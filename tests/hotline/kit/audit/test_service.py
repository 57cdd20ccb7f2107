"""The audit remembers everything, shows no personal data and notices every alteration."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from hotline.kit import clock
from hotline.kit.audit import queries, service
from hotline.kit.audit.errors import RevealLimitReached
from hotline.kit.audit.models import AuditEntry, AuditHead
from hotline.kit.audit.origin import client_address
from hotline.kit.audit.service import Change, Export, PersonalRead
from hotline.kit.audit.settings import AuditSettings
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.chain import FaultKind
from hotline.kit.db import Database
from hotline.kit.pagination import PageQuery
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
MEI = Actor("0" * 26, "林梅", frozenset({"clerk"}), frozenset(), None, None, False, "staff")
PHONE = PersonalRead("citizen", "1" * 26, "phone", "核对回访号码 13812345678")


async def remember(database: Database, count: int = 3) -> None:
    for number in range(count):
        async with database.write() as session:
            change = Change("thing.renamed", "thing", str(number), {"n": number}, {"n": "新名𠮷"})
            await service.record_change(session, MEI, change)


async def verified(database: Database) -> queries.ChainReport:
    async with database.read() as session:
        return await queries.verify(session)


async def entries(database: Database, **wanted: Any) -> list[dict[str, Any]]:
    async with database.read() as session:
        page = PageQuery(limit=100)
        return (await queries.list_entries(session, queries.AuditFilter(**wanted), page))[0]


@both
async def test_an_untouched_chain_is_intact(database: Database) -> None:
    assert (await verified(database)).intact
    await remember(database)
    report = await verified(database)
    assert report.intact
    assert (report.rows, report.head.count) == (3, 3)


@both
@pytest.mark.parametrize("column", ["actor_id", "object_id", "action", "at", "after"])
async def test_an_altered_entry_is_found(database: Database, column: str) -> None:
    await remember(database)
    forged: dict[str, Any] = {"at": clock.now() - timedelta(days=1), "after": {"n": "x"}}
    async with database.write() as session:
        statement = update(AuditEntry).where(AuditEntry.seq == 2)
        await session.execute(statement.values({column: forged.get(column, "x")}))
    report = await verified(database)
    assert [(fault.seq, fault.kind) for fault in report.faults] == [(2, FaultKind.ALTERED)]


@pytest.mark.parametrize("seq", [1, 2, 3])
async def test_a_removed_entry_is_found(database: Database, seq: int) -> None:
    await remember(database)
    async with database.write() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.seq == seq))
    report = await verified(database)
    assert [(fault.seq, fault.kind) for fault in report.faults] == [(seq, FaultKind.REMOVED)]


async def test_swapped_entries_are_found(database: Database) -> None:
    await remember(database)
    async with database.write() as session:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            await session.execute(update(AuditEntry).where(AuditEntry.seq == old).values(seq=new))
    assert {fault.seq for fault in (await verified(database)).faults} >= {1, 2}


@both
async def test_a_rewritten_history_is_found_by_an_anchor_kept_elsewhere(
    database: Database,
) -> None:
    await remember(database)
    async with database.read() as session:
        kept = await queries.get_head(session)
    await remember(database, 1)
    async with database.read() as session:
        report = await queries.verify(session, [kept])
    assert report.intact
    assert (report.rows, report.anchored) == (4, 3)
    async with database.write() as session:
        await session.execute(delete(AuditEntry))
        await session.execute(delete(AuditHead))
    await remember(database, 4)
    assert (await verified(database)).intact
    async with database.read() as session:
        report = await queries.verify(session, [kept])
    assert [(fault.seq, fault.kind) for fault in report.faults] == [(3, FaultKind.REWRITTEN)]


async def test_values_that_json_does_not_know_are_verified_too(database: Database) -> None:
    async with database.write() as session:
        before = {"at": clock.now(), "rate": 0.1, "nested": [{"a": None}]}
        await service.record_change(session, MEI, Change("x.y", "x", "1", before, {}))
    assert (await verified(database)).intact


@both
async def test_concurrent_entries_form_one_chain(database: Database) -> None:
    await asyncio.gather(*(remember(database, 5) for _ in range(4)))
    report = await verified(database)
    assert report.intact
    assert report.rows == 20


@both
async def test_many_changes_at_once_are_entries_of_the_same_chain(database: Database) -> None:
    await remember(database, 1)
    async with database.write() as session:
        changes = [Change("thing.renamed", "thing", str(number)) for number in range(4)]
        await service.record_changes(session, MEI, changes)
        await service.record_changes(session, MEI, [])
    await remember(database, 1)
    report = await verified(database)
    assert report.intact
    assert (report.rows, report.head.count) == (6, 6)
    told = await entries(database, action="thing.renamed", object_kind="thing")
    assert [entry["object_id"] for entry in told if entry["seq"] in range(2, 6)] == list("3210")


async def test_a_rolled_back_change_leaves_no_entry(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await service.record_change(session, MEI, Change("thing.renamed", "thing", "1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await remember(database, 1)
    report = await verified(database)
    assert report.intact
    assert report.rows == 1


async def test_entries_hold_masked_values_and_a_hashed_address(database: Database) -> None:
    token = client_address.set("203.0.113.7")
    async with database.write() as session:
        change = Change(
            "person.changed",
            "person",
            "1",
            {"phone": "13812345678", "note": "电话13812345678"},
            {"password": "x"},
        )
        await service.record_change(session, MEI, change)
        await service.record_read(session, MEI, PHONE)
    client_address.reset(token)
    rows = await entries(database)
    assert "13812345678" not in str(rows)
    assert "203.0.113.7" not in str(rows)
    assert len(rows[0]["address_hash"]) == 64
    assert rows[1]["before"] == {"phone": "***", "note": "电话138****5678"}


@both
async def test_thirty_reveals_a_day_and_person_are_the_limit(database: Database) -> None:
    other = Actor("2" * 26, "陈", frozenset(), frozenset(), None, None, False, "staff")
    noon = clock.now().replace(hour=4, minute=0)
    with clock.frozen(noon) as move:
        for _ in range(30):
            async with database.write() as session:
                await service.record_read(session, MEI, PHONE)
        with pytest.raises(RevealLimitReached):
            async with database.write() as session:
                await service.record_read(session, MEI, PHONE)
        async with database.write() as session:
            await service.record_read(session, other, PHONE)
            await service.record_read(session, SYSTEM, PHONE)
        move(noon + timedelta(hours=12))
        async with database.write() as session:
            await service.record_read(session, MEI, PHONE)
    assert len(await entries(database, category="READ")) == 33


async def test_concurrent_reveals_do_not_slip_past_the_limit(database: Database) -> None:
    database.info["reveals_per_day"] = AuditSettings(reveals_per_day=3).reveals_per_day

    async def reveal() -> bool:
        try:
            async with database.write() as session:
                await service.record_read(session, MEI, PHONE)
        except RevealLimitReached:
            return False
        return True

    results = await asyncio.gather(*(reveal() for _ in range(8)))
    assert sum(results) == 3


async def test_the_list_is_filtered_and_paged_newest_first(database: Database) -> None:
    await remember(database, 5)
    async with database.write() as session:
        await service.record_export(session, SYSTEM, Export("things", 7, True, {"unit": "x"}))
    assert [row["action"] for row in await entries(database, category="EXPORT")] == ["list.export"]
    assert len(await entries(database, actor_id=MEI.account_id)) == 5
    assert len(await entries(database, object_kind="thing", object_id="3")) == 1
    assert await entries(database, since=clock.now() + timedelta(hours=1)) == []
    assert len(await entries(database, until=clock.now() + timedelta(hours=1))) == 6
    seen: list[int] = []
    cursor = None
    while True:
        async with database.read() as session:
            rows, cursor = await queries.list_entries(
                session, queries.AuditFilter(), PageQuery(limit=4, cursor=cursor)
            )
        seen += [row["seq"] for row in rows]
        if cursor is None:
            break
    assert seen == [6, 5, 4, 3, 2, 1]
