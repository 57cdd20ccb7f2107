"""What is told of a unit: its numbers, the phones of its windows, and those of a district first."""

import pytest

from knowledge.answer.answers import Answer, AnswerKind, Asks, Refusal
from knowledge.answer.choosing import choose
from knowledge.answer.texts import Number, UnitText
from knowledge.answer.units import field_of_unit, unit_in_short
from knowledge.directory.models import NumberState
from knowledge.items.schemas import Window
from knowledge.search.port import DocumentKind
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import DISTRICTS, case, question, standing
from tests.knowledge.answer.test_sourced import unsourced

CHANCHENG, NANHAI = DISTRICTS
SHUNDE = "440606"


def window(name: str, district: str, phone: str) -> Window:
    return Window.model_validate(
        {
            "name": name,
            "address": f"{name}路1号",
            "district_code": district,
            "hours": "周一至周五",
            "phone": phone,
        }
    )


WINDOWS = (
    window("禅城大厅", CHANCHENG, "0757-00000001"),
    window("南海大厅", NANHAI, "0757-00000002"),
)
OWN = Number("救助管理站", "0757-00000009", "二十四小时", NumberState.ACTIVE)
LINE_NUMBER = Number("服务热线", "12333", "", NumberState.ACTIVE)
LINE = UnitText(standing("l", DocumentKind.UNIT, "12333热线"), "", (), (LINE_NUMBER,))


def unit(
    windows: tuple[Window, ...] = WINDOWS,
    numbers: tuple[Number, ...] = (),
    lines: tuple[UnitText, ...] = (),
) -> UnitText:
    return UnitText(standing("u", DocumentKind.UNIT, "人社局"), "", windows, numbers, lines)


def phones(text: UnitText, district: str = "") -> list[str]:
    return [line.text for line in field_of_unit(text, ItemField.PHONE, district)][1:]


def answered(text: UnitText, asked: ItemField, district: str = "") -> Answer:
    wanted = question("人社局", asked)
    return choose(case(text, asked=wanted, district=district, chosen=True))


def test_the_phones_of_windows_are_told_where_no_number_is_published() -> None:
    assert phones(unit()) == ["禅城大厅：0757-00000001。", "南海大厅：0757-00000002。"]
    assert phones(unit(), NANHAI) == ["南海大厅：0757-00000002。"]


def test_numbers_come_first_and_the_windows_of_a_district_before_them() -> None:
    both = unit(numbers=(OWN,), lines=(LINE,))
    line, own = "服务热线：12333。", "救助管理站：0757-00000009（二十四小时）。"
    assert phones(both)[:2] == [line, own]
    assert len(phones(both)) == 4
    assert phones(both, NANHAI) == ["南海大厅：0757-00000002。", line, own]


def test_where_no_window_is_near_the_numbers_are_told_or_that_others_follow() -> None:
    assert phones(unit(numbers=(OWN,)), SHUNDE) == ["救助管理站：0757-00000009（二十四小时）。"]
    assert phones(unit(), SHUNDE)[0] == "您所在的区没有列出窗口，以下是其他区的窗口："


def test_more_windows_than_are_read_out_are_told_of() -> None:
    many = tuple(window(f"{n}号大厅", CHANCHENG, f"0757-0000001{n}") for n in range(6))
    assert phones(unit(many))[-1] == "还有其他窗口，可向热线工作人员查询。"
    assert len(phones(unit(many))) == 6


def test_a_unit_that_publishes_no_phone_tells_none() -> None:
    silent = Window.model_validate({"name": "大厅", "address": "某路1号"})
    for nothing in (unit(()), unit((silent,))):
        assert field_of_unit(nothing, ItemField.PHONE) == []
    assert answered(unit(()), ItemField.PHONE).refusal is Refusal.NOT_TOLD


def test_a_text_message_tells_the_numbers_alone() -> None:
    both = unit(numbers=(OWN,))
    assert len(unit_in_short(both, ItemField.PHONE)) == 2
    assert unit_in_short(both, ItemField.PHONE, NANHAI) == field_of_unit(
        both, ItemField.PHONE, NANHAI
    )


def test_the_district_is_asked_where_only_windows_answer() -> None:
    back = answered(unit(), ItemField.PHONE)
    assert (back.kind, back.asks) == (AnswerKind.CLARIFY, Asks.DISTRICT)
    assert [(option.label, option.document) for option in back.options] == [
        ("禅城区", "UNIT:u"),
        ("南海区", "UNIT:u"),
    ]
    assert answered(unit(numbers=(OWN,)), ItemField.PHONE).kind is AnswerKind.FIELD


def test_the_line_whose_number_is_told_is_a_source_too() -> None:
    text = unit(lines=(LINE,))
    assert [s.id for s in answered(text, ItemField.PHONE).sources] == ["UNIT:u", "UNIT:l"]
    place = answered(text, ItemField.PLACE, NANHAI)
    assert [source.id for source in place.sources] == ["UNIT:u"]


@pytest.mark.parametrize("asked", [None, *ItemField], ids=str)
def test_every_word_about_a_unit_is_the_directorys_or_fixed(asked: ItemField | None) -> None:
    merged = Number("举报热线", "12369", "", NumberState.MERGED)
    for text in (unit(), unit(numbers=(OWN, merged), lines=(LINE,)), unit(())):
        for district in ("", *DISTRICTS, SHUNDE):
            wanted = question("人社局", asked)
            made = choose(case(text, asked=wanted, district=district, chosen=True))
            assert unsourced(made, text) == []
