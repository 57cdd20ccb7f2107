"""Hints are kept as history stands: found, seen again, lapsed, dismissed for good, or turned into a proposed row."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from routing.catalogue import hint_book
from routing.catalogue.hint_book import Turned
from routing.catalogue.hints import Hint
from routing.catalogue.models import CatalogueHint, HintState
from routing.catalogue.rows import Basis
from routing.commands import import_catalogue, import_taxonomy
from routing.errors import ContentInvalid, HintDecided, HintUnknown
from routing.queries import get_responsibility
from routing.taxonomy.tree import BasisKind
from tests.conftest import BACKENDS
from tests.routing.catalogue.test_service import GOOD
from tests.routing.city import CC, TREE_CSV, catalogue_csv, noon, staff, store_units

DAY = date(2026, 3, 4)
OWNER = staff()
AGREED = (Basis(BasisKind.AGREEMENT, "会商纪要", "第二点"),)


@pytest.fixture
async def house(session: AsyncSession) -> Any:
    with clock.frozen(noon(DAY)) as move:
        await import_taxonomy(session, TREE_CSV, version="1", actor=OWNER)
        ids = await store_units(session)
        report = await import_catalogue(session, catalogue_csv(GOOD), actor=staff(None, "system"))
        yield {**ids, "row": report.row_ids[0], "move": move}


def found(house: dict[str, Any], **change: Any) -> Hint:
    plain = Hint("010101", CC, house["FS-HB"], 40, 36, house["row"], house["FS-CG"])
    return replace(plain, **change)


async def look(session: AsyncSession, *hints: Hint) -> tuple[int, int, int]:
    told = await hint_book.refresh(session, hints, {hint: ["FS1", "FS2"] for hint in hints})
    return told.open, told.new, told.lapsed


async def only(session: AsyncSession, state: HintState = HintState.OPEN) -> CatalogueHint:
    (hint,) = await hint_book.list_hints(session, state=state)
    return hint


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_hint_is_kept_once_and_follows_the_counts(
    session: AsyncSession, house: dict[str, Any]
) -> None:
    assert await look(session, found(house)) == (1, 1, 0)
    house["move"](noon(DAY + timedelta(days=1)))
    assert await look(session, found(house, cases=50, agreeing=45)) == (1, 0, 0)
    hint = await only(session)
    assert (hint.cases, hint.agreeing, hint.examples) == (50, 45, ["FS1", "FS2"])
    assert hint.seen_at - hint.found_at == timedelta(days=1)


async def test_what_no_longer_holds_lapses_and_may_come_again(
    session: AsyncSession, house: dict[str, Any]
) -> None:
    await look(session, found(house))
    assert await look(session) == (0, 0, 1)
    assert await look(session, found(house)) == (1, 1, 0)
    assert len(await hint_book.list_hints(session, state=None)) == 2


async def test_what_was_dismissed_is_not_told_again_until_the_catalogue_names_another(
    session: AsyncSession, house: dict[str, Any]
) -> None:
    await look(session, found(house))
    hint = await only(session)
    await hint_book.dismiss(session, hint_id=hint.id, note="专项整治期间", actor=OWNER)
    assert (hint.note, hint.decided_by) == ("专项整治期间", OWNER.account_id)
    assert await look(session, found(house)) == (0, 0, 0)
    assert await look(session, found(house, row_unit_id=house["FS-RS"])) == (1, 1, 0)
    with pytest.raises(HintDecided):
        await hint_book.dismiss(session, hint_id=hint.id, note="x", actor=OWNER)
    with pytest.raises(HintUnknown):
        await hint_book.dismiss(session, hint_id="0" * 26, note="x", actor=OWNER)


async def test_a_hint_becomes_a_proposed_row_beside_a_coarser_one(
    session: AsyncSession, house: dict[str, Any]
) -> None:
    await look(session, found(house))
    hint = await only(session)
    turned = Turned(AGREED, DAY + timedelta(days=1))
    await hint_book.turn_into_row(session, hint_id=hint.id, turned=turned, actor=OWNER)
    row = await get_responsibility(session, str(hint.proposed_row_id))
    assert (row.status, row.lead_unit_id, row.district_code) == ("PROPOSED", house["FS-HB"], CC)
    assert (row.supersedes_id, row.fallback_unit_id) == (None, house["FS-CC"])
    assert row.partners == []  # the new lead was the partner
    assert (await only(session, HintState.PROPOSED)).id == hint.id


async def test_a_row_of_exactly_this_place_is_superseded(
    session: AsyncSession, house: dict[str, Any]
) -> None:
    await look(session, found(house, place_code="ALL"))
    hint = await only(session)
    turned = Turned(AGREED, DAY + timedelta(days=1))
    await hint_book.turn_into_row(session, hint_id=hint.id, turned=turned, actor=OWNER)
    row = await get_responsibility(session, str(hint.proposed_row_id))
    assert row.supersedes_id == house["row"]


async def test_a_row_the_catalogue_refuses_leaves_the_hint_open(
    session: AsyncSession, house: dict[str, Any]
) -> None:
    await look(session, found(house, unit_id=house["FS-CC-ZM"]))
    hint = await only(session)
    turned = Turned(AGREED, DAY + timedelta(days=1))
    with pytest.raises(ContentInvalid):
        await hint_book.turn_into_row(session, hint_id=hint.id, turned=turned, actor=OWNER)
    assert hint.state == "OPEN"
