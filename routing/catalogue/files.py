"""Catalogue rows in files (派单目录导入导出): columns of CSV and XLSX to drafts and back; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hotline.kit.sheets import Record, RowFault, SheetRow
from routing.catalogue.check import Fault
from routing.catalogue.rows import Basis, Partner, Row
from routing.imports import RowError, read_each, to_date
from routing.places import ALL
from routing.taxonomy.tree import BasisKind
from routing.units import UnitBook

COLUMNS = (
    "category_code",
    "district_code",
    "condition",
    "position",
    "valid_from",
    "valid_to",
    "lead_unit",
    "partner_units",
    "fallback_unit",
    "no_push_down",
    "basis",
    "limit_override",
    "limit_basis",
    "profile",
    "must_review",
    "review_by",
)
# What other people's tables call the same things.
_ALIASES = {
    "lead": "lead_unit",
    "lead_unit_code": "lead_unit",
    "partners": "partner_units",
    "partner_unit_codes": "partner_units",
    "fallback": "fallback_unit",
    "fallback_unit_code": "fallback_unit",
    "place": "district_code",
    "事项编码": "category_code",
    "地区编码": "district_code",
    "适用条件": "condition",
    "顺序": "position",
    "起始日期": "valid_from",
    "截止日期": "valid_to",
    "主办单位": "lead_unit",
    "协办单位": "partner_units",
    "兜底单位": "fallback_unit",
    "不得下转": "no_push_down",
    "依据": "basis",
    "时限": "limit_override",
    "时限依据": "limit_basis",
    "办理类型": "profile",
    "须审核": "must_review",
    "复核日期": "review_by",
}
_TRUE = frozenset({"1", "true", "yes", "y", "是"})
REVIEW_AFTER = timedelta(days=365)
_FIELDS = "；"
_PARTS = "|"


@dataclass(frozen=True)
class Draft:
    """A row to be proposed, with what only the stored form holds."""

    row: Row
    line: int = 0
    review_by: date | None = None
    source_ruling_id: str | None = None
    supersedes_id: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """Return category, place and condition."""
        return (self.row.category_code, self.row.district_code, self.row.condition)

    def review_date(self) -> date:
        """Return the day of the next review: as written, else a year after the row begins."""
        return self.review_by or self.row.valid_from + REVIEW_AFTER


@dataclass
class CatalogueReport:
    """What an import does or would do; ``errors`` keep a line out, ``faults`` may only warn."""

    added: int = 0
    superseded: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    row_ids: list[str] = field(default_factory=list)
    stored: bool = False


def read_drafts(
    rows: Sequence[SheetRow], units: UnitBook, today: date
) -> tuple[list[Draft], list[RowError]]:
    """Return the drafts of a table and the faults of its lines; units are named by their code."""

    def read(row: SheetRow) -> Draft:
        named = {_ALIASES.get(name, name): value for name, value in row.cells.items()}
        return _draft(named, row.number, units, today)

    return read_each(rows, read)


def _draft(record: Record, line: int, units: UnitBook, today: date) -> Draft:
    begins = to_date(record.get("valid_from")) or today
    fallback = record.get("fallback_unit", "")
    row = Row(
        id=str(line),
        category_code=record["category_code"],
        district_code=record.get("town_code") or record.get("district_code") or ALL,
        lead_unit_id=_unit(record["lead_unit"], units),
        valid_from=begins,
        valid_to=to_date(record.get("valid_to")),
        condition=record.get("condition") or None,
        position=_number(record.get("position", "")) or 0,
        partners=tuple(_partners(record.get("partner_units", ""), units)),
        fallback_unit_id=_unit(fallback, units) if fallback else None,
        no_push_down=record.get("no_push_down", "").lower() in _TRUE,
        basis=tuple(_bases(record.get("basis", ""))),
        limit_override=_number(record.get("limit_override", "")),
        limit_basis=record.get("limit_basis", ""),
        profile=record.get("profile") or None,
        must_review=record.get("must_review", "").lower() in _TRUE,
    )
    return Draft(row, line, to_date(record.get("review_by")))


def _unit(code: str, units: UnitBook) -> str:
    unit = units.by_code.get(code)
    if unit is None:
        if not code:
            raise RowFault("缺少主办单位", "The leading unit is missing")
        raise RowFault(f"没有编码为“{code[:40]}”的单位", f"No unit has the code {code[:40]}")
    return unit.id


def _number(cell: str) -> int | None:
    if cell and not (cell.isascii() and cell.isdigit()):
        raise RowFault(f"“{cell[:20]}”应为整数", f"{cell[:20]} should be a whole number")
    return int(cell) if cell else None


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", _FIELDS).split(_FIELDS) if part.strip()]


def _partners(text: str, units: UnitBook) -> list[Partner]:
    found = []
    for part in _split(text):
        code, _, task = part.replace("：", ":").partition(":")
        found.append(Partner(_unit(code.strip(), units), task.strip()))
    return found


def _bases(text: str) -> list[Basis]:
    found = []
    for part in _split(text):
        kind, *rest = (piece.strip() for piece in part.replace("｜", _PARTS).split(_PARTS))
        if kind not in BasisKind.__members__ or not rest or not rest[0]:
            kinds = BasisKind.__members__
            raise RowFault(
                f"依据“{part[:40]}”应写作 类别|名称|条款，类别为 {'、'.join(kinds)}",
                f"Write the basis as KIND|title|article, KIND being one of {', '.join(kinds)}",
            )
        title = rest[0].removeprefix("《").removesuffix("》")
        found.append(Basis(BasisKind.__members__[kind], title, _PARTS.join(rest[1:])))
    return found


def to_columns(draft: Draft) -> dict[str, Any]:
    """Return the stored columns of a draft (without id, status and persons)."""
    row = draft.row
    return {
        "category_code": row.category_code,
        "district_code": row.district_code,
        "condition": row.condition,
        "position": row.position,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "lead_unit_id": row.lead_unit_id,
        "partners": [{"unit_id": p.unit_id, "task": p.task} for p in row.partners],
        "fallback_unit_id": row.fallback_unit_id,
        "no_push_down": row.no_push_down,
        "basis": [
            {"kind": b.kind.value, "title": b.title, "article": b.article} for b in row.basis
        ],
        "limit_override": row.limit_override,
        "limit_basis": row.limit_basis,
        "profile": row.profile,
        "must_review": row.must_review,
        "review_by": draft.review_date(),
        "source_ruling_id": draft.source_ruling_id,
        "supersedes_id": draft.supersedes_id,
    }


def to_record(stored: Any, units: UnitBook) -> Mapping[str, Any]:
    """Return the export line of a stored row; it can be imported again."""

    def code(unit_id: str | None) -> str:
        unit = units.by_id.get(unit_id or "")
        return unit.code if unit else ""

    return {
        **{name: getattr(stored, name) for name in ("category_code", "district_code", "condition")},
        **{name: getattr(stored, name) for name in ("position", "valid_from", "valid_to")},
        "lead_unit": code(stored.lead_unit_id),
        "partner_units": _FIELDS.join(
            f"{code(p['unit_id'])}:{p.get('task', '')}".rstrip(":") for p in stored.partners
        ),
        "fallback_unit": code(stored.fallback_unit_id),
        "no_push_down": int(stored.no_push_down),
        "basis": _FIELDS.join(
            _PARTS.join((b["kind"], b["title"], b.get("article", ""))) for b in stored.basis
        ),
        "limit_override": stored.limit_override,
        "limit_basis": stored.limit_basis,
        "profile": stored.profile,
        "must_review": int(stored.must_review),
        "review_by": stored.review_by,
    }
