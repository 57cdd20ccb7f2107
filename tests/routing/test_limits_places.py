"""Limits and place names go out and come in again; nothing that was in force is written over."""

from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.sheets import read_rows, write_csv, write_xlsx
from routing import queries
from routing.commands import import_limits, import_places
from routing.errors import ContentInvalid
from routing.extract import place_files
from routing.imports import ImportReport
from routing.limits import files as limit_files
from routing.taxonomy.history import History
from routing.taxonomy.tree import RequestKind, Taxonomy, Urgency
from tests.conftest import BACKENDS
from tests.routing.city import noon, staff

NO_HISTORY = History(Taxonomy())
DAY = date(2026, 3, 4)
HEAD = "category_code,kind,urgency,working_days,basis,valid_from,valid_to\n"
LIMITS = (
    HEAD + "0101,,,7,=目录,,\n,COMPLAINT,,15,管理办法,,2026-12-31\n"
    ",COMPLAINT,,10,新办法,2027-01-01,\n,COMPLAINT,URGENT,5,加急规定,2026-01-01,\n"
)
PLACES = (
    "name,kind,district_code,town_code,aliases,code,valid_from,valid_to\n"
    "禅城区,DISTRICT,440604,,,440604,,\n东方广场,MARKET,440604,440604011,=东广；@东方,,2020-01-01,\n"
    "旧车站,STATION,440604,,,,2010-01-01,2020-12-31\n"
)


async def take(session: AsyncSession, text: str, *, dry_run: bool = False) -> ImportReport:
    return await import_limits(session, text.encode(), actor=staff(), dry_run=dry_run)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return (report.added, report.changed, report.unchanged)


class UndoneError(Exception):
    """Ends a transaction so that the database is empty again."""


async def test_limits_come_out_of_another_database_with_the_same_bytes(database: Database) -> None:
    with clock.frozen(noon(DAY)):
        with suppress(UndoneError):
            async with database.write() as session:
                assert counts(await take(session, LIMITS)) == (4, 0, 0)
                records = (await limit_files.limit_table(session)).records
                raise UndoneError
        for write in (write_csv, write_xlsx):
            raw = write(limit_files.COLUMNS, records)
            with suppress(UndoneError):
                async with database.write() as other:
                    assert (await limit_files.limit_table(other)).records == []
                    await import_limits(other, raw, actor=staff())
                    assert (
                        write(limit_files.COLUMNS, (await limit_files.limit_table(other)).records)
                        == raw
                    )
                    again = await import_limits(other, raw, actor=staff())
                    assert counts(again) == (0, 0, 4)
                    raise UndoneError
    assert "'=目录" in write_csv(limit_files.COLUMNS, records).decode("utf-8-sig")


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_limit_to_come_is_not_replaced_by_one_before_it(session: AsyncSession) -> None:
    with clock.frozen(noon(DAY)):
        await take(session, LIMITS)
        report = await take(session, HEAD + ",COMPLAINT,,12,修订,,\n")
    assert counts(report) == (0, 1, 0)
    for day, days in (
        (date(2026, 3, 3), 15),
        (DAY, 12),
        (date(2026, 12, 31), 12),
        (date(2027, 1, 1), 10),
    ):
        found = await queries.find_limit(
            session, (), RequestKind.COMPLAINT, Urgency.NORMAL, day, NO_HISTORY
        )
        assert found is not None
        assert (day, found.working_days) == (day, days)


async def test_a_limit_that_comes_back_does_not_reach_into_the_past(session: AsyncSession) -> None:
    with clock.frozen(noon(DAY)) as move:
        await take(session, HEAD + ",HELP,,10,办法,,2026-03-31\n")
        move(noon(date(2026, 5, 1)))
        assert counts(await take(session, HEAD + ",HELP,,10,办法,,2026-03-31\n")) == (0, 0, 1)
        assert counts(await take(session, HEAD + ",HELP,,10,办法,,\n")) == (1, 0, 0)
    april = date(2026, 4, 15)
    assert (
        await queries.find_limit(session, (), RequestKind.HELP, Urgency.NORMAL, april, NO_HISTORY)
        is None
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",HELP,,3,甲,2026-05-01,2026-04-01", "截止日期早于"),
        (",COMPLAINT,,3,甲,2026-06-01,2027-06-01", "与第 3 行"),
        (",HELP,,３,甲,,", "1–365"),
        (",HELP,,3,甲\x01,,", "控制字符"),
    ],
)
async def test_a_limit_that_contradicts_is_refused_by_its_row(
    session: AsyncSession, line: str, reason: str
) -> None:
    with clock.frozen(noon(DAY)):
        report = await take(session, LIMITS + "\n" + line + "\n", dry_run=True)
    assert [error.line for error in report.errors] == [7]
    assert reason in report.errors[0].reason


async def test_a_limit_over_a_stored_one_to_come_is_refused(session: AsyncSession) -> None:
    with clock.frozen(noon(DAY)):
        await take(session, LIMITS)
        with pytest.raises(ContentInvalid, match="row 2: Overlaps") as refused:
            await take(session, HEAD + ",COMPLAINT,,3,甲,,2027-06-01\n")
    assert "2027-01-01" in refused.value.extra["errors"][0]["reason"]


async def test_places_come_out_of_another_database_with_the_same_bytes(database: Database) -> None:
    with suppress(UndoneError):
        async with database.write() as session:
            await import_places(session, PLACES.encode("gb18030"), actor=staff())
            records = (await place_files.place_table(session)).records
            assert len(records) == 3
            raise UndoneError
    for write in (write_csv, write_xlsx):
        raw = write(place_files.COLUMNS, records)
        assert [row.cells["aliases"] for row in read_rows(raw)] == ["", "", "=东广；@东方"]
        with suppress(UndoneError):
            async with database.write() as other:
                await import_places(other, raw, actor=staff())
                assert (
                    write(place_files.COLUMNS, (await place_files.place_table(other)).records)
                    == raw
                )
                again = await import_places(other, raw, actor=staff())
                assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
                raise UndoneError


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("禅城区,DISTRICT,440604,,别名,,,", "与第 2 行"),
        ("某某路,ROAD,440604,,,,2026-05-01,2026-04-01", "截止日期早于"),
        ("某某\x02路,ROAD,440604,,,,,", "控制字符"),
    ],
)
async def test_a_place_that_contradicts_is_refused_by_its_row(
    session: AsyncSession, line: str, reason: str
) -> None:
    raw = (PLACES + line + "\n").encode()
    report = await import_places(session, raw, actor=staff(), dry_run=True)
    assert [error.line for error in report.errors] == [5]
    assert reason in report.errors[0].reason
