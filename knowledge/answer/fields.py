"""Field answers (栏目答复): one field of a service item or of an article, read out in good Chinese."""

from collections.abc import Callable, Iterable, Sequence

from knowledge.answer.answers import Paragraph, Piece
from knowledge.answer.frames import Frame, named, ordinal, paragraph, said, sentence
from knowledge.answer.texts import ArticleText, ItemText
from knowledge.answer.windows import Served, hours, phones, places, places_in_short
from knowledge.articles.schemas import Details
from knowledge.items.schemas import ItemContent, Limit, Material
from knowledge.items.vocabulary import DayKind, LimitKind
from knowledge.understanding.question import ItemField

Told = list[Paragraph]


def field_of_item(item: ItemText, asked: ItemField, district: str = "") -> Told:
    """Return what the item says about ``asked``; empty when it says nothing."""
    content = item.content
    if asked is ItemField.PLACE:
        return places(_served(item), district)
    if asked is ItemField.HOURS:
        return hours(_served(item), district)
    if asked is ItemField.PHONE:
        return _named(content, phones(content, district), Frame.OF_PHONE)
    tell = _ITEM_FIELDS.get(asked)
    return tell(content) if tell else []


def _served(item: ItemText) -> Served:
    return Served(item.content.name, item.content.windows)


def field_in_short(item: ItemText, asked: ItemField, district: str = "") -> Told:
    """Return the field as a text message tells it: names without their notes."""
    content = item.content
    if asked is ItemField.PLACE:
        return places_in_short(_served(item), district)
    if asked is ItemField.MATERIALS and content.materials:
        names = _joined([said(material.name) for material in content.materials], Frame.ENUM)
        return [sentence(*_of(content, Frame.NEEDS), *names)]
    if asked is ItemField.PROCESS and content.steps:
        names = _joined([said(step.name) for step in content.steps], Frame.ENUM)
        return [sentence(*_of(content, Frame.STEPS), *names)]
    return field_of_item(item, asked, district)


def field_of_article(article: ArticleText, asked: ItemField) -> Told:
    """Return what the article's own fields say about ``asked``; empty when they say nothing."""
    tell = _ARTICLE_FIELDS.get(asked)
    return tell(article.details) if tell else []


def overview(item: ItemText) -> Told:
    """Return the item in short: for whom, what to bring, how long, what it costs, whether online."""
    content = item.content
    told: Told = [paragraph(said(content.name), Frame.COLON)]
    if content.target:
        told.append(sentence(Frame.TARGET, said(content.target)))
    if content.materials:
        names = [said(material.name) for material in content.materials]
        told.append(sentence(Frame.MATERIALS, *_joined(names, Frame.ENUM)))
    return [*told, *_limit(content)[:1], *_fee(content)[:1], *_online(content)[:1]]


def _head(content: ItemContent, rest: Frame) -> Paragraph:
    return paragraph(*_of(content, rest))


def _of(content: ItemContent, rest: Frame) -> list[Piece | Frame]:
    """Return the name of the item with what is told of it; materials are needed for doing it."""
    opening = Frame.DOING if rest is Frame.NEEDS else Frame.QUOTE
    return [opening, said(content.name), rest]


def _named(content: ItemContent, told: Told, rest: Frame) -> Told:
    """Put the name of the item in place of the first fixed word, which says the same without it."""
    if not told:
        return []
    first = Paragraph((*paragraph(*_of(content, rest)).pieces, *told[0].pieces[1:]))
    return [first, *told[1:]]


def _joined(pieces: Iterable[Piece], between: Frame) -> list[Piece | Frame]:
    found: list[Piece | Frame] = []
    for piece in pieces:
        if found:
            found.append(between)
        found.append(piece)
    return found


def _numbered(lines: Sequence[Sequence[Piece | Frame]]) -> Told:
    if len(lines) == 1:
        return [sentence(*lines[0])]
    return [sentence(ordinal(i), *line) for i, line in enumerate(lines, 1)]


def _materials(content: ItemContent) -> Told:
    if not content.materials:
        return []
    told = [
        _head(content, Frame.NEEDS),
        *_numbered([_material(material) for material in content.materials]),
    ]
    if content.forms:
        names = _joined([said(form.name) for form in content.forms], Frame.ENUM)
        told.append(sentence(Frame.FORMS, *names))
    return told


def _material(material: Material) -> list[Piece | Frame]:
    asides: list[list[Piece | Frame]] = []
    kind = [named(value.label) for value in (material.form, material.original) if value]
    if material.copies:
        kind += [said(str(material.copies)), named(Frame.COPIES.label)]
    if kind:
        asides.append([*kind])
    if material.e_licence:
        asides.append([Frame.E_LICENCE])
    if material.note:
        asides.append([said(material.note)])
    if not asides:
        return [said(material.name)]
    inside: list[Piece | Frame] = []
    for aside in asides:
        inside += [Frame.SEMICOLON, *aside] if inside else aside
    return [said(material.name), Frame.OPEN, *inside, Frame.CLOSE]


