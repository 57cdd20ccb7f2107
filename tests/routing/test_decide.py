"""The catalogue decides with reasons, or says why a person must."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from routing.decide import (
    Decision,
    Matter,
    MustRoute,
    NeedsHuman,
    Policy,
    Why,
    decide,
    push_down_refusal,
)
from routing.places import Place
from routing.taxonomy.tree import Confidentiality
from tests.routing.city import CC, DAY, LIST, NH, ORDER, ROWS, ZM, book, row

HERE = Place(CC, ZM)


def matter(category_code: str | None = "010101", *places: Place, **more: Any) -> Matter:
    return Matter(category_code, DAY, places, **more)


def decided(given: Matter, *rows: Any, policy: Policy | None = None) -> Decision:
    found = decide(given, book(*rows, policy=policy))
    assert isinstance(found, Decision), found
    return found


def refused(given: Matter, *rows: Any, policy: Policy | None = None) -> NeedsHuman:
    found = decide(given, book(*rows, policy=policy))
    assert isinstance(found, NeedsHuman), found
    return found


def test_the_town_row_beats_the_city_row_and_is_copied_to_the_district() -> None:
    found = decided(matter("010101", HERE))
    assert found.lead_unit_id == "U-FS-CC-ZM"
    assert found.copies == ("U-FS-CC",)
    assert found.direct
    assert any("镇街履职清单" in reason.zh for reason in found.reasons)


def test_without_own_row_the_superior_category_decides_and_says_so() -> None:
    found = decided(matter("010102", HERE))
    assert found.lead_unit_id == "U-FS-CG"
    assert not found.direct
    assert any("上级分类" in reason.zh for reason in found.reasons)


def test_an_own_row_beats_a_finer_place_of_the_superior() -> None:
    rows = (row("A", "0101", "FS-CC", CC), row("B", "010101", "FS-CG"))
    assert decided(matter("010101", HERE), *rows).row == rows[1]


def test_only_the_district_known_goes_to_the_district() -> None:
    found = decided(matter("010101", Place(CC)))
    assert found.lead_unit_id == "U-FS-CC"
    assert found.must_review


def test_an_unknown_place_asks_when_places_differ() -> None:
    rows = (*ROWS, row("R6", "0101", "FS-CC", CC))
    found = refused(matter("010102"), *rows)
    assert found.why is Why.PLACE_UNKNOWN
    assert set(found.candidates) == {"U-FS-CG", "U-FS-CC"}
    assert found.ask == ("place",)


def test_only_town_rows_and_no_place_asks() -> None:
    found = refused(matter("010101"), row("A", "010101", "FS-CC-ZM", ZM, basis=LIST))
    assert found.why is Why.PLACE_UNKNOWN


def test_an_unknown_place_does_not_matter_when_one_unit_serves_the_city() -> None:
    assert decided(matter("020101", fields={"hour": 12})).lead_unit_id == "U-FS-HB"


def test_two_places_with_one_lead_are_no_question() -> None:
    assert decided(matter("010102", HERE, Place(NH))).lead_unit_id == "U-FS-CG"


def test_two_places_with_two_leads_ask() -> None:
    rows = (row("A", "010102", "FS-CC", CC), row("B", "010102", "FS-NH", NH))
    found = refused(matter("010102", Place(CC), Place(NH)), *rows)
    assert found.why is Why.PLACE_AMBIGUOUS
    assert found.candidates == ("U-FS-CC", "U-FS-NH")


def test_a_condition_chooses_by_the_hour() -> None:
    assert decided(matter("020101", HERE, fields={"hour": 23})).row == ROWS[3]
    assert decided(matter("020101", HERE, fields={"hour": 12})).row == ROWS[2]


def test_a_condition_that_decided_is_told_in_words() -> None:
    reasons = decided(matter("020101", HERE, fields={"hour": 23})).reasons
    told = [(r.zh, r.en) for r in reasons if r.en.startswith("condition")]
    chinese = "适用条件：发生时刻为 22 点或之后，或发生时刻在 6 点之前"
    english = "condition: hour of the matter is 22:00 or after or hour of the matter is before 6:00"
    assert told == [(chinese, english)]


def test_a_missing_field_is_asked_for() -> None:
    found = refused(matter("020101", HERE))
    assert found.why is Why.FIELD_MISSING
    assert found.ask == ("hour",)
    assert set(found.candidates) == {"U-FS-CG", "U-FS-HB"}


def test_a_missing_field_that_changes_nothing_is_not_asked_for() -> None:
    rows = (row("A", "020101", "FS-HB", condition="hour > 22"), row("B", "020101", "FS-HB"))
    assert decided(matter("020101", HERE), *rows).lead_unit_id == "U-FS-HB"


def test_a_row_without_basis_is_only_a_suggestion() -> None:
    found = refused(matter("030101", HERE))
    assert (found.why, found.candidates) == (Why.NO_BASIS, ("U-FS-RS",))


def test_no_row_offers_similar_tickets_as_candidates() -> None:
    found = refused(matter("0301", HERE, similar=(("U-FS-RS", "FS202603040001270"),)))
    assert (found.why, found.candidates) == (Why.NO_ROW, ("U-FS-RS",))
    assert "FS202603040001270" in found.reasons[1].zh


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"emergency": True}, Why.EMERGENCY),
        ({"out_of_remit": True}, Why.OUT_OF_REMIT),
        ({"confidentiality": Confidentiality.RESTRICTED}, Why.RESTRICTED),
        ({"accused_unit_ids": frozenset({"U-FS-CC-ZM"})}, Why.ACCUSED_UNIT),
    ],
)
def test_hard_rules_come_first(more: dict[str, Any], why: Why) -> None:
    assert refused(matter("010101", HERE, **more)).why is why


def test_an_emergency_still_names_whom_the_catalogue_would_choose() -> None:
    assert refused(matter("010101", HERE, emergency=True)).candidates == ("U-FS-CC-ZM",)


def test_an_accused_lead_leaves_the_fallback_as_candidate() -> None:
    accused = frozenset({"U-FS-CG"})
    found = refused(matter("010102", HERE, accused_unit_ids=accused))
    assert (found.why, found.candidates) == (Why.ACCUSED_UNIT, ("U-FS-CC",))


@pytest.mark.parametrize("code", [None, "", "99"])
def test_without_a_category_a_person_decides(code: str | None) -> None:
    assert refused(matter(code, HERE)).why is Why.NO_CATEGORY


def test_low_confidence_offers_candidates_and_decides_nothing() -> None:
    policy = Policy(minimum_confidence=0.6)
    found = refused(matter("010101", HERE, category_confidence=0.5), policy=policy)
    assert (found.why, found.candidates) == (Why.LOW_CONFIDENCE, ("U-FS-CC-ZM",))


def test_a_must_route_label_wins_over_the_catalogue() -> None:
    policy = Policy(must_route=(MustRoute("校车", "U-FS-RS", "市里指定"),))
    found = decided(matter("010101", HERE, labels=frozenset({"校车"})), policy=policy)
    assert (found.lead_unit_id, found.row) == ("U-FS-RS", None)
    assert "必转清单" in found.reasons[0].zh


def test_a_must_route_entry_may_not_push_down_either() -> None:
    policy = Policy(must_route=(MustRoute("x", "U-FS-CC-ZM", "y"),))
    assert (
        refused(matter("030101", HERE, labels=frozenset({"x"})), policy=policy).why
        is Why.TOWN_GUARD
    )


def test_a_closed_unit_is_not_chosen() -> None:
    assert refused(matter("0101", HERE), row("A", "0101", "FS-OLD")).why is Why.DEAD_UNIT


def test_a_town_without_its_list_is_guarded() -> None:
    found = refused(
        matter("0101", HERE), row("A", "0101", "FS-CC-ZM", ZM, fallback_unit_id="U-FS-CC")
    )
    assert (found.why, found.candidates) == (Why.TOWN_GUARD, ("U-FS-CC",))


def test_a_village_never_leads() -> None:
    found = refused(matter("0101", HERE), row("A", "0101", "FS-CC-ZM-V1", ZM, basis=LIST))
    assert found.why is Why.TOWN_GUARD


@pytest.mark.parametrize(
    ("unit_id", "category_code", "is_refused"),
    [
        ("U-FS-CG", "0101", False),
        ("U-FS-CC", "0101", False),
        ("U-FS-CC-ZM", "010101", False),
        ("U-FS-CC-ZM", "0101", True),
        ("U-FS-CC-ZM", "030101", True),
        ("U-FS-CC-ZM-V1", "010101", True),
        ("U-NOBODY", "0101", False),
    ],
)
def test_the_push_down_guard_reads_the_towns_own_list(
    unit_id: str, category_code: str, is_refused: bool
) -> None:
    assert (push_down_refusal(book(), unit_id, category_code, DAY) is not None) is is_refused


def test_a_list_row_that_has_ended_covers_nothing() -> None:
    ended = replace(ROWS[1], valid_to=date(2026, 1, 1))
    assert push_down_refusal(book(ended), "U-FS-CC-ZM", "010101", DAY) is not None


def test_the_stronger_basis_decides_between_two_rows() -> None:
    rows = (row("A", "0101", "FS-HB", basis=LIST), row("B", "0101", "FS-CG", basis=ORDER))
    found = decided(matter("0101", HERE), *rows)
    assert found.lead_unit_id == "U-FS-CG"
    assert "三定规定优先" in found.reasons[0].zh


def test_the_city_unit_leads_where_duties_overlap() -> None:
    rows = (row("A", "0101", "FS-CC"), row("B", "0101", "FS-CG"))
    assert decided(matter("0101", HERE), *rows).lead_unit_id == "U-FS-CG"


def test_equal_bodies_go_to_the_fallback_or_to_consultation() -> None:
    left, right = row("A", "0101", "FS-HB"), row("B", "0101", "FS-CG")
    found = refused(matter("0101", HERE), left, right)
    assert (found.why, set(found.candidates)) == (Why.SEVERAL_LEADS, {"U-FS-HB", "U-FS-CG"})
    agreed = replace(left, fallback_unit_id="U-FS-HB")
    assert decided(matter("0101", HERE), agreed, right).lead_unit_id == "U-FS-HB"


def test_two_rows_of_one_lead_are_no_conflict() -> None:
    rows = (row("A", "0101", "FS-CG"), row("B", "0101", "FS-CG"))
    assert decided(matter("0101", HERE), *rows).lead_unit_id == "U-FS-CG"


def test_a_row_that_must_be_reviewed_is_not_direct() -> None:
    found = decided(matter("0101", HERE), row("A", "0101", "FS-CG", must_review=True))
    assert found.must_review
    assert not found.direct


def test_what_the_fallback_unit_gets_is_reviewed_and_never_direct() -> None:
    left, right = (
        row("A", "0101", "FS-CG", fallback_unit_id="U-FS-CC"),
        row("B", "0101", "FS-HB", fallback_unit_id="U-FS-CC"),
    )
    found = decided(matter("0101", HERE), left, right)
    assert (found.lead_unit_id, found.direct, found.must_review) == ("U-FS-CC", False, True)


def test_the_first_receiver_keeps_what_several_are_competent_for() -> None:
    rows = (row("A", "0101", "FS-CG"), row("B", "0101", "FS-HB"))
    found = decided(matter("0101", HERE, first_receiver="U-FS-HB"), *rows)
    assert (found.lead_unit_id, found.direct) == ("U-FS-HB", False)
