"""Wiping (去号): no spelling of a person's number, plate, card or address of mail survives; the matter does."""

from datetime import UTC, datetime

import pytest

from hotline.kit.wiping import GONE
from hotline.process.search.wiping import wiped
from hotline.process.wordmask import Masker
from knowledge.understanding.grams import wide_grams

AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
MASKER = Masker(["王小红", "钱大有"], AT)
PHONES = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "138.1234.5678",
    "138·1234·5678",
    "１３８１２３４５６７８",
    "1 3 8 1 2 3 4 5 6 7 8",
    "138\u200b1234\u200b5678",
    "+86 138 1234 5678",
    "(0086)13812345678",
    "一三八一二三四五六七八",
    "幺三八幺二三四五六七八",
    "l38l2345678",
    "138，1234，5678",
    "①③⑧①②③④⑤⑥⑦⑧",
    "0757-83812345",
    "(0757) 8381 2345",
    "83812345",
    "8381-2345",
    "壹叁捌壹贰叁肆伍陆柒捌",
]
IDENTITIES = [
    "440604199001011234",
    "440604 19900101 1234",
    "４４０６０４１９９００１０１１２３Ｘ",
    "44060419900101123x",
    "440604-1990-0101-1234",
    "440604900101123",
    "四四〇六〇四一九九〇〇一〇一一二三四",
]
PLATES = [
    "粤E12345",
    "粤e·12345",
    "粤E 12345",
    "粤 E-12345",
    "粤Ｅ１２３４５",
    "粤ED12345",
    "粤e1234学",
]
CARDS = ["6222020200112345678", "6222 0202 0011 2345 678", "6222-0202-0011-2345-678"]
MAILS = ["wang.xh@example.com", "WANG@example.com.cn", "wang @ example.com"]


@pytest.mark.parametrize("number", [*PHONES, *IDENTITIES, *PLATES, *CARDS, *MAILS])
def test_nothing_of_a_number_is_left_however_it_is_written(number: str) -> None:
    told = wiped(f"路灯不亮，联系{number}，请尽快修复", MASKER)
    assert GONE in told
    left = "".join(char for char in told if char.isdigit() or (char.isascii() and char.isalpha()))
    assert left == "", told
    assert not any(char in told for char in "〇一二三四五六七八九壹贰叁肆伍陆柒捌"), told
    assert told.startswith("路灯不亮")
    assert told.endswith("请尽快修复")


@pytest.mark.parametrize("number", [*PHONES, *IDENTITIES, *CARDS])
def test_no_piece_of_a_number_is_a_term(number: str) -> None:
    terms = wide_grams(wiped(f"路灯不亮，联系{number}", MASKER))
    assert not [term for term in terms if any(char.isdigit() for char in term)]


def test_names_that_are_known_go_and_those_told_by_their_context() -> None:
    told = wiped("王小红反映，邻居钱大有每晚施工。我叫陈小明，住在附近。", MASKER)
    for name in ("王小红", "钱大有", "陈小明", "小红", "大有", "小明"):
        assert name not in told
    assert "每晚施工" in told


@pytest.mark.parametrize(
    "text",
    [
        "同济路路灯三天不亮，晚上行人看不清路",
        "2026-03-04 晚上十点开始停水",
        "工单FS202603040000017一直没有处理",
        "每月收费1200元，共3个月",
        "第十二届三次会议一九年的事",
        "3号线2024年12月开通",
        "",
    ],
)
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert wiped(text, MASKER) == text


def test_a_house_keeps_its_street_and_loses_its_door() -> None:
    told = wiped("住在禅城区祖庙街道同济路12号3栋502房，楼上漏水", MASKER)
    assert "同济路" in told
    assert "漏水" in told
    assert not any(char.isdigit() for char in told)


@pytest.mark.parametrize(
    "told",
    ["同济路12号3座502", "同济路12号3栋2单元1203，", "同济路十二号二座三零一", "绿景花园5号楼 1801", "东区3座-602室"],
)  # fmt: skip
def test_a_room_goes_without_the_word_for_it_too(told: str) -> None:
    left = wiped(told, MASKER)
    assert not any(char.isdigit() for char in left), left
    assert not any(char in left for char in "零三十"), left


@pytest.mark.parametrize(
    "kept", ["三栋120户停水", "架设了一座大桥", "地铁二号线晚点", "十八号文件"]
)
def test_what_is_no_room_stays(kept: str) -> None:
    assert wiped(kept, MASKER)[-4:] == kept[-4:]


@pytest.mark.parametrize(
    "told",
    [
        "已登记：编号FS202603040000017，查询码664685，请保存",
        "Registered: number FS202603040000017, code 664685; please keep it",
        "工单FS202603040000017嘅新查询码系664685，旧查询码已经失效",
        "FS202603040000017 664685",
        "６６４６８５",
        "664 685",
    ],
)
def test_a_query_code_is_no_term(told: str) -> None:
    terms = "".join(wide_grams(wiped(told, MASKER)))
    assert "664" not in terms
    assert "685" not in terms
    assert ("fs" in terms) == ("FS" in told)


def test_a_long_text_of_digits_takes_no_long_time() -> None:
    assert wiped("1" * 20_000, MASKER) == GONE
    assert GONE in wiped("1 " * 10_000 + "@" * 5_000 + "粤E" * 3_000, MASKER)
