"""Rows that name different leads: text, licence, city, place, first receiver, fallback, consultation – in this order."""

from dataclasses import replace

from routing.catalogue.principles import Conflict, Settled, settle
from routing.catalogue.rows import Basis, Row
from routing.places import Place
from routing.taxonomy.tree import BasisKind
from tests.routing.city import CC, LIST, NH, UNITS, row

LAW = (Basis(BasisKind.LAW, "某条例", "第五条"),)
POWER = (Basis(BasisKind.POWER_LIST, "权责清单", "第9项"),)
CG = row("A", "0101", "FS-CG")
HB = row("B", "0101", "FS-HB")
CHANCHENG = row("C", "0101", "FS-CC", CC)
NANHAI = row("D", "0101", "FS-NH", CC)


def settled(*rows: Row, place: str = CC, first: str | None = None) -> Settled | None:
    return settle(Conflict(rows, Place(place), UNITS, first))


def told(found: Settled | None) -> tuple[str, str]:
    assert found is not None
    return found.lead_unit_id, found.zh


def test_the_law_or_the_duty_order_decides_first_even_against_the_city() -> None:
    lower = replace(CHANCHENG, basis=LAW)
    assert told(settled(CG, lower)) == ("U-FS-CC", "法律法规、三定规定优先")


def test_without_such_a_text_who_licenses_supervises() -> None:
    licensing, listed = replace(HB, basis=POWER), replace(CG, basis=LIST)
    assert told(settled(listed, licensing)) == ("U-FS-HB", "谁审批谁监管、谁主管谁负责")


def test_where_city_and_county_overlap_the_city_leads() -> None:
    assert told(settled(CHANCHENG, CG)) == ("U-FS-CG", "市区职责重叠，由市级部门牵头")


def test_between_districts_the_place_decides() -> None:
    assert told(settled(CHANCHENG, NANHAI)) == ("U-FS-CC", "事发地决定所属区")
    assert told(settled(CHANCHENG, NANHAI, place=NH))[0] == "U-FS-NH"


def test_of_equals_the_first_receiver_keeps_it() -> None:
    found = settled(CG, HB, first="U-FS-HB")
    assert told(found) == ("U-FS-HB", "多个单位均有职责，首接负责")
    assert found is not None
    assert not found.by_fallback


def test_then_the_one_fallback_unit_acts() -> None:
    rows = [replace(r, fallback_unit_id="U-FS-CC") for r in (CG, HB)]
    found = settled(*rows)
    assert told(found)[0] == "U-FS-CC"
    assert found is not None
    assert found.by_fallback


def test_two_fallback_units_or_none_mean_consultation() -> None:
    rows = (
        replace(CG, fallback_unit_id="U-FS-CC"),
        replace(HB, fallback_unit_id="U-FS-NH"),
    )
    assert settled(*rows) is None
    assert settled(CG, HB, first="U-FS-RS") is None


def test_a_unit_nobody_knows_ranks_last() -> None:
    assert told(settled(replace(CG, lead_unit_id="gone"), CHANCHENG))[0] == "U-FS-CC"
