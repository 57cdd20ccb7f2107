"""The check of the catalogue as a report (目录体检报告): counts by finding, and one line for every row concerned; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from routing.catalogue.check import Fault, Finding
from routing.places import ALL
from routing.taxonomy.tree import Taxonomy
from routing.units import UnitBook

COLUMNS = (
    "问题",
    "是否错误",
    "说明",
    "事项编码",
    "事项",
    "地区",
    "主办单位",
    "止期",
    "复核日期",
    "条目编号",
)


def summary(faults: Iterable[Fault]) -> list[tuple[Finding, int]]:
    """Return how often each finding occurs, errors first."""
    counted = Counter(fault.finding for fault in faults)
    order = sorted(counted, key=lambda finding: (not _is_error(finding), finding.value))
    return [(finding, counted[finding]) for finding in order]


def _is_error(finding: Finding) -> bool:
    return Fault(finding, "").is_error


def lines(
    faults: Sequence[Fault], stored: Mapping[str, Any], taxonomy: Taxonomy, units: UnitBook
) -> list[dict[str, Any]]:
    """Return the lines of the report: one a row of a finding, one for a finding without rows."""
    found = []
    for fault in faults:
        for row_id in fault.rows or ("",):
            found.append(_line(fault, stored.get(row_id), taxonomy, units))
    return found


def _line(fault: Fault, row: Any, taxonomy: Taxonomy, units: UnitBook) -> dict[str, Any]:
    told = {
        "问题": fault.finding.label,
        "是否错误": "是" if fault.is_error else "否",
        "说明": fault.subject,
    }
    if row is None:
        return {**dict.fromkeys(COLUMNS, ""), **told}
    return {
        **told,
        "事项编码": row.category_code,
        "事项": taxonomy.label(row.category_code),
        "地区": "全市" if row.district_code == ALL else row.district_code,
        "主办单位": units.name(row.lead_unit_id),
        "止期": row.valid_to or "",
        "复核日期": row.review_by,
        "条目编号": row.id,
    }
