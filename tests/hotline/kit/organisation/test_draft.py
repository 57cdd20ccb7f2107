"""Last year's orders draft a table of units; what each is, is guessed by its name (单位草稿)."""

from collections import Counter

import pytest

from hotline.kit.organisation.draft import draft
from hotline.kit.organisation.exchange import UnitRow

CITY = "某市"


def drafted(*names: str) -> dict[str, dict[str, object]]:
    return {r["name"]: dict(r) for r in draft(Counter(names), prefix="LJ", city=CITY)}


@pytest.mark.parametrize(
    ("name", "kind", "level", "short"),
    [
        ("某市城市管理局", "BUREAU", 2, "城市管理局"),
        ("市政市容管理委员会", "BUREAU", 2, "市政市容管理委员会"),
        ("城西区人民政府", "DISTRICT_GOVERNMENT", 3, "城西区"),
        ("河东县", "DISTRICT_GOVERNMENT", 3, "河东县"),
        ("经济开发区", "BUREAU", 2, "经济开发区"),
        ("桥头镇人民政府", "TOWN", 4, "桥头镇"),
        ("南门街道办事处", "TOWN", 4, "南门街道"),
        ("水口村民委员会", "VILLAGE", 5, "水口村民委员会"),
        ("某水务有限公司", "UTILITY", 2, "某水务"),
        ("某市第一人民医院", "PUBLIC_BODY", 2, "第一人民医院"),
        ("某市12345热线", "HOTLINE", 2, "12345热线"),
    ],
)
def test_a_name_tells_what_a_unit_is(name: str, kind: str, level: int, short: str) -> None:
    row = drafted(name)[name]
    assert (row["kind"], row["level"], row["short_name"]) == (kind, level, short)


def test_units_of_a_district_lie_under_it() -> None:
    rows = drafted("城西区人民政府", "城西区城管局", "城西区桥头镇", "城管局")
    district = rows["城西区人民政府"]["code"]
    assert rows["城西区城管局"]["parent_code"] == rows["城西区桥头镇"]["parent_code"] == district
    assert (rows["城西区城管局"]["level"], rows["城管局"]["level"]) == (3, 2)
    assert rows["城管局"]["parent_code"] == "LJ"


def test_a_district_is_known_with_and_without_the_city_before_it() -> None:
    rows = drafted("某市城西区人民政府", "城西区城管局", "城西区", "市区", "凯里市人民政府")
    government = rows["某市城西区人民政府"]
    assert (government["kind"], government["level"]) == ("DISTRICT_GOVERNMENT", 3)
    assert rows["城西区城管局"]["parent_code"] == government["code"]
    assert rows["凯里市人民政府"]["kind"] == "DISTRICT_GOVERNMENT"
    assert rows["市区"]["kind"] == "BUREAU"
    twice = {
        r["name"]: r
        for r in draft(Counter({"城西区": 9, "城西区人民政府": 1}), prefix="LJ", city=CITY)
    }
    assert twice["城西区"]["kind"] == "DISTRICT_GOVERNMENT"


def test_the_most_frequent_comes_first_and_the_citys_government_once_before_all() -> None:
    orders = Counter({"甲局": 1, "乙局": 5, "某市人民政府": 3})
    rows = [(r["code"], r["name"], r["历史件数"]) for r in draft(orders, prefix="LJ", city=CITY)]
    assert rows == [("LJ", "某市人民政府", 3), ("LJ-001", "乙局", 5), ("LJ-002", "甲局", 1)]


def test_every_row_is_one_the_import_takes() -> None:
    for row in drafted("城西区", "城西区城管局", "某公司", "甲局").values():
        fields = {k: str(v) for k, v in row.items() if k != "历史件数"}
        assert UnitRow.model_validate(fields).code == row["code"]
