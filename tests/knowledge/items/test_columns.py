"""Headings of foreign catalogues are data; what nobody knows is told."""

from collections import Counter

import pytest

from knowledge.items.changes import LABELS
from knowledge.items.columns import columns_for, headings, plain
from knowledge.items.errors import MappingUnusable
from knowledge.items.schemas import ItemContent, ItemRow


def test_the_exchange_names_of_the_province_are_known() -> None:
    names = ["TASK_CODE", "TASK_NAME", "CATANAME", "DEPT_NAME", "handle_time", "material_intro"]
    found = columns_for(names)
    assert found.by_field["statutory_limit"] == "handle_time"
    assert found.by_field["main_name"] == "CATANAME"
    assert found.unknown == ()


def test_chinese_headings_are_known_with_remarks_and_blanks() -> None:
    found = columns_for(["事项编码", "事 项 名 称（必填）", "受理条件 ", "法定时限（工作日）"])
    assert set(found.by_field) == {"code", "name", "conditions", "statutory_limit"}


def test_a_named_column_beats_the_usual_one_which_is_then_kept_beside() -> None:
    found = columns_for(["code", "name", "俗名", "别名"], ["aliases=俗名"])
    assert found.by_field["aliases"] == "俗名"
    assert found.unknown == ("别名",)
    assert found.told()[-1] == ("more", "别名")


@pytest.mark.parametrize(
    ("found", "wanted", "told"),
    [
        (["name"], [], "事项编码|编码|代码"),
        (["code", "name"], ["aliases"], "栏目=列名"),
        (["code", "name"], ["spell=name"], "栏目=列名"),
        (["code", "name"], ["aliases=绰号"], "绰号"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(
    found: list[str], wanted: list[str], told: str
) -> None:
    with pytest.raises(MappingUnusable) as refused:
        columns_for(found, wanted)
    assert any(word in refused.value.detail_zh for word in told.split("|"))


def test_no_heading_means_two_fields() -> None:
    found = Counter((plain(name), field) for field, names in headings().items() for name in names)
    assert [heading for heading, n in Counter(h for h, _ in found).items() if n > 1] == []


def test_every_field_has_headings_and_a_chinese_name() -> None:
    named = {field.partition(".")[0] for field in headings()} - {"window"}
    assert named == set(ItemRow.model_fields)
    assert set(ItemContent.model_fields) <= set(LABELS)
