"""The spot is read off the words: exact where it can be found by it, and a town alone is none."""

import pytest

from hotline.kit import clock
from hotline.process.dialogue.looking import missing_for, told_already
from hotline.process.dialogue.spots import Spot, beside_spot, names_spot, spot_told
from hotline.process.dialogue.state import PHONE, PLACE, SPOT, Field
from routing.suggest import suggest
from tests.routing.city import state

CITY = state()
WHERE = Field(SPOT, "具体在哪里？")
SITE = "我要投诉，桂城街道南海大道北56号对面工地半夜施工很吵"


@pytest.mark.parametrize(
    ("words", "spot"),
    [
        (SITE, Spot("桂城街道南海大道北56号对面", exact=True)),
        ("祖庙街道 建新路 12号 路灯不亮", Spot("祖庙街道建新路12号", exact=True)),
        ("南海大道北与桂平路交界的红绿灯坏了", Spot("南海大道北与桂平路交界", exact=True)),
        ("桂城万科金色花园3栋楼下很吵", Spot("桂城万科金色花园3栋楼下", exact=True)),
        ("狮山镇官窑市场污水横流", Spot("狮山镇官窑市场", exact=True)),
        ("建新路路灯坏了三盏", Spot("建新路", exact=False)),
        ("桂城街道的工地很吵", None),
        ("小区楼下烧烤店油烟扰民", None),
        ("楼下12号那家店很吵", None),
    ],
)
def test_the_spot_is_what_was_told_of_it(words: str, spot: Spot | None) -> None:
    assert spot_told(CITY.gazetteer, words) == spot


@pytest.mark.parametrize(
    "text", ["福宁路", "百花广场", "at 12 Fuhua Road", "it is Fuhua Lu", "不是，是福宁路12号"]
)
def test_a_road_or_an_estate_is_a_spot_by_itself(text: str) -> None:
    assert names_spot(text)


@pytest.mark.parametrize(
    "text", ["祖庙街道那一段", "小学旁边", "on the road", "near a school", "12号"]
)
def test_what_only_adds_to_a_spot_is_none_by_itself(text: str) -> None:
    assert not names_spot(text)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("禅城区同华路，还有人被掉下来的砖砸伤了", "还有人被掉下来的砖砸伤了"),
        ("我家在禅城区 同华路 12号，工人 A 被砸伤了", "工人 A 被砸伤了"),
        ("同华路12号对面的工地门口有人受伤", "工地门口有人受伤"),
        ("佛山市禅城区，同华路", ""),
        ("禅城区祖庙街道建新路12号", ""),
        ("就在同华路那边", ""),
        ("好像是打桩机", ""),
    ],
)
def test_what_is_told_beside_a_spot_is_found(text: str, beside: str) -> None:
    assert beside_spot(text) == beside


@pytest.mark.parametrize("part", ["市", "同华路", "a", "的"])
def test_a_very_long_message_is_read_in_reasonable_time(part: str) -> None:
    assert len(beside_spot(part * 2000)) <= 2000 * len(part)


def needed(text: str, *fields: Field) -> tuple[tuple[Field, ...], dict[str, str]]:
    found = suggest(CITY, text, channel="WEBCHAT", at=clock.now())
    return told_already(CITY, found, text, fields)


def test_a_spot_that_was_told_is_not_asked_for() -> None:
    assert needed(SITE, WHERE, Field(PHONE)) == (
        (Field(PHONE),),
        {SPOT: "桂城街道南海大道北56号对面"},
    )
    assert needed(SITE, Field(PLACE), Field(PHONE)) == ((Field(PHONE),), {})


@pytest.mark.parametrize(
    ("words", "told"),
    [("祖庙街道建新路路灯坏了", "祖庙街道建新路"), ("云中大道12号路灯坏了", "云中大道12号")],
)
def test_a_road_without_number_or_a_spot_in_no_known_town_is_confirmed(
    words: str, told: str
) -> None:
    assert needed(words, WHERE) == ((Field(SPOT, WHERE.label, told=told),), {})
    assert needed(words, Field(PLACE)) == ((Field(PLACE, told=told),), {})


def test_a_town_alone_is_no_spot_and_what_does_not_ask_for_one_is_left_alone() -> None:
    assert needed("桂城街道的工地很吵", WHERE) == ((WHERE,), {})
    assert needed(SITE, Field("source")) == ((Field("source"),), {})
    found = suggest(CITY, SITE, channel="WEBCHAT", at=clock.now())
    assert missing_for(CITY, found, SITE, None) == (Field(PHONE),)
