"""Rows become items; nothing that a row says is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.items.assembling import RowRefused, row_of
from knowledge.items.columns import columns_for, headings
from knowledge.items.schemas import ItemRow
from knowledge.items.vocabulary import ApplicantKind, DayKind, ItemType, LimitKind


def item(**cells: Any) -> ItemRow:
    told = {"事项编码": "A-100", "事项名称": "占道经营许可", **cells}
    return row_of(told, columns_for(list(told)))


def test_a_row_of_a_department_becomes_an_item() -> None:
    found = item(
        事项类型="行政许可",
        实施主体="城管局",
        法定时限="20",
        法定时限单位="自然日",
        办理地点="办理地点：城南路一号",
        办公时间="周一至周五",
        咨询电话="12345",
        是否收费="否",
        服务对象="自然人、企业法人",
    )
    assert found.item_type is ItemType.PERMIT
    assert found.statutory_limit is not None
    assert (found.statutory_limit.days, found.statutory_limit.unit) == (20, DayKind.CALENDAR)
    assert [(w.address, w.hours) for w in found.windows] == [("城南路一号", "周一至周五")]
    assert found.fee.charged is False
    assert found.applicant_kinds == [ApplicantKind.PERSON, ApplicantKind.ENTERPRISE]
    assert found.target == "自然人、企业法人"


def test_unknown_columns_are_kept() -> None:
    found = item(跨市通办="是", 备注="  ", 标签=["甲", "乙"])
    assert found.more == {"跨市通办": "是", "标签": "甲、乙"}


def test_a_word_that_says_more_than_its_value_is_kept_beside_it() -> None:
    found = item(事项类型="行政征收", 行使层级="区县级")
    assert found.item_type is ItemType.OTHER
    assert found.more == {"事项类型": "行政征收"}


def test_the_code_of_a_whole_city_limits_nothing_and_is_kept() -> None:
    found = item(行政区划代码="440600")
    assert (found.districts, found.more) == ([], {"行政区划代码": "440600"})
    assert item(行政区划代码="440604").more == {}


def test_an_address_that_is_no_link_is_kept_as_text() -> None:
    found = item(网办地址="请搜索“市政务”小程序")
    assert (found.online_url, found.more) == ("", {"网办地址": "请搜索“市政务”小程序"})


def test_the_words_of_a_limit_may_stand_beside_its_days() -> None:
    found = item(承诺时限="5", 承诺时限说明="材料齐全之日起")
    assert found.promised_limit is not None
    assert (found.promised_limit.days, found.promised_limit.note) == (5, "材料齐全之日起")
    only = item(承诺时限说明="以公告为准").promised_limit
    assert only is not None
    assert (only.kind, only.note) == (LimitKind.OTHER, "以公告为准")
    assert item(承诺时限单位="工作日").promised_limit is None


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no_code": ({"事项编码": ""}, "code"),
    "bad_code": ({"事项编码": "编码 一"}, "code"),
    "no_name": ({"事项名称": ""}, "name"),
    "long_name": ({"事项名称": "名" * 301}, "name"),
    "control": ({"事项名称": "名\x00称"}, "name"),
    "half_character": ({"事项名称": "名\ud800称"}, "name"),
    "one_megabyte": ({"受理条件": "条" * 1_000_000}, "conditions"),
    "many_materials": ({"申请材料": ["证"] * 201}, "materials"),
    "type": ({"事项类型": "魔法"}, "事项类型"),
    "material_list": ({"申请材料": [{"title": "证"}]}, "materials"),
    "copies": ({"申请材料": [{"name": "证", "copies": -1}]}, "materials"),
    "limit": ({"承诺时限": {"kind": "DAYS"}}, "promised_limit"),
    "limit_type": ({"承诺时限": {"kind": "DAYS", "days": "x"}}, "promised_limit"),
    "dates": ({"生效日期": "2026-02-01", "失效日期": "2026-01-01"}, "失效日期早于"),
    "district": ({"行政区划代码": "佛山"}, "districts"),
    "version": ({"版本号": "0"}, "version"),
    "category": ({"热线分类编码": "abc"}, "category_code"),
    "switch": ({"是否收费": "看情况"}, "是否收费"),
    "parts": ({"办理流程": [{"name": "受理", "boss": "x"}]}, "steps"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_cell_is_refused_with_its_place(case: str) -> None:
    cells, told = BAD[case]
    with pytest.raises(RowRefused) as refused:
        item(**cells)
    assert told in refused.value.zh
    assert refused.value.en
    assert len(refused.value.zh) < 200


def test_an_item_beyond_all_measure_is_refused_as_a_whole() -> None:
    long = ["条" * 19_000] * 8
    with pytest.raises(RowRefused, match="超过"):
        item(受理条件=long)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = sorted(headings())


def outcome(cells: dict[str, Any]) -> ItemRow | RowRefused:
    try:
        return row_of(cells, columns_for(list(cells)))
    except RowRefused as refused:
        return refused


@given(st.dictionaries(st.sampled_from([*FIELDS, "未知栏", "x" * 200]), VALUES, max_size=6))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_row_it_is_an_item_or_a_refusal(cells: dict[str, Any]) -> None:
    found = outcome({"code": "A-100", "name": "占道经营许可", **cells})
    if isinstance(found, RowRefused):
        assert (bool(found.zh), bool(found.en)) == (True, True)
    else:
        assert ItemRow.model_validate(found.model_dump(mode="json")) == found


@pytest.mark.parametrize("depth", [300, 5000])
def test_endless_nesting_is_refused(depth: int) -> None:
    nested: Any = "x"
    for _ in range(depth):
        nested = [nested]
    with pytest.raises(RowRefused):
        item(未知栏=[{"a": nested}])
    with pytest.raises(RowRefused):
        item(申请材料="[" * depth + "]" * depth)
