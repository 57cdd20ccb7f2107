"""History against the catalogue: enough cases, a clear majority, another unit than the rows name."""

from typing import Any

import pytest

from routing.catalogue.hints import Hint, HintRules, Tally, find_hints
from routing.catalogue.rows import Catalogue
from routing.places import Place
from tests.routing.city import CC, DAY, NH, ROWS, TAXONOMY, ZM, row

RULES = HintRules(cases=10, share=0.8)
CG, HB, ZMU = "U-FS-CG", "U-FS-HB", "U-FS-CC-ZM"


def hints(*tallies: Tally, rows: tuple[Any, ...] = ROWS, rules: HintRules = RULES) -> list[Hint]:
    return find_hints(tallies, Catalogue(rows, TAXONOMY), DAY, rules)


def test_a_clear_majority_for_another_unit_is_told_with_its_counts() -> None:
    (hint,) = hints(Tally("010102", Place(NH), HB, 9), Tally("010102", Place(NH), CG, 1))
    assert (hint.category_code, hint.place_code, hint.unit_id) == ("010102", NH, HB)
    assert (hint.row_id, hint.row_unit_id) == ("R1", CG)
    assert (hint.cases, hint.agreeing, hint.share) == (10, 9, 0.9)


@pytest.mark.parametrize(("other", "own"), [(8, 1), (7, 3), (0, 40)])
def test_too_few_cases_too_small_a_share_or_agreement_say_nothing(other: int, own: int) -> None:
    assert hints(Tally("010102", Place(NH), HB, other), Tally("010102", Place(NH), CG, own)) == []


def test_towns_of_a_district_are_counted_together_where_no_town_has_its_row() -> None:
    (hint,) = hints(
        Tally("010102", Place(CC, ZM), HB, 6), Tally("010102", Place(CC, "440604100"), HB, 6)
    )
    assert (hint.place_code, hint.cases) == (CC, 12)


def test_a_town_with_its_own_row_is_judged_by_itself() -> None:
    found = hints(
        Tally("010101", Place(CC, ZM), HB, 10), Tally("010101", Place(CC, "440604100"), HB, 10)
    )
    assert [(h.place_code, h.row_id) for h in found] == [(CC, "R1"), (ZM, "R2")]


def test_a_subject_without_a_row_is_a_hint_too() -> None:
    (hint,) = hints(Tally("030101", Place(CC), HB, 10), rows=ROWS[:4])
    assert (hint.row_id, hint.row_unit_id) == (None, None)


def test_a_unit_named_under_a_condition_does_not_disagree() -> None:
    assert hints(Tally("020101", Place(CC), CG, 20)) == []
    (hint,) = hints(Tally("020101", Place(CC), ZMU, 20))
    assert hint.row_unit_id == HB


def test_tickets_without_a_place_are_no_evidence() -> None:
    assert hints(Tally("010102", Place(), HB, 50)) == []


def test_the_strongest_evidence_comes_first() -> None:
    found = hints(Tally("010102", Place(NH), HB, 11), Tally("010102", Place(CC), HB, 90))
    assert [h.place_code for h in found] == [CC, NH]


def test_only_rows_of_the_day_count() -> None:
    ended = row("R9", "010102", "FS-HB", NH, valid_to=DAY.replace(year=2025))
    (hint,) = hints(Tally("010102", Place(NH), HB, 10), rows=(*ROWS, ended))
    assert hint.row_id == "R1"
