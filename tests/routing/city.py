"""A tiny city for routing tests: six categories, seven units, a handful of places and rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.kit.sheets import SheetRow
from hotline.kit.text import Wording
from routing.catalogue.rows import Basis, Catalogue, Row
from routing.classify.coldstart import ColdStart
from routing.decide import Book, Policy
from routing.extract.gazetteer import Gazetteer, PlaceEntry
from routing.rules.ruleset import RuleSet, read_rules
from routing.state import RoutingState
from routing.taxonomy.tree import BasisKind, Category, Question, RequestKind, Taxonomy, build
from routing.units import UnitBook, UnitRef

DAY = date(2026, 3, 4)
AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
CC, NH = "440604", "440605"
ZM, GC = "440604011", "440605011"


def category(code: str, name: str, *keywords: str, **more: Any) -> Category:
    return Category(code, code[:-2] or None, len(code) // 2, name, keywords=keywords, **more)


TAXONOMY: Taxonomy = build(
    "2026.1",
    [
        category("01", "城市管理", questions=(Question("address", "具体地点", required=True),)),
        category("0101", "市容环卫", scope_note="道路清扫、垃圾清运、占道经营等方面的诉求"),
        category("010101", "垃圾清运", "垃圾", "垃圾桶", "清运"),
        category("010102", "占道经营", "占道", "摆摊", "小贩", kind_hint=RequestKind.COMPLAINT),
        category("02", "生态环境"),
        category("0201", "噪声油烟", scope_note="餐饮油烟、施工噪声等方面的诉求"),
        category(
            "020101",
            "餐饮油烟",
            "油烟",
            "烧烤",
            kind_hint=RequestKind.COMPLAINT,
            questions=(Question("shop", "店名"), Question("address", "店铺地址")),
        ),
        category("03", "社会保障"),
        category("0301", "社保", kind_hint=RequestKind.CONSULT),
        category("030101", "社保卡", "社保卡", "补办", kind_hint=RequestKind.CONSULT),
    ],
)
LIST = (Basis(BasisKind.TOWN_LIST, "镇街履职清单", "第12项"),)
ORDER = (Basis(BasisKind.DUTY_ORDER, "三定方案", "第三条"),)


def unit(code: str, level: int, kind: str = "BUREAU", **more: Any) -> UnitRef:
    return UnitRef(f"U-{code}", code, f"{code}单位", level, kind, f"/U-{code}/", **more)


UNITS = UnitBook(
    {
        found.id: found
        for found in (
            unit("FS-CG", 2),
            unit("FS-HB", 2),
            unit("FS-RS", 2),
            unit("FS-CC", 3, "DISTRICT_GOVERNMENT", district_code=CC),
            unit("FS-NH", 3, "DISTRICT_GOVERNMENT", district_code=NH),
            unit("FS-CC-ZM", 4, "TOWN", district_code=CC, town_code=ZM),
            unit("FS-CC-ZM-V1", 5, "VILLAGE", district_code=CC, town_code=ZM),
            unit("FS-OLD", 2, valid_to=date(2025, 12, 31)),
        )
    }
)


def row(row_id: str, category_code: str, lead: str, place: str = "ALL", **more: Any) -> Row:
    values = {"basis": ORDER, "valid_from": date(2025, 1, 1), **more}
    return Row(row_id, category_code, place, f"U-{lead}", **values)


ROWS = (
    row("R1", "0101", "FS-CG", fallback_unit_id="U-FS-CC"),
    row("R2", "010101", "FS-CC-ZM", ZM, basis=LIST),
    row("R3", "0201", "FS-HB"),
    row("R4", "020101", "FS-CG", condition="hour >= 22 or hour < 6"),
    row("R5", "030101", "FS-RS", basis=()),
)
PLACES = (
    PlaceEntry("禅城区", "DISTRICT", CC, code=CC),
    PlaceEntry("南海区", "DISTRICT", NH, code=NH),
    PlaceEntry("祖庙街道", "TOWN", CC, ZM, code=ZM),
    PlaceEntry("桂城街道", "TOWN", NH, GC, ("桂城街",), code=GC),
    PlaceEntry("西南街道", "TOWN", "440607", "440607001", code="440607001"),
    PlaceEntry("东方广场", "MARKET", CC, ZM),
    PlaceEntry("人民路", "ROAD", CC, ZM),
    PlaceEntry("人民路", "ROAD", NH, GC),
)
RULES = [
    {
        "id": "fire",
        "kind": "DANGER_TO_LIFE",
        "severity": "EMERGENCY",
        "patterns": ["着火|起火"],
        "line": "119",
        "reason_zh": "火情",
        "reason_en": "fire",
    },
    {
        "id": "hide",
        "kind": "CONFIDENTIALITY",
        "severity": "NOTICE",
        "patterns": ["保密"],
        "reason_zh": "要求保密",
        "reason_en": "secrecy",
    },
    {
        "id": "court",
        "kind": "OUT_OF_REMIT",
        "severity": "NOTICE",
        "patterns": ["法院判决"],
        "ground_code": "LITIGATION",
        "reason_zh": "诉讼事项",
        "reason_en": "litigation",
    },
]


def book(*rows: Row, policy: Policy | None = None) -> Book:
    return Book(Catalogue(rows or ROWS, TAXONOMY), UNITS, policy or Policy())


def numbered(records: Iterable[Mapping[str, str]]) -> list[SheetRow]:
    """Return records as the rows of a file whose heading is its first line; an empty one is no row."""
    lines = enumerate(records, start=2)
    return [SheetRow(number, dict(record)) for number, record in lines if record]


def state(**more: Any) -> RoutingState:
    built = RoutingState(
        taxonomy=TAXONOMY,
        units=UNITS,
        catalogue=Catalogue(ROWS, TAXONOMY),
        gazetteer=Gazetteer(PLACES),
        rules=RuleSet(read_rules(RULES)),
        wording=Wording({"冇人理": "无人处理", "嘅": "的"}),
        cold=ColdStart(TAXONOMY),
        policy=Policy(cold_confidence=0.0),  # a tree of six without an example is never sure
    )
    return replace(built, **more)


def staff(account_id: str | None = None, kind: str = "staff") -> Actor:
    account = account_id if kind != "staff" or account_id else new_id()
    return Actor(account, "甲", frozenset(), frozenset(), None, None, vendor=False, kind=kind)


async def store_units(session: AsyncSession) -> dict[str, str]:
    """Store the units under their codes; returns ids by code."""
    ids = {}
    for found in UNITS.by_id.values():
        unit_id = ids[found.code] = new_id()
        session.add(
            Unit(
                id=unit_id,
                code=found.code,
                name=found.name,
                short_name=found.code,
                level=found.level,
                kind=found.kind,
                path=f"/{unit_id}/",
                district_code=found.district_code,
                town_code=found.town_code,
                valid_from=date(2020, 1, 1),
                valid_to=found.valid_to,
            )
        )
    await session.flush()
    return ids


TREE_CSV = (
    "code,parent_code,level,name,name_en,scope_note,kind_hint,keywords,questions\n"
    '01,,1,城市管理,City,,,,"[{""key"":""address"",""label"":""地点"",""required"":true}]"\n'
    "0101,01,2,市容环卫,,清扫等,,,\n"
    "010101,0101,3,垃圾清运,,,HELP,垃圾;垃圾桶、清运,\n"
    "010102,0101,3,占道经营,,,COMPLAINT,占道,\n"
).encode()
CATALOGUE_HEAD = "category_code,district_code,condition,valid_from,valid_to,lead_unit,partner_units,fallback_unit,no_push_down,basis,limit_override,limit_basis\n"


def catalogue_csv(*lines: str) -> bytes:
    return (CATALOGUE_HEAD + "\n".join(lines) + "\n").encode()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.SHANGHAI)
