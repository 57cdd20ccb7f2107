"""A first table of units out of last year's orders (单位草稿): whom they were sent to, with a guess of what each is; pure.

The names stay as the orders write them, so that they are read as the new codes; what a name cannot tell (division
codes, phones, who lies under whom beyond the district in the name) is left to people.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hotline.kit.organisation.models import UnitKind, UnitLevel

COLUMNS = (
    *("code", "name", "short_name", "level", "kind", "parent_code", "district_code", "town_code"),
    "历史件数",
)
# A county-level city (凯里市人民政府) is one too; without 政府 it may be the name of anything.
_DISTRICT = re.compile(r"(.{1,6}[区县旗])(?:人民政府|政府)?|(.{1,4}市)(?:人民政府|政府)")
_NO_DISTRICT = re.compile(r"(?:开发|保税|高新|新|园|景|校|社|辖|示范|管理|功能|片|市)区|^市$")
_OFFICES = re.compile(r"(?:人民政府|政府)(?:办公室)?$|办事处$")
_COMPANY = re.compile(r"(?:有限责任|股份有限|有限)公司$")
# What the end of a name tells; the first that fits.
_ENDINGS: tuple[tuple[re.Pattern[str], UnitKind], ...] = (
    (re.compile(r"热线|12345"), UnitKind.HOTLINE),
    (re.compile(r"(?:村民|居民)委员会$|[村居]委会$|社区(?:居委会)?$|村$"), UnitKind.VILLAGE),
    (re.compile(r"街道(?:办事处|办)?$|[镇乡](?:人民政府|政府)?$"), UnitKind.TOWN),
    (
        re.compile(r"公司$|集团$|供电局$|机场$|^中国(?:移动|联通|电信|铁塔|邮政)"),
        UnitKind.UTILITY,
    ),
    (re.compile(r"(?:中心|医院|学校|大学|学院|馆|所|站|指挥部)$"), UnitKind.PUBLIC_BODY),
)
_LEVELS = {UnitKind.TOWN: UnitLevel.TOWN, UnitKind.VILLAGE: UnitLevel.VILLAGE}


def draft(orders: Counter[str], *, prefix: str, city: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows that `hotline import units` reads: the city's government, then by number of orders.

    ``orders`` counts by name, ``prefix`` begins every code, ``city`` is the city's name (某市).
    """
    root, known = f"{city}人民政府", {f"{city}人民政府", "市政府"}
    yield _row(prefix, root, "市政府", UnitLevel.CITY, UnitKind.CITY_GOVERNMENT, "", orders[root])
    names = [name for name, _ in orders.most_common() if name not in known]
    codes = {name: f"{prefix}-{number:03}" for number, name in enumerate(names, start=1)}
    stems = {name: name.removeprefix(city) for name in names}
    districts: dict[str, str] = {}
    for name in names:  # of two spellings the more frequent is the government
        if stem := _district(stems[name]):
            districts.setdefault(stem, name)
    for name in names:
        if name in districts.values():
            level, kind, parent = UnitLevel.DISTRICT, UnitKind.DISTRICT_GOVERNMENT, prefix
        else:
            above = next((d for stem, d in districts.items() if stems[name].startswith(stem)), None)
            kind = next((k for ending, k in _ENDINGS if ending.search(name)), UnitKind.BUREAU)
            level = _LEVELS.get(kind, UnitLevel.DISTRICT if above else UnitLevel.CITY)
            parent = codes[above] if above else prefix
        yield _row(codes[name], name, _short(name, city), level, kind, parent, orders[name])


def _row(  # noqa: PLR0913, PLR0917 — one argument a column
    code: str, name: str, short: str, level: UnitLevel, kind: UnitKind, parent: str, orders: int
) -> Mapping[str, Any]:
    told = (code, name, short, level.value, kind.value, parent, "", "", orders)
    return dict(zip(COLUMNS, told, strict=True))


def _district(name: str) -> str | None:
    found = _DISTRICT.fullmatch(name)
    stem = (found[1] or found[2]) if found else ""
    return stem if stem and not _NO_DISTRICT.search(stem) else None


def _short(name: str, city: str) -> str:
    """Take off what people leave out: the city before, 人民政府 or 有限公司 behind."""
    short = _COMPANY.sub("", _OFFICES.sub("", name.removeprefix(city)))
    return (short if len(short) > 1 else name)[:40]
