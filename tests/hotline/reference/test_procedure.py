"""The workflow page says limits and rows as people read them."""

import pytest

from hotline.reference import procedure
from hotline.tickets.policy import (
    Limit,
    calendar_days,
    clock_minutes,
    days,
    working_minutes,
)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (days(15), "15 个工作日"),
        (working_minutes(420), "1 个工作日（按工作分钟计）"),
        (working_minutes(240), "240 工作分钟"),
        (clock_minutes(30), "30 分钟（不分昼夜）"),
        (calendar_days(60), "60 个自然日"),
        (None, ""),
    ],
)
def test_a_limit_is_said_in_its_own_unit(limit: Limit | None, text: str) -> None:
    assert procedure.limit_text(limit) == text


def test_a_row_names_its_second_person_and_its_clocks() -> None:
    line = next(t for t in procedure.render().splitlines() if t.startswith("| C3 |"))
    assert "`OBJECT` 退单" in line
    assert "单位审批人" in line
    assert "▶adjudicate" in line


def test_every_line_of_a_table_has_the_cells_of_its_head() -> None:
    width = 0
    for line in procedure.render().splitlines():
        cells = line.replace("\\|", "").count("|")
        if line.startswith("|---"):
            assert cells == width
        elif line.startswith("|"):
            assert width in {0, cells}
        width = cells if line.startswith("|") else 0
