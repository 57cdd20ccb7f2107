"""Names of places: towns narrow districts, two places are asked about, nothing is guessed."""

import pytest

from routing.extract.gazetteer import Gazetteer, PlaceEntry, unit_places
from routing.places import Place
from routing.units import UnitRef
from tests.routing.city import CC, GC, NH, PLACES, ZM

GAZETTEER = Gazetteer(PLACES)
TOWN, OTHER = Place(CC, ZM), Place(NH, GC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("禅城区祖庙街道", TOWN),
        ("祖庙这边", TOWN),
        ("桂城街", OTHER),
        ("东方广场门口", TOWN),
        ("禅城人民路", TOWN),
        ("南海区人民路", OTHER),
        ("禅城区某处", Place(CC)),
        ("西南街道", Place("440607", "440607001")),
    ],
)
def test_a_place_is_found(text: str, expected: Place) -> None:
    assert GAZETTEER.locate(text).best == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [("人民路", {TOWN, OTHER}), ("我住祖庙，投诉桂城一家店", {TOWN, OTHER})],
)
def test_two_possible_places_are_asked_about(text: str, places: set[Place]) -> None:
    located = GAZETTEER.locate(text)
    assert located.ambiguous
    assert located.best is None
    assert set(located.open_places()) == places
    assert located.ask


@pytest.mark.parametrize(
    "text", ["", "路灯坏了", "我们村的路", "西南方向有烟", "南海大道坑渠盖烂了"]
)
def test_no_place_is_no_guess(text: str) -> None:
    located = GAZETTEER.locate(text)
    assert (located.best, located.candidates) == (None, ())
    assert located.ask


def test_our_village_asks_for_its_name() -> None:
    assert "名称" in GAZETTEER.locate("我们村的路灯坏了").ask


def test_a_district_alone_asks_for_the_town() -> None:
    assert "镇街" in GAZETTEER.locate("禅城区").ask


@pytest.mark.parametrize(
    ("hint", "expected"), [(ZM, TOWN), ("桂城街道某号", OTHER), ("南海区", Place(NH))]
)
def test_a_hint_beside_the_text_wins(hint: str, expected: Place) -> None:
    located = GAZETTEER.locate("我在东方广场上班", hint)
    assert located.best == expected


def test_a_name_in_the_text_is_never_quite_sure_but_a_given_code_is() -> None:
    (full,) = GAZETTEER.locate("祖庙街道").candidates
    (short,) = GAZETTEER.locate("祖庙这边").candidates
    (told,) = GAZETTEER.locate("祖庙街道", ZM).candidates
    assert short.belief < full.belief < told.belief == 1


def test_what_stands_in_the_text_is_known_beside_a_given_code() -> None:
    assert GAZETTEER.locate("在祖庙街道的东方广场", ZM).known()


def test_an_unknown_hint_leaves_the_text_to_speak() -> None:
    assert GAZETTEER.locate("祖庙街道", "某某路1号").best == TOWN


def test_spans_point_into_the_text() -> None:
    text = "在祖庙街道的东方广场"
    (candidate,) = GAZETTEER.locate(text).candidates
    assert [text[start:end] for start, end in candidate.spans] == ["祖庙街道", "东方广场"]


def test_an_empty_gazetteer_answers() -> None:
    located = Gazetteer().locate("祖庙街道")
    assert located.candidates == ()


def test_labels_use_names_or_codes() -> None:
    assert GAZETTEER.label(TOWN) == "禅城区祖庙街道"
    assert GAZETTEER.label(Place("440699")) == "440699"


def test_twenty_thousand_names_are_told_apart() -> None:
    gazetteer = Gazetteer(
        PlaceEntry(f"幸福{i}花园", "ESTATE", CC, f"{CC}{i % 900:03}") for i in range(20_000)
    )
    assert gazetteer.locate("我家在幸福12345花园").best == Place(CC, f"{CC}645")


def test_the_organisation_tree_names_its_divisions() -> None:
    units = [
        UnitRef(
            "1",
            "A",
            "佛山市禅城区人民政府",
            3,
            "DISTRICT_GOVERNMENT",
            "/1/",
            district_code="440604",
        ),
        UnitRef("2", "B", "佛山市禅城区张槎街道办事处", 4, "TOWN", "/2/", "440604", "440604011"),
        UnitRef("3", "C", "南庄镇人民政府", 4, "TOWN", "/3/", "440604", "440604100"),
        UnitRef("4", "D", "张槎街道大富村民委员会", 5, "VILLAGE", "/4/", "440604", "440604011"),
        UnitRef("5", "E", "佛山市教育局", 2, "BUREAU", "/5/"),
    ]
    known = [PlaceEntry("禅城区", "DISTRICT", "440604", code="440604")]
    found = unit_places(units, known)
    assert [(p.name, p.kind, p.code) for p in found] == [
        ("张槎街道", "TOWN", "440604011"),
        ("南庄镇", "TOWN", "440604100"),
        ("大富村", "VILLAGE", ""),
    ]
    gazetteer = Gazetteer([*known, *found])
    assert gazetteer.locate("张槎的路灯不亮").best == Place("440604", "440604011")
    assert gazetteer.label(Place("440604", "440604100")) == "禅城区南庄镇"
