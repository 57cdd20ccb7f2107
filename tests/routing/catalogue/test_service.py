"""Catalogue rows: proposed, approved by another person, superseded, ended, and explained afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.pagination import PageQuery
from hotline.kit.sheets import read_sheet, write_csv, write_xlsx
from routing import queries
from routing.catalogue import service as catalogue_service
from routing.catalogue.check import Finding
from routing.catalogue.files import COLUMNS, Draft, to_record
from routing.catalogue.rows import Basis, Row
from routing.commands import import_catalogue, import_taxonomy
from routing.decide import Decision, Matter, NeedsHuman, Why
from routing.errors import (
    ContentInvalid,
    ResponsibilityUnknown,
    RowDecided,
    RowsConflict,
    TwoPersonsNeeded,
)
from routing.models import Responsibility, RowStatus
from routing.places import Place
from routing.queries import RowFilter
from routing.taxonomy.tree import BasisKind
from tests.conftest import BACKENDS
from tests.routing.city import TREE_CSV, catalogue_csv, noon, staff, store_units

DAY = date(2026, 3, 4)
CLERK, CHIEF = staff(), staff()
SYSTEM = staff(None, "system")
GOOD = '010101,ALL,,2026-01-01,,FS-CG,FS-HB:复查,FS-CC,1,"DUTY_ORDER|三定方案|第三条；LAW|某条例|第五条",5,'
TOWN = "010102,440604011,,2026-01-01,,FS-CC-ZM,,,0,TOWN_LIST|镇街履职清单|第12项,,"


@pytest.fixture
async def units(session: AsyncSession) -> dict[str, str]:
    with clock.frozen(noon(DAY)):
        await import_taxonomy(session, TREE_CSV, version="1", actor=CLERK)
        return await store_units(session)


def draft(units: dict[str, str], lead: str = "FS-CG", **change: Any) -> Draft:
    basis = (Basis(BasisKind.DUTY_ORDER, "三定方案"),)
    row = Row("", "010101", "ALL", units[lead], date(2026, 1, 1), basis=basis)
    supersedes = change.pop("supersedes_id", None)
    return Draft(replace(row, **change), supersedes_id=supersedes)


async def approved(session: AsyncSession, given: Draft) -> Responsibility:
    row = await catalogue_service.propose(session, draft=given, actor=CLERK)
    return (await catalogue_service.approve(session, row_ids=[row.id], actor=CHIEF))[0]


async def lead_on(session: AsyncSession, day: date, code: str = "010101") -> str | None:
    decision, book = await catalogue_service.explain(session, matter=Matter(code, day))
    return book.by_id[decision.lead_unit_id].code if isinstance(decision, Decision) else None


async def test_a_row_counts_only_after_another_person_approved_it(
    session: AsyncSession, units: dict[str, str]
) -> None:
    row = await catalogue_service.propose(session, draft=draft(units), actor=CLERK)
    assert await lead_on(session, DAY) is None
    with pytest.raises(TwoPersonsNeeded):
        await catalogue_service.approve(session, row_ids=[row.id], actor=CLERK)
    await catalogue_service.approve(session, row_ids=[row.id], note="同意", actor=CHIEF)
    assert await lead_on(session, DAY) == "FS-CG"
    with pytest.raises(RowDecided):
        await catalogue_service.approve(session, row_ids=[row.id], actor=CHIEF)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_superseding_row_ends_the_old_one_the_day_before(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)) as move:
        old = await approved(session, draft(units))
        move(noon(DAY + timedelta(days=5)))
        new = draft(units, "FS-HB", valid_from=date(2026, 4, 1), supersedes_id=old.id)
        await approved(session, new)
        assert old.valid_to == date(2026, 3, 31)
        assert await lead_on(session, date(2026, 3, 31)) == "FS-CG"
        assert await lead_on(session, date(2026, 4, 1)) == "FS-HB"


async def test_a_row_approved_late_begins_on_the_day_of_approval(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)) as move:
        old = await approved(session, draft(units))
        given = draft(units, "FS-HB", valid_from=DAY + timedelta(days=1), supersedes_id=old.id)
        new = await catalogue_service.propose(session, draft=given, actor=CLERK)
        move(noon(DAY + timedelta(days=10)))
        await catalogue_service.approve(session, row_ids=[new.id], actor=CHIEF)
        assert old.valid_to == DAY + timedelta(days=9)
        assert new.valid_from == DAY + timedelta(days=10)


async def test_a_past_dispatch_is_explained_by_the_row_known_then(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)) as move:
        row = await approved(session, draft(units))
        dispatched = clock.now()
        move(noon(DAY + timedelta(days=20)))
        last = DAY + timedelta(days=20)
        await catalogue_service.end(session, row_id=row.id, last_day=last, note="撤", actor=CHIEF)
        assert await lead_on(session, DAY + timedelta(days=21)) is None
        assert await lead_on(session, DAY) == "FS-CG"
        decision, _ = await catalogue_service.explain(
            session, matter=Matter("010101", DAY), known_at=dispatched - timedelta(hours=1)
        )
        assert isinstance(decision, NeedsHuman)
        assert decision.why is Why.NO_ROW


async def test_two_leads_for_one_matter_are_refused(
    session: AsyncSession, units: dict[str, str]
) -> None:
    await approved(session, draft(units))
    row = await catalogue_service.propose(session, draft=draft(units, "FS-HB"), actor=CLERK)
    with pytest.raises(RowsConflict) as refused:
        await catalogue_service.approve(session, row_ids=[row.id], actor=CHIEF)
    assert row.id in refused.value.extra["rows"]


async def test_a_row_may_not_be_backdated_over_another(
    session: AsyncSession, units: dict[str, str]
) -> None:
    old = await approved(session, draft(units))
    with pytest.raises(ContentInvalid):
        await catalogue_service.propose(
            session, draft=draft(units, "FS-HB", supersedes_id=old.id), actor=CLERK
        )


async def test_an_end_may_not_lie_in_the_past(session: AsyncSession, units: dict[str, str]) -> None:
    with clock.frozen(noon(DAY)) as move:
        row = await approved(session, draft(units))

        async def end(last_day: date, actor: Actor = CHIEF) -> None:
            given: dict[str, Any] = {"row_id": row.id, "last_day": last_day, "note": "x"}
            await catalogue_service.end(session, actor=actor, **given)

        with pytest.raises(ContentInvalid):
            await end(DAY - timedelta(days=1))
        with pytest.raises(TwoPersonsNeeded):
            await end(DAY, CLERK)
        await end(DAY)
        assert await lead_on(session, DAY) == "FS-CG"
        move(noon(DAY + timedelta(days=1)))
        assert await lead_on(session, DAY + timedelta(days=1)) is None
        with pytest.raises(RowDecided):
            await end(DAY + timedelta(days=1))


async def test_an_end_gives_a_row_no_more_days(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)):
        row = await approved(session, draft(units, valid_to=DAY + timedelta(days=5)))
        given: dict[str, Any] = {"row_id": row.id, "note": "x", "actor": CHIEF}
        with pytest.raises(ContentInvalid):
            await catalogue_service.end(session, last_day=DAY + timedelta(days=6), **given)
        await catalogue_service.end(session, last_day=DAY + timedelta(days=4), **given)
        assert row.valid_to == DAY + timedelta(days=4)


async def test_a_rejected_row_is_gone(session: AsyncSession, units: dict[str, str]) -> None:
    row = await catalogue_service.propose(session, draft=draft(units), actor=CLERK)
    await catalogue_service.reject(session, row_id=row.id, note="依据不足", actor=CHIEF)
    with pytest.raises(RowDecided):
        await catalogue_service.reject(session, row_id=row.id, note="x", actor=CHIEF)
    with pytest.raises(RowDecided):
        await catalogue_service.propose(
            session, draft=draft(units, supersedes_id=row.id, valid_from=DAY), actor=CLERK
        )
    with pytest.raises(ResponsibilityUnknown):
        await queries.get_responsibility(session, "0" * 26)


@pytest.mark.parametrize(
    "change",
    [
        {"category_code": "99"},
        {"condition": "salary > 3"},
        {"valid_to": date(2020, 1, 1)},
        {"fallback_unit_id": "0" * 26},
    ],
)
async def test_a_row_that_could_never_be_approved_is_refused(
    session: AsyncSession, units: dict[str, str], change: dict[str, Any]
) -> None:
    with pytest.raises(ContentInvalid) as refused:
        await catalogue_service.propose(session, draft=draft(units, **change), actor=CLERK)
    assert refused.value.extra["errors"]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_the_system_seeds_rows_that_are_in_force(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)):
        report = await import_catalogue(session, catalogue_csv(GOOD, TOWN), actor=SYSTEM)
        assert (report.added, report.stored, len(report.row_ids)) == (2, True, 2)
        again = await import_catalogue(session, catalogue_csv(GOOD, TOWN), actor=SYSTEM)
        assert (again.added, again.unchanged, again.row_ids) == (0, 2, [])
        row = await queries.get_responsibility(session, report.row_ids[0])
    assert row.status == RowStatus.APPROVED.value
    assert row.partners == [{"unit_id": units["FS-HB"], "task": "复查"}]
    assert [b["kind"] for b in row.basis] == ["DUTY_ORDER", "LAW"]
    assert (row.no_push_down, row.limit_override) == (True, 5)
    assert row.review_by == date(2027, 1, 1)
    decision, _ = await catalogue_service.explain(
        session, matter=Matter("010102", DAY, (Place("440604", "440604011"),))
    )
    assert isinstance(decision, Decision)
    assert decision.lead_unit_id == units["FS-CC-ZM"]


async def test_a_row_whose_review_is_overdue_is_told_when_it_is_imported(
    session: AsyncSession, units: dict[str, str]
) -> None:
    late = TOWN.replace("2026-01-01", "2024-01-01")
    with clock.frozen(noon(DAY)):
        report = await import_catalogue(
            session, catalogue_csv(GOOD, late), actor=CLERK, dry_run=True
        )
    told = [(f.finding, f.rows) for f in report.faults if f.finding is Finding.REVIEW_OVERDUE]
    assert told == [(Finding.REVIEW_OVERDUE, ("3",))]
    assert report.errors == []


async def test_a_persons_import_waits_for_another_person(
    session: AsyncSession, units: dict[str, str]
) -> None:
    report = await import_catalogue(session, catalogue_csv(GOOD), actor=CLERK)
    assert await lead_on(session, DAY) is None
    await catalogue_service.approve(session, row_ids=report.row_ids, actor=CHIEF)
    assert await lead_on(session, DAY) == "FS-CG"


async def test_a_changed_line_supersedes_from_today(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)):
        await import_catalogue(session, catalogue_csv(GOOD), actor=SYSTEM)
        changed = catalogue_csv(GOOD.replace("FS-CG", "FS-RS"))
        dry = await import_catalogue(session, changed, actor=SYSTEM, dry_run=True)
        assert (dry.superseded, dry.stored, dry.errors) == (1, False, [])
        await import_catalogue(session, changed, actor=SYSTEM)
        assert await lead_on(session, DAY - timedelta(days=1)) == "FS-CG"
        assert await lead_on(session, DAY) == "FS-RS"
        stored = await queries.stored_responsibilities(session, (RowStatus.APPROVED,))
    assert sorted(str(row.valid_to) for row in stored) == ["2026-03-03", "None"]


async def test_ended_lines_are_history_and_come_in_once(
    session: AsyncSession, units: dict[str, str]
) -> None:
    ended = GOOD.replace("FS-CG", "FS-RS").replace("2026-01-01,", "2025-01-01,2025-12-31")
    with clock.frozen(noon(DAY)):
        await import_catalogue(session, catalogue_csv(GOOD, ended), actor=SYSTEM)
        again = await import_catalogue(session, catalogue_csv(GOOD, ended), actor=SYSTEM)
        assert (again.unchanged, again.added, again.superseded) == (2, 0, 0)
        assert await lead_on(session, date(2025, 6, 1)) == "FS-RS"
        assert await lead_on(session, DAY) == "FS-CG"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace("FS-CG", "FS-XX"), "FS-XX"),
        (GOOD.replace("FS-CG", ""), "主办"),
        (GOOD.replace("010101", "99"), "分类不存在"),
        (GOOD.replace("DUTY_ORDER", "RUMOUR"), "依据"),
        (GOOD.replace("2026-01-01", "1.1.26"), "日期"),
        (GOOD.replace("FS-CG", "FS-OLD"), "撤销"),
        (TOWN.replace("TOWN_LIST", "POWER_LIST"), "镇街"),
        (GOOD.replace("ALL,,", "ALL,salary > 1,"), "适用条件"),
        (GOOD.replace("FS-HB:复查", "FS-HB:复查；FS-CG"), "协办"),
        (GOOD.replace(",5,", ",many,"), "many"),
    ],
)
async def test_a_wrong_line_keeps_the_file_out(
    session: AsyncSession, units: dict[str, str], line: str, reason: str
) -> None:
    dry = await import_catalogue(session, catalogue_csv(TOWN, line), actor=SYSTEM, dry_run=True)
    assert dry.errors[0].line == 3
    assert reason in dry.errors[0].reason
    with pytest.raises(ContentInvalid):
        await import_catalogue(session, catalogue_csv(TOWN, line), actor=SYSTEM)
    assert await queries.load_rows(session) == []


async def test_lines_that_contradict_each_other_are_found(
    session: AsyncSession, units: dict[str, str]
) -> None:
    raw = catalogue_csv(GOOD, GOOD.replace("FS-CG", "FS-RS"))
    report = await import_catalogue(session, raw, actor=SYSTEM, dry_run=True)
    assert Finding.CONFLICT in {fault.finding for fault in report.faults}
    assert report.errors


async def test_a_second_lead_beside_a_row_that_the_file_keeps_is_a_conflict(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)):
        await import_catalogue(session, catalogue_csv(GOOD), actor=SYSTEM)
        for lines in (
            (GOOD, GOOD.replace("FS-CG", "FS-RS")),
            (GOOD.replace("FS-CG", "FS-RS"), GOOD),
        ):
            raw = catalogue_csv(*lines)
            report = await import_catalogue(session, raw, actor=CLERK, dry_run=True)
            assert Finding.CONFLICT in {fault.finding for fault in report.faults}
            assert [(e.line, "两个主办" in e.reason) for e in report.errors] == [
                (2 + lines.index(GOOD.replace("FS-CG", "FS-RS")), True)
            ]
            with pytest.raises(ContentInvalid):
                await import_catalogue(session, raw, actor=SYSTEM)
        assert await lead_on(session, DAY) == "FS-CG"


async def test_a_lead_that_follows_the_row_whose_end_the_file_gives_is_none(
    session: AsyncSession, units: dict[str, str]
) -> None:
    ends = GOOD.replace("2026-01-01,", "2026-01-01,2026-03-31")
    follows = GOOD.replace("FS-CG", "FS-RS").replace("2026-01-01", "2026-04-01")
    with clock.frozen(noon(DAY)):
        await import_catalogue(session, catalogue_csv(GOOD), actor=SYSTEM)
        report = await import_catalogue(session, catalogue_csv(ends, follows), actor=SYSTEM)
        assert Finding.DUPLICATE not in {fault.finding for fault in report.faults}
        assert await lead_on(session, date(2026, 3, 31)) == "FS-CG"
        assert await lead_on(session, date(2026, 4, 1)) == "FS-RS"


async def test_gaps_are_told_but_keep_nothing_out(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with clock.frozen(noon(DAY)):
        report = await import_catalogue(session, catalogue_csv(GOOD), actor=SYSTEM)
        gaps = [f.subject for f in report.faults if f.finding is Finding.GAP]
        assert [subject[:6] for subject in gaps] == ["010102"]
        assert {f.finding for f in await catalogue_service.check(session)} == {Finding.GAP}


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
async def test_an_export_is_imported_again_unchanged(
    session: AsyncSession, units: dict[str, str], write: object
) -> None:
    await import_catalogue(session, catalogue_csv(GOOD, TOWN), actor=SYSTEM)
    book = await queries.load_units(session)
    stored = await queries.stored_responsibilities(session, (RowStatus.APPROVED,))
    raw = write(COLUMNS, [to_record(row, book) for row in stored])  # type: ignore[operator]
    assert len(read_sheet(raw)) == 2
    again = await import_catalogue(session, raw, actor=SYSTEM, dry_run=True)
    assert (again.unchanged, again.added, again.superseded) == (2, 0, 0)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_rows_are_listed_page_by_page(session: AsyncSession, units: dict[str, str]) -> None:
    await import_catalogue(session, catalogue_csv(GOOD, TOWN), actor=SYSTEM)
    first, cursor = await queries.list_responsibilities(session, RowFilter(), PageQuery(1))
    second, end = await queries.list_responsibilities(session, RowFilter(), PageQuery(1, cursor))
    assert [row["category_code"] for row in (*first, *second)] == ["010101", "010102"]
    assert end is None
    wanted = RowFilter(
        category_code="0101",
        district_code="440604011",
        unit_id=units["FS-CC-ZM"],
        status=RowStatus.APPROVED,
        on=DAY,
        review_before=date(2028, 1, 1),
    )
    rows, _ = await queries.list_responsibilities(session, wanted, PageQuery())
    assert [row["category_code"] for row in rows] == ["010102"]


@pytest.mark.parametrize(
    ("code", "place"),
    [("ALL", Place()), ("440604", Place("440604")), ("440604011", Place("440604", "440604011"))],
)
def test_a_code_names_its_place(code: str, place: Place) -> None:
    assert catalogue_service.place_of(code) == place
