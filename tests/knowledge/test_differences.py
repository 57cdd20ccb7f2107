"""What changes is told field by field, and short enough for a line on the terminal."""

from knowledge.differences import differing, field_changes, shortened

LABELS = {"fee": "费用", "name": "名称"}


def test_fields_are_told_in_the_order_of_their_labels() -> None:
    before, after = (
        {"name": "甲", "fee": None, "more": 1},
        {"name": "乙", "fee": "10 元", "more": 2},
    )
    told = field_changes(before, after, LABELS)
    assert [(c.label, c.before, c.after) for c in told] == [
        ("费用", None, "10 元"),
        ("名称", "甲", "乙"),
    ]
    assert differing(before, before, LABELS) == []


def test_a_value_is_shortened_to_its_filled_parts() -> None:
    window = {"name": "综合窗口", "phone": "", "lines": ["一", "二"], "free": True}
    assert shortened(window) == "综合窗口；一；二；是"
    assert (shortened(None), shortened(0), shortened("字" * 61)) == ("", "0", "字" * 60 + "…")