def _fee(content: ItemContent) -> Told:
    fee = content.fee
    if fee.charged is None and not fee.text:
        return []
    if fee.text:
        told = [sentence(Frame.FEE, said(fee.text))]
    elif fee.charged is False:
        told = [sentence(Frame.FEE, Frame.NO_FEE)]
    else:
        return []
    if fee.charged and fee.basis:
        told.append(sentence(Frame.FEE_BASIS, said(fee.basis)))
    return told


def _limit(content: ItemContent) -> Told:
    return [
        sentence(head, *_days(limit))
        for head, limit in (
            (Frame.PROMISED, content.promised_limit),
            (Frame.STATUTORY, content.statutory_limit),
        )
        if limit is not None and _days(limit)
    ]


def _limits(content: ItemContent) -> Told:
    told = _limit(content)
    promised = bool(told) and told[0].pieces[0].text == Frame.PROMISED.label
    return _named(content, told, Frame.OF_LIMIT if promised else Frame.OF_STATUTORY)


def _days(limit: Limit) -> list[Piece | Frame]:
    told: list[Piece | Frame] = []
    if limit.kind is LimitKind.DAYS and limit.days is not None:
        unit = Frame.CALENDAR_DAYS if limit.unit is DayKind.CALENDAR else Frame.WORKING_DAYS
        told = [said(str(limit.days)), unit]
    elif limit.kind is LimitKind.ON_THE_SPOT:
        told = [Frame.ON_THE_SPOT]
    elif limit.kind is LimitKind.NONE:
        told = [Frame.NO_LIMIT]
    elif limit.note:
        return [said(limit.note)]
    return [*told, Frame.OPEN, said(limit.note), Frame.CLOSE] if limit.note else told


def _steps(content: ItemContent) -> Told:
    lines: list[list[Piece | Frame]] = []
    for step in content.steps:
        line: list[Piece | Frame] = [said(step.name)]
        if step.limit:
            line += [Frame.OPEN, said(step.limit), Frame.CLOSE]
        if step.note:
            line += [Frame.COLON, said(step.note)]
        lines.append(line)
    return [_head(content, Frame.STEPS), *_numbered(lines)] if lines else []


def _conditions(content: ItemContent) -> Told:
    told: Told = []
    if content.target:
        told.append(sentence(Frame.TARGET, said(content.target)))
    told += _numbered([[said(condition)] for condition in content.conditions])
    if not told:
        return []
    if content.quantity:
        told.append(sentence(Frame.QUANTITY, said(content.quantity)))
    return [_head(content, Frame.CONDITIONS), *told]


def _online(content: ItemContent) -> Told:
    if content.online_depth is None:
        return []
    told = [sentence(Frame.ONLINE, named(content.online_depth.label))]
    if content.online_url:
        told.append(paragraph(Frame.ADDRESS_ONLINE, said(content.online_url)))
    if content.visits is not None:
        told.append(sentence(Frame.VISITS, said(str(content.visits))))
    return told


def _result(content: ItemContent) -> Told:
    if not content.result_document:
        return []
    told = [sentence(Frame.RESULT, said(content.result_document))]
    if content.result_validity:
        told.append(sentence(Frame.VALIDITY, said(content.result_validity)))
    return told


def _basis(content: ItemContent) -> Told:
    lines = [[said(basis)] for basis in content.legal_basis]
    return [_head(content, Frame.BASIS), *_numbered(lines)] if lines else []


_ITEM_FIELDS: dict[ItemField, Callable[[ItemContent], Told]] = {
    ItemField.MATERIALS: _materials,
    ItemField.FEE: lambda content: _named(content, _fee(content), Frame.OF_FEE),
    ItemField.LIMIT: _limits,
    ItemField.PROCESS: _steps,
    ItemField.CONDITIONS: _conditions,
    ItemField.ONLINE: lambda content: _named(content, _online(content), Frame.OF_ONLINE),
    ItemField.RESULT: lambda content: _named(content, _result(content), Frame.OF_RESULT),
    ItemField.BASIS: _basis,
}


def _listed(frame: Frame | None, lines: Sequence[str]) -> Told:
    told = _numbered([[said(line)] for line in lines]) if lines else []
    return [paragraph(frame), *told] if told and frame else told


def _one(frame: Frame, text: str) -> Told:
    return [sentence(frame, said(text))] if text else []


def _article_materials(details: Details) -> Told:
    return _listed(Frame.MATERIALS, details.materials)


def _article_steps(details: Details) -> Told:
    return _listed(None, details.steps)


def _article_conditions(details: Details) -> Told:
    return _listed(None, details.conditions)


def _article_basis(details: Details) -> Told:
    return _listed(None, details.basis)


_ARTICLE_FIELDS: dict[ItemField, Callable[[Details], Told]] = {
    ItemField.MATERIALS: _article_materials,
    ItemField.FEE: lambda details: _one(Frame.FEE, details.fee),
    ItemField.PLACE: lambda details: _one(Frame.PLACE, details.place),
    ItemField.PHONE: lambda details: _one(Frame.CONSULT, details.phone),
    ItemField.PROCESS: _article_steps,
    ItemField.CONDITIONS: _article_conditions,
    ItemField.BASIS: _article_basis,
}
