"""What a text names (要素提取): phones, identity numbers, plates, amounts, times, each with its span.

Spans are spans of the citizen's own words, because the normal form keeps the length. ``shown`` is
masked where the value is personal; only ``shown`` is ever serialised.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.kit import clock
from hotline.kit.identifiers import normalise_email, normalise_identity_number, normalise_phone
from hotline.kit.labels import LabelledEnum
from hotline.kit.masking import mask_email, mask_identity_number, mask_name, mask_phone
from routing.extract.money import amounts
from routing.extract.names import Known, Named, addresses
from routing.extract.persons import persons
from routing.extract.respondents import respondents
from routing.extract.times import times


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


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_IDENTITY = re.compile(
    r"(?<![\da-z])[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])"
)
# Letters that a camera or a hand puts for digits; only what has the form of a number with digits is one.
_MISREAD = str.maketrans("oil", "011")
_MISREAD_IDENTITY = re.compile(
    r"(?<![\da-z])(?=(?:[oilx]*\d){11})[1-9il][\doil]{16}[\dxoil](?![\da-z])"
)
_MISREAD_PHONE = re.compile(r"(?<![\da-z])(?=(?:[oil]*\d){7})[1il][3-9][\doil]{9}(?![\da-z])")
_PHONE = re.compile(
    r"(?<![\da-z.])(?:\+?86[- ]?|0086[- ]?)?(?:1[3-9]\d(?:[- ]?\d{4}){2}"
    r"|\(?0[1-9]\d{1,2}\)?[- ]?[2-9]\d{2,3}[- ]?\d{4}|[48]00[- ]?\d{3}[- ]?\d{4}|[48]00[- ]?\d{4}[- ]?\d{3})(?!\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_PLATE = re.compile(
    rf"[{_PROVINCES}][a-hj-z][·. ]?[a-hj-np-z0-9]{{4,5}}[a-hj-np-z0-9学警挂港澳](?![a-z0-9])"
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
    "发票|收据|账|帐|护照|通行证|回乡证|台胞证|驾驶证|社保|医保|社保卡|医保卡|保单|合同|协议|学|准考证|登记|查询|预约|投诉|举报|交易|支付|缴费|票据|许可证|执照|产权证|不动产证|卡|户|表|设备|"
    "罚单|决定书|通知书|单"
)
_CARRIERS = "工单|订单|运单|快递|包裹|回执|中通|圆通|申通|韵达|顺丰|京东|邮政|极兔|百世|德邦|ems|银行卡|[农工建中招]行卡|单|卡|账户|帐户|护照|通行证|回乡证"
# Papers of a person: their numbers are shown by their last four characters.
_OWN_PAPERS = re.compile(
    r"(?:卡|[账帐]户?|护照|通行证|回乡证|台胞证|驾驶证|社保|医保)(?:编?号码?|是|为|[: ])*$"
)
_CODE = re.compile(r"(?<![a-z0-9-])[a-z0-9][a-z0-9-]{3,30}[a-z0-9](?![a-z0-9-])")
_NAMED_CODE = re.compile(
    rf"(?:{_PAPERS})(?:单|件|书|证)?(?:编|流水|回执)*(?:号码|编码|号|码)(?:是|为|就是)?[: ]{{0,3}}$"
)
_BARE_CODE = re.compile(rf"(?:{_CARRIERS})(?:是|为)?[: ]{{0,2}}$")
_LONG_CODE = re.compile(r"(?=[a-z]{0,6}\d{8}).{10}")
_TWO_DIGITS = re.compile(r"\d.*\d")
_BEFORE_CODE = 16
_MISREAD_SIGN = re.compile(r"\d[oil]|[oil]\d")
_LONG_RUN = re.compile(r"\d{8}")
_BRACKETED = re.compile(r"[)\]〕】]")
_NUMBER_SIGN = re.compile(r"[\d@]")
MAX_SCANNED = 20_000
MAX_NAMED = 2_000  # names are looked for where a contact begins


def extract(normal: str, at: datetime, places: Sequence[Known] = ()) -> list[Entity]:
    """Return what a text of normal form names, in order, without overlaps.

    Relative times are reckoned from ``at`` (an aware instant) in local time. ``places`` are the known
    places of the text, in order, from which names are told apart. Only the first 20,000 characters are
    looked at.
    """
    normal = normal[:MAX_SCANNED]
    found: list[Entity] = []
    if _NUMBER_SIGN.search(normal):
        found += _numbers(normal)
    found += _read(EntityKind.TIME, times(normal, clock.to_local(at)), _same)
    found += _read(EntityKind.AMOUNT, amounts(normal), lambda value: f"{value}元")
    return _without_overlaps([*found, *_names(normal[:MAX_NAMED], places)])


def _without_overlaps(found: list[Entity]) -> list[Entity]:
    """Keep the earlier kind where two overlap; ``found`` is in order of precedence."""
    kept: list[Entity] = []
    for entity in found:
        if all(entity.end <= other.start or other.end <= entity.start for other in kept):
            kept.append(entity)
    return sorted(kept, key=lambda entity: entity.start)


def _corrected(text: str, form: re.Pattern[str], read: Callable[[str], str | None]) -> str | None:
    """Read digits that were written as letters, if the result has the ``form``."""
    digits = text.translate(_MISREAD)
    return (read(digits) or digits.upper()) if form.fullmatch(digits) else None


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
    (
        EntityKind.IDENTITY_NUMBER,
        _MISREAD_SIGN,
        _MISREAD_IDENTITY,
        lambda t: _corrected(t, _IDENTITY, normalise_identity_number),
        mask_identity_number,
    ),
    (EntityKind.PHONE, re.compile(r"\d{3}"), _PHONE, normalise_phone, mask_phone),
    (
        EntityKind.PHONE,
        _MISREAD_SIGN,
        _MISREAD_PHONE,
        lambda t: normalise_phone(t.translate(_MISREAD)),
        mask_phone,
    ),
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
            shown = f"****{value[-4:]}" if _OWN_PAPERS.search(before) else value
            found.append(Entity(EntityKind.REFERENCE, *match.span(), value, shown))
    return found


def _names(normal: str, places: Sequence[Known]) -> list[Entity]:
    """Return persons, whom the text accuses, and addresses; only what is said of persons is hidden."""
    written = addresses(normal, places)
    return [
        *_read(EntityKind.PERSON, persons(normal), mask_name),
        *_read(EntityKind.RESPONDENT, respondents(normal, places, written), _same),
        *_read(EntityKind.ADDRESS, written, _same),
    ]


def _read(kind: EntityKind, found: Iterable[Named], show: Callable[[str], str]) -> list[Entity]:
    return [Entity(kind, one.start, one.end, one.text, show(one.text)) for one in found]
