"""What a later text adds is told clause by clause; greetings and pressing are no news."""

import pytest

from hotline.kit.text import Wording
from routing.similar.new_clauses import news

EARLIER = "同济路12号门口的路灯坏了三天，晚上很黑，老人摔倒了，请尽快修复"
PLAIN = Wording({})


@pytest.mark.parametrize(
    "text",
    [
        EARLIER,
        "您好，同济路12号门口的路灯还是坏的，请问什么时候处理，谢谢",
        "同济路12號門口的路燈壞了三天！麻烦有关部门尽快处理并回复。",
        "我之前反映的问题至今没有解决，希望抓紧处理",
        "",
        "！！！",
    ],
)
def test_telling_it_again_is_no_news(text: str) -> None:
    assert news(text.replace("什么时候处理", "尽快处理"), EARLIER, PLAIN) == []


def test_a_new_fact_is_shown_as_it_was_written() -> None:
    text = "您好，同济路12号门口的路灯坏了三天。昨晚有一辆电动车撞到花坛；司机受伤送院，谢谢"
    assert news(text, EARLIER, PLAIN) == ["昨晚有一辆电动车撞到花坛", "司机受伤送院"]


def test_the_same_in_dialect_is_no_news() -> None:
    wording = Wording({"唔着": "坏了"})
    assert news("同济路12号门口的路灯唔着三天", EARLIER, wording) == []
    assert news("同济路12号门口，楼下烧烤店油烟直排", EARLIER, wording) == ["楼下烧烤店油烟直排"]
