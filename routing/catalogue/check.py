"""Checking a catalogue (目录体检): conflicts, gaps, dead units, missing basis, towns without a list; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from hotline.kit.labels import LabelledEnum
from routing.catalogue.conditions import parse
from routing.catalogue.rows import Row
from routing.errors import ConditionInvalid
from routing.places import ALL
from routing.taxonomy.tree import Taxonomy
from routing.units import TOWN, VILLAGE, UnitBook


class Finding(LabelledEnum):
    """What is wrong with a row or missing from the catalogue."""

    CONFLICT = "CONFLICT", "同一时间、地区、事项有两个主办单位"
    DUPLICATE = "DUPLICATE", "重复条目"
    GAP = "GAP", "没有承办单位"
    DEAD_UNIT = "DEAD_UNIT", "单位不存在或已撤销"
    DEAD_CATEGORY = "DEAD_CATEGORY", "分类不存在"
    NO_BASIS = "NO_BASIS", "缺少职责依据，仅供参考"
    TOWN_WITHOUT_LIST = "TOWN_WITHOUT_LIST", "镇街主办但依据不含镇街履职清单"
    VILLAGE_LEADS = "VILLAGE_LEADS", "村居只能协办"
    LEAD_HELPS = "LEAD_HELPS", "主办单位不能同时是协办单位"
    BAD_CONDITION = "BAD_CONDITION", "适用条件写法有误"
    BAD_DATES = "BAD_DATES", "止期早于起期"
    LIMIT_WITHOUT_LAW = "LIMIT_WITHOUT_LAW", "延长时限须注明法律依据"
    REVIEW_OVERDUE = "REVIEW_OVERDUE", "超过复核日期"


_EN = {
    Finding.CONFLICT: "Two leading units at the same time and place",
    Finding.DUPLICATE: "The row stands there twice",
    Finding.GAP: "No unit is answerable",
    Finding.DEAD_UNIT: "The unit does not exist or was closed",
    Finding.DEAD_CATEGORY: "No such category",
    Finding.NO_BASIS: "No basis of the duty, for reference only",
    Finding.TOWN_WITHOUT_LIST: "A town leads without its duty list",
    Finding.VILLAGE_LEADS: "A village may only help",
    Finding.LEAD_HELPS: "The lead cannot be its own partner",
    Finding.BAD_CONDITION: "The condition is not understood",
    Finding.BAD_DATES: "The last day lies before the first",
    Finding.LIMIT_WITHOUT_LAW: "A longer limit needs a cited law",
    Finding.REVIEW_OVERDUE: "The day of the review is over",
}
ERRORS = frozenset(Finding) - {
    Finding.GAP,
    Finding.NO_BASIS,
    Finding.DUPLICATE,
    Finding.REVIEW_OVERDUE,
}


@dataclass(frozen=True)
class Fault:
    """One finding; ``rows`` are row ids (or line numbers of a file), ``subject`` says about what."""

    finding: Finding
    subject: str
    rows: tuple[str, ...] = ()

    @property
    def said_en(self) -> str:
        """Say it in English."""
        return f"{_EN[self.finding]} ({self.subject})"

    @property
    def is_error(self) -> bool:
        """Tell whether the row may not be stored."""
        return self.finding in ERRORS


@dataclass(frozen=True)
class Frame:
    """What rows are checked against: the tree, the units, and the districts that must be covered.

    ``longest_limit`` is the longest ordinary limit in working days; a longer one needs a cited law.
    """

    taxonomy: Taxonomy
    units: UnitBook
    districts: tuple[str, ...] = ()
    longest_limit: int | None = None


def check_rows(rows: Sequence[Row], frame: Frame) -> list[Fault]:
    """Return the faults of single rows, then the conflicts among them."""
    faults = [fault for row in rows for fault in _row_faults(row, frame)]
    return faults + conflicts(rows, frame.units)


def _row_faults(row: Row, frame: Frame) -> Iterable[Fault]:
    checks = (
        _content_faults(row, frame),
        _unit_faults(row, frame.units),
        _tier_faults(row, frame.units),
    )
    for found in checks:
        yield from (Fault(finding, subject, (row.id,)) for finding, subject in found)


def _content_faults(row: Row, frame: Frame) -> Iterable[tuple[Finding, str]]:
    if row.category_code not in frame.taxonomy.categories:
        yield Finding.DEAD_CATEGORY, row.category_code
    if row.valid_to is not None and row.valid_to < row.valid_from:
        yield Finding.BAD_DATES, f"{row.valid_from} – {row.valid_to}"
    if row.condition is not None:
        try:
            parse(row.condition)
        except ConditionInvalid as error:
            yield Finding.BAD_CONDITION, error.detail_zh
    if not row.basis:
        yield Finding.NO_BASIS, row.category_code
    longer = frame.longest_limit is not None and (row.limit_override or 0) > frame.longest_limit
    if longer and not row.limit_basis:
        yield Finding.LIMIT_WITHOUT_LAW, f"{row.limit_override} 个工作日"


def _unit_faults(row: Row, units: UnitBook) -> Iterable[tuple[Finding, str]]:
    helpers = [partner.unit_id for partner in row.partners]
    for unit_id in (row.lead_unit_id, *helpers, *filter(None, [row.fallback_unit_id])):
        unit = units.by_id.get(unit_id)
        ends = row.valid_to or date.max
        gone = unit is None or unit.valid_from > ends or (unit.valid_to or date.max) < ends
        if gone:
            yield Finding.DEAD_UNIT, units.name(unit_id)
    if row.lead_unit_id in helpers:
        yield Finding.LEAD_HELPS, units.name(row.lead_unit_id)


def _tier_faults(row: Row, units: UnitBook) -> Iterable[tuple[Finding, str]]:
    lead = units.by_id.get(row.lead_unit_id)
    if lead is not None and lead.level >= VILLAGE:
        yield Finding.VILLAGE_LEADS, lead.name
    elif lead is not None and lead.level == TOWN and not row.has_town_list():
        yield Finding.TOWN_WITHOUT_LIST, lead.name


def conflicts(rows: Sequence[Row], units: UnitBook) -> list[Fault]:
    """Return overlapping rows of one category, place and condition (domain rules §7.1)."""
    groups: dict[tuple[str, str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.category_code, row.district_code, row.condition].append(row)
    faults = []
    for (category, place, _), members in groups.items():
        for left, right in combinations(members, 2):
            if not _overlap(left, right):
                continue
            same = left.lead_unit_id == right.lead_unit_id
            names = f"{units.name(left.lead_unit_id)} / {units.name(right.lead_unit_id)}"
            finding = Finding.DUPLICATE if same else Finding.CONFLICT
            faults.append(Fault(finding, f"{category} {place}：{names}", (left.id, right.id)))
    return faults


def _overlap(left: Row, right: Row) -> bool:
    return left.valid_from <= (right.valid_to or date.max) and right.valid_from <= (
        left.valid_to or date.max
    )


def gaps(rows: Iterable[Row], frame: Frame, day: date) -> list[Fault]:
    """Return the leaves of the tree that have no unconditional row somewhere on ``day``."""
    covered: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.condition is None and row.is_valid(day):
            covered[row.category_code].add(row.district_code)
    faults = []
    for leaf in frame.taxonomy.leaves():
        places = set().union(*(covered[code] for code in frame.taxonomy.chain(leaf.code)))
        if ALL in places:
            continue
        missing = [district for district in frame.districts if not _is_covered(district, places)]
        if missing or not frame.districts:
            where = "、".join(missing) if places else "全市"
            faults.append(Fault(Finding.GAP, f"{leaf.code} {leaf.name}：{where}"))
    return faults


def _is_covered(district: str, places: set[str]) -> bool:
    return any(place.startswith(district) for place in places)


def overdue(rows: Iterable[tuple[str, date]], day: date) -> list[Fault]:
    """Return the rows whose review date has passed; ``rows`` are (id, review_by)."""
    return [
        Fault(Finding.REVIEW_OVERDUE, f"{review_by}", (row_id,))
        for row_id, review_by in rows
        if review_by < day
    ]
