"""Rows of a catalogue (目录行): cells become an item; what no field takes is kept in ``more``, never lost."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from hotline.kit.fieldfaults import field_errors
from hotline.kit.sheets import RowFault
from knowledge.items.cells import as_text, as_words, is_blank, read_cell
from knowledge.items.columns import Columns
from knowledge.items.schemas import ItemRow
from knowledge.items.vocabulary import LimitKind
from knowledge.items.words import is_own

_WORDED = ("item_type", "level", "online_depth", "publication")
_URLS = ("online_url", "window.map_url")
_WEB = ("http://", "https://")
_OURS = frozenset({"PERSON", "ENTERPRISE", "ORGANISATION"})


class RowRefused(RowFault):
    """A row that is no item: the field that is wrong and why, in both languages."""


def row_of(cells: Mapping[str, Any], columns: Columns) -> ItemRow:
    """Return the item of a row; raises ``RowRefused`` with the first thing that is wrong."""
    given: dict[str, Any] = {}
    left: dict[str, str] = {}
    for field, column in columns.by_field.items():
        value = cells.get(column)
        if is_blank(value):
            continue
        if field in _URLS and not _text(column, value).startswith(_WEB):
            left[column] = _text(column, value)
            continue
        read = _read(field, column, value)
        _put(given, field, read)
        if _says_more(field, value, read):
            left[column] = _text(column, value)
    _complete(given, cells, columns)
    for column in columns.unknown:
        if not is_blank(cells.get(column)):
            left[column] = _text(column, cells[column])
    if left:
        given["more"] = _kept(given, left)
    return _valid(given)


def _text(column: str, value: Any) -> str:
    return str(_read("target", column, value))


def _read(field: str, column: str, value: Any) -> Any:
    """Return a cell for a field; a column that no field takes is read as the plain text of ``target``."""
    try:
        return read_cell(field, value)
    except RowFault as fault:
        raise RowRefused(f"{column}：{fault.zh}", f"{column}: {fault.en}") from fault


def _put(given: dict[str, Any], field: str, value: Any) -> None:
    """Set a field; ``window.…`` belongs to the first window, other dotted names to a part of a field."""
    name, _, member = field.partition(".")
    if not member:
        kept = given.get(name)
        merged = isinstance(kept, dict) and isinstance(value, dict)
        given[name] = {**value, **kept} if merged and kept is not None else value
        return
    if is_blank(value):
        return
    if name == "window":
        windows = given.setdefault("windows", [{}])
        if not windows:
            windows.append({})
        windows[0].setdefault(member, value)
        return
    part = given.setdefault(name, {})
    if isinstance(part, dict):
        part[member] = value


def _says_more(field: str, value: Any, read: Any) -> bool:
    """Tell whether a cell says more than what was read: a coarser word, or the code of a whole city."""
    coarse = field in _WORDED and not is_own(field, as_text(value))
    return coarse or (field == "districts" and not read)


def _complete(given: dict[str, Any], cells: Mapping[str, Any], columns: Columns) -> None:
    """Put together what several columns tell of one thing."""
    for name in ("statutory_limit", "promised_limit"):
        limit = given.get(name)
        if isinstance(limit, dict) and "kind" not in limit:
            limit["kind"] = LimitKind.OTHER
        if isinstance(limit, dict) and limit.get("kind") != LimitKind.DAYS:
            limit.pop("unit", None)
        if limit == {"kind": LimitKind.OTHER}:
            del given[name]
    column = columns.by_field.get("applicant_kinds", "")
    told = cells.get(column)
    if given.get("applicant_kinds") and not given.get("target") and not _own_kinds(told):
        given["target"] = as_text(told)


def _own_kinds(told: Any) -> bool:
    return all(word in _OURS for word in as_words(told))


def _kept(given: Mapping[str, Any], left: Mapping[str, str]) -> Any:
    held = given.get("more")
    if held is not None and not isinstance(held, dict):
        return held
    short = {column[:100]: text for column, text in left.items()}
    return {**(held or {}), **short}


def _valid(given: Mapping[str, Any]) -> ItemRow:
    try:
        return ItemRow.model_validate(given)
    except ValidationError as error:
        first = field_errors(error.errors(include_url=False))[0]
        zh, en = f"{first['field'] or '本行'}：{first['reason']}", first["reason_en"]
        raise RowRefused(zh, f"{first['field'] or 'row'}: {en}") from None
