"""Exporting tickets (导出工单): the list as a table of words, masked as the list is, under a watermark.

Domain rules §13.1: role-bound, at most 5,000 rows, watermarked with user and time, logged. §3.5: a RESTRICTED
ticket leaves in no file, not even for those named on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.satisfaction import Rating, Resolved
from hotline.kit import clock
from hotline.kit.audit.service import Export
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Invalid
from hotline.kit.labels import LabelledEnum
from hotline.process import categories
from hotline.process.pages import label_of, rows_out
from hotline.tickets import queries
from hotline.tickets.models import CloseOutcome, Light, Status, Ticket
from hotline.tickets.queries import TicketFilter
from hotline.tickets.visibility import works_for_unit
from hotline.tickets.vocabulary import SuperviseLevel
from routing.places import Place
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality

Row = dict[str, Any]
MAX_EXPORT_ROWS = 5_000  # domain rules §13.1
_BY, _AT, _ENTRY = "导出人", "导出时间", "导出编号"
# Column: the member of a list row that it shows.
_WORDS: Mapping[str, str] = {
    "工单编号": "number",
    "标题": "title",
    "诉求类型": "kind_label",
    "事项分类编码": "category_code",
    "事项分类": "category_name",
    "渠道": "channel_label",
    "状态": "status_label",
    "紧急程度": "urgency_label",
    "保密级别": "confidentiality_label",
    "主办单位": "unit_name",
    "重办次数": "redo_round",
    "并入工单数": "merged_count",
}
_TIMES: Mapping[str, str] = {
    "受理时间": "received_at",
    "应答复时间": "due_at",
    "答复时间": "replied_at",
    "办结时间": "closed_at",
}
_LABELS: Mapping[str, tuple[type[LabelledEnum], str]] = {
    "警示灯": (Light, "light"),
    "督办级别": (SuperviseLevel, "supervise_level"),
    "办结方式": (CloseOutcome, "close_outcome"),
}
_SWITCHES: Mapping[str, str] = {
    "期限暂定": "due_provisional",
    "已中止计时": "suspended",
    "挂账跟踪": "tracked",
}
_SOLVED, _RATING = "回访结果", "满意度"
COLUMNS = (
    *("工单编号", "诉求类型", "事项分类编码", "事项分类", "渠道", "状态", "区", "镇街", "标题"),
    *("主办单位", "紧急程度", "保密级别", *_TIMES, "期限暂定", "警示灯", "已中止计时", "挂账跟踪"),
    *("督办级别", "重办次数", "并入工单数", "办结方式", _SOLVED, _RATING, _BY, _AT, _ENTRY),
)


class ExportTooLarge(Invalid):
    """More rows than one file may take out."""

    code = "export_too_large"
    title_zh = "导出的工单过多"
    title_en = "Too many tickets for one export"


@dataclass(frozen=True)
class Watermark:
    """Who took the file out, when, and under which entry of the audit log; it stands in every row."""

    by: str
    at: datetime
    entry: str


async def read_rows(
    session: AsyncSession, *, actor: Actor, wanted: TicketFilter, routing: RoutingState
) -> list[Row]:
    """Return the rows of the list without RESTRICTED tickets, newest first, in words.

    Raises ``ExportTooLarge`` (422) beyond ``MAX_EXPORT_ROWS``.
    """
    wanted = await categories.with_history(session, wanted)
    open_ = Ticket.confidentiality != Confidentiality.RESTRICTED.value
    found = await queries.list_for_export(
        session,
        actor=actor,
        wanted=replace(wanted, more=(*wanted.more, open_)),
        most=MAX_EXPORT_ROWS + 1,
    )
    if len(found) > MAX_EXPORT_ROWS:
        raise ExportTooLarge(
            f"一次最多导出 {MAX_EXPORT_ROWS} 件，请缩小筛选范围（如按状态、分类、单位或受理时间）后分次导出",
            f"At most {MAX_EXPORT_ROWS} tickets; narrow the filter by status, subject, unit or time of receipt",
        )
    unit = works_for_unit(actor)
    shown = await rows_out(session, found, routing)
    return [
        _record({**stored, **row}, routing, unit=unit)
        for stored, row in zip(found, shown, strict=True)
    ]


def _record(row: Row, routing: RoutingState, *, unit: bool) -> Row:
    town = row["town_code"]
    district = row["district_code"] or (town and town[:6])
    return {
        **{column: row[name] for column, name in _WORDS.items()},
        **{column: _local(row[name]) for column, name in _TIMES.items()},
        **{column: label_of(kind, row[name]) for column, (kind, name) in _LABELS.items()},
        **{column: "是" if row[name] else "" for column, name in _SWITCHES.items()},
        "区": district and routing.gazetteer.label(Place(district)),
        "镇街": town and routing.gazetteer.label(Place("", town)),
        **_rated(row, unit=unit),
    }


def _rated(row: Row, *, unit: bool) -> Row:
    """What the citizen answered; units do not see it before CLOSE (domain rules §8)."""
    if unit and row["status"] != Status.CLOSED.value:
        return {}
    said = row["follow_up"] or {}
    return {
        _SOLVED: label_of(Resolved, said.get("resolved")),
        _RATING: label_of(Rating, row["final_rating"]),
    }


def _local(at: datetime | None) -> str:
    return "" if at is None else f"{clock.to_local(at):%Y-%m-%d %H:%M}"


def marked(rows: Sequence[Row], mark: Watermark) -> list[Row]:
    """Return the rows under the watermark."""
    shown = {_BY: mark.by, _AT: _local(mark.at), _ENTRY: mark.entry}
    return [{**row, **shown} for row in rows]


def export_of(rows: int, wanted: TicketFilter, kind: str) -> Export:
    """Return what the audit log keeps of an export: form, filters and count."""
    given = {f.name: getattr(wanted, f.name) for f in fields(wanted) if f.name != "more"}
    told = {name: _told(value) for name, value in given.items() if value is not None}
    return Export("tickets", rows, masked=True, filters={"format": kind, **told})


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
