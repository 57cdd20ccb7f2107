"""Last year's orders draft a subject tree that the import reads (分类草稿)."""

import pytest

from hotline.kit.sheets import read_rows, write_csv
from routing.taxonomy.draft import COLUMNS, TooDeep, TooManySiblings, draft
from routing.taxonomy.files import read_categories


def test_paths_become_numbered_subjects_the_most_frequent_first() -> None:
    paths = [("市容", "路灯"), ("市容", "垃圾"), ("市容", "垃圾"), ("社保", ""), ("", "垃圾")]
    told = [(r["code"], r["parent_code"], r["name"], r["历史件数"]) for r in draft(paths)]
    assert told == [
        ("01", "", "市容", 3),
        ("0101", "01", "垃圾", 2),
        ("0102", "01", "路灯", 1),
        ("02", "", "社保", 1),
    ]


def test_the_import_reads_the_draft() -> None:
    rows = list(draft([("市容", "垃圾", "清运"), ("社保",)]))
    categories, errors = read_categories(read_rows(write_csv(COLUMNS, rows)))
    assert errors == []
    assert [(c.code, c.name) for c in categories] == [
        ("01", "市容"),
        ("0101", "垃圾"),
        ("010101", "清运"),
        ("02", "社保"),
    ]


def test_a_path_ends_at_a_name_that_no_tree_takes() -> None:
    assert [r["name"] for r in draft([("市容", "长" * 61, "清运")])] == ["市容"]


def test_more_than_two_digits_can_number_is_refused_with_the_superior() -> None:
    with pytest.raises(TooManySiblings, match="市容") as caught:
        list(draft([("市容", f"第{n}类") for n in range(100)]))
    assert "100" in caught.value.detail_zh
    with pytest.raises(TooDeep):
        list(draft([tuple("甲乙丙丁戊己庚")]))
