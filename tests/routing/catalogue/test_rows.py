"""The catalogue in force on a day, as it was known on that day."""

from datetime import UTC, date, datetime

import pytest

from routing.catalogue.check import Finding, Frame, check_rows, gaps, overdue
from routing.catalogue.rows import Catalogue, Partner, as_known
from routing.places import Place
from tests.routing.city import CC, DAY, LIST, NH, ROWS, TAXONOMY, UNITS, ZM, row

FRAME = Frame(TAXONOMY, UNITS, (CC, NH), 15)


def findings(*rows: object, frame: Frame = FRAME) -> list[Finding]:
    return [fault.finding for fault in check_rows(rows, frame)]  # type: ignore[arg-type]


def test_dates_decide_which_row_counts() -> None:
    old = row("OLD", "0101", "FS-HB", valid_to=date(2026, 2, 28))
    new = row("NEW", "0101", "FS-CG", valid_from=date(2026, 3, 1))
    catalogue = Catalogue((new, old), TAXONOMY)
    for day, expected in ((date(2026, 2, 28), "OLD"), (date(2026, 3, 1), "NEW")):
        match = catalogue.match("010101", Place(CC), day, {})
        assert [found.id for found in match.rows] == [expected]
    assert catalogue.match("0101", Place(), date(2024, 12, 31), {}).rows == ()


def test_conditions_are_tried_in_order_before_the_plain_row() -> None:
    rows = (
        row("PLAIN", "0101", "FS-CG"),
        row("SECOND", "0101", "FS-HB", condition="hour > 1", position=2),
        row("FIRST", "0101", "FS-RS", condition="hour > 2", position=1),
    )
    catalogue = Catalogue(rows, TAXONOMY)
    found = [catalogue.match("0101", Place(), DAY, {"hour": hour}).rows[0].id for hour in (5, 2, 0)]
    assert found == ["FIRST", "SECOND", "PLAIN"]


def test_a_past_dispatch_is_explained_by_what_was_known_then() -> None:
    old = row(
        "OLD",
        "0101",
        "FS-HB",
        valid_to=date(2026, 2, 28),
        approved_at=datetime(2025, 1, 1, tzinfo=UTC),
        ended_at=datetime(2026, 3, 5, tzinfo=UTC),
    )
    late = row("LATE", "0101", "FS-CG", approved_at=datetime(2026, 3, 5, tzinfo=UTC))
    then = as_known((old, late), DAY, datetime(2026, 3, 4, tzinfo=UTC))
    assert [found.id for found in then] == ["OLD"]
    now = as_known((old, late), DAY, datetime(2026, 3, 6, tzinfo=UTC))
    assert [found.id for found in now] == ["LATE"]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (row("A", "99", "FS-CG"), Finding.DEAD_CATEGORY),
        (row("A", "0101", "FS-CG", valid_to=date(2024, 1, 1)), Finding.BAD_DATES),
        (row("A", "0101", "FS-CG", condition="salary > 1"), Finding.BAD_CONDITION),
        (row("A", "0101", "FS-CG", basis=()), Finding.NO_BASIS),
        (row("A", "0101", "NOBODY"), Finding.DEAD_UNIT),
        (row("A", "0101", "FS-OLD"), Finding.DEAD_UNIT),
        (row("A", "0101", "FS-CG", fallback_unit_id="U-X"), Finding.DEAD_UNIT),
        (row("A", "0101", "FS-CC-ZM", ZM), Finding.TOWN_WITHOUT_LIST),
        (row("A", "0101", "FS-CC-ZM-V1", ZM, basis=LIST), Finding.VILLAGE_LEADS),
        (row("A", "0101", "FS-CG", limit_override=20), Finding.LIMIT_WITHOUT_LAW),
        (row("A", "0101", "FS-CG", partners=(Partner("U-FS-CG"),)), Finding.LEAD_HELPS),
    ],
)
def test_a_wrong_row_is_found(wrong: object, expected: Finding) -> None:
    assert expected in findings(wrong)


def test_good_rows_raise_nothing_but_the_missing_basis() -> None:
    assert findings(*ROWS) == [Finding.NO_BASIS]
    legal = row("A", "0101", "FS-CG", limit_override=20, limit_basis="某条例第二十条")
    assert findings(legal) == []
    closed = row("A", "0101", "FS-OLD", valid_to=date(2025, 12, 31))
    assert findings(closed) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (row("B", "0101", "FS-HB"), [Finding.CONFLICT]),
        (row("B", "0101", "FS-CG"), [Finding.DUPLICATE]),
        (row("B", "0101", "FS-HB", CC), []),
        (row("B", "0101", "FS-HB", condition="hour > 2"), []),
        (row("B", "0101", "FS-HB", valid_from=date(2027, 1, 1)), [Finding.CONFLICT]),
    ],
)
def test_two_leads_at_one_time_and_place_conflict(second: object, expected: list[Finding]) -> None:
    assert findings(row("A", "0101", "FS-CG"), second) == expected


def test_rows_one_after_the_other_do_not_conflict() -> None:
    first = row("A", "0101", "FS-CG", valid_to=date(2026, 5, 1))
    assert findings(first, row("B", "0101", "FS-HB", valid_from=date(2026, 5, 2))) == []


def test_gaps_name_the_leaf_and_the_missing_district() -> None:
    found = [fault.subject for fault in gaps(ROWS, FRAME, DAY)]
    assert found == []
    rows = (row("A", "0101", "FS-CC", CC), row("B", "03", "FS-RS"))
    told = [fault.subject for fault in gaps(rows, FRAME, DAY)]
    assert told == [
        f"010101 垃圾清运：{NH}",
        f"010102 占道经营：{NH}",
        "020101 餐饮油烟：全市",
    ]


def test_a_conditional_row_closes_no_gap() -> None:
    rows = (row("A", "01", "FS-CG", condition="hour > 2"),)
    assert any("010101" in fault.subject for fault in gaps(rows, FRAME, DAY))


def test_reviews_past_their_date_are_told() -> None:
    found = overdue([("A", date(2026, 1, 1)), ("B", date(2027, 1, 1))], DAY)
    assert [fault.rows for fault in found] == [("A",)]
    assert not found[0].is_error
