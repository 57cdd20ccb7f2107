"""The whole city goes out as files and into an empty database, and comes out again with the same bytes."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline.demo import loader
from hotline.imports.exports import FORMS, FormatUnknown, Owned, Wanted, export_owned
from hotline.imports.masters import Kind, Report, Source, import_master
from hotline.kit import clock
from hotline.kit.audit.models import AuditCategory, AuditEntry
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.exchange import AccountFile, AccountReport, import_accounts
from hotline.kit.calendars import seed as calendars
from hotline.kit.calendars.errors import CalendarUnknown
from hotline.kit.db import Database
from hotline.roles import role_book
from routing.models import PolicyName
from tests.support.seeded import START, seeded_sqlite

__all__ = ["seeded_sqlite"]

Files = dict[tuple[Owned, str, PolicyName], bytes]
RULES = PolicyName.RULES
# In the order in which an empty database can take them.
ORDER = (
    (Owned.UNITS, Kind.UNITS, RULES),
    (Owned.TAXONOMY, Kind.TAXONOMY, RULES),
    (Owned.LIMITS, Kind.LIMITS, RULES),
    (Owned.PLACES, Kind.PLACES, RULES),
    (Owned.CATALOGUE, Kind.CATALOGUE, RULES),
    (Owned.RULES, Kind.RULES, RULES),
    (Owned.RULES, Kind.RULES, PolicyName.WORDING),
    (Owned.ARTICLES, Kind.ARTICLES, RULES),
)


@pytest.fixture
async def source(
    request: pytest.FixtureRequest, tmp_path: Path, session_info: dict[str, Any]
) -> AsyncIterator[Database]:
    """The seeded city."""
    path = tmp_path / "source.db"
    shutil.copy(request.getfixturevalue("seeded_sqlite"), path)
    database = Database(f"sqlite+aiosqlite:///{path}", info=session_info)
    yield database
    await database.close()


@pytest.fixture
async def empty(database: Database) -> Database:
    """A new city: nothing but its calendars."""
    async with database.write() as session:
        await calendars.seed(session)
    return database


async def all_files(database: Database) -> Files:
    """Every file in every form."""
    wanted = [(owned, policy) for owned, _, policy in ORDER] + [(Owned.ACCOUNTS, RULES)]
    files: Files = {}
    async with database.write() as session:
        for owned, policy in wanted:
            for form in FORMS[owned]:
                found = await export_owned(session, owned, Wanted(form, policy))
                files[owned, form, policy] = found
    return files


async def take_all(
    database: Database, files: Files, form: int
) -> tuple[list[Report], AccountReport]:
    """Import every file in its ``form``-th form, or in the only one."""
    reports = []
    async with database.write() as session:
        for owned, kind, policy in ORDER:
            named = FORMS[owned][min(form, len(FORMS[owned]) - 1)]
            raw = files[owned, named, policy]
            source = Source(raw, version=loader.TAXONOMY_VERSION, policy=policy)
            reports.append(await import_master(session, kind, source))
    accounts = AccountFile(files[Owned.ACCOUNTS, FORMS[Owned.ACCOUNTS][form], RULES])
    done = await import_accounts(database, accounts, actor=SYSTEM, roles=role_book())
    return reports, done


@pytest.mark.parametrize("form", [0, 1])
async def test_the_whole_city_comes_out_of_an_empty_database_with_the_same_bytes(
    source: Database, empty: Database, form: int
) -> None:
    with clock.frozen(START):
        files = await all_files(source)
        reports, accounts = await take_all(empty, files, form)
        assert [r.rejected for r in reports] == [[]] * len(ORDER)
        assert all(r.counts["新增"] for r in reports)
        assert (accounts.refused, bool(accounts.added)) == ([], True)
        again = await all_files(empty)
        assert [key for key in files if again[key] != files[key]] == []


async def test_taking_the_files_back_changes_nothing(source: Database) -> None:
    with clock.frozen(START):
        files = await all_files(source)
        reports, accounts = await take_all(source, files, 0)
        changed = [r.counts for r in reports for n, c in r.counts.items() if c and n in CHANGES]
        assert changed == []
        assert not accounts.changes
        assert await all_files(source) == files


CHANGES = {"新增", "变更", "删除", "替换", "修订", "调整隶属"}


async def test_every_export_is_audited(source: Database) -> None:
    with clock.frozen(START):
        files = await all_files(source)
    async with source.read() as session:
        query = select(AuditEntry.object_id).where(
            AuditEntry.category == AuditCategory.EXPORT.value
        )
        names = list(await session.scalars(query))
    assert len(names) == len(files)
    assert {"units", "accounts", "articles", "routing_policy.WORDING"} <= set(names)


async def test_no_staff_secret_and_no_telephone_is_in_the_file_of_accounts(
    source: Database,
) -> None:
    with clock.frozen(START):
        text = (await all_files(source))[Owned.ACCOUNTS, "csv", RULES].decode("utf-8-sig")
    assert text.startswith("login,name,roles,unit_code,employer,active\r\n")
    phones = {row["phone"] for row in loader.rows("accounts.csv")} - {""}
    assert not [word for word in ("argon2", *phones) if word in text]


async def test_a_year_goes_out_and_comes_back_unchanged(empty: Database) -> None:
    async with empty.write() as session:
        for form in FORMS[Owned.CALENDAR]:
            raw = await export_owned(session, Owned.CALENDAR, Wanted(form, year=2026))
            report = await import_master(session, Kind.CALENDAR, Source(raw, year=2026))
            assert report.warnings == ["与现行安排相同，无需提交"]
        plain = await export_owned(session, Owned.CALENDAR, Wanted("json", year=2026))
        renamed = plain.replace("元旦".encode(), "新年".encode())
        report = await import_master(session, Kind.CALENDAR, Source(renamed, year=2026))
        assert (report.stored, report.counts["待批准版本"]) == (True, 2)
        wanted = Wanted("csv", calendar="nowhere", year=2026)
        with pytest.raises(CalendarUnknown):
            await export_owned(session, Owned.CALENDAR, wanted)


@pytest.mark.parametrize(
    ("owned", "form"),
    [(Owned.UNITS, "json"), (Owned.ARTICLES, "csv"), (Owned.POLICY, "xlsx"), (Owned.UNITS, "")],
)
async def test_a_form_that_no_import_takes_is_refused(
    empty: Database, owned: Owned, form: str
) -> None:
    async with empty.write() as session:
        with pytest.raises(FormatUnknown):
            await export_owned(session, owned, Wanted(form))
