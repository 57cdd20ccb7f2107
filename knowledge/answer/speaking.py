"""Speaking (播报文字): numbers, phone numbers, times and abbreviations as a voice says them."""

import re
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_PHONE_DIGITS = "零幺二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
_LONGEST = 12  # digits that are a quantity; longer ones are a number of something
_HOUR = 24

_URL = re.compile(r"(?:网址：)?https?://[!-~]+ ?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
_RANGE = re.compile(r"(?<=[\d点分半])\s*[–—~～-]\s*(?=[\d零一二三四五六七八九十])")
_PHONE = re.compile(
    r"(?<![\d.])(?:0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4}|1\d{10}|1\d{4}|9\d{4})(?![\d.元个天日份年月])"
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)[%％]")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?=年)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_LIST = re.compile(r"(?:(?<=^)|(?<=[。；：]))(\d{1,2})\. ")
_SILENT = re.compile(r"[“”《》\"'【】\[\]*#]")
_ASIDE = str.maketrans({"（": "，", "）": "，", "(": "，", ")": "，", "·": "，", "/": "或"})
_COMMAS = re.compile(r"，+(?=[。；：，、！？]|$)|(?:^|(?<=[。；：、]))，+")


def spoken(text: str) -> str:
    """Return ``text`` without digits, addresses of pages and signs that a voice cannot say."""
    said = _URL.sub("", text)
    for pattern, say in _STEPS:
        said = pattern.sub(say, said)
    said = _SILENT.sub("", said.translate(_ASIDE))
    return _COMMAS.sub("", said).strip()


def digits(text: str, names: str = _PHONE_DIGITS) -> str:
    """Return a number digit by digit; 1 is 幺 as on the telephone."""
    return "".join(names[int(char)] for char in text if char.isdecimal() and char.isascii())


def quantity(text: str) -> str:
    """Return a number as a quantity: 20 is 二十, 2.5 is 二点五."""
    whole, _, part = text.partition(".")
    if len(whole) > _LONGEST or (len(whole) > 1 and whole.startswith("0")):
        return digits(text)
    said = _whole(int(whole))
    return f"{said}点{digits(part, _DIGITS)}" if part else said


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    parts: list[str] = []
    group = 0
    rest = number
    while rest:
        rest, four = divmod(rest, 10_000)
        if four:
            lead = _DIGITS[0] if rest and four < 1000 else ""
            parts.append(lead + _four(four) + _GROUPS[group])
        group += 1
    said = "".join(reversed(parts))
    return said[1:] if said.startswith("一十") else said


def _four(number: int) -> str:
    said = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += (_DIGITS[0] if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said


def _date(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{digits(year, _DIGITS)}年{quantity(str(int(month)))}月{quantity(str(int(day)))}日"


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour > _HOUR:
        return found[0]
    if not minute:
        return f"{quantity(str(hour))}点"
    lead = _DIGITS[0] if minute < 10 else ""
    return f"{quantity(str(hour))}点{lead}{quantity(str(minute))}分"


def _spelled(found: re.Match[str]) -> str:
    """Capital abbreviations are spelled; a word stays a word."""
    return " ".join(found[0]) if found[0].isupper() else found[0]


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_LIST, lambda found: f"第{quantity(found[1])}，"),
    (_DATE, _date),
    (_PHONE, lambda found: digits(found[0])),
    (_TIME, _time),
    (_RANGE, lambda _found: "到"),
    (_PERCENT, lambda found: f"百分之{quantity(found[1])}"),
    (_YEAR, lambda found: digits(found[1], _DIGITS)),
    (_NUMBER, lambda found: quantity(found[0])),
    (_LETTERS, _spelled),
)
