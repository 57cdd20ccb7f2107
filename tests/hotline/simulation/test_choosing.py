"""The play's dispatcher follows the catalogue, then duty, then district; he never throws dice."""

from typing import Any

from hotline.simulation import forms
from hotline.simulation.choosing import Choice, Dispatcher, Known, Place, Way, by_hand, by_row, told
from hotline.simulation.staff import Login, Staff, UnitRef
from hotline.simulation.tally import Tally

TOWN = UnitRef("town", "FS-CC-ZM", 4, "440604")
DISTRICT = UnitRef("district", "FS-CC-CG", 3, "440604")
ELSEWHERE = UnitRef("elsewhere", "FS-NH-CG", 3, "440605")
CITY = UnitRef("city", "FS-CG", 2)
UNITS = (TOWN, DISTRICT, ELSEWHERE, CITY)
HERE = Place("440604", "440604012")


def candidate(unit_id: str, row_id: str | None = None) -> dict[str, Any]:
    return {"unit_id": unit_id, "row_id": row_id}


def row(code: str, place: str, lead: str, fallback: str | None = None) -> dict[str, Any]:
    names = {"category_code": code, "district_code": place, "lead_unit_id": lead}
    return {"id": f"{code}{place}", **names, "fallback_unit_id": fallback, "partners": []}


def known(
    *candidates: dict[str, Any], rows: tuple[dict[str, Any], ...] = (), units: Any = UNITS
) -> Known:
    return Known(candidates, rows, "010101", HERE, units)


def test_a_row_sends_it_even_to_a_town() -> None:
    found = by_row(known(candidate("far", "r0"), candidate("town", "r1")))
    assert found == Choice("town", Way.ROW, "r1")
    assert forms.by_row(found) == {"lead_unit_id": "town", "catalogue_row_id": "r1"}


def test_a_suggested_unit_without_a_row_is_no_row() -> None:
    assert by_row(known(candidate("district"))) is None
    assert by_hand(known(candidate("far"), candidate("city")), 0) == Choice("city", Way.CANDIDATE)


def test_a_town_is_never_sent_anything_by_hand() -> None:
    assert by_hand(known(candidate("town"), candidate("city")), 0).unit_id == "city"


def test_without_a_suggestion_the_nearest_rows_units_have_it() -> None:
    rows = (
        row("010102", "440604", "elsewhere"),
        row("0101", "ALL", "city"),
        row("010101", "440604", "far", fallback="district"),
    )
    assert by_hand(known(rows=rows), 0) == Choice("district", Way.DUTY)
    assert by_hand(known(rows=rows[:2]), 0) == Choice("city", Way.DUTY)
    assert by_hand(known(rows=rows[:1]), 0) == Choice("elsewhere", Way.DUTY)


def test_of_equal_duties_the_unit_of_the_place_has_it() -> None:
    rows = (row("010101", "440605", "elsewhere"), row("010101", "440604", "district"))
    assert by_hand(known(rows=rows), 3).unit_id == "district"


def test_without_a_duty_it_stays_in_its_district() -> None:
    for turn in range(4):
        assert by_hand(known(), turn) == Choice("district", Way.DISTRICT)


def test_where_no_unit_of_the_district_plays_the_others_take_turns() -> None:
    far = known(units=(ELSEWHERE, CITY))
    assert [by_hand(far, turn).unit_id for turn in range(3)] == ["elsewhere", "city", "elsewhere"]
    assert by_hand(far, 0).way is Way.TURN


def test_an_objecting_units_choice_is_another_unit() -> None:
    assert by_hand(known(candidate("district")), 0, other_than="district").unit_id != "district"


def test_what_had_no_suggestion_is_counted_apart() -> None:
    tally = Tally()
    staff = Staff("http://test", [], "", tally)
    desk = Dispatcher(staff, tally, Login("paidan", ("dispatcher",), "FS-12345"))
    for suggested in ((candidate("town", "r1"),), (candidate("far"),), ()):
        one = known(*suggested)
        desk.count(one, by_row(one) or by_hand(one, 0))
    assert dict(told(tally)) == {
        "按所在区": 2,
        "按派单目录条目": 1,
        "其中系统没有建议单位": 1,
        "其中建议的单位没有演示账号": 1,
    }


def test_the_basis_says_how_the_unit_was_chosen() -> None:
    fields = forms.by_hand(Choice("city", Way.DUTY))
    assert fields["lead_unit_id"] == "city"
    assert "按同类事项的承办单位" in fields["dispatch_basis"]
