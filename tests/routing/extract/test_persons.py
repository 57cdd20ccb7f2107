"""Persons behind a part or before a title are read, in a row too; ordinary words are not (姓名)."""

import pytest

from hotline.kit.text import normalise
from routing.extract.money import amounts
from routing.extract.names import addresses
from routing.extract.persons import persons


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("司机张先生拒载", ["张先生"]),
        ("司机何先生拒载", ["何先生"]),
        ("司机李师傅", ["李师傅"]),
        ("我和李小姐去过", ["李小姐"]),
        ("业主张先生和李女士", ["张先生", "李女士"]),
        ("经办人是王小明", ["王小明"]),
        ("负责人是陈大文", ["陈大文"]),
        ("工作人员张三和李四打人", ["张三", "李四"]),
        ("客服王芳、李娜", ["王芳", "李娜"]),
        ("社区会计王五", ["王五"]),
        ("护工张三", ["张三"]),
        ("教练何国强还要另收钱", ["何国强"]),
        ("邻居黄伯养的狗", ["黄伯"]),
        ("举报人区某某说的", ["区某某"]),
    ],
)
def test_a_name_is_read(text: str, names: list[str]) -> None:
    assert [one.text for one in persons(normalise(text))] == names


@pytest.mark.parametrize(
    "text",
    [
        "司机江西人",
        "司机苏州人",
        "业主江景房",
        "村民田里",
        "司机白衣服",
        "村民金鱼塘",
        "老板孔明灯",
        "出租车司机拒载",
        "值班医生不在",
        "在顺德区某某家具店买的沙发，店员说不退",
    ],
)
def test_an_ordinary_word_is_no_name(text: str) -> None:
    assert persons(normalise(text)) == []


@pytest.mark.parametrize(
    ("text", "address"), [("我家住建设路8号", "建设路8号"), ("我住建新路12号", "建新路12号")]
)
def test_to_live_somewhere_is_no_part_of_the_street(text: str, address: str) -> None:
    assert [one.text for one in addresses(normalise(text))] == [address]


def test_an_hour_is_no_part_of_a_price() -> None:
    assert [one.text for one in amounts(normalise("早上八点五元一斤"))] == ["5"]
    assert [one.text for one in amounts(normalise("要八点五元"))] == ["8.5"]
