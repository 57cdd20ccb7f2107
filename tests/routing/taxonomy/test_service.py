"""A new tree with its mapping: refused unless complete, stored with it, the catalogue carried over by proposals."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.sheets import SheetRow, read_rows
from routing.catalogue import service as catalogue_service
from routing.commands import import_catalogue, import_limits
from routing.decide import Decision, Matter
from routing.errors import ContentInvalid, MappingUnknown, TaxonomyUnknown
from routing.queries import get_responsibility, load_history, load_taxonomy
from routing.taxonomy import service as taxonomy_service
from routing.taxonomy.models import TaxonomyMapping
from routing.taxonomy.service import TreeFile
from tests.conftest import BACKENDS
from tests.routing.city import TREE_CSV, catalogue_csv, noon, staff, store_units

DAY = date(2026, 3, 4)
CLERK, CHIEF = staff(), staff()
SYSTEM = staff(None, "system")
NEW_CSV = (
    "code,name,scope_note\n01,城市管理,\n0101,环境卫生,\n010101,生活垃圾清运,\n010102,占道经营,\n"
    "0102,建筑垃圾,\n010201,余泥清运,\n"
)
BASIS = '"DUTY_ORDER|三定方案|第三条"'
ROWS = (
    f"010101,ALL,,2026-01-01,,FS-CG,,FS-CC,0,{BASIS},,",
    f"010102,ALL,,2026-01-01,,FS-HB,,,0,{BASIS},,",
)


def sheet(text: str) -> list[SheetRow]:
    return read_rows(text.encode())


def mapping(*lines: str) -> list[SheetRow]:
    return sheet("old_code,new_codes,kind\n" + "\n".join(lines) + "\n")


def tree_file(*lines: str, dry_run: bool = False, tree: str = NEW_CSV) -> TreeFile:
    return TreeFile(sheet(tree), "2", mapping(*lines) if lines else None, dry_run)


@pytest.fixture
async def units(session: AsyncSession) -> Any:
    with clock.frozen(noon(DAY)) as move:
        first = TreeFile(read_rows(TREE_CSV), "1")
        report = await taxonomy_service.import_tree(session, first, actor=SYSTEM)
        assert (report.taxonomy.levels, report.mapping.unmapped) == ([1, 1, 2], [])
        ids = await store_units(session)
        await import_catalogue(session, catalogue_csv(*ROWS), actor=SYSTEM)
        move(noon(DAY + timedelta(days=30)))
        yield ids


async def lead_of(session: AsyncSession, code: str) -> str | None:
    matter = Matter(code, clock.local_date())
    decision, _units = await catalogue_service.explain(session, matter=matter)
    return decision.lead_unit_id if isinstance(decision, Decision) else None


async def test_a_dry_run_reports_what_is_open_and_stores_nothing(
    session: AsyncSession, units: dict[str, str]
) -> None:
    report = await taxonomy_service.import_tree(session, tree_file(dry_run=True), actor=CLERK)
    assert [told.split()[0] for told in report.mapping.unmapped] == ["010101"]
    assert report.taxonomy.levels == [1, 2, 3]
    assert (await load_taxonomy(session)).version == "1"
    assert list(await session.scalars(select(TaxonomyMapping))) == []


async def test_an_incomplete_mapping_is_refused_with_what_is_missing(
    session: AsyncSession, units: dict[str, str]
) -> None:
    with pytest.raises(ContentInvalid) as refused:
        await taxonomy_service.import_tree(session, tree_file("010102,010102,one"), actor=CLERK)
    assert "010101" in refused.value.extra["unmapped"][0]
    with pytest.raises(ContentInvalid) as wrong:
        await taxonomy_service.import_tree(session, tree_file("010101,990101,one"), actor=CLERK)
    assert wrong.value.extra["errors"][0]["line"] == 2
    assert (await load_taxonomy(session)).version == "1"


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_rows_read_by_the_mapping_at_once_and_are_proposed_for_the_new_codes(
    session: AsyncSession, units: dict[str, str]
) -> None:
    renamed = NEW_CSV.replace("010102,占道", "010103,占道")
    file = tree_file("010101,010101,one", "010102,010103,one", tree=renamed)
    await taxonomy_service.import_tree(session, file, actor=CLERK)
    assert await lead_of(session, "010103") == units["FS-HB"]
    tried = await taxonomy_service.carry_over(session, actor=CLERK, dry_run=True)
    assert (tried.proposed, tried.row_ids) == (1, [])
    report = await taxonomy_service.carry_over(session, actor=CLERK)
    (row_id,) = report.row_ids
    row = await get_responsibility(session, row_id)
    assert (row.category_code, row.category_version, row.status) == ("010103", "2", "PROPOSED")
    await catalogue_service.approve(session, row_ids=[row_id], actor=CHIEF)
    assert row.supersedes_id is not None
    old = await get_responsibility(session, row.supersedes_id)
    assert old.valid_to == clock.local_date() - timedelta(days=1)
    assert await lead_of(session, "010103") == units["FS-HB"]
    assert (await taxonomy_service.carry_over(session, actor=CLERK)).proposed == 0


async def test_a_split_row_waits_for_a_person_and_is_proposed_for_each_part(
    session: AsyncSession, units: dict[str, str]
) -> None:
    await taxonomy_service.import_tree(
        session, tree_file("010101,010101;010201,split"), actor=CLERK
    )
    assert await lead_of(session, "010101") is None
    report = await taxonomy_service.carry_over(session, actor=CLERK)
    assert len(report.row_ids) == report.proposed == 2


async def test_merged_rows_with_different_leads_are_left_to_a_person(
    session: AsyncSession, units: dict[str, str]
) -> None:
    file = tree_file("010101,010102,merge", "010102,010102,merge")
    await taxonomy_service.import_tree(session, file, actor=CLERK)
    report = await taxonomy_service.carry_over(session, actor=CLERK)
    reasons = {zh for _row, (zh, _en) in report.undecided}
    assert (report.proposed, reasons) == (0, {"合并后有不同的主办单位，请确定一个"})


async def test_rows_of_an_ended_subject_are_told(
    session: AsyncSession, units: dict[str, str]
) -> None:
    await taxonomy_service.import_tree(session, tree_file("010101,,ended"), actor=CLERK)
    report = await taxonomy_service.carry_over(session, actor=CLERK)
    (told,) = [reason for _row, reason in report.undecided]
    assert told == ("分类已取消，请终止条目", "The subject ended: end the row")


async def test_limits_of_codes_that_are_gone_are_written_for_the_new_ones(
    session: AsyncSession, units: dict[str, str]
) -> None:
    limits = "category_code,kind,urgency,working_days,basis\n010102,HELP,,3,管理办法\n"
    with clock.frozen(noon(DAY + timedelta(days=1))):
        await import_limits(session, limits.encode(), actor=SYSTEM)
    renamed = NEW_CSV.replace("010102,占道", "010103,占道")
    file = tree_file("010101,010101,one", "010102,010103,one", tree=renamed)
    await taxonomy_service.import_tree(session, file, actor=CLERK)
    (line,) = (await taxonomy_service.carry_over(session, actor=CLERK, dry_run=True)).limits
    assert (line["category_code"], line["working_days"]) == ("010103", 3)


async def test_a_corrected_mapping_counts_and_the_first_is_kept(
    session: AsyncSession, units: dict[str, str]
) -> None:
    await taxonomy_service.import_tree(session, tree_file("010101,,ended"), actor=CLERK)
    assert (await load_history(session)).now("010101", "1") is None
    better = mapping("010101,010201,one")
    await taxonomy_service.map_versions(session, ("1", "2"), better, actor=CLERK)
    assert (await load_history(session)).now("010101", "1") == "010201"
    numbers = list(await session.scalars(select(TaxonomyMapping.number)))
    assert sorted(numbers) == [1, 2]
    (line,) = (await taxonomy_service.mapping_table(session, ("1", "2"))).records
    assert (line["new_codes"], line["kind"]) == ("010201", "one")
    with pytest.raises(MappingUnknown):
        await taxonomy_service.mapping_table(session, ("2", "1"))
    with pytest.raises(TaxonomyUnknown):
        await taxonomy_service.map_versions(session, ("1", "9"), better, actor=CLERK)


async def test_a_draft_of_the_mapping_can_be_imported_after_correction(
    session: AsyncSession, units: dict[str, str]
) -> None:
    (line,) = await taxonomy_service.suggested_records(session, sheet(NEW_CSV))
    assert (line["old_code"], line["new_codes"], line["kind"]) == ("010101", "010101", "one")
    assert float(line["score"]) > 0
