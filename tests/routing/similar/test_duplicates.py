"""Near-duplicates are found inside the window and nowhere else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.similar.duplicates import NearDuplicates
from tests.routing.city import AT

LONG = (
    "来电人反映祖庙街道东方广场后街的烧烤店每天晚上营业到凌晨两点，油烟直接排到居民楼，"
    "噪音也很大，家里老人和小孩都睡不着，之前打过电话但是没有改善，希望有关部门尽快处理并答复。"
)
OTHER = (
    "咨询社保卡遗失之后怎样补办，本人现在在外地工作不方便回来，想知道能不能在网上申请，"
    "需要准备哪些材料，大概多少天可以收到新卡，补办期间看病能不能先垫付之后再报销。"
)


@pytest.fixture
def index() -> NearDuplicates:
    found = NearDuplicates(timedelta(days=30))
    found.add("T1", LONG, AT)
    found.add("T2", OTHER, AT)
    found.add("T3", "路灯不亮，祖庙路1号门口", AT)
    return found


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (LONG, "T1"),
        (LONG.replace("来电人反映", "我要投诉"), "T1"),
        ("您好，" + LONG + "谢谢！", "T1"),
        (LONG.replace("。", "！！"), "T1"),
        ("路灯不亮，祖庙路1号门口", "T3"),
        ("祖廟路1號門口路燈不亮", "T3"),
    ],
)
def test_the_same_matter_in_other_words_is_hinted(
    index: NearDuplicates, text: str, key: str
) -> None:
    hints = index.find(text, AT + timedelta(days=2))
    assert [hint.key for hint in hints] == [key]
    assert 0.5 <= hints[0].similarity <= 1


@pytest.mark.parametrize(
    "text", ["", "!", "噪", "😀😀😀", "完全不同的一件事情，与前面无关", "油烟"]
)
def test_another_matter_is_not_hinted(index: NearDuplicates, text: str) -> None:
    assert index.find(text, AT) == []


def test_what_left_the_window_is_gone(index: NearDuplicates) -> None:
    assert index.find(LONG, AT + timedelta(days=31)) == []
    index.add("T9", "新的一条", AT + timedelta(days=40))
    assert len(index) == 1


def test_a_merged_ticket_can_be_forgotten(index: NearDuplicates) -> None:
    index.forget("T1")
    index.forget("NOBODY")
    assert index.find(LONG, AT) == []
    assert len(index) == 2


def test_adding_a_ticket_again_replaces_it(index: NearDuplicates) -> None:
    index.add("T1", OTHER, AT)
    assert len(index) == 3
    assert {hint.key for hint in index.find(OTHER, AT)} == {"T1", "T2"}
    assert index.find(LONG, AT) == []


def test_the_most_similar_comes_first_and_the_list_is_short(index: NearDuplicates) -> None:
    for number in range(10):
        index.add(f"X{number}", LONG + "补充" * number, AT)
    hints = index.find(LONG, AT, limit=3)
    assert len(hints) == 3
    assert [h.similarity for h in hints] == sorted((h.similarity for h in hints), reverse=True)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=30)), max_size=30))
def test_adding_and_forgetting_leaves_nothing_behind(steps: list[tuple[str, str]]) -> None:
    index = NearDuplicates(timedelta(days=1))
    for key, text in steps:
        index.add(key, text, AT)
    for key in "abc":
        index.forget(key)
    assert len(index) == 0
    assert all(index.find(text, AT) == [] for _, text in steps)


def test_one_word_changed_in_a_hundred_texts_is_found_each_time() -> None:
    index = NearDuplicates(timedelta(days=30))
    texts = [
        f"{LONG[i:]}{OTHER[:i]}第{chr(0x4E00 + 37 * i)}{chr(0x5E00 + 91 * i)}号" for i in range(60)
    ]
    for number, text in enumerate(texts):
        index.add(str(number), text, AT)
    found = [
        str(number) in {h.key for h in index.find(text.replace("希望", "恳请"), AT, limit=60)}
        for number, text in enumerate(texts)
    ]
    assert all(found)
