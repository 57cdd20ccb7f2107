"""The same words about another building, route or estate are another matter."""

from datetime import timedelta

import numpy as np
import pytest

from hotline.kit.text import Wording, normalise
from routing.extract.gazetteer import PlaceEntry
from routing.similar.duplicates import NearDuplicates
from routing.similar.reading import Reader, Sameness, _normal, sameness
from tests.routing.city import AT

MATTER = "电梯一个星期坏了四次，昨天把一位孕妇关在里面二十多分钟，物业说零件要等外地发货，市民要求停用检测"
BUS = "等了五十分钟才来一辆，到站还不停，一起等车的有七八位老人，赶着去复诊"
LEADS = np.ones(1 << 16, bool)


def index_of(*texts: str, **options: object) -> NearDuplicates:
    index = NearDuplicates(timedelta(days=30), **options)  # type: ignore[arg-type]
    for number, text in enumerate(texts):
        index.add(f"T{number}", text, AT)
    return index


@pytest.mark.parametrize(
    ("told", "other"),
    [
        ("桂城街道怡翠花园3栋" + MATTER, "桂城街道怡翠花园5栋" + MATTER),
        ("桂城街道怡翠花园3栋" + MATTER, "桂城街道怡景花园3栋" + MATTER),
        ("怡翠花园3栋2单元" + MATTER, "怡翠花园3栋1单元" + MATTER),
        ("祖庙路12号" + MATTER, "祖庙路35号" + MATTER),
        ("祖庙路12号" + MATTER, "同济路12号" + MATTER),
        ("祖庙路12号" + MATTER, "怡翠花园" + MATTER),
        ("罗格村二巷8号" + MATTER, "罗格村三巷8号" + MATTER),
        ("普澜一路的" + MATTER, "普澜二路的" + MATTER),
        ("千灯湖站的203路公交车" + BUS, "千灯湖站的115路公交车" + BUS),
        ("出租车粤E12345" + BUS, "出租车粤E54321" + BUS),
        ("大沥镇有部" + MATTER, "里水镇有部" + MATTER),
    ],
)
def test_the_same_words_about_another_thing_are_not_hinted(told: str, other: str) -> None:
    index = index_of(told)
    assert [hint.key for hint in index.find(told, AT)] == ["T0"]
    assert index.find(other, AT) == []


@pytest.mark.parametrize(
    ("told", "again"),
    [
        ("桂城街道怡翠花园3栋" + MATTER, "怡翠花园三栋，" + MATTER),
        ("怡翠花园二十三号楼" + MATTER, "怡翠花园23栋" + MATTER),
        ("祖庙路12号" + MATTER, "石湾镇祖庙路12号，" + MATTER),
        ("石湾镇祖庙路12号" + MATTER, "大沥镇祖庙路12号" + MATTER),
        ("怡翠花园3栋" + MATTER, "怡翠花园，" + MATTER),
        (MATTER + "，从5月3号开始", MATTER + "，从5月9号开始"),
    ],
)
def test_the_same_thing_written_otherwise_is_hinted(told: str, again: str) -> None:
    assert [hint.key for hint in index_of(told).find(again, AT)] == ["T0"]


def test_who_names_no_place_must_say_nearly_the_same_words() -> None:
    index = index_of("怡翠花园" + MATTER)
    assert index.find(MATTER, AT)
    assert index.find(MATTER[:30], AT) == []


def test_two_known_places_are_told_apart_without_a_suffix() -> None:
    places = [
        PlaceEntry("千灯湖", "LANDMARK", "440605"),
        PlaceEntry("岭南天地", "LANDMARK", "440604", aliases=("祖庙东华里",)),
    ]
    one, other, alias = (f"{name}旁边{MATTER}" for name in ("岭南天地", "千灯湖", "祖庙东华里"))
    assert index_of(one).find(other, AT)
    known = index_of(one, places=places)
    assert known.find(other, AT) == []
    assert known.find(alias, AT)


def test_a_known_place_inside_a_longer_name_is_not_that_place() -> None:
    reader = Reader(Wording({}), [PlaceEntry("龙山", "LANDMARK", "440606")])
    alone, longer = (reader.read(text, LEADS) for text in ("龙山旁边很吵", "龙山花园旁边很吵"))
    assert sameness(alone.marks, longer.packed) is Sameness.OTHER


def test_another_wording_is_found_with_the_table_alone() -> None:
    told = "楼下晚上很吵睡不着没有人管，不知道什么时候才停"
    again = "楼下夜晚好嘈瞓唔着冇人理，唔知几时先停"
    table = {
        "夜晚": "晚上",
        "好嘈": "很吵",
        "瞓唔着": "睡不着",
        "冇人理": "没有人管",
        "唔知": "不知道",
    }
    table |= {"几时": "什么时候", "先停": "才停"}
    assert index_of(told).find(again, AT) == []
    assert index_of(told, wording=Wording(table)).find(again, AT)


@pytest.mark.parametrize(
    "words", ["修路", "这条马路", "全村", "公交车学校", "十字路", "一座桥", "村民", "5月23号"]
)
def test_words_that_only_look_like_a_name_are_no_mark(words: str) -> None:
    assert Reader(Wording({}), []).read(words + "很吵", LEADS).marks == frozenset()


@pytest.mark.parametrize(
    "text", ["", "ＡＢＣ１２", "祖廟路１號", "𨋢壞咗", "İstanbul", "half \ud800 one", "😀"]
)
def test_one_look_up_a_character_folds_as_the_normal_form(text: str) -> None:
    assert _normal(text)[0].replace("?", "\ufffd") == normalise(text).replace("?", "\ufffd")


def test_a_house_is_a_house_whatever_follows_it() -> None:
    """“10号到现在” is a day where nothing shows a street, and a house behind a lane."""
    told = "枫腾村4巷{}号到现在七个多月没有人管，晚上很黑，老人摔倒了，希望尽快修复"
    index = NearDuplicates(timedelta(days=30))
    index.add("T", told.format(15), AT)
    assert index.find(told.format(10), AT) == []
    assert [hint.key for hint in index.find(told.format(15), AT)] == ["T"]
    days = "路灯从{}号到现在没有亮过，晚上很黑，老人摔倒了，希望尽快修复"
    index.add("D", days.format(3), AT)
    assert [hint.key for hint in index.find(days.format(4), AT)] == ["D"]
