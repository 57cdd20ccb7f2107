"""A title says by which way it came, where it is, and what it is about; it names the place once."""

import pytest

from hotline.process.titles import LONGEST, title_of

HERE = ("禅城区", "祖庙街道")
SHORT = frozenset({"禅城", "祖庙"})


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("路灯坏了三天", "[网页留言]（禅城区祖庙街道）路灯坏了三天"),
        ("禅城区祖庙街道同济路路灯坏了", "[网页留言]（禅城区祖庙街道）同济路路灯坏了"),
        ("佛山市禅城区祖庙街道的垃圾桶满了", "[网页留言]（禅城区祖庙街道）垃圾桶满了"),
        ("祖庙街道同济路路灯坏了", "[网页留言]（禅城区祖庙街道）同济路路灯坏了"),
        ("禅城区同济路路灯坏了", "[网页留言]（禅城区祖庙街道）同济路路灯坏了"),
        ("禅城祖庙街道同济路路灯坏了", "[网页留言]（禅城区祖庙街道）同济路路灯坏了"),
        ("昨晚在禅城区祖庙街道同济路摔了一跤", "[网页留言]（禅城区祖庙街道）昨晚在同济路摔了一跤"),
        ("路灯坏了，禅城区祖庙街道同济路", "[网页留言]（禅城区祖庙街道）路灯坏了，同济路"),
        # what cannot be left out stands in the words alone
        ("禅城区政府门口堵车", "[网页留言]（祖庙街道）禅城区政府门口堵车"),
        ("祖庙街道办的人不接电话", "[网页留言]（禅城区）祖庙街道办的人不接电话"),
        ("我住禅城区祖庙街道，路灯坏了", "[网页留言]我住禅城区祖庙街道，路灯坏了"),
        ("从南海走到禅城区祖庙街道同济路", "[网页留言]从南海走到禅城区祖庙街道同济路"),
        ("禅城区和南海区都停水", "[网页留言]（祖庙街道）禅城区和南海区都停水"),
        ("禅城祖庙同济路路灯坏了", "[网页留言]禅城祖庙同济路路灯坏了"),
    ],
)
def test_a_title_names_the_place_once(content: str, title: str) -> None:
    found = title_of("网页留言", HERE, content, SHORT)
    assert found == title
    assert all(found.count(name) <= 1 for name in HERE)


def test_a_short_form_that_was_not_heard_as_the_place_is_another_word() -> None:
    found = title_of("短信", ("三水区", "西南街道"), "路口西南角的井盖没了", frozenset())
    assert found == "[短信]（三水区西南街道）路口西南角的井盖没了"


def test_without_a_place_the_words_stand_alone() -> None:
    assert title_of("短信", (), "请问社保卡怎么补办") == "[短信]请问社保卡怎么补办"


def test_a_title_is_short_and_masks_whom_to_call() -> None:
    found = title_of("网页留言", HERE, "打13800138000找我，" + "楼上漏水" * 40)
    assert len(found) == LONGEST
    assert "13800138000" not in found


def test_a_place_named_beyond_the_end_of_the_title_stands_in_front() -> None:
    found = title_of("网页留言", HERE, "楼上漏水" * 20 + "我家就是禅城区祖庙街道，")
    assert found.startswith("[网页留言]（禅城区祖庙街道）楼上漏水")
