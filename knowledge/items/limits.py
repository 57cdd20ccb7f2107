"""Limits in free words (时限文字): “30(工作日)”, “二十个工作日”, “即办”, “无” become a ``Limit``.

Days without a kind are working days (domain rules §11.3); what cannot be read stays in the note.
"""

import re
import unicodedata
from typing import Any

from hotline.kit.sheets import RowFault
from knowledge.items.vocabulary import DayKind, LimitKind
from knowledge.items.words import meant

_NONE = re.compile(
    r"^(无|没有|未|不作|暂无|/|-|—)+(法定|规定|统一|明确|具体|办理|办结|时限|期限|要求|设定|限制|作|明|的)*$"
)
_SPOT = re.compile(r"^(即时|即办|当场|即到即办|立即|马上)(办理|办结|办|办件|出证|发证|核发)?件?$")
_DAYS = re.compile(
    r"^(?P<days>\d+|[一二三四五六七八九十百两〇零]+)个?"
    r"\(?(?P<unit>法定工作日|工作日|工作天|自然日|日历日|天|日|working ?days?|calendar ?days?|days?)?\)?"
    r"(?:内|以内|内办结|之内)?(?P<note>.*)$",
    re.IGNORECASE,
)
_LONGER = re.compile(r"^个?(月|年|小时|分钟|周|星期)")
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SCALES = {"十": 10, "百": 100}
_MAX_DAYS = 10_000


def read_limit(text: str) -> dict[str, Any] | None:
    """Return the limit that ``text`` tells, ``None`` for a blank."""
    said = unicodedata.normalize("NFKC", text).strip()
    tight = "".join(said.split()).rstrip("。;")
    if _NONE.match(tight):
        return {"kind": LimitKind.NONE, "note": "" if len(tight) == 1 else said}
    if _SPOT.match(tight):
        return {"kind": LimitKind.ON_THE_SPOT, "note": ""}
    return _in_days(said, tight) if tight else None


def _in_days(said: str, tight: str) -> dict[str, Any]:
    found = _DAYS.match(tight)
    days = number_of(found["days"]) if found else 0
    if found is None or _LONGER.match(found["note"]) or days > _MAX_DAYS:
        return {"kind": LimitKind.OTHER, "note": said}
    if days == 0:
        return {"kind": LimitKind.ON_THE_SPOT, "note": ""}
    note = found["note"].strip(",，。;:：")
    return {"kind": LimitKind.DAYS, "days": days, "unit": _unit(found["unit"] or ""), "note": note}


def _unit(word: str) -> DayKind:
    calendar = word in {"自然日", "日历日"} or word.lower().startswith("calendar")
    return DayKind.CALENDAR if calendar else DayKind.WORKING


def day_kind(word: str) -> DayKind:
    """Return the kind of days of a column beside the limit; raises ``RowFault`` for an unknown word."""
    found = meant("day_kind", word)
    if not isinstance(found, DayKind):
        raise RowFault("时限单位有误", "the unit of the limit is not valid")
    return found


def number_of(digits: str) -> int:
    """Return a number below 1,000 written in figures or in Chinese."""
    if digits.isdecimal():
        return int(digits)
    total, pending = 0, 0
    for char in digits:
        if char in _SCALES:
            total += max(pending, 1) * _SCALES[char]
            pending = 0
        else:
            pending = _DIGITS[char]
    return total + pending
