"""Lunar days and feast days (农历与节日): 年廿八, 正月初三, 八月十五, 除夕, 清明 as civil days.

The months of 2022 to 2028 stand in a table; a day of another year, or one that its month did not have, is not
guessed at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_NEW_YEAR = {
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
}
# For each month of the year, a leap month after the month it repeats: 1 has thirty days, 0 twenty-nine.
_LONG_MONTHS = {
    2022: "101011010101",
    2023: "0100110110101",
    2024: "010010110110",
    2025: "1010010101110",
    2026: "101001001110",
    2027: "110100100110",
    2028: "1110101000110",
}
_LEAP = {2023: 2, 2025: 6, 2028: 5}
# 清明 and 冬至 follow the sun.
_SOLAR_TERMS = {
    "清明": {2022: 5, 2023: 5, 2024: 4, 2025: 4, 2026: 5, 2027: 5, 2028: 4},
    "冬至": {2022: 22, 2023: 22, 2024: 21, 2025: 21, 2026: 22, 2027: 22, 2028: 21},
}
_TERM_MONTH = {"清明": 4, "冬至": 12}
_LUNAR_FEASTS = {
    "春": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "盂兰": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
}
_SOLAR_FEASTS = {"元旦": (1, 1), "劳动": (5, 1), "国庆": (10, 1), "五一": (5, 1), "十一": (10, 1)}
_LAST = 30  # 年三十 is the last day of the year, be it the 29th
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}
_MONTHS = {
    **{char: number for char, number in _DIGITS.items() if number},
    "正": 1,
    "十": 10,
    "冬": 11,
    "十一": 11,
    "腊": 12,
    "十二": 12,
}
_DAY = r"初[一二三四五六七八九十]|(?:廿|二十)[一二三四五六七八九]?|三十|十[一二三四五六七八九]"
_YEAR = r"(?P<year>20\d\d|[今去前明])年?(?:的)?"
_SAID = "农历|旧历|阴历"
_LUNAR = re.compile(
    rf"(?:(?:大?年(?:初(?P<first>[一二三四五六七八九十])|(?P<eve>廿[一二三四五六七八九]|三十)))"
    rf"|(?P<leap>闰)?(?P<month>十[一二]|[一二三四五六七八九十正冬腊])月(?P<day>{_DAY})(?![日号个几多岁分]))"
)
_FEAST = re.compile(
    r"(?P<feast>除夕|(?:元宵|端午|七夕|中元|盂兰|中秋|重阳|腊八|清明|冬至|元旦)节?"
    r"|(?:春节|国庆节?|劳动节)(?=当天|当日|当晚|那天|那晚|那日)|(?<=[去前今]年)(?:春节|国庆节?|劳动节|五一|十一)(?!月))"
    r"(?![路村街巷里桥公小学期假前后]|之前|之后|左右|社区)"
)
# What stands before the day: its year, and that it is a lunar one.
_BEFORE = re.compile(rf"(?:{_YEAR})?(?P<said>{_SAID})?(?:(?P<later>20\d\d|[今去前明])年的?)?$")
_LONGEST_BEFORE = 14
# Without 农历 only days that nobody counts by the sun.
_PLAINLY = re.compile(r"^(?:初|廿)")
_KNOWN = frozenset({(1, 15), (7, 14), (7, 15), (8, 15), (8, 16)})
_SIGNS = (
    re.compile("月[初廿二三十]|年[初廿三]"),
    re.compile(
        "除夕|元宵|端午|七夕|中[元秋]|盂兰|重阳|腊八|清明|冬至|元旦|国庆|春节|劳动节|五一|年十一"
    ),
)
_AHEAD = timedelta(days=183)
_YEARS = {"今": 0, "去": -1, "前": -2, "明": 1}


@dataclass(frozen=True)
class NamedDay:
    """A day named at ``start``–``end``."""

    start: int
    end: int
    day: date


def named_days(normal: str, today: date) -> Iterator[NamedDay]:
    """Yield lunar days and feasts of a text of normal form, reckoned from the local day ``today``.

    Without a year the citizen speaks of the past, or of the next half year.
    """
    for sign, pattern, read in zip(_SIGNS, (_LUNAR, _FEAST), (_lunar, _feast), strict=True):
        if not sign.search(normal):
            continue
        for match in pattern.finditer(normal):
            before = _BEFORE.search(normal[: match.start()], match.start() - _LONGEST_BEFORE)
            told = before.groupdict() if before else {}
            day = read({**told, **match.groupdict()}, today)
            if day is not None:
                start = before.start() if before else match.start()
                yield NamedDay(start, match.end(), day)


def civil_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """Return the civil day of a lunar one; ``None`` outside the table or for a day there was not.

    The thirtieth of the twelfth month is the last day of the year, as people say 年三十.
    """
    first, lengths = _NEW_YEAR.get(year), _LONG_MONTHS.get(year, "")
    repeated = _LEAP.get(year, 13)
    if first is None or (leap and month != repeated):
        return None
    place = month - 1 + (leap or month > repeated)
    length = 29 + int(lengths[place])
    if month == 12 and day == _LAST:
        day = length
    if not 1 <= day <= length:
        return None
    before = sum(29 + int(sign) for sign in lengths[:place])
    return first + timedelta(days=before + day - 1)


def _lunar(parts: Mapping[str, str | None], today: date) -> date | None:
    if parts["first"] or parts["eve"]:
        month = 1 if parts["first"] else 12
        day = _number("初" + parts["first"]) if parts["first"] else _number(parts["eve"] or "")
    else:
        month, day = _MONTHS[parts["month"] or ""], _number(parts["day"] or "")
        named = parts["month"] in {"正", "冬", "腊"} or (month, day) in _KNOWN
        if not (parts.get("said") or named or _PLAINLY.match(parts["day"] or "")):
            return None
    leap = bool(parts["leap"])
    year = parts.get("later") or parts.get("year")
    return _reckoned(year, today, {y: civil_day(y, month, day, leap=leap) for y in _NEW_YEAR})


def _feast(parts: Mapping[str, str | None], today: date) -> date | None:
    name = (parts["feast"] or "").removesuffix("节")
    if name == "除夕":
        days = {y: civil_day(y, 12, _LAST) for y in _NEW_YEAR}
    elif name in _LUNAR_FEASTS:
        days = {y: civil_day(y, *_LUNAR_FEASTS[name]) for y in _NEW_YEAR}
    elif name in _SOLAR_TERMS:
        days = {y: date(y, _TERM_MONTH[name], day) for y, day in _SOLAR_TERMS[name].items()}
    else:
        days = {y: date(y, *_SOLAR_FEASTS[name]) for y in _NEW_YEAR}
    return _reckoned(parts.get("later") or parts.get("year"), today, days)


def _reckoned(year: str | None, today: date, days: Mapping[int, date | None]) -> date | None:
    if year:
        return days.get(today.year + _YEARS[year] if year in _YEARS else int(year))
    here = days.get(today.year)
    if here is not None and here <= today + _AHEAD:
        return here
    return days.get(today.year - 1)


def _number(words: str) -> int:
    """Return 1 to 30 for 初一, 十五, 廿八, 二十三, 三十."""
    rest = words.removeprefix("初")
    if rest.startswith(("廿", "二十")):
        return 20 + _DIGITS.get(rest[-1], 0)
    if rest == "三十":
        return _LAST
    return 10 + _DIGITS.get(rest[-1], 0) if rest.startswith("十") else _DIGITS[rest]
