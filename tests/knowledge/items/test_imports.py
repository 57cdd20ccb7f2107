"""Importing a catalogue: a report first, then stored; a repeat stores nothing."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxEvent
from knowledge.items.errors import ItemInvalid
from knowledge.items.imports import ItemOptions, import_items, told
from knowledge.items.models import ItemVersion, ServiceItem
from knowledge.items.preparing import prepare
from tests.conftest import BACKENDS
from tests.knowledge.items.shelf import POLICE_OWNER, lines, row, take, units

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


async def count(session: AsyncSession, model: Any) -> int:
    return int(await session.scalar(select(func.count()).select_from(model)) or 0)


async def events(session: AsyncSession) -> list[tuple[str, int]]:
    rows = await session.scalars(
        select(OutboxEvent).where(OutboxEvent.name == "knowledge.changed").order_by(OutboxEvent.id)
    )
    return [(event.payload["key"], event.payload["version"]) for event in rows]


@both
async def test_a_file_is_stored_once_and_changes_are_told_by_field(database: Database) -> None:
    rows = (row(), row("FS-GA-011", name="居民身份证换领"))
    async with database.write() as session:
        await units(session)
        first = await take(session, *rows)
    assert first.added == ["FS-GA-010", "FS-GA-011"]
    async with database.write() as session:
        again = await take(session, *rows)
        assert (again.changes, len(again.unchanged)) == (False, 2)
        assert await count(session, ItemVersion) == 2
    async with database.write() as session:
        later = await take(session, row(version=2, visits=1), rows[1])
    assert (later.changed, later.unchanged) == (["FS-GA-010"], ["FS-GA-011"])
    (changed,) = told(later).changes
    assert [(f.label, f.before, f.after) for f in changed.fields] == [("到现场次数", None, 1)]
    async with database.read() as session:
        item = (await session.scalars(select(ServiceItem).order_by(ServiceItem.code))).first()
        assert item is not None
        assert (item.version, item.item_version, item.content["visits"]) == (2, 2, 1)


async def test_a_new_number_alone_changes_no_field(session: AsyncSession) -> None:
    await units(session)
    await take(session, row())
    report = await take(session, row(version=2))
    assert [(c.key, c.fields) for c in told(report).changes] == [("FS-GA-010", [])]


async def test_a_dry_run_reports_the_same_and_stores_nothing(session: AsyncSession) -> None:
    await units(session)
    dry = await take(session, row(), dry_run=True)
    assert (dry.added, await count(session, ServiceItem)) == (["FS-GA-010"], 0)
    assert (await count(session, OutboxEvent), await count(session, AuditEntry)) == (0, 0)


async def test_a_wrong_row_stops_no_other(session: AsyncSession) -> None:
    await units(session)
    content = lines(row(), row("坏", name="x"), row("FS-GA-012")) + b"\nno json\n"
    report = await import_items(session, prepare(content), options=ItemOptions(), actor=SYSTEM)
    assert report.added == ["FS-GA-010", "FS-GA-012"]
    assert [r.row for r in report.refused] == [2, 4]
    assert all(r.reason and r.reason_en for r in report.refused)


async def test_an_older_version_is_refused_with_its_row(session: AsyncSession) -> None:
    await units(session)
    await take(session, row(version=3))
    report = await take(session, row(version=2), row("FS-GA-011"))
    (refusal,) = report.refused
    assert (refusal.row, refusal.key) == (1, "FS-GA-010")
    assert "旧" in refusal.reason
    assert report.added == ["FS-GA-011"]


async def test_units_are_found_by_name_else_the_owner_takes_them(session: AsyncSession) -> None:
    await units(session)
    rows = (
        row("A-100", unit_code="", department="佛山市公安局"),
        row("A-200", unit_code="", department="市民政局"),
        row("A-300", unit_code="", department="某省某厅"),
    )
    alone = await take(session, *rows, dry_run=True)
    assert [(r.row, "某省某厅" in r.reason) for r in alone.refused] == [(3, True)]
    await take(session, *rows, owner="FS")
    stored = await session.execute(
        select(ServiceItem.unit_code, ServiceItem.department).order_by(ServiceItem.code)
    )
    assert [tuple(r) for r in stored] == [("FS-GA", ""), ("FS-MZ", ""), ("FS", "某省某厅")]


async def test_an_unknown_owner_is_refused_at_once(session: AsyncSession) -> None:
    await units(session)
    with pytest.raises(ItemInvalid, match="FS-NO"):
        await take(session, row(), owner="FS-NO")


async def test_a_complete_file_ends_what_it_lacks(session: AsyncSession) -> None:
    await units(session)
    await take(
        session, row(), row("FS-GA-011"), row("FS-GA-012"), row("FS-MZ-1", unit_code="FS-MZ")
    )
    partial = await take(session, row())
    assert partial.removed == []
    content = lines(row(), row("FS-GA-012", visits="x"))
    options = ItemOptions(complete=True)
    report = await import_items(session, prepare(content), options=options, actor=SYSTEM)
    assert report.removed == ["FS-GA-011"]  # not the refused row's item, not another bureau's
    states = await session.execute(select(ServiceItem.code, ServiceItem.state))
    assert dict(states.all()) == {
        "FS-GA-010": "IN_FORCE",
        "FS-GA-011": "ABOLISHED",
        "FS-GA-012": "IN_FORCE",
        "FS-MZ-1": "IN_FORCE",
    }
    back = await take(session, row("FS-GA-011"))
    assert back.changed == ["FS-GA-011"]


async def test_departments_of_one_owner_do_not_end_each_others_items(session: AsyncSession) -> None:
    await units(session)
    here = row("A-100", unit_code="", department="甲厅")
    there = row("B-100", unit_code="", department="乙厅")
    await take(session, here, there, owner="FS")
    report = await take(session, here, owner="FS", complete=True)
    assert report.removed == []


async def test_an_owner_unit_changes_its_own_items_only(session: AsyncSession) -> None:
    await units(session)
    await take(session, row("FS-MZ-1", unit_code="FS-MZ"))
    report = await take(
        session,
        row(),
        row("FS-MZ-1", unit_code="FS-MZ", version=2, visits=1),
        row("FS-MZ-1", unit_code="FS-GA", version=2, situation_code=""),
        row("FS-GA-1-1", unit_code="FS-GA-1"),
        actor=POLICE_OWNER,
    )
    assert report.added == ["FS-GA-010", "FS-GA-1-1"]
    assert {r.row for r in report.refused} == {2, 3}


async def test_a_promise_longer_than_the_law_is_pointed_out(session: AsyncSession) -> None:
    await units(session)
    limits = {"kind": "DAYS", "days": 10, "unit": "WORKING"}
    report = await take(session, row(statutory_limit=limits))
    assert [(w.row, w.reason) for w in report.warnings] == [(1, "承诺时限比法定时限长")]
    assert report.added == ["FS-GA-010"]


async def test_few_changes_are_told_one_by_one_and_many_as_one(session: AsyncSession) -> None:
    await units(session)
    await take(session, row())
    item_id = await session.scalar(select(ServiceItem.id))
    assert await events(session) == [(item_id, 1)]
    await take(session, *(row(f"FS-GA-1{n:03d}") for n in range(20)))
    assert len(await events(session)) == 21
    await take(session, *(row(f"FS-GA-2{n:03d}") for n in range(21)))
    assert (await events(session))[21:] == [("", 0)]


async def test_a_large_catalogue_takes_more_changes_one_by_one(session: AsyncSession) -> None:
    await units(session)
    many = [row(f"FS-GA-{n:04d}") for n in range(1000, 1300)]
    await take(session, *many)
    await take(session, *({**r, "version": 2, "visits": 1} for r in many[:23]))
    assert len(await events(session)) == 1 + 23
    await take(session, *({**r, "version": 3, "visits": 2} for r in many[:24]))
    assert (await events(session))[24:] == [("", 0)]


async def test_the_import_is_audited_without_its_texts(session: AsyncSession) -> None:
    await units(session)
    await take(session, row(), source="市政务目录 2026")
    entry = (await session.scalars(select(AuditEntry))).one()
    assert entry.action == "service_item.receive"
    assert entry.after == {"source": "市政务目录 2026", "added": 1, "changed": 0}


async def test_every_received_version_is_kept(session: AsyncSession) -> None:
    await units(session)
    for version in (1, 2, 5):
        await take(session, row(version=version, visits=version), source=f"第{version}批")
    rows = await session.scalars(select(ItemVersion).order_by(ItemVersion.number))
    told_rows = [(v.number, v.item_version, v.change, v.fields, v.source) for v in rows]
    assert told_rows == [
        (1, 1, "ADD", [], "第1批"),
        (2, 2, "ADJUST", ["visits"], "第2批"),
        (3, 5, "ADJUST", ["visits"], "第5批"),
    ]


@pytest.mark.slow
@both
async def test_ten_thousand_items_pushed_twice_store_nothing_the_second_time(
    database: Database,
) -> None:
    prepared = prepare(lines(*(row(f"FS-GA-{n:05d}", name=f"第{n}号事项") for n in range(10_000))))
    told_counts: list[int] = []
    for stored in (10_000, 0):
        async with database.write() as session:
            if stored:
                await units(session)
            report = await import_items(
                session,
                prepared,
                options=ItemOptions(),
                actor=SYSTEM,
                progress=told_counts.append,
            )
            assert (len(report.added), len(report.unchanged)) == (stored, 10_000 - stored)
    assert sum(told_counts) == 10_000
    async with database.read() as session:
        assert await count(session, ItemVersion) == 10_000
