"""Which column holds what is guessed from headings in use, and the user's word wins."""

import pytest

from hotline.imports.columns import Field, MappingUnusable, columns_for


def test_headings_of_other_systems_are_recognised() -> None:
    columns = columns_for(["工单编号", "诉求描述", "受理日期", "承办部门", "备注"])
    assert columns.by_field == {
        Field.ID: ("工单编号",),
        Field.TEXT: ("诉求描述",),
        Field.DATE: ("受理日期",),
        Field.UNIT: ("承办部门",),
    }


def test_levels_in_columns_of_their_own_make_one_category() -> None:
    for what in ("", "分类", "类别"):
        columns = columns_for(["来电内容", f"一级{what}", f"二级{what}", "主办部门"])
        assert columns.by_field[Field.CATEGORY] == (f"一级{what}", f"二级{what}")
        assert columns.by_field[Field.TEXT] == ("来电内容",)
        assert columns.by_field[Field.UNIT] == ("主办部门",)


def test_levels_of_a_category_are_joined_in_their_order() -> None:
    columns = columns_for(["text", "category_1", "category_2"])
    cells = {"text": "路灯不亮", "category_1": "城市管理", "category_2": "照明"}
    assert columns.value(cells, Field.CATEGORY) == "城市管理 / 照明"
    assert columns.value({**cells, "category_2": ""}, Field.CATEGORY) == "城市管理"


def test_a_field_named_by_the_user_is_not_guessed_as_well() -> None:
    columns = columns_for(["内容", "原话"], ["原话=text"])
    assert columns.by_field[Field.TEXT] == ("原话",)


def test_a_column_can_be_left_out() -> None:
    assert Field.UNIT not in columns_for(["text", "部门"], ["部门=-"]).by_field


def test_a_column_that_nobody_knows_is_named_and_one_left_out_is_not() -> None:
    columns = columns_for(
        ["大类", "小类", "来电记录", "备注", "登记日"], ["来电记录=text", "备注=-"]
    )
    assert columns.by_field[Field.CATEGORY] == ("大类", "小类")
    assert columns.unused == ("登记日",)


def test_every_needed_column_that_is_missing_is_asked_for_at_once() -> None:
    with pytest.raises(MappingUnusable) as refusal:
        columns_for(["来电记录", "登记日"], needed=(Field.TEXT, Field.DATE))
    assert "不知道哪一列是诉求内容、哪一列是受理时间" in refusal.value.detail_zh
    assert "--map 列名=text --map 列名=date" in refusal.value.detail_zh


def test_a_heading_with_an_equals_sign_can_be_mapped() -> None:
    assert columns_for(["a=b"], ["a=b=text"]).by_field[Field.TEXT] == ("a=b",)


@pytest.mark.parametrize(
    ("header", "mapping", "told"),
    [
        (["text"], ["无此列=unit"], "没有“无此列”这一列"),
        (["text"], ["text=content"], "没有名为“content”的字段"),
        (["甲", "乙"], [], "不知道哪一列是诉求内容"),
    ],
)
def test_a_mapping_that_cannot_be_understood_is_explained(
    header: list[str], mapping: list[str], told: str
) -> None:
    with pytest.raises(MappingUnusable) as refusal:
        columns_for(header, mapping)
    assert told in refusal.value.detail_zh
