"""What is wrong with a payload, field by field (填写错误), in Chinese and English.

Every refusal that concerns fields carries ``errors``: a list of ``field`` (the path, joined by dots; empty
for the whole), ``reason`` and ``reason_en``. A validator of ours raises ``FieldFault``, which holds both.
"""

import re
from collections.abc import Sequence
from typing import Any

from hotline.kit.errors import Invalid

MAX_FAULTS = 50
_TEXT = ("应为文字", "must be text")
_WHOLE = ("应为整数", "must be a whole number")
_NUMBER = ("应为数字", "must be a number")
_SWITCH = ("应为是或否", "must be true or false")
_INSTANT = ("不是有效的时间", "is not a valid time")
_DATE = ("不是有效的日期", "is not a valid date")
_CHOICE = ("不在可选范围内，可选：{choices}", "is not one of {choices_en}")
_QUOTED = re.compile(r"'([^']*)'")
_MEMBERS = ("应为一组字段", "must be an object")
_LENGTHS = frozenset({"too_long", "too_short"})
_REASONS: dict[str, tuple[str, str]] = {
    "missing": ("必须填写", "is required"),
    "string_too_long": ("内容过长（最多 {max_length} 字）", "is too long (at most {max_length})"),
    "string_too_short": (
        "内容过短（至少 {min_length} 字）",
        "is too short (at least {min_length})",
    ),
    "too_long": ("数量过多（最多 {max_length}）", "has too many items (at most {max_length})"),
    "too_short": ("数量过少（至少 {min_length}）", "has too few items (at least {min_length})"),
    "greater_than_equal": ("不能小于 {ge}", "must not be below {ge}"),
    "greater_than": ("须大于 {gt}", "must be above {gt}"),
    "less_than_equal": ("不能大于 {le}", "must not be above {le}"),
    "less_than": ("须小于 {lt}", "must be below {lt}"),
    "extra_forbidden": ("不认识的字段", "is not a known field"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "string_pattern_mismatch": ("格式不正确", "has the wrong form"),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "string_type": _TEXT,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _SWITCH,
    "bool_type": _SWITCH,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_type": _INSTANT,
    "timezone_aware": ("时间须带时区", "must be a time with its zone"),
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "list_type": ("应为列表", "must be a list"),
    "dict_type": _MEMBERS,
    "model_type": _MEMBERS,
    "model_attributes_type": _MEMBERS,
}


class FieldFault(ValueError):  # noqa: N818 — the name says what is wrong
    """What a validator raises: the reason in Chinese (its text) and in English (``en``)."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both languages; neither may repeat the refused value."""
        super().__init__(zh)
        self.en = en


def field_error(field: str, zh: str, en: str) -> dict[str, str]:
    """Return one entry of ``errors``, the member in which every refusal names its fields."""
    return {"field": field, "reason": zh, "reason_en": en}


def field_errors(details: Sequence[Any]) -> list[dict[str, str]]:
    """Translate pydantic's ``error.errors()``; the rejected values themselves are never echoed."""
    return [field_error(_place(d.get("loc", ())), *_reason(d)) for d in details[:MAX_FAULTS]]


def _reason(detail: Any) -> tuple[str, str]:
    context = detail.get("ctx") or {}
    kind = str(detail.get("type"))
    if kind in _LENGTHS and isinstance(detail.get("input"), str):
        kind = f"string_{kind}"  # an optional text is measured as if it were a list
    zh, en = _REASONS.get(kind, ("内容不符合要求", "is not acceptable"))
    cause = context.get("error")
    if isinstance(cause, FieldFault):
        return str(cause), cause.en
    if isinstance(cause, ValueError) and str(cause):
        return str(cause), str(cause)
    if isinstance(expected := context.get("expected"), str):  # 'A', 'B' or 'C'
        choices = _QUOTED.findall(expected)
        context |= {"choices": "、".join(choices), "choices_en": ", ".join(choices)}
    return zh.format_map(context), en.format_map(context)


def _place(steps: Sequence[Any]) -> str:
    """Join the path of a field; the ``body`` in front is FastAPI's word for the whole payload."""
    own = steps[1:] if steps and steps[0] == "body" else steps
    return ".".join(str(step) for step in own)


def invalid_fields(kind: type[Invalid], details: Sequence[Any]) -> Invalid:
    """Return the refusal of a payload: ``errors`` names each field, the detail the first ones."""
    listed = field_errors(details)
    names = "、".join(e["field"] for e in listed[:5] if e["field"]) or "请求内容"
    return kind(f"以下内容需要修改：{names}", f"Please correct: {names}", errors=listed)
