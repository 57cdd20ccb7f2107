"""Numbers (数字写法): 十八岁 and 18岁, 二零二六 and 2026, 3个月 and 三个月 are looked for alike."""

import re

_DIGITS = "零一二三四五六七八九"
_VALUE = {char: value for value, char in enumerate(_DIGITS)} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNIT = "(?=[岁年月日号天周个楼层次元万度级类种本份人倍寸平米公])"
_CHINESE = re.compile(f"[{_DIGITS}两〇十百千]+{_UNIT}|[{_DIGITS}〇]{{4,}}")
_ARABIC = re.compile(
    f"(?<![0-9])[0-9]{{1,4}}(?![0-9]){_UNIT}|(?<![0-9])(?:19|20)[0-9]{{2}}(?![0-9])"
)


def other_writings(text: str) -> list[str]:
    """Return each number before a unit, and each year, in its other writing with the character after it."""
    found = []
    for match in _CHINESE.finditer(text):
        value = _read(match[0])
        if value is not None:
            found.append(f"{value}{text[match.end() : match.end() + 1]}")
    for match in _ARABIC.finditer(text):
        found.append(f"{_write(match[0])}{text[match.end() : match.end() + 1]}")
    return found


def _read(chars: str) -> str | None:
    """Return the digits of a Chinese numeral below ten thousand, or ``None`` if it is none."""
    if not any(char in _TENS for char in chars):
        return "".join(str(_VALUE[char]) for char in chars)
    total, held, lowest = 0, 0, 10_000
    for char in chars:
        if char in _TENS:
            if _TENS[char] >= lowest:
                return None
            lowest = _TENS[char]
            total += (held or 1) * lowest
            held = 0
        else:
            held = _VALUE[char]
    return str(total + held)


def _write(digits: str) -> str:
    """Return a year digit by digit, any other number as it is read."""
    if len(digits) == 4:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    value, written = int(digits), ""
    for char, size in (("百", 100), ("十", 10)):
        count, value = divmod(value, size)
        if count:
            written += ("" if size == 10 and count == 1 and not written else _DIGITS[count]) + char
        elif written and value:
            written += "零"
    return written + (_DIGITS[value] if value or not written else "")
