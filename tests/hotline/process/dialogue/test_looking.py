"""What routing judges of a message: everything a citizen tells, also beside a wish or a choice."""

import pytest

from hotline.process.dialogue.hearing import hear
from hotline.process.dialogue.looking import told_by
from hotline.process.dialogue.state import Choice, Doing, State

ASKING = State(
    doing=Doing.CLARIFYING,
    asked="在哪换证",
    options=(Choice("禅城区", "禅城区"), Choice("南海区", "南海区")),
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("人工", ""),
        ("我不想跟机器人说话", ""),
        ("我不想活了，转人工", "我不想活了"),
        (
            "我的投诉到底处理得怎么样了，再没结果我就跳楼",
            "我的投诉到底处理得怎么样了，再没结果我就跳楼",
        ),
        ("我不想活了", "我不想活了"),
        ("你好", ""),
    ],
)
@pytest.mark.parametrize("doing", list(Doing))
def test_despair_beside_a_wish_is_judged_in_every_state(
    doing: Doing, words: str, told: str
) -> None:
    assert told_by(State(doing=doing), hear(words)) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("2", "在哪换证"),
        ("南海区", "在哪换证"),
        ("南海", "在哪换证，南海"),
        ("在哪换证", "在哪换证"),
        ("我要跳楼", "我要跳楼"),
    ],
)
def test_a_choice_tells_what_was_asked(words: str, told: str) -> None:
    assert told_by(ASKING, hear(words)) == told
