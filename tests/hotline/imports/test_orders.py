"""A row becomes a contact, or a reason why not; its reference survives moving about in the file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hotline.imports.columns import Field, columns_for
from hotline.imports.orders import Book, Plan, Reader, Unusable
from hotline.imports.reading import TableRow
from hotline.kit import clock
from hotline.tickets.vocabulary import Channel
from routing.taxonomy.tree import Category, RequestKind, build
from routing.units import UnitBook, UnitRef

NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)
HEADER = ["text", "date", "department", "category", "kind", "phone", "channel"]
TREE = build(
    "t1",
    [
        Category("01", None, 1, "城市管理"),
        Category("0101", "01", 2, "照明"),
        Category("0102", "01", 2, "垃圾"),
    ],
)
UNITS = UnitBook({"u1": UnitRef("u1", "FS-CG", "城管局", 2, "DEPARTMENT", "/u1/")})


def reader(*, historical: bool = True, header: list[str] = HEADER) -> Reader:
    plan = Plan(columns_for(header), "old", historical=historical)
    return Reader(plan, Book(TREE, UNITS))


def row(number: int = 2, **cells: str) -> TableRow:
    filled = {"text": "建新路路灯坏了三盏", "date": "2017-12-18", **cells}
    return TableRow(number, {name: filled.get(name, "") for name in HEADER})


def command(row_: TableRow, **options: Any) -> Any:
    taker = reader(**options)
    return taker.command(row_, taker.reference(row_))


def test_equal_rows_are_different_orders() -> None:
    taker = reader()
    assert [taker.reference(row(n)) for n in (2, 3, 4)] == [
        (first := reader().reference(row())),
        f"{first}-2",
        f"{first}-3",
    ]


def test_a_row_keeps_its_reference_when_the_file_grows() -> None:
    before, after = reader(), reader()
    after.reference(row(2, text="新插入的一行诉求"))
    assert before.reference(row(2)) == after.reference(row(3))


def test_an_own_number_is_the_reference() -> None:
    taker = reader(header=["id", "text", "date"])
    cells = {"id": "GD-77", "text": "路灯", "date": "20171218"}
    assert taker.reference(TableRow(2, cells)) == "old:GD-77"


def test_a_number_that_is_too_long_is_replaced_by_a_digest() -> None:
    taker = reader(header=["id", "text", "date"])
    reference = taker.reference(TableRow(2, {"id": "9" * 200, "text": "路灯", "date": "20171218"}))
    assert len(reference) < 80


def test_a_historical_order_is_anonymous_and_silent() -> None:
    found = command(row(phone="13800138000"))
    assert found.citizen is None
    assert found.historical
    assert not found.reply_wanted
    assert found.received_at == datetime(2017, 12, 17, 16, tzinfo=UTC)


def test_a_live_order_keeps_the_citizen() -> None:
    with clock.frozen(NOW):
        found = command(row(phone="138 0013 8000", date=""), historical=False)
    assert found.citizen.contacts[0].value == "13800138000"
    assert found.received_at == NOW
    assert not found.historical


def test_known_labels_classify_and_unknown_ones_are_counted_and_kept() -> None:
    taker = reader()
    first = taker.command(row(category="照明", department="城管局", kind="投诉"), "old:1")
    second = taker.command(row(category="老分类", department="老单位", kind="别的"), "old:2")
    assert (first.category_code, first.kind) == ("0101", RequestKind.COMPLAINT)
    assert second.category_code is None
    assert second.answers == {
        "原承办单位": "老单位",
        "原事项分类": "老分类",
        "原诉求类型": "别的",
    }
    assert {f: dict(c) for f, c in taker.unknown.items()} == {
        Field.CATEGORY: {"老分类": 1},
        Field.UNIT: {"老单位": 1},
        Field.KIND: {"别的": 1},
    }


def test_a_full_label_names_its_category() -> None:
    assert command(row(category="城市管理 / 垃圾")).category_code == "0102"


def test_control_characters_are_dropped_and_counted() -> None:
    taker = reader()
    assert taker.command(row(text="路灯\x00不\x1f亮"), "old:1").content == "路灯不亮"
    assert taker.cleaned == 1


def test_rare_characters_and_emoji_pass() -> None:
    assert command(row(text="𠮷祥路的灯🙏")).content == "𠮷祥路的灯🙏"


def test_an_unknown_channel_falls_back_and_is_counted() -> None:
    taker = reader()
    assert taker.command(row(channel="信鸽"), "old:1").channel is Channel.VOICE
    assert taker.command(row(channel="微信"), "old:2").channel is Channel.WECHAT
    assert taker.unknown[Field.CHANNEL]["信鸽"] == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"text": "  "}, "没有诉求内容"),
        ({"text": "长" * 10_001}, "超过 10000 字"),
        ({"date": ""}, "没有受理时间"),
        ({"date": "不详"}, "看不懂的日期"),
        ({"date": "2031-01-01"}, "受理时间在将来"),
    ],
)
def test_an_unusable_row_says_why(cells: dict[str, Any], reason: str) -> None:
    with clock.frozen(NOW), pytest.raises(Unusable, match=reason):
        command(row(**cells))


def test_a_ragged_row_is_not_guessed_at() -> None:
    with pytest.raises(Unusable, match="应有 7 列"):
        command(TableRow(2, {"text": "路灯"}, "应有 7 列，实有 1 列"))


def test_a_wrong_telephone_number_of_a_live_order_is_told() -> None:
    with pytest.raises(Unusable, match="格式有误"):
        command(row(phone="无", date=""), historical=False)


def test_names_of_the_table_go_before_those_of_the_house() -> None:
    book = Book(TREE, UNITS, {"灯光所": "FS-CG", "城管局": "FS-GONE", "照明": "0102"})
    assert [book.unit_code(told) for told in ("灯 光所", "FS-CG", "城管局", "谁")] == [
        *("FS-CG",) * 3,
        None,
    ]
    assert [book.category_code(told) for told in ("照明", "0101", "垃圾")] == [
        "0102",
        "0101",
        "0102",
    ]
