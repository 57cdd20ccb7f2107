"""Cells of a catalogue (单元格解读): what stands in a column, in the form of the field it belongs to.

A value that already has the form of the field (JSON) passes; a text is read. Readers raise ``RowFault``.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson

from hotline.kit.sheets import FALSE_WORDS, TRUE_WORDS, RowFault
from knowledge.items.limits import day_kind, number_of, read_limit
from knowledge.items.words import meant

Reader = Callable[[Any], Any]
_NOTHING = frozenset(
    {"无", "无。", "暂无", "没有", "/", "\\", "-", "—", "——", "null", "none", "nan"}
)
_BREAKS = re.compile(r"[\n\r]+")
_COMMAS = re.compile(r"[\n\r、,，;；|]+")
_NUMBERING = re.compile(
    r"^\s*(?:[（(]?\d{1,2}[）)、]\s*|\d{1,2}[.．]\s*(?!\d)|[（(]?[一二三四五六七八九十]{1,3}[）)、]\s*)"
)
_PLACE = re.compile(r"^(?:办理|办事|窗口)?(?:地点|地址)\s*[:：]\s*")
_NO_WINDOW = re.compile(
    r"^(?:无|不设|没有|暂无)(?:线下|实体)?(?:办理|受理)?(?:窗口|地点|地址)?。?$"
)
_DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?$")
_FOREVER = frozenset({"长期", "长期有效", "永久", "永久有效", "9999-12-31"})
_VISITS = re.compile(r"^\D{0,4}?(\d{1,3}|[零一二两三四五六七八九十])次?$")
_YES = TRUE_WORDS | {"支持", "可以", "收费", "收", "有"}
_NO = FALSE_WORDS | {"不支持", "不可以", "不收费", "免费", "不收", "无"}


def is_blank(value: Any) -> bool:
    """Tell whether a cell holds nothing at all."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def as_text(value: Any) -> str:
    """Return any cell as text; a list is joined by “、”, an object is kept as JSON; raises ``RowFault``."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
        return "、".join(as_text(part) for part in value if not is_blank(part))
    if isinstance(value, dict | list):
        return _as_json(value)
    return "" if value is None else str(value)


def _as_json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:  # too deep, or half a character
        raise RowFault("内容无法保存", "cannot be stored") from error


def as_line(value: Any) -> str:
    """Return a cell on one line; “无” and the like are nothing."""
    text = " ".join(as_text(value).split())
    return "" if text.lower() in _NOTHING else text


def _parsed(value: Any) -> Any:
    """Return what a cell that was written as JSON holds; other cells as they are."""
    if isinstance(value, str) and value.strip()[:1] in {"[", "{"}:
        try:
            return orjson.loads(value)
        except ValueError:
            return value
    return value


def _parts(value: Any, breaks: re.Pattern[str]) -> list[Any]:
    held = _parsed(value)
    pieces = held if isinstance(held, list) else breaks.split(as_text(held))
    kept = (piece.strip() if isinstance(piece, str) else piece for piece in pieces)
    return [p for p in kept if not is_blank(p) and not (isinstance(p, str) and p in _NOTHING)]


def as_lines(value: Any) -> list[Any]:
    """Return the lines of a cell, their numbering taken away."""
    parts = _parts(value, _BREAKS)
    return [_NUMBERING.sub("", p) or p if isinstance(p, str) else p for p in parts]


def as_words(value: Any) -> list[Any]:
    """Return the words of a cell, each once."""
    words = _parts(value, _COMMAS)
    return list(dict.fromkeys(words)) if all(isinstance(w, str) for w in words) else words


def _named(value: Any) -> list[Any]:
    """Return things that have at least a name: materials, steps, forms."""
    held = _parsed(value)
    breaks = _BREAKS if isinstance(held, str) and "\n" in held else re.compile(r"[\n\r;；]+")
    parts = _parts(held, breaks)
    return [{"name": _NUMBERING.sub("", p) or p} if isinstance(p, str) else p for p in parts]


def _windows(value: Any) -> list[Any]:
    found = []
    for part in _parts(value, _BREAKS):
        if not isinstance(part, str):
            found.append(part)
        elif not _NO_WINDOW.match(part):
            found.append({"address": _PLACE.sub("", part)})
    return found


def _address(value: Any) -> str:
    text = as_text(value)
    return "" if _NO_WINDOW.match(text) or text in _NOTHING else _PLACE.sub("", text)


def _limit(value: Any) -> Any:
    held = _parsed(value)
    return held if isinstance(held, dict) else read_limit(as_text(held))


def _fee(value: Any) -> Any:
    held = _parsed(value)
    if isinstance(held, dict):
        return held
    text = as_text(held)
    return {"charged": False if text in _NO else None, "text": "" if text == "否" else text}


def as_switch(value: Any) -> bool:
    """Return a yes or no."""
    if isinstance(value, bool):
        return value
    word = as_text(value).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise RowFault(f"“{word[:10]}”应写作 是 或 否", f"{word[:10]!r} is neither yes nor no")


def as_count(value: Any) -> int:
    """Return a small number, such as that of visits: “1次”, “最多1次”, “一次”."""
    found = _VISITS.match(as_text(value))
    if found is None:
        raise RowFault(f"“{as_text(value)[:10]}”不是次数", "is not a number of times")
    return number_of(found[1])


def as_number(value: Any) -> int:
    """Return a version number."""
    text = as_text(value).lstrip("vV")
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise RowFault(f"“{as_text(value)[:12]}”不是整数版本号", "is not a whole version number")
    return int(text)


def as_day(value: Any) -> date | None:
    """Return a day; “长期” is none."""
    text = as_text(value)
    if text in _FOREVER or text in _NOTHING:
        return None
    found = _DAY.match(text)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise RowFault(f"“{text[:20]}”不是有效的日期", "is not a valid date")


def _districts(value: Any) -> list[str]:
    """Return codes of districts and below; a city's or province's code means everywhere (empty)."""
    codes = [as_text(part) for part in _parts(value, _COMMAS)]
    short = [code[:6] if code.isdecimal() and not code[6:].strip("0") else code for code in codes]
    return [] if any(len(code) == 6 and code.endswith("00") for code in short) else short


def _kinds(value: Any) -> list[str]:
    found = [meant("applicant_kinds", as_text(word)).value for word in as_words(value)]
    return list(dict.fromkeys(found))


def _day_kind(value: Any) -> str:
    return day_kind(as_text(value)).value


def _of(field: str) -> Reader:
    return lambda value: meant(field, as_text(value)).value


_ENUMS = ("item_type", "level", "online_depth", "publication", "change")
_TEXTS = (
    *("target", "quantity", "fee.basis", "result_validity", "annual_check", "remedies"),
    *("statutory_limit.note", "promised_limit.note", "window.hours", "window.transport"),
)
READERS: Mapping[str, Reader] = {
    **{field: _of(field) for field in _ENUMS},
    **dict.fromkeys(_TEXTS, as_text),
    **dict.fromkeys(("aliases", "keywords", "themes", "replaced_by"), as_words),
    **dict.fromkeys(("legal_basis", "conditions"), as_lines),
    **dict.fromkeys(("materials", "steps", "forms"), _named),
    **dict.fromkeys(("statutory_limit", "promised_limit"), _limit),
    **dict.fromkeys(("statutory_limit.unit", "promised_limit.unit"), _day_kind),
    **dict.fromkeys(("fee.charged", "online_booking"), as_switch),
    **dict.fromkeys(("valid_from", "valid_to"), as_day),
    "fee": _fee,
    "windows": _windows,
    "window.address": _address,
    "applicant_kinds": _kinds,
    "districts": _districts,
    "visits": as_count,
    "version": as_number,
    "more": _parsed,
}


def read_cell(field: str, value: Any) -> Any:
    """Return what stands in a cell for ``field``, a line of text by default; raises ``RowFault``."""
    reader: Reader = READERS.get(field, as_line)
    return reader(value)
