"""What a text names (要素提取): phones, identity numbers, plates, amounts, times, each with its span.

Spans are spans of the citizen's own words, because the normal form keeps the length. ``shown`` is
masked where the value is personal; only ``shown`` is ever serialised.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hotline.kit import clock
from hotline.kit.identifiers import normalise_email, normalise_identity_number, normalise_phone
from hotline.kit.labels import LabelledEnum
from hotline.kit.masking import mask_email, mask_identity_number, mask_name, mask_phone
from routing.extract.lunar import named_days
from routing.extract.names import addresses, persons
from routing.extract.numerals import NUMERAL, to_number
from routing.extract.respondents import respondents


class EntityKind(LabelledEnum):
    """What was found."""

    PHONE = "PHONE", "电话"
    IDENTITY_NUMBER = "IDENTITY_NUMBER", "身份证号"
    EMAIL = "EMAIL", "邮箱"
    PLATE = "PLATE", "车牌"
    AMOUNT = "AMOUNT", "金额"
    TIME = "TIME", "时间"
    TICKET_NUMBER = "TICKET_NUMBER", "工单号"
    REFERENCE = "REFERENCE", "单号"
    CASE_NUMBER = "CASE_NUMBER", "案号"
    ADDRESS = "ADDRESS", "地址"
    RESPONDENT = "RESPONDENT", "被反映对象"
    PERSON = "PERSON", "人名"


PERSONAL = frozenset(
    {EntityKind.PHONE, EntityKind.IDENTITY_NUMBER, EntityKind.EMAIL, EntityKind.PERSON}
)


@dataclass(frozen=True)
class Entity:
    """One thing found; ``value`` is its normal form, ``shown`` what may be displayed and stored."""

    kind: EntityKind
    start: int
    end: int
    value: str
    shown: str


_N = f"[{NUMERAL}]"
_DAYS = {"今": 0, "昨": -1, "前": -2, "明": 1, "后": 2, "大前": -3, "大后": 3}
_BACK = {"天": 1, "日": 1, "周": 7, "个星期": 7, "星期": 7, "个礼拜": 7}
_YEARS = {"今": 0, "去": -1, "上": -1, "前": -2, "明": 1}
_MINUTES = {"半": Decimal(30), "一刻": Decimal(15), "三刻": Decimal(45)}
_WEEKDAYS = {char: i for i, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_EVENING = ("下午", "傍晚", "晚上", "晚", "夜里", "夜", "深夜")
_MONTH_DAY = (
    rf"(?P<m>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月"
    rf"(?:份)?(?P<d>3[01]|[12]\d|0?[1-9]|{_N}{{1,3}})[日号]"
)
_BARE_MONTH_DAY = r"(?P<m3>1[0-2]|0?[1-9])月(?P<d3>3[01]|[12]\d|0?[1-9])(?![\d个天])"
_DAY = (
    rf"(?P<date>(?:(?P<y>20\d\d|[去前今明]|上)年)?{_MONTH_DAY}"
    rf"|(?:(?P<y3>20\d\d)年)?{_BARE_MONTH_DAY}"
    r"|(?P<y2>20\d\d)[\-/.](?P<m2>1[0-2]|0?[1-9])[\-/.](?P<d2>3[01]|[12]\d|0?[1-9])"
    r"|(?P<rel>大[前后]|[今昨前明后])[天日晚早夜晨]"
    r"|(?P<mon>[上这本])个?月(?P<md>3[01]|[12]\d|0?[1-9])[日号]"
    rf"|(?P<back>\d{{1,3}}|{_N}{{1,3}}|半)(?P<unit>天|日|周|个星期|星期|个礼拜|个月|年)(?:之)?前"
    r"|(?P<wk>[上本这下])个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末]))"
)
_PART = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚|深夜|夜里"
_CLOCK = (
    rf"(?P<part>{_PART})?(?P<h>2[0-4]|[01]?\d|{_N}{{1,3}})"
    rf"(?:点钟?|:|时)(?P<min>[0-5]\d|半|一刻|三刻|{_N}{{1,3}})?分?"
)
_TIME_START = r"(?=[\d今昨前明后大去上本这下凌清早中傍晚深夜半" + NUMERAL + "])"
_TIME = re.compile(
    rf"{_TIME_START}(?:(?:{_DAY}[的 ]?(?:{_CLOCK})?)|(?:{_CLOCK.replace('?P<', '?P<c_')}))"
)
_CLOCK_BEHIND = re.compile(rf"[的 ]?(?:[那当][天日])?{_CLOCK}")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_IDENTITY = re.compile(
    r"(?<![\da-z])[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])"
)
_PHONE = re.compile(
    r"(?<![\da-z.])(?:\+?86[- ]?|0086[- ]?)?(?:1[3-9]\d(?:[- ]?\d{4}){2}"
    r"|\(?0[1-9]\d{1,2}\)?[- ]?[2-9]\d{2,3}[- ]?\d{4}|[48]00[- ]?\d{3}[- ]?\d{4}|[48]00[- ]?\d{4}[- ]?\d{3})(?!\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_PLATE = re.compile(
    rf"[{_PROVINCES}][a-hj-z][·. ]?[a-hj-np-z0-9]{{4,5}}[a-hj-np-z0-9学警挂港澳](?![a-z0-9])"
)
_AMOUNT = re.compile(
    rf"(?<![\d.])(?:[¥￥] ?(?P<sign>\d[\d,]{{0,14}}(?:\.\d{{1,2}})?[百千万亿]{{0,2}})"
    rf"|(?P<said>\d[\d,]{{0,14}}(?:\.\d{{1,2}})?[百千万亿w]{{0,2}}|{_N}{{1,12}})多?"
    r"(?:元|块钱|块(?!地|砖|板|牌|石|布|瓦|玻|田|空|场|广)|人民币|蚊(?!子|虫|帐|香)))"
)
_TICKET = re.compile(r"(?<![a-z0-9])[a-z]{2}20\d{13}(?!\d)")
_CITIES = "佛粤禅南顺明三高国京沪津渝穗深莞珠江肇清云湛茂梅汕惠揭潮韶河阳东中"
_CASE = re.compile(
    r"[(\[〔【]20\d\d[)\]〕】][京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼最]?\d{0,4}"
    r"[\u4e00-\u9fff]{1,6}(?:字)?第?\d{1,7}号"
    rf"|[{_CITIES}][\u4e00-\u9fff]{{1,7}}字?[(\[〔【]20\d\d[)\]〕】]第?\d{{1,7}}号"
)
_PAPERS = (
    "订单|运单|快递|包裹|物流|案件|案|受理|编|业务|流水|办件|申请|回执|警情|接警|报警|报案|信访件?|工单|派单|诉求|挂号|"
    "发票|收据|保单|合同|协议|学|准考证|登记|查询|预约|投诉|举报|交易|支付|缴费|票据|许可证|执照|产权证|不动产证|卡|户|表|设备|"
    "罚单|决定书|通知书|单"
)
_CARRIERS = "工单|订单|运单|快递|包裹|回执|中通|圆通|申通|韵达|顺丰|京东|邮政|极兔|百世|德邦|ems"
_CODE = re.compile(r"(?<![a-z0-9-])[a-z0-9][a-z0-9-]{3,30}[a-z0-9](?![a-z0-9-])")
_NAMED_CODE = re.compile(
    rf"(?:{_PAPERS})(?:单|件|书|证)?(?:编|流水|回执)*(?:号码|编码|号|码)(?:是|为|就是)?[: ]{{0,3}}$"
)
_BARE_CODE = re.compile(rf"(?:{_CARRIERS})(?:是|为)?[: ]{{0,2}}$")
_LONG_CODE = re.compile(r"(?=[a-z]{0,6}\d{8}).{10}")
_TWO_DIGITS = re.compile(r"\d.*\d")
_BEFORE_CODE = 16
_LONG_RUN = re.compile(r"\d{8}")
_BRACKETED = re.compile(r"[)\]〕】]")
_NUMBER_SIGN = re.compile(r"[\d@]")
_MONEY_SIGN = re.compile(r"元|块|人民币|蚊|[¥￥]")
_TIME_SIGN = re.compile(
    r"[今昨前明后][天日晚早夜晨]|[点:时]|[上本这下]个?(?:周|星期|礼拜|月)|[月年]|\d[-./]\d|前"
    r"|除夕|元宵|端午|中[秋元]|重阳|腊八|清明|冬至|元旦|七夕|盂兰|国庆|春节|劳动节"
)
MAX_SCANNED = 20_000
MAX_NAMED = 2_000  # names are looked for where a contact begins


def extract(normal: str, at: datetime) -> list[Entity]:
    """Return what a text of normal form names, in order, without overlaps.

    Relative times are reckoned from ``at`` (an aware instant) in local time. Only the first
    20,000 characters are looked at.
    """
    normal = normal[:MAX_SCANNED]
    found: list[Entity] = []
    if _NUMBER_SIGN.search(normal):
        found += _numbers(normal)
    if _MONEY_SIGN.search(normal):
        found += _amounts(normal)
    if _TIME_SIGN.search(normal):
        found += _times(normal, clock.to_local(at))
    return _without_overlaps([*found, *_names(normal[:MAX_NAMED])])


def _without_overlaps(found: list[Entity]) -> list[Entity]:
    """Keep the earlier kind where two overlap; ``found`` is in order of precedence."""
    kept: list[Entity] = []
    for entity in found:
        if all(entity.end <= other.start or other.end <= entity.start for other in kept):
            kept.append(entity)
    return sorted(kept, key=lambda entity: entity.start)


def _same(value: str) -> str:
    return value


_Reader = Callable[[str], str | None]
# What has a form of its own, in order of precedence; the sign must stand in the text for a search to pay.
_NUMBERS: tuple[
    tuple[EntityKind, re.Pattern[str], re.Pattern[str], _Reader, Callable[[str], str]], ...
] = (
    (EntityKind.TICKET_NUMBER, _LONG_RUN, _TICKET, str.upper, _same),
    (EntityKind.CASE_NUMBER, _BRACKETED, _CASE, str.upper, _same),
    (
        EntityKind.IDENTITY_NUMBER,
        _LONG_RUN,
        _IDENTITY,
        lambda t: normalise_identity_number(t) or t.upper(),
        mask_identity_number,
    ),
    (EntityKind.PHONE, re.compile(r"\d{3}"), _PHONE, normalise_phone, mask_phone),
    (EntityKind.EMAIL, re.compile("@"), _EMAIL, normalise_email, mask_email),
    (
        EntityKind.PLATE,
        re.compile(rf"[{_PROVINCES}][a-z]"),
        _PLATE,
        lambda t: t.upper().translate({183: "", 46: "", 32: ""}),
        _same,
    ),
)


def _numbers(normal: str) -> list[Entity]:
    found = []
    for kind, sign, pattern, read, show in _NUMBERS:
        if not sign.search(normal):
            continue
        for match in pattern.finditer(normal):
            value = read(match.group())
            if value is not None:
                found.append(Entity(kind, match.start(), match.end(), value, show(value)))
    return found + _references(normal)


def _references(normal: str) -> list[Entity]:
    """Return codes by the paper or carrier named before them: 受理编号, 快递单号, 中通."""
    found = []
    for match in _CODE.finditer(normal):
        code = match.group()
        if not _TWO_DIGITS.search(code):
            continue
        before = normal[max(match.start() - _BEFORE_CODE, 0) : match.start()]
        if _NAMED_CODE.search(before) or (_LONG_CODE.match(code) and _BARE_CODE.search(before)):
            value = code.upper()
            found.append(Entity(EntityKind.REFERENCE, *match.span(), value, value))
    return found


def _amounts(normal: str) -> list[Entity]:
    found = []
    for match in _AMOUNT.finditer(normal):
        number = to_number((match["sign"] or match["said"]).replace("w", "万"))
        if number is not None:
            value = format(number.quantize(Decimal("0.01")).normalize(), "f")
            found.append(Entity(EntityKind.AMOUNT, match.start(), match.end(), value, f"{value}元"))
    return found


def _names(normal: str) -> list[Entity]:
    """Return persons, whom the text accuses, and addresses; only what is said of persons is hidden."""
    kinds = (
        (EntityKind.PERSON, persons(normal), mask_name),
        (EntityKind.RESPONDENT, respondents(normal), _same),
        (EntityKind.ADDRESS, addresses(normal), _same),
    )
    return [
        Entity(kind, one.start, one.end, one.text, show(one.text))
        for kind, found, show in kinds
        for one in found
    ]


def _times(normal: str, now: datetime) -> list[Entity]:
    found = _named_times(normal, now)
    for match in _TIME.finditer(normal):
        value = _moment(match, now)
        if value:
            found.append(Entity(EntityKind.TIME, match.start(), match.end(), value, value))
    return found


def _named_times(normal: str, now: datetime) -> list[Entity]:
    """Return lunar days and feasts, with the hour where one follows."""
    found = []
    for named in named_days(normal, now.date()):
        behind = _CLOCK_BEHIND.match(normal, named.end)
        hour = _clock(behind.groupdict(), "", evening=False) if behind else None
        value = named.day.isoformat() + (f"T{hour:%H:%M}" if hour else "")
        end = behind.end() if behind and hour else named.end
        found.append(Entity(EntityKind.TIME, named.start, end, value, value))
    return found


def _moment(match: re.Match[str], now: datetime) -> str:
    """Return ``2026-03-04``, ``2026-03-04T23:30`` or ``T23:30``; empty if it is no time."""
    parts = match.groupdict()
    day = _day(parts, now.date())
    prefix = "" if parts["h"] else "c_"
    hour = _clock(parts, prefix, evening=match.group()[1:2] in {"晚", "夜"})
    if parts["date"] and day is None:
        return ""
    shown = day.isoformat() if day else ""
    return f"{shown}T{hour:%H:%M}" if hour else shown


def _day(parts: dict[str, str | None], today: date) -> date | None:
    if parts["rel"]:
        return today + timedelta(days=_DAYS[parts["rel"]])
    if parts["wk"] and parts["wd"]:
        monday = today - timedelta(days=today.weekday())
        weeks = {"上": -1, "下": 1}.get(parts["wk"], 0)
        return monday + timedelta(days=7 * weeks + _WEEKDAYS[parts["wd"]])
    if parts["back"] and parts["unit"]:
        return _ago(parts["back"], parts["unit"], today)
    if parts["mon"] and parts["md"]:
        first = today.replace(day=1)
        month = (first - timedelta(days=1)).replace(day=1) if parts["mon"] == "上" else first
        return _date(month.year, month.month, int(parts["md"]))
    return _named_day(parts, today)


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
    told = _YEARS.get(year or "")
    found = _date(
        today.year + told if told is not None else int(year or today.year), int(months), int(days)
    )
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
    minutes = _MINUTES.get(minute or "") or to_number(minute or "0")
    if minutes is None or minutes > 59:
        minutes = Decimal(0)
    late = evening or (parts[f"{prefix}part"] or "") in _EVENING
    if late and hour < 12:
        hour += 12
    return time(int(hour) % 24, int(minutes))
