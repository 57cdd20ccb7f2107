"""What a citizen told in a talk with the bot: once, without chatter, and without replies to a form."""

from datetime import UTC, datetime

import pytest

from hotline.process.assist.talk import once, said_in, told_in
from hotline.process.dialogue import words
from hotline.process.dialogue.lines import LinePurpose, purpose_of
from hotline.process.dialogue.views import Line
from hotline.tickets.messages import Template

AT = datetime(2026, 3, 2, tzinfo=UTC)
NOISE = "桂城街道南海大道北56号对面工地半夜施工很吵"


def ours(template: Template, language: str = "cmn", below: str = "", **values: str) -> Line:
    filled = dict.fromkeys(template.fields(), "值") | values
    return Line(AT, False, template.text(language).format(**filled) + below)


def his(text: str | None) -> Line:
    return Line(AT, True, text)


REGISTERED = [
    ours(words.GREETING),
    his("你好"),
    ours(words.ASK_AWAY),
    his(NOISE),
    ours(words.OFFER, below="\n1. 登记诉求\n2. 暂不登记"),
    his("登记"),
    ours(words.ASK_FIELD, label="是什么声音、哪里发出来的？"),
    his("是"),
    ours(words.ASK_FIELD_AGAIN, label="是什么声音、哪里发出来的？"),
    his("好像是打桩机"),
    ours(words.ASK_FIELD, label="从几点开始？", below="\n1. 白天\n2. 晚上\n3. 跳过"),
    his("九"),
    ours(words.NO_SUCH_OPTION),
    his("夜里头"),
    ours(words.ASK_PHONE),
    his("138****1234"),
    ours(words.OPENED, due=""),
]


def test_the_matter_is_heard_once_and_the_form_not_at_all() -> None:
    assert told_in(REGISTERED) == [NOISE]
    assert once(NOISE, told_in(REGISTERED), []) == [NOISE]


def test_what_is_asked_of_the_bot_or_said_to_a_person_is_kept() -> None:
    talk = [
        his("身份证丢了怎么补办"),
        *REGISTERED,
        his("我还想问居住证，转人工"),
        ours(words.ASK_BACK_NUMBER, when="尽快"),
        his("我的手机号是138****1234"),
        ours(words.WILL_CALL, when="尽快"),
        his("好的"),
        ours(words.WITH_PERSON),
        his("工地的铁门是蓝色的"),
        his(None),
    ]
    told = ["身份证丢了怎么补办", NOISE, "我还想问居住证", "好的", "工地的铁门是蓝色的"]
    assert told_in(talk) == told
    assert once(NOISE, told, []) == [NOISE, *(one for one in told if one != NOISE)]


def test_anger_in_reply_to_the_form_is_heard() -> None:
    angry = "你们这是什么态度，我要投诉你们"
    assert told_in([ours(words.ASK_PLACE), his(angry)]) == [angry]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("禅城区同华路，还有人被掉下来的砖砸伤了", ["还有人被掉下来的砖砸伤了"]),
        ("我家在禅城区同华路12号，工人被砖砸伤了", ["工人被砖砸伤了"]),
        ("禅城区同华路12号", []),
        ("佛山市禅城区，同华路", []),
        ("同华路，很吵", []),
        ("不清楚是几号", []),
    ],
)
@pytest.mark.parametrize("asked", [words.ASK_PLACE, words.ASK_PLACE_AGAIN, words.CONFIRM_SPOT])
def test_what_is_told_beside_the_place_is_heard(
    asked: Template, said: str, told: list[str]
) -> None:
    assert told_in([ours(asked), his(said)]) == told


def test_a_line_that_holds_the_matter_is_heard_in_its_place() -> None:
    assert once("路灯坏了", ["投诉路灯坏了三天"], []) == ["投诉路灯坏了三天"]
    assert once("身份证丢了怎么补办，要多少钱", ["身份证丢了怎么补办", "要多少钱"], []) == [
        "身份证丢了怎么补办，要多少钱"
    ]


def test_what_is_said_later_is_new_unless_it_is_the_whole_matter() -> None:
    later = said_in([ours(words.ASK_PLACE), his("半夜施工"), his(NOISE), his("对")])
    assert once(NOISE, [], later) == [NOISE, "半夜施工", "对"]


@pytest.mark.parametrize("language", ["cmn", "eng", "yue"])
@pytest.mark.parametrize(
    ("template", "purpose"),
    [
        (words.ASK_PLACE, LinePurpose.FORM),
        (words.ASK_PLACE_AGAIN, LinePurpose.FORM),
        (words.ASK_FIELD, LinePurpose.FORM),
        (words.ASK_FIELD_AGAIN, LinePurpose.FORM),
        (words.CONFIRM_SPOT, LinePurpose.FORM),
        (words.NO_SUCH_OPTION, LinePurpose.REPEATS),
        (words.WILL_CALL, LinePurpose.PERSON),
        (words.WITH_PERSON, LinePurpose.PERSON),
        (words.OFFER, LinePurpose.OTHER),
        (words.ASK_CONTENT, LinePurpose.OTHER),
        (words.OPENED, LinePurpose.OTHER),
    ],
)
def test_our_own_lines_are_told_apart_in_every_language(
    template: Template, purpose: LinePurpose, language: str
) -> None:
    text = ours(template, language, below="\n1. 甲\n2. 乙").text
    assert text is not None
    assert purpose_of(text) is purpose
