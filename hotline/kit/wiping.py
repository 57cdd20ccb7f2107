"""Wiping (去号): numbers of persons and query codes in free text, however they are written; pure.

The masks of ``logs.mask_text`` keep some digits for the eye. Here a number goes whole: with blanks and dots, in
full width, in characters.
"""

import re
from collections.abc import Callable, Iterable

from hotline.kit.logs import mask_text
from hotline.kit.text import normalise

GONE = "***"
HIDDEN_CODE = "******"
Span = tuple[int, int]
_SPELLED = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_DIGIT = f"0-9{_SPELLED}"
_BETWEEN = r"[\s\-\u2010-\u2015\u2212_.·•,，、/()（）+\u00ad\u200b-\u200f\u2060\ufeff]{0,3}"
_LONG = 7  # digits of the shortest telephone number without its area
_TICKET = r"(?<![a-z0-9])[a-z]{1,4}\d{15}(?!\d)"
_DAY = r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d\-/.])"
_RUN = rf"[{_DIGIT}](?:{_BETWEEN}[{_DIGIT}]){{{_LONG - 1},}}x?"
_NUMBERS = re.compile(f"(?P<kept>{_TICKET}|{_DAY})|{_RUN}")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_APART = r"[\s\-·•.]{0,2}"
_PLATE = re.compile(
    rf"[{_PROVINCES}]{_APART}[a-z](?:{_APART}[a-z0-9]){{4,5}}{_APART}[a-z0-9学警挂港澳](?![a-z0-9])"
)
_MAIL = re.compile(r"[\w.+-]{1,64}\s{0,2}@\s{0,2}[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Six digits by themselves, as a query code is told and typed; an amount or a count says of what.
_CODE = re.compile(
    r"(?<!\d)(?:\d{6}|(?<!\d[ \-])(?:\d{3}[ \-]\d{3}|\d\d[ \-]\d\d[ \-]\d\d)|(?<!\d[ \-.·,])\d(?:[ \-.·,]\d){5})"
    r"(?!\d|[ \-.·,]\d(?!\d{5}))(?! ?(?:元|块|万|千|百|亿|人|户|次|度|吨|平|米|公里|字|kwh))"
    rf"|(?<![{_DIGIT}])(?:[{_SPELLED}][ \-.·]?){{5}}[{_SPELLED}](?![{_DIGIT}十百千万亿])"
    r"|(?<=[a-z]{2}\d{15})\d{6}(?!\d)"
)
_TALLY = "一二三四五六七八九十百零〇"
# The number of a house behind its street, and the room behind a building, with or without its 房 or 室.
DOOR = re.compile(
    rf"(?<=[路街道巷里弄村坊苑园])\s?(?:\d{{1,5}}|[{_TALLY}]{{1,5}})\s?(?=号(?![线文楼]))"
    rf"|(?:\d{{1,3}}|[{_TALLY}]{{1,4}})(?=号楼|[栋座幢]\s?[-—]?[\d{_TALLY}]{{3}})"
)
ROOM = re.compile(
    rf"(?:(?<=[栋座幢])|(?<=单元)|(?<=号楼))\s?[-—]?\s?(?:[a-z]?\d{{2,5}}[a-z]?|[{_SPELLED}]{{3,4}})"
    r"(?![户个元人年米吨%.\d])"
)
# A name in a network of people, behind the name of the network; numbers of passports and permits.
SOCIAL = re.compile(
    r"(?:微信|微博|抖音|快手|小红书|支付宝|钉钉|weixin|wechat|whatsapp|(?<![a-z])(?:vx|wx|qq|v信))"
    r"(?:账号|帐号|号码|号|id)?(?:[:\s]|是|为|叫|加){0,3}(?P<own>(?=[a-z_\-]*\d|[a-z]+[_\-]|[a-z]{6})[a-z0-9][\w\-]{4,24})",
    re.ASCII,
)
PAPER = re.compile(r"(?<![a-z0-9])[a-z]{1,2}\d{6,9}(?![a-z0-9])")
_VALUES = str.maketrans(_SPELLED, "001234567891123456789")
_PERSON = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}|(?:86)?0\d{9,11}|\d{15}|\d{17}[\dx]")


def numberless(text: str, also: Iterable[re.Pattern[str]] = ()) -> str:
    """Return ``text`` without telephone, identity, card and plate numbers, codes, and addresses of mail.

    Numbers of tickets and days stay. ``also`` are further forms to go, found in the normal form.
    """
    normal = normalise(text)
    if len(normal) != len(text):
        text = normal
    forms = (_MAIL, _PLATE, _CODE, *also)
    spans = [m.span(m.lastgroup or 0) for form in forms for m in form.finditer(normal)]
    spans += [m.span() for m in _NUMBERS.finditer(normal) if m["kept"] is None]
    return _without(text, spans, GONE)


def mask_said(text: str) -> str:
    """Return what was said in a conversation as staff may read it: codes gone, numbers of persons masked.

    Whoever knows number and query code of a ticket acts as the citizen (domain rules §5.2): the code is his alone.
    """
    shown = _replaced(text, _CODE, lambda _told: HIDDEN_CODE)
    return mask_text(_replaced(shown, _NUMBERS, _masked))


def _replaced(text: str, form: re.Pattern[str], mask: Callable[[str], str]) -> str:
    """Replace what is found in the normal form; where that is of another length, it is what is kept."""
    normal = normalise(text)
    shown = text if len(normal) == len(text) else normal
    for found in reversed(list(form.finditer(normal))):
        start, end = found.span()
        if found.groupdict().get("kept") is not None:
            continue
        shown = shown[:start] + mask(shown[start:end]) + shown[end:]
    return shown


def _masked(told: str) -> str:
    """Return a run of digits without a person's number in it: masked as usual, or whole if it is oddly written."""
    digits = re.sub(r"[^0-9x]", "", normalise(told).translate(_VALUES))
    is_person = _PERSON.fullmatch(digits) is not None
    hides_one = not told.isdecimal() and _PERSON.search(digits) is not None
    if not is_person and not hides_one:
        return told
    usual = mask_text(told)
    return GONE if usual == told else usual


def _without(text: str, spans: Iterable[Span], mask: str) -> str:
    parts, place = [], 0
    for start, end in sorted(spans):
        if start >= place:
            parts += [text[place:start], mask]
        place = max(place, end)
    return "".join([*parts, text[place:]])
