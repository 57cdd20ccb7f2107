"""Cells of foreign catalogues in the form of our fields."""

from datetime import date
from typing import Any

import pytest

from hotline.kit.sheets import RowFault
from knowledge.items.cells import read_cell


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (
            "conditions",
            "1、年满十八周岁\n2、户籍在本市\n（三）无犯罪记录",
            ["年满十八周岁", "户籍在本市", "无犯罪记录"],
        ),
        ("conditions", "1.5米以下儿童", ["1.5米以下儿童"]),
        ("conditions", "无", []),
        ("conditions", ["已是列表"], ["已是列表"]),
        ("aliases", "办证、领证，办证", ["办证", "领证"]),
        ("aliases", '["生小孩（二孩、三孩）"]', ["生小孩（二孩、三孩）"]),
        ("materials", "1. 身份证；2. 户口簿", [{"name": "身份证"}, {"name": "户口簿"}]),
        ("materials", '[{"name": "身份证", "copies": 2}]', [{"name": "身份证", "copies": 2}]),
        ("windows", "办理地点：城南路一号", [{"address": "城南路一号"}]),
        ("windows", "无线下办理窗口", []),
        ("window.address", "无", ""),
        ("online_booking", "不支持", False),
        ("fee.charged", "收费", True),
        ("fee", "不收费", {"charged": False, "text": "不收费"}),
        ("fee", "工本费10元", {"charged": None, "text": "工本费10元"}),
        ("visits", "最多1次", 1),
        ("visits", "一次", 1),
        ("visits", 0, 0),
        ("version", "V3", 3),
        ("valid_from", "2025年3月1日", date(2025, 3, 1)),
        ("valid_from", "20250301", date(2025, 3, 1)),
        ("valid_from", "2025/3/1 00:00:00", date(2025, 3, 1)),
        ("valid_to", "长期有效", None),
        ("item_type", "行政许可", "PERMIT"),
        ("item_type", "行政征收", "OTHER"),
        ("level", "镇（街道）级", "TOWN"),
        ("applicant_kinds", ["自然人", "企业法人", "非法人企业"], ["PERSON", "ENTERPRISE"]),
        ("online_depth", "全程网办", "FULL"),
        ("change", "取消", "ABOLISH"),
        ("districts", "440604、440605", ["440604", "440605"]),
        ("districts", "440600", []),
        ("districts", "440000000000", []),
        ("division", "  户政\n科 ", "户政 科"),
        ("division", "无", ""),
        ("target", "无", "无"),
    ],
)
def test_a_cell_takes_the_form_of_its_field(field: str, cell: Any, value: Any) -> None:
    assert read_cell(field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("item_type", "魔法许可"),
        ("level", "宇宙级"),
        ("online_booking", "也许"),
        ("visits", "很多次"),
        ("version", "一点零"),
        ("version", "-1"),
        ("valid_from", "明年春天"),
        ("valid_from", "2025-02-30"),
    ],
)
def test_what_cannot_be_read_is_told_in_both_languages(field: str, cell: str) -> None:
    with pytest.raises(RowFault) as refused:
        read_cell(field, cell)
    assert refused.value.zh
    assert refused.value.en.isascii() or cell[:3] in refused.value.en
