"""Units as answers (单位答复): what a unit does, its published numbers and where its windows are."""

from collections.abc import Sequence

from knowledge.answer.answers import Paragraph, Piece
from knowledge.answer.frames import Frame, named, paragraph, said, sentence
from knowledge.answer.texts import Number, UnitText
from knowledge.answer.windows import Served, hours, places, places_in_short
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
    return _numbers(unit) if asked is ItemField.PHONE else []


def unit_in_short(unit: UnitText, asked: ItemField, district: str = "") -> Told:
    """Return the field as a text message tells it."""
    if asked is ItemField.PLACE:
        return places_in_short(Served(unit.standing.title, unit.windows), district)
    return field_of_unit(unit, asked, district)


def unit_overview(unit: UnitText, district: str = "") -> Told:
    """Return what the unit does, its numbers and its windows."""
    told: Told = []
    if unit.duties:
        told = [paragraph(said(unit.standing.title), Frame.COLON), sentence(said(unit.duties))]
    return [*told, *_numbers(unit), *places(Served(unit.standing.title, unit.windows), district)]


def _numbers(unit: UnitText) -> Told:
    if not unit.numbers:
        return []
    lines = [sentence(*_number(number)) for number in unit.numbers[:SHOWN]]
    return [paragraph(Frame.QUOTE, said(unit.standing.title), Frame.OF_PHONE), *lines]


def _number(number: Number) -> Sequence[Piece | Frame]:
    told: list[Piece | Frame] = [said(number.name), Frame.COLON, said(number.number)]
    if number.state is not NumberState.ACTIVE:
        told += [Frame.OPEN, named(number.state.label), Frame.CLOSE]
    elif number.hours:
        told += [Frame.OPEN, said(number.hours), Frame.CLOSE]
    return told
