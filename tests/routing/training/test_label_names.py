"""An export that names units and subjects is read as the codes they stand for (名称对照)."""

import pytest

from hotline.kit.sheets import SheetUnreadable
from routing.taxonomy.tree import Taxonomy
from routing.training.data import Sample
from routing.training.label_names import house_names, read_table
from routing.units import UnitBook, UnitRef
from tests.routing.city import TAXONOMY, category

UNITS = UnitBook(
    {
        code: UnitRef(code, code, name, 2, "BUREAU", f"/{code}/")
        for code, name in (("FS-CG", "城市管理局"), ("FS-SW", "水务局"), ("CC-SW", "水务局"))
    }
)


def read(label: str, head: str, table: dict[str, str] | None = None) -> tuple[str, list[str]]:
    names = house_names(TAXONOMY, UNITS, table or {})
    (sample,) = names.read([Sample("垃圾没人清运", {head: label})])
    return sample.labels[head], names.lines()


@pytest.mark.parametrize(
    ("head", "label", "code"),
    [
        ("unit", "FS-CG", "FS-CG"),
        ("unit", "城市管理局", "FS-CG"),
        ("unit", "城市 管理局", "FS-CG"),
        ("kind", "投诉", "COMPLAINT"),
        ("kind", "HELP", "HELP"),
        ("category", "垃圾清运", "010101"),
        ("category", "城市管理/市容环卫/垃圾清运", "010101"),
        ("主题", "随便什么", "随便什么"),
    ],
)
def test_codes_stay_and_names_become_codes(head: str, label: str, code: str) -> None:
    assert read(label, head) == (code, [])


def test_a_name_of_two_units_means_neither_until_the_table_says_so() -> None:
    told, lines = read("水务局", "unit")
    assert told == "水务局"
    assert lines == [
        "承办单位有 1 个名称对不上编码（1 行）：水务局；建议中不会出现，请用 --names 对照"
    ]
    assert read("水务局", "unit", {"水务局": "FS-SW"}) == ("FS-SW", [])


def test_a_short_name_is_read_where_it_means_one_unit() -> None:
    units = UnitBook(
        {
            code: UnitRef(code, code, name, 2, "BUREAU", f"/{code}/", short_name=short)
            for code, name, short in (
                ("HK-JJ", "海口市公安局交通警察支队", "交警支队"),
                ("HK-LY", "龙华区园林局", "园林局"),
                ("HK-MY", "美兰区园林局", "园林局"),
            )
        }
    )
    names = house_names(TAXONOMY, units, {})
    asked = [Sample("a", {"unit": one}) for one in ("交警支队", "园林局", "园林局", "无效数据")]
    told = [sample.labels["unit"] for sample in names.read(asked)]
    assert told == ["HK-JJ", "园林局", "园林局", "无效数据"]
    assert names.to_fill() == [
        {"name": "园林局", "code": "", "question": "承办单位", "rows": "2"},
        {"name": "无效数据", "code": "", "question": "承办单位", "rows": "1"},
    ]


def test_a_table_cannot_point_at_what_does_not_exist() -> None:
    assert read("水务局", "unit", {"水务局": "FS-??"})[0] == "水务局"


def test_a_subject_named_twice_is_read_by_its_whole_path() -> None:
    tree: Taxonomy = TAXONOMY
    twins = [*tree.categories.values(), category("0302", "其他"), category("0202", "其他")]
    names = house_names(Taxonomy("2", {one.code: one for one in twins}), UNITS, {})
    samples = [Sample("a", {"category": label}) for label in ("其他", "生态环境/其他")]
    assert [s.labels["category"] for s in names.read(samples)] == ["其他", "0202"]


def test_the_table_is_read_from_two_columns_in_any_usual_encoding() -> None:
    raw = "name,code\n城管 支队,FS-CG\n,FS-SW\n".encode("gbk")
    assert read_table(raw) == {"城管支队": "FS-CG"}
    with pytest.raises(SheetUnreadable):
        read_table("名称,编码\n城管,FS-CG\n".encode())
