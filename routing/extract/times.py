"""Days and hours in a text (时间): 上周三晚上十点, 昨日18时20分, 去年11月 as days, months and hours of local time."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from routing.extract.lunar import named_days
from routing.extract.names import Named
from routing.extract.numerals import NUMERAL, to_number

_N = f"[{NUMERAL}]"
_DAYS = {"今": 0, "昨": -1, "前": -2, "明": 1, "后": 2, "大前": -3, "大后": 3}
# 寻日, 琴晚, 听日: what they are in Cantonese.
_DAYS |= {"寻": -1, "琴": -1, "噚": -1, "听": 1, "大前": -3}
_BACK = {"天": 1, "日": 1, "周": 7, "个星期": 7, "星期": 7, "个礼拜": 7, "礼拜": 7}
_YEARS = {"今": 0, "去": -1, "上": -1, "前": -2, "明": 1}
_MINUTES = {"半": Decimal(30)}
_MINUTES |= {one: Decimal(15) for one in ("一刻", "1刻")}
_MINUTES |= {three: Decimal(45) for three in ("三刻", "3刻")}
_WEEKDAYS = {char: i for i, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_EVENING = frozenset({"下午", "下昼", "傍晚", "晚上", "晚", "夜里", "夜晚", "夜", "深夜", "半夜"})
_NIGHT = frozenset({"晚上", "晚", "夜里", "夜晚", "夜", "深夜", "半夜", "凌晨"})
_DARK = _NIGHT - {"凌晨", "半夜"}
_SMALL = 5  # 晚上五点 is the afternoon, 夜里四点 the small hours
_EARLY = 6  # 昨晚两点 is the small hours behind that evening
_MONTH = r"1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]"
_MONTH_DAY = rf"(?P<m>{_MONTH})月(?:份)?(?P<d>3[01]|[12]\d|0?[1-9]|{_N}{{1,3}})[日号]"
_BARE_MONTH_DAY = r"(?P<m3>1[0-2]|0?[1-9])月(?P<d3>3[01]|[12]\d|0?[1-9])(?![\d个天])"
_YEAR = r"20\d\d|(?<!\d)2\d(?=年(?:1[0-2]|0?[1-9])月)|[去前今明]|上"
_DAY = (
    rf"(?P<date>(?:(?P<y>{_YEAR})年)?{_MONTH_DAY}"
    rf"|(?:(?P<y3>20\d\d)年)?{_BARE_MONTH_DAY}"
    r"|(?P<y2>20\d\d)[\-/.](?P<m2>1[0-2]|0?[1-9])[\-/.](?P<d2>3[01]|[12]\d|0?[1-9])"
    rf"|(?P<my>{_YEAR})年(?:的)?(?P<mm>{_MONTH})月(?:份)?(?![\d{NUMERAL}初廿])"
    r"|(?P<rel>大[前后]|[今昨前明后寻琴噚听])[天日晚早夜晨]"
    r"|(?P<last>(?<![\d月])(?:3[01]|[12]\d|[1-9]))[日号](?=上午|下午|早上|中午|晚上|凌晨|傍晚)"
    r"|(?P<mon>[上这本])个?月(?P<md>3[01]|[12]\d|0?[1-9])[日号]"
    rf"|(?P<back>\d{{1,3}}|{_N}{{1,3}}|半)(?P<unit>天|日|周|个星期|星期|个?礼拜|个月|年)(?:之)?前"
    r"|(?P<wk>[上本这下])?(?:个)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末])(?![到至个岁月年]))"
)
_PART = "凌晨|清晨|早上|朝早|上午|中午|下午|下昼|傍晚|晚上|晚|深夜|半夜|夜里|夜晚"
# What is counted: 九点三十名工人 says nothing of minutes, 八点二十人还没到 does.
_COUNTED = (
    r"小时|分钟|[几多余来](?=[个名位人台辆户家只条块斤米元万次])|个|名|位(?![于置])|人(?![还都才就家民行很太])|台(?!风)|辆|户(?!外)|"
    r"家(?![里中长门附人属])|只(?![有能是要见听好剩收])|条(?!件)|[栋幢层号吨斤元块万千百遍份箱桶袋瓶盏棵秒点]|座(?!位)|"
    r"楼(?![下上道梯顶里房])|路(?![上过面边口灯由人段中])|间(?!断)|所(?![以有])|米(?!饭)|次(?!日)|件|批(?![评发])"
)
# 一点五倍, 2点5米: a fraction; 三点建议: points of a speech.
_FRACTION = re.compile(
    rf"(?:\d{{1,2}}|{_N}{{1,3}})点(?:(?:\d{{1,3}}|[零〇一二三四五六七八九]{{1,4}})"
    r"(?:倍|万|亿|千?米|公[里斤分顷]|元|块钱|吨|斤|平[方米]?|小时|折|厘米|度|个(?:小时|月|百分|亿|平))"
    r"|(?:建议|诉求|要求|意见|疑问|问题|原因|希望|理由|请求|说明))"
)
# Very: 八点十分嘈杂.
_VERY = "(?:吵闹|吵杂|嘈杂|恶劣|难闻|难听|难受|严重|扰民|危险|刺耳|刺鼻|恶心|不便|拥挤|混乱)"
_FEW = "[一二三四五六七八九]"
# Minutes are two digits, 一刻 and 半, 零五 or 十 and more; a mere 五 only before 分: 八点一直 is 八点.
_MIN = (
    r"(?P<min>[1一3三]刻(?!不停|也不|都不)|半(?!个|小时)"
    rf"|(?>[0-5]\d|[零〇](?:{_FEW}|[1-9])|[二三四五]?十(?!分{_VERY}){_FEW}?)(?![\d{NUMERAL}])"
    rf"(?:(?=分(?!钟))|(?<=:\d\d)|(?!{_COUNTED}))"
    rf"|{_FEW}(?=分(?![钟之])))(?:分(?!钟))?"
)
_CLOCK = (
    rf"(?P<part>{_PART})?(?P<h>2[0-4]|[01]?\d|{_N}{{1,3}})"
    rf"(?:点钟?|:(?=[0-5]\d(?!\d))|时(?!候|间|代|常|不时))(?:{_MIN})?"
)
_START = r"(?=[\d今昨前明后寻琴噚听大去上本这下凌清早朝中傍晚深夜半周星礼" + NUMERAL + "])"
_TIME = re.compile(
    rf"{_START}(?:(?:{_DAY}(?:[的 ,]?{_CLOCK})?)|(?:{_CLOCK.replace('?P<', '?P<c_')}))"
)
_CLOCK_BEHIND = re.compile(rf"[的 ]?(?:[那当][天日])?{_CLOCK}")
_SIGN = re.compile(
    r"[今昨前明后寻琴噚听][天日晚早夜晨]|[点:时]|[日号][上下早中晚凌傍]|周[一二三四五六日末]|星期|礼拜|[上这本下]个?月|[月年]|\d[-./]\d|前"
    r"|除夕|元宵|端午|中[秋元]|重阳|腊八|清明|冬至|元旦|七夕|盂兰|国庆|春节|劳动节|五一"
)
# These name a newspaper, a shop or a habit as well: 周一到周五, 每周三.
_HABIT = re.compile(r"(?:每个?|逢|到|至|[一二三四五六日天末]、?)$")
# 短一点, 第二点: a little and a point, no hours; 从一点, 夜一点 are some.
_LITTLE = re.compile(r"[\u4e00-\u9fff](?<![到从在于约至每过是的近])$")
_LITTLE_BEHIND = re.compile("[点儿都也不没用小]")


def times(normal: str, now: datetime) -> list[Named]:
    """Return days, months and hours of a text, reckoned from the local time ``now``; ``text`` is the value.

    ``2026-03-04``, ``2025-11``, ``2026-03-04T23:30`` or ``T23:30``.
    """
    if not _SIGN.search(normal):
        return []
    found = list(_named(normal, now))
    for match in _TIME.finditer(normal):
        if match["wd"] and not match["wk"] and _HABIT.search(normal[: match.start()][-2:]):
            continue
        if _is_point(match, normal):
            continue
        value = _moment(match, now)
        if value:
            found.append(Named(match.start(), match.end(), value))
    return found


def _is_point(match: re.Match[str], normal: str) -> bool:
    """Tell whether 一点 is a little, 第二点 a point of a speech and 一点五倍 a fraction."""
    if match["c_h"] is None or match["c_part"]:
        return False
    before = normal[: match.start()][-1:]
    if before == "第" or _FRACTION.match(normal, match.start()):
        return True
    return match.group() == "一点" and bool(
        _LITTLE.search(before) or _LITTLE_BEHIND.match(normal, match.end())
    )


def _named(normal: str, now: datetime) -> Iterator[Named]:
    """Yield lunar days and feasts, with the hour where one follows."""
    for named in named_days(normal, now.date()):
        behind = _CLOCK_BEHIND.match(normal, named.end)
        hour = _clock(behind.groupdict(), "", evening=False) if behind else None
        value = named.day.isoformat() + (f"T{hour:%H:%M}" if hour else "")
        end = behind.end() if behind and hour else named.end
        yield Named(named.start, end, value)


def _moment(match: re.Match[str], now: datetime) -> str:
    """Return the value of a day, a month or an hour; empty if it is no time."""
    parts = match.groupdict()
    if parts["mm"]:
        return _month(parts, now.date())
    day = _day(parts, now.date())
    prefix = "" if parts["h"] else "c_"
    evening = match.group()[len(parts["rel"] or "x") :][:1] in {"晚", "夜"}
    hour = _clock(parts, prefix, evening=evening)
    if parts["date"] and day is None:
        return ""
    if day and hour and (evening or parts["part"] in _DARK) and hour.hour < _EARLY:
        day += timedelta(days=1)
    shown = day.isoformat() if day else ""
    return f"{shown}T{hour:%H:%M}" if hour else shown


def _month(parts: dict[str, str | None], today: date) -> str:
    number = to_number(parts["mm"] or "")
    return f"{_year(parts['my'] or '', today)}-{int(number):02}" if number else ""


def _year(told: str, today: date) -> int:
    """Return the year of 去, 2025 or 25."""
    if told in _YEARS:
        return today.year + _YEARS[told]
    return int(told) + (2000 if len(told) == len("25") else 0)


def _day(parts: dict[str, str | None], today: date) -> date | None:
    if parts["rel"]:
        return today + timedelta(days=_DAYS[parts["rel"]])
    if parts["wd"]:
        return _weekday(parts["wk"], parts["wd"], today)
    if parts["back"] and parts["unit"]:
        return _ago(parts["back"], parts["unit"], today)
    return _of_month(parts, today) if parts["md"] or parts["last"] else _named_day(parts, today)


def _weekday(week: str | None, day: str, today: date) -> date:
    """Return the day of the week told of; without one it is the last such day, for citizens tell of the past."""
    monday = today - timedelta(days=today.weekday())
    found = monday + timedelta(days=7 * {"上": -1, "下": 1}.get(week or "", 0) + _WEEKDAYS[day])
    return found - timedelta(days=7) if week is None and found > today else found


def _of_month(parts: dict[str, str | None], today: date) -> date | None:
    """Return the day of 上个月15号, and of 12号下午: the last day of that number."""
    number = int(parts["md"] or parts["last"] or "")
    first = today.replace(day=1)
    before = parts["mon"] == "上" or (parts["md"] is None and number > today.day)
    month = first - timedelta(days=1) if before else first
    return _date(month.year, month.month, number)


def _ago(count: str, unit: str, today: date) -> date | None:
    """Return the day so long ago; half a month is fifteen days."""
    number = Decimal("0.5") if count == "半" else to_number(count)
    if number is None or number <= 0:
        return None
    if unit in _BACK:
        days = number * _BACK[unit]
        return today - timedelta(days=int(days)) if days == int(days) else None
    months = number * (12 if unit == "年" else 1)
    if months != int(months):
        return today - timedelta(days=15)
    total = today.year * 12 + today.month - 1 - int(months)
    return _date(total // 12, total % 12 + 1, min(today.day, 28)) if total >= 12 else None


def _named_day(parts: dict[str, str | None], today: date) -> date | None:
    year, month, number = (
        parts[key] or parts[key + "2"] or parts[key + "3"] for key in ("y", "m", "d")
    )
    days = to_number(number or "")
    months = to_number(month or "")
    if days is None or months is None:
        return None
    found = _date(_year(year or str(today.year), today), int(months), int(days))
    if found is None:
        return None
    # Without a year the citizen speaks of the past: 12月30日 said in January is last year's.
    later = not year and found > today + timedelta(days=183)
    return (
        found.replace(year=found.year - 1)
        if later and (found.month, found.day) != (2, 29)
        else found
    )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(parts: dict[str, str | None], prefix: str, *, evening: bool) -> time | None:
    hour = to_number(parts[f"{prefix}h"] or "")
    if hour is None or hour > 24:
        return None
    minute = parts[f"{prefix}min"]
    minutes = _MINUTES.get(minute or "") or to_number((minute or "0").lstrip("零〇"))
    if minutes is None or minutes > 59:
        minutes = Decimal(0)
    return time(_hour(int(hour), parts[f"{prefix}part"] or "", evening=evening), int(minutes))


def _hour(hour: int, part: str, *, evening: bool) -> int:
    """Return the hour of the day: 晚上十二点 is midnight, 昨晚两点 and 半夜两点 the small hours, 中午一点 13."""
    night = part in _NIGHT or (evening and not part)
    if night and hour in {12, 24}:
        return 0
    if part == "凌晨" or (hour < _EARLY and (part == "半夜" or (evening and part in {"", "半夜"}))):
        return hour % 24
    if part in _DARK and hour < _SMALL:
        return hour
    if part == "中午":
        return hour + 12 if hour < 4 else hour
    return hour + 12 if (evening or part in _EVENING) and hour < 12 else hour % 24
