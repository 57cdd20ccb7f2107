"""The table of a year goes out as the very file that the upload takes, and is proposed only once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.models import AuditEntry
from hotline.kit.calendars import exchange, queries, seed, service
from hotline.kit.calendars.api import router
from hotline.kit.calendars.arrangement import Proposal, read_upload
from hotline.kit.calendars.errors import CalendarYearUnknown, UploadUnreadable
from hotline.kit.calendars.exchange import YearFormat, days_of_year, import_year, year_file
from hotline.kit.calendars.models import CalendarDay, CalendarVersion
from hotline.kit.db import Database
from tests.conftest import BACKENDS
from tests.hotline.kit.floor_app import LI, WANG, Desk, desk

FORMS: tuple[YearFormat, ...] = ("csv", "xlsx", "json")
in_any_form = pytest.mark.parametrize("kind", FORMS)


@pytest.fixture
async def calendar_id(database: Database) -> str:
    """The office calendar with the published years."""
    async with database.write() as session:
        await seed.seed(session)
        found = await queries.find_calendar_id(session, seed.OFFICE)
    assert found is not None
    return found


@pytest.fixture
async def office(database: Database, calendar_id: str) -> AsyncIterator[Desk]:
    """Two administrators and a clerk before the calendars."""
    async with desk(database, router) as found:
        assert calendar_id
        yield found


async def emptied(session: AsyncSession, calendar_id: str) -> None:
    """Take every known year out of the calendar, as in a new city's database."""
    version_id = await queries.get_current_version_id(session, calendar_id)
    version = await session.get_one(CalendarVersion, version_id)
    version.known_years = []
    for day in await session.scalars(
        select(CalendarDay).where(CalendarDay.version_id == version_id)
    ):
        await session.delete(day)
    await session.flush()


def proposal(raw: bytes, year: int = 2026) -> Proposal:
    return Proposal("国务院办公厅通知", year, tuple(read_upload(raw)))


async def exported(session: AsyncSession, calendar_id: str, kind: YearFormat) -> bytes:
    return year_file(await days_of_year(session, calendar_id, 2026), kind)


@in_any_form
@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_year_comes_out_of_an_emptied_calendar_with_the_same_bytes(
    database: Database, calendar_id: str, kind: YearFormat
) -> None:
    async with database.write() as session:
        raw = await exported(session, calendar_id, kind)
        await emptied(session, calendar_id)
        with pytest.raises(CalendarYearUnknown):
            await days_of_year(session, calendar_id, 2026)
        outcome = await import_year(session, calendar_id, proposal(raw), actor=WANG)
        assert outcome.version is not None
        await service.approve(session, version_id=outcome.version.id, actor=LI)
        assert await exported(session, calendar_id, kind) == raw


async def test_what_is_in_force_or_waits_is_not_proposed_again(
    database: Database, calendar_id: str
) -> None:
    async with database.write() as session:
        raw = await exported(session, calendar_id, "csv")
        settled = await import_year(session, calendar_id, proposal(raw), actor=WANG)
        assert (settled.unchanged, settled.version) == (True, None)
        changed = proposal(raw.replace("元旦".encode(), "新年".encode()))
        tried = await import_year(session, calendar_id, changed, actor=None)
        assert (tried.unchanged, tried.version) == (False, None)
        first = await import_year(session, calendar_id, changed, actor=WANG)
        again = await import_year(session, calendar_id, changed, actor=LI)
        assert first.version is not None
        assert again.version is first.version
        versions = await queries.list_versions(session, calendar_id)
        assert [v.state for v in versions] == ["PROPOSED", "IN_FORCE"]


async def test_the_export_over_http_is_taken_by_the_upload_and_audited(
    office: Desk, calendar_id: str, database: Database
) -> None:
    path = f"/api/calendars/{calendar_id}"
    given = await office.clerk.get(f"{path}/years/2026/export", params={"format": "xlsx"})
    assert given.status_code == 200
    assert "calendar-office-2026.xlsx" in given.headers["content-disposition"]
    form: dict[str, Any] = {"year": "2026", "basis": "通知"}
    sent = {"file": ("2026.xlsx", given.content)}
    answer = await office.first.post(f"{path}/uploads", data=form, files=sent)
    assert answer.status_code == 200
    assert (answer.json()["unchanged"], answer.json()["version"]) == (True, None)
    async with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "list.export")
        entry = (await session.scalars(query)).one()
        assert (entry.object_id, entry.actor_id) == ("calendar_year", office.account_id)


async def test_a_year_nobody_announced_is_not_there(office: Desk, calendar_id: str) -> None:
    answer = await office.clerk.get(f"/api/calendars/{calendar_id}/years/2031/export")
    assert (answer.status_code, answer.json()["code"]) == (404, "calendar_year_unknown")
    nobody = await office.nobody.get(f"/api/calendars/{calendar_id}/years/2026/export")
    assert nobody.status_code == 401


def test_a_control_character_is_refused_by_its_row() -> None:
    raw = "date,kind,name\n2027-01-01,HOLIDAY,元旦\n2027-01-02,HOLIDAY,元\x01旦\n"
    with pytest.raises(UploadUnreadable) as refused:
        read_upload(raw.encode())
    assert "第 3 行" in refused.value.detail_zh


async def test_an_hours_only_proposal_is_no_table_of_a_year(
    database: Database, calendar_id: str
) -> None:
    async with database.write() as session:
        with pytest.raises(CalendarYearUnknown):
            await exchange.import_year(session, calendar_id, Proposal("改时间"), actor=WANG)
