"""Phones, numbers, money and times, with spans in the citizen's own words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.text import normalise
from routing.extract.entities import EntityKind, extract
from routing.extract.numerals import to_number
from tests.routing.city import AT


def found(text: str) -> list[tuple[str, str, str]]:
    return [(e.kind.value, text[e.start : e.end], e.value) for e in extract(normalise(text), AT)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话１３８ ０００１ ２３４５", [("PHONE", "１３８ ０００１ ２３４５", "13800012345")]),
        ("座机0757-83300000转3", [("PHONE", "0757-83300000", "075783300000")]),
        (
            "身份证11010519491231002X",
            [("IDENTITY_NUMBER", "11010519491231002X", "11010519491231002X")],
        ),
        ("车牌粤E·A1234停在门口", [("PLATE", "粤E·A1234", "粤EA1234")]),
        ("新能源粤ED12345", [("PLATE", "粤ED12345", "粤ED12345")]),
        ("欠薪三万五千元", [("AMOUNT", "三万五千元", "35000")]),
        ("收了1,280.50元", [("AMOUNT", "1,280.50元", "1280.5")]),
        ("花了两百块钱", [("AMOUNT", "两百块钱", "200")]),
        (
            "工单FS202603040001270没回复",
            [("TICKET_NUMBER", "FS202603040001270", "FS202603040001270")],
        ),
        ("订单号：AB-20260301", [("REFERENCE", "AB-20260301", "AB-20260301")]),
        ("邮箱li@example.com", [("EMAIL", "li@example.com", "li@example.com")]),
        ("昨晚11点半", [("TIME", "昨晚11点半", "2026-03-03T23:30")]),
        ("今天上午", [("TIME", "今天", "2026-03-04")]),
        ("上周五晚上八点", [("TIME", "上周五晚上八点", "2026-02-27T20:00")]),
        ("3月1日下午三点", [("TIME", "3月1日下午三点", "2026-03-01T15:00")]),
        ("2026-02-28 08:05", [("TIME", "2026-02-28 08:05", "2026-02-28T08:05")]),
        ("12月30日买的", [("TIME", "12月30日", "2025-12-30")]),
        ("每天凌晨2:30施工", [("TIME", "凌晨2:30", "T02:30")]),
        ("2月30日", []),
        ("3块砖", []),
        ("5号楼3单元", []),
        ("时间不对，点心难吃", []),
        ("", []),
        ("😀😀😀", []),
    ],
)
def test_entities_are_found_with_span_and_value(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(text) == expected


def test_what_is_personal_is_shown_masked() -> None:
    text = "我电话13800012345，身份证11010519491231002X，邮箱li@example.com"
    shown = {e.kind: e.shown for e in extract(normalise(text), AT)}
    assert shown[EntityKind.PHONE] == "138****2345"
    assert shown[EntityKind.IDENTITY_NUMBER].endswith("2X")
    assert "19491231" not in shown[EntityKind.IDENTITY_NUMBER]
    assert shown[EntityKind.EMAIL] == "l***@example.com"


def test_a_wrong_check_digit_is_still_masked_as_an_identity_number() -> None:
    (entity,) = extract("110105194912310021", AT)
    assert entity.kind is EntityKind.IDENTITY_NUMBER
    assert "1949" not in entity.shown


@given(st.text(alphabet="0123456789点月日年-:元块今昨上周五晚号@.粤e万三 ", max_size=60))
def test_any_mixture_is_answered_without_overlaps(text: str) -> None:
    entities = extract(normalise(text), AT)
    assert all(a.end <= b.start for a, b in pairwise(entities))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.5万", "35000.0"),
        ("1,200", "1200"),
        ("三万五", "35000"),
        ("一百零二", "102"),
        ("十五", "15"),
        ("两千五", "2500"),
        ("一亿二千万", "120000000"),
        ("二〇二六", "2026"),
        ("nan", None),
        ("1e5", None),
        ("", None),
        ("三x", None),
    ],
)
def test_chinese_numerals_have_their_value(text: str, value: str | None) -> None:
    number = to_number(text)
    assert (str(number) if number is not None else None) == value
