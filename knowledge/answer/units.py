"""Units as answers (单位答复): what a unit does, its published numbers and where its windows are.

Whoever asks for a phone is told the published numbers and those of the windows, the windows of his district first.
"""

from collections.abc import Sequence

from knowledge.answer.answers import Paragraph, Piece
from knowledge.answer.frames import Frame, named, paragraph, said, sentence
from knowledge.answer.texts import Number, UnitText
from knowledge.answer.windows import Served, calls, hours, near, places, places_in_short
from knowledge.directory.models import NumberState
from knowledge.understanding.question import ItemField

SHOWN = 5  # numbers read out at once

Told = list[Paragraph]


def field_of_unit(unit: UnitText, asked: ItemField, district: str = "") -> Told:
    """Return what the directory says of ``asked``; empty when it says nothing."""
    served = Served(unit.standing.title, unit.windows)
    if asked is ItemField.PLACE:
        return places(served, district)
    if asked is ItemField.HOURS:
        return hours(served, district)
    return _phones(unit, district) if asked is ItemField.PHONE else []


def unit_in_short(unit: UnitText, asked: ItemField, district: str = "") -> Told:
    """Return the field as a text message tells it."""
    if asked is ItemField.PLACE:
        return places_in_short(Served(unit.standing.title, unit.windows), district)
    if asked is ItemField.PHONE and has_number(unit) and not district:
        return _numbers(unit)
    return field_of_unit(unit, asked, district)


def has_number(unit: UnitText) -> bool:
    """Tell whether a published number answers wherever somebody is."""
    return bool(unit.numbers or unit.lines)


def unit_overview(unit: UnitText, district: str = "") -> Told:
    """Return what the unit does, its numbers and its windows."""
    told: Told = []
    if unit.duties:
        told = [paragraph(said(unit.standing.title), Frame.COLON), sentence(said(unit.duties))]
    return [*told, *_numbers(unit), *places(Served(unit.standing.title, unit.windows), district)]


def _phones(unit: UnitText, district: str) -> Told:
    """Return the numbers and those of the windows; where no window is near, the numbers if there are any."""
    numbers = _number_lines(unit)
    close, here = near([window for window in unit.windows if window.phone], district)
    if not here:
        found = numbers or [paragraph(Frame.OTHER_DISTRICTS), *calls(close)]
    else:
        found = [*calls(close), *numbers] if district else [*numbers, *calls(close)]
    return [_of_phone(unit), *found] if found else []


def _numbers(unit: UnitText) -> Told:
    lines = _number_lines(unit)
    return [_of_phone(unit), *lines] if lines else []


def _of_phone(unit: UnitText) -> Paragraph:
    return paragraph(Frame.QUOTE, said(unit.standing.title), Frame.OF_PHONE)


def _number_lines(unit: UnitText) -> Told:
    """Return the numbers of the unit's own lines (12333) before those it answers for besides."""
    numbers = [*(number for line in unit.lines for number in line.numbers), *unit.numbers]
    return [sentence(*_number(number)) for number in numbers[:SHOWN]]


def _number(number: Number) -> Sequence[Piece | Frame]:
    told: list[Piece | Frame] = [said(number.name), Frame.COLON, said(number.number)]
    if number.state is not NumberState.ACTIVE:
        told += [Frame.OPEN, named(number.state.label), Frame.CLOSE]
    elif number.hours:
        told += [Frame.OPEN, said(number.hours), Frame.CLOSE]
    return told
