"""A vehicle in the water is a danger to life; one that drives to a street named after water is not (落水与行车)."""

import pytest

from routing.rules.ruleset import Severity
from tests.routing.rules.city_book import words


def urgent(text: str) -> bool:
    return any(alarm.rule.severity is Severity.EMERGENCY for alarm in words().test(text))


@pytest.mark.parametrize(
    "text",
    [
        "公交车晚上不开到湖景路了，希望恢复",
        "校车开到江湾路口就让孩子下车",
        "货车开到海八路被拍了违章，想申诉",
        "216路公交车不再开往西江公园，出行不便",
        "车停在路边被开了罚单，河滨路那里",
        "江边那个老码头的摆渡船晚上不开了，街坊过河要绕一大圈",
        "开进湖景路的车被拖走",
        "导航叫我开入江湾立交，结果走错了",
        "大货车晚上开进江边路，很吵",
        "旅游大巴开到千灯湖公园门口就不走了",
        "把车开到河边停着钓鱼的人很多",
    ],
)
def test_driving_somewhere_is_no_danger(text: str) -> None:
    assert not urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "有辆车开进河里了",
        "司机把车开到河涌里去了快来人",
        "有车开到鱼塘里",
        "车开落涌度",
        "小车冲下江了",
        "船翻了，河水很急",
        "车翻下水沟，人卡住了",
        "有台车开进水库，司机还在里面",
        "车子开进水塘",
        "车开入水沟",
        "小车开进小区人工湖了",
        "有架车开咗入鱼塘",
        "有车直接开进了那边的鱼塘",
        "老人开代步车开进荷塘",
        "导航导错，车开进河道",
        "有辆车开进路边的河里了",
        "小车开进北江了",
        "车开进河，人在里面",
        "三轮车开进了一个鱼塘，人爬不出来",
        "电动车开落河涌，细路仔喺入面",
        "一架车开咗落河",
        "车开进了桂畔海",
        "车开进河道里了",
        "小车开进污水池",
        "有辆车开到河边翻下去了",
        "车开河里了",
    ],
)
def test_a_vehicle_in_the_water_is_one(text: str) -> None:
    assert urgent(text)
