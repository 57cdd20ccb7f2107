"""What the staff of the play write is what the form would hold."""

import pytest

from hotline.simulation import forms
from hotline.simulation.scenario import Text
from routing.taxonomy.tree import RequestKind

DRAFT = {
    "confidentiality": "NONE",
    "urgency": "NORMAL",
    "profile": "standard",
    "district_code": None,
    "town_code": None,
}


def text(kind: RequestKind, district: str = "", town: str = "") -> Text:
    return Text("路灯不亮", kind, "010402", district, town)


@pytest.mark.parametrize(
    ("known", "drafted", "expected"),
    [
        (("440604", "440604011"), (None, None), ("440604", "440604011", None)),
        (("440604", ""), ("440605", "440605011"), ("440604", None, None)),
        (("", ""), ("440605", "440605011"), ("440605", "440605011", None)),
        (("", ""), (None, None), (None, None, "佛山市（地点待核实）")),
    ],
)
def test_the_place_of_an_approval_is_the_texts_else_the_drafts(
    known: tuple[str, str],
    drafted: tuple[str | None, str | None],
    expected: tuple[str | None, str | None, str | None],
) -> None:
    page = {**DRAFT, "district_code": drafted[0], "town_code": drafted[1]}
    found = forms.approval(page, text(RequestKind.HELP, *known))
    told = (found["district_code"], found["town_code"], found.get("address_text"))
    assert told == expected


def test_a_report_hides_the_reporter() -> None:
    found = forms.approval(DRAFT, text(RequestKind.REPORT))
    assert found["confidentiality"] == "CITIZEN_HIDDEN"
