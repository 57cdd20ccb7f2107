"""Chinese numerals and money (中文数字): 三万五千元 → 35000."""

import re
from decimal import Decimal

_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: i for i, char in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"〇": 0, "两": 2}
_UNITS = {"千": 1000, "仟": 1000, "百": 100, "佰": 100, "十": 10, "拾": 10}
_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_LARGE = (("亿", 100_000_000), ("万", 10_000))
_POINT = re.compile(
    "^([零〇一二两三四五六七八九十百]{1,5})点([零〇一二三四五六七八九]{1,4})(?=[万亿]?$)"
)
NUMERAL = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"


def to_number(text: str) -> Decimal | None:
    """Return the value of ``3.5万``, ``1,200``, ``三万五``, ``三点五万``; ``None`` if it is no number."""
    return _value(_POINT.sub(_decimal, text.replace(",", "").strip()))


def _decimal(said: re.Match[str]) -> str:
    """Return 三点五 as 3.5."""
    whole = _value(said[1])
    return said[0] if whole is None else f"{whole}.{''.join(str(_DIGITS[c]) for c in said[2])}"


def _value(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if not text or any(char not in NUMERAL and char not in "0123456789." for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    for sign, size in (*_LARGE, *_UNITS.items()):
        head, found, tail = text.partition(sign)
        if found:
            return _joined(head, size, tail)
    return None


def _joined(head: str, size: int, tail: str) -> Decimal | None:
    """Return head × size + tail; a bare last digit counts in tenths of the unit: 三万五 is 35,000."""
    left = _value(head.lstrip("零〇")) if head.lstrip("零〇") else Decimal(1)
    right = _value(tail.lstrip("零〇")) if tail.lstrip("零〇") else Decimal(0)
    if left is None or right is None:
        return None
    if len(tail) == 1 and (tail in _DIGITS or tail.isdecimal()) and size >= 100:
        right *= size // 10
    return left * size + right
