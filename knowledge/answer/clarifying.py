"""Clarifying (反问): one question back when what it settles decides the answer; pure."""

from collections.abc import Callable, Sequence

from knowledge.answer.answers import Answer, AnswerKind, Asks, Option, Paragraph
from knowledge.answer.cases import CLOSE, MOST_OPTIONS, Case
from knowledge.answer.fields import field_of_item
from knowledge.answer.frames import Frame, paragraph
from knowledge.answer.texts import ItemText, UnitText
from knowledge.answer.units import has_number
from knowledge.answer.windows import districts_of
from knowledge.search.ranking import Ranked
from knowledge.understanding.question import ItemField

_CHOICE = 2  # one possibility is no choice
_BY_DISTRICT = frozenset({ItemField.PLACE, ItemField.PHONE, ItemField.HOURS})


def which_situation(case: Case, hit: Ranked, item: ItemText) -> Answer | None:
    """Ask which situation is meant, when the question leaves it open and it decides the answer."""
    parent = case.texts.is_parent(item)
    if case.chosen and not parent:
        return None
    members = case.texts.situations_of(item) if parent else _as_likely(case, hit, item)
    if len(members) < _CHOICE or _all_say_the_same(case, members):
        return None
    options = [Option(m.standing.title, case.question.raw, m.standing.id) for m in members]
    return _asking(case, hit, Asks.SITUATION, options)


def which_district(
    case: Case, hit: Ranked, asked: ItemField, tell: Callable[[str], Sequence[Paragraph]]
) -> Answer | None:
    """Ask for the district when the windows of districts answer differently and none is known.

    ``tell`` says what the source answers for the code of a district.
    """
    text = case.text_of(hit)
    if asked not in _BY_DISTRICT or case.place or not isinstance(text, (ItemText, UnitText)):
        return None
    if asked is ItemField.PHONE and _has_one_number(text):
        return None
    windows = text.content.windows if isinstance(text, ItemText) else text.windows
    names = case.texts.districts
    codes = [code for code in districts_of(windows) if code in names]
    told = {_plain(tell(code), "") for code in codes}
    if len(told) < _CHOICE:
        return None
    options = [Option(names[c], case.question.raw, text.standing.id, c) for c in codes]
    return _asking(case, hit, Asks.DISTRICT, options)


def _has_one_number(text: ItemText | UnitText) -> bool:
    """Tell whether a number answers whatever the district."""
    return bool(text.content.consult_phone) if isinstance(text, ItemText) else has_number(text)


def other_situations(case: Case, item: ItemText) -> tuple[Option, ...]:
    """Return the situations that were not answered, for who meant another."""
    others = [m for m in case.texts.situations_of(item) if m.standing.id != item.standing.id]
    return tuple(
        Option(m.standing.title, case.question.raw, m.standing.id) for m in others[:MOST_OPTIONS]
    )


def _as_likely(case: Case, hit: Ranked, item: ItemText) -> list[ItemText]:
    """Return the situations between which the question does not decide."""
    ranked = {h.found.id: h for h in case.hits}
    return [
        member
        for member in case.texts.situations_of(item)
        if member.standing.id == item.standing.id
        or (
            member.standing.id in ranked
            and abs(hit.score - ranked[member.standing.id].score) <= CLOSE * abs(hit.score)
        )
    ]


def _all_say_the_same(case: Case, members: Sequence[ItemText]) -> bool:
    asked = case.question.intent
    if asked is None:
        return False
    told = {_plain(field_of_item(m, asked, case.place), m.standing.title) for m in members}
    return len(told) == 1 and "" not in told


def _plain(told: Sequence[Paragraph], name: str) -> str:
    text = "\n".join(p.text for p in told)
    return text.replace(name, "") if name else text


def _asking(case: Case, hit: Ranked, asks: Asks, options: Sequence[Option]) -> Answer:
    words = Frame.WHICH_SITUATION if asks is Asks.SITUATION else Frame.WHICH_DISTRICT
    return Answer(
        kind=AnswerKind.CLARIFY,
        question=case.question,
        paragraphs=(paragraph(words),),
        sources=(case.source_of(hit),),
        options=tuple(options[:MOST_OPTIONS]),
        asks=asks,
        field=case.question.intent,
        title=case.text_of(hit).standing.title,
    )
