"""Notices and published numbers go out in every form that comes in again, and change nothing when they do."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM
from knowledge.audience import Audience
from knowledge.directory.exports import export_numbers
from knowledge.directory.imports import import_numbers
from knowledge.lines import EntryFormat, EntryReport, read_entries, write_entries
from knowledge.notices.exports import export_notices
from knowledge.notices.imports import NoticeOptions, import_notices
from tests.knowledge.items.shelf import EDITOR, person, units

IMPORTER = person("import.run")
FORMS: list[EntryFormat] = ["jsonl", "csv", "xlsx"]
NOTICES: list[dict[str, Any]] = [
    {
        "key": "saturday",
        "title": "户政窗口周六开放",
        "text": "第一行，有“引号”,逗号。\n\n=第二段不是公式",
        "unit_code": "FS-GA",
        "urgency": "URGENT",
        "districts": ["440604", "440605"],
        "questions": ["周六开吗；周日呢", "[旧]周六办吗"],
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_to": "2126-07-01T00:00:00Z",
    },
    {
        "key": "staff-only",
        "title": "内部口径",
        "text": "只供话务员。",
        "unit_code": "FS-GA",
        "audience": "INTERNAL",
        "valid_from": "2026-01-01T00:00:00Z",
    },
    {
        "key": "over",
        "title": "已结束的停水",
        "text": "昨夜停水。",
        "unit_code": "FS-GA",
        "questions": ["停水了吗", "几点来水"],
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_to": "2026-01-02T00:00:00Z",
    },
]
NUMBERS: list[dict[str, Any]] = [
    {"number": "12329", "name": "住房公积金热线", "unit_code": "FS-GA", "hours": "工作日"},
    {
        "number": "+86 757-0000",
        "name": "=公安热线",
        "unit_code": "FS-GA",
        "state": "MERGED",
        "note": "并入 12345",
        "published_in": ["WEBSITE", "HALL"],
    },
]


async def take_notices(session: AsyncSession, raw: bytes) -> EntryReport:
    return await import_notices(session, raw, options=NoticeOptions(), actor=SYSTEM)


async def take_numbers(session: AsyncSession, raw: bytes) -> EntryReport:
    return await import_numbers(session, raw, dry_run=False, actor=SYSTEM)


def told(report: EntryReport) -> tuple[list[str], list[str], list[Any]]:
    return report.added, report.changed, report.refused


@pytest.mark.parametrize("form", FORMS)
async def test_an_export_taken_in_again_changes_nothing(
    session: AsyncSession, form: EntryFormat
) -> None:
    await units(session)
    notices = await take_notices(session, write_entries("jsonl", (), NOTICES))
    numbers = await take_numbers(session, write_entries("jsonl", (), NUMBERS))
    assert (len(notices.added), len(numbers.added)) == (3, 2)
    again = await take_notices(session, await export_notices(session, form, actor=SYSTEM))
    assert (told(again), len(again.unchanged)) == (([], [], []), 3)
    again = await take_numbers(session, await export_numbers(session, form, actor=SYSTEM))
    assert (told(again), len(again.unchanged)) == (([], [], []), 2)


async def test_internal_notices_are_only_for_who_may_read_them_and_exports_are_audited(
    session: AsyncSession,
) -> None:
    await units(session)
    await take_notices(session, write_entries("jsonl", (), NOTICES))
    for actor in (EDITOR, IMPORTER):
        raw = await export_notices(session, "csv", actor=actor)
        keys = [entry.cells["key"] for entry in read_entries(raw, frozenset())]
        assert ("staff-only" in keys) is actor.may("knowledge.read")
        assert Audience.INTERNAL.value.encode() not in raw or actor is EDITOR
    await export_numbers(session, "csv", actor=IMPORTER)
    entries = await session.scalars(
        select(AuditEntry).where(AuditEntry.action == "list.export").order_by(AuditEntry.seq)
    )
    assert [(e.object_id, (e.after or {})["rows"]) for e in entries] == [
        ("notices", 3),
        ("notices", 2),
        ("numbers", 0),
    ]
