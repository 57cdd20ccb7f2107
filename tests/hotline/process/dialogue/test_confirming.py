"""Confirming a spot never destroys it: only a denial or another spot stands in its place."""

import pytest

from hotline.process.dialogue.confirming import MOST, confirmed
from hotline.process.dialogue.hearing import hear

TOLD = "禅城区同华路"


@pytest.mark.parametrize(
    "said",
    [
        "不知道哪个区",
        "不清楚是几号",
        "不好意思，我不记得门牌",
        "不是很清楚门牌",
        "不用补充了",
        "没有别的了",
        "不用了",
        "不用了，谢谢",
        "不知道",
        "唔知几号",
        "I don't know the number",
        "对，是同华路",
        "就是同华路",
        "就在这里",
        "正确",
        "1",
        "Yes it is",
        "yes, that’s right",
        "Correct.",
        "no thanks",
    ],
)
def test_a_place_stays_as_it_was_told(said: str) -> None:
    assert confirmed(TOLD, hear(said)) == TOLD


@pytest.mark.parametrize(
    "said",
    [
        "不远处的小卖部",
        "不过是在小学旁边",
        "不对面的小店",
        "不是很远，在福宁路小学旁边",
        "靠近百花广场",
        "不知道是不是福宁路",
        "不是12号是21号",
        "不是，在祖庙街道那一段",
        "对面",
        "12号",
        "near the school",
        "Right opposite the school",
    ],
)
def test_what_names_no_other_spot_is_added_as_it_was_said(said: str) -> None:
    assert confirmed(TOLD, hear(said)) == f"{TOLD}，{said}"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("对的，就在小学旁边", f"{TOLD}，小学旁边"),
        ("是的，门牌12号", f"{TOLD}，门牌12号"),
        ("Yes, number 12", f"{TOLD}，number 12"),
        ("不知道门牌，在百花广场对面", f"{TOLD}，百花广场对面"),
        ("同华路8号", f"{TOLD}8号"),
        ("对，同华路8号", f"{TOLD}8号"),
        ("佛山市禅城区同华路8号", "佛山市禅城区同华路8号"),
    ],
)
def test_what_goes_on_with_a_place_completes_it(said: str, kept: str) -> None:
    assert confirmed(TOLD, hear(said)) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("不是，是福宁路12号", "福宁路12号"),
        ("福宁路", "福宁路"),
        ("是福宁路", "福宁路"),
        ("不，是福宁路", "福宁路"),
        ("不 福宁路", "福宁路"),
        ("不是福宁路", "福宁路"),
        ("不是同华路，是福宁路", "福宁路"),
        ("不在同华路，在福宁路", "福宁路"),
        ("唔系，系福宁路", "福宁路"),
        ("错了，应该是华远东路", "华远东路"),
        ("不好意思，不对，是福宁路", "福宁路"),
        ("不对吧，我记得是福宁路", "福宁路"),
        ("no, it is at Fuhua Road", "Fuhua Road"),
        ("No, near Fuhua Road", "near Fuhua Road"),
        ("No, it is not Tonghua Road, it is Renmin Road", "Renmin Road"),
        ("no.12 Fuhua Road", "no.12 Fuhua Road"),
    ],
)
def test_another_spot_stands_alone_in_its_place(said: str, kept: str) -> None:
    assert confirmed(TOLD, hear(said)) == kept


@pytest.mark.parametrize(
    "said",
    [
        "不是",
        "不对",
        "不",
        "不是同华路",
        "不是那里",
        "不是同华路，但我不知道是哪条路",
        "no",
        "No, it isn't",
        "wrong",
        "It's not Tonghua Road",
        "谢谢",
        "啊啊",
    ],
)
def test_what_denies_a_place_or_tells_nothing_keeps_none(said: str) -> None:
    assert confirmed(TOLD, hear(said)) == ""


@pytest.mark.parametrize(
    "part", ["不对", "不是", "对，", "是", "就都", "no, ", "yes ", "it is ", "市"]
)
def test_a_very_long_answer_is_read_in_reasonable_time_and_kept_short(part: str) -> None:
    assert len(confirmed(TOLD, hear(part * 600))) <= MOST
