"""The dispatch catalogue over HTTP (派单目录接口): read, propose, approve, end, import, explain."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.kit.transfer import SheetForm, SheetUpload, table_answer
from routing import queries
from routing.catalogue import service as catalogue_service
from routing.catalogue.check import Fault
from routing.catalogue.files import CatalogueReport
from routing.commands import import_catalogue
from routing.decide import Matter
from routing.models import RowStatus
from routing.queries import RowFilter
from routing.schemas import (
    CatalogueReportOut,
    DecideIn,
    EndIn,
    FaultOut,
    LineErrorOut,
    NoteIn,
    ResponsibilityIn,
    ResponsibilityOut,
)
from routing.suggestion import decision_json
from routing.suggestion_schemas import ExplainOut

router = APIRouter(prefix="/api/catalogue", tags=["catalogue 派单目录"])
Reader = Annotated[Actor, Depends(require("catalogue.read"))]
Manager = Annotated[Actor, Depends(require("catalogue.manage"))]
Approver = Annotated[Actor, Depends(require("catalogue.approve"))]
Code = Annotated[str | None, Query(max_length=12, pattern=r"^[0-9]+$")]
Spot = Annotated[str | None, Query(max_length=12, pattern=r"^(ALL|[0-9]+)$")]


def _filter(
    category_code: Code = None,
    district_code: Spot = None,
    unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
    status: RowStatus | None = None,
    on: Annotated[date | None, Query(description="只列此日有效的条目")] = None,
) -> RowFilter:
    return RowFilter(category_code, district_code, unit_id, status, on)


def _faults_out(faults: list[Fault]) -> list[FaultOut]:
    return [
        FaultOut(
            finding=fault.finding.value,
            label=fault.finding.label,
            said_en=fault.said_en,
            subject=fault.subject,
            rows=list(fault.rows),
            is_error=fault.is_error,
        )
        for fault in faults
    ]


def _report_out(report: CatalogueReport) -> CatalogueReportOut:
    return CatalogueReportOut(
        added=report.added,
        superseded=report.superseded,
        unchanged=report.unchanged,
        stored=report.stored,
        row_ids=report.row_ids,
        errors=[LineErrorOut.model_validate(error) for error in report.errors],
        faults=_faults_out(report.faults),
    )


@router.get("", summary="派单目录列表")
async def list_rows(
    session: ReadSession,
    _actor: Reader,
    wanted: Annotated[RowFilter, Depends(_filter)],
    page: PageParams,
) -> Page[ResponsibilityOut]:
    """List rows by category and place."""
    rows, cursor = await queries.list_responsibilities(session, wanted, page)
    items = [ResponsibilityOut.model_validate(row) for row in rows]
    return Page[ResponsibilityOut](items=items, next_cursor=cursor)


@router.get("/check", summary="目录体检：冲突、空白、失效单位")
async def check_catalogue(session: ReadSession, _actor: Reader) -> list[FaultOut]:
    """Return every finding about the rows in force today."""
    return _faults_out(await catalogue_service.check(session))


@router.get("/check/export", summary="导出目录体检报告")
async def export_check(
    session: WriteSession,
    actor: Reader,
    form: SheetForm = "csv",
) -> Response:
    """Return the findings as a table, one line a row concerned; the export is audited."""
    _faults, table = await catalogue_service.check_report(session)
    return await table_answer(session, table, form, actor=actor)


@router.get("/explain", summary="解释派单：某日此事项在此地由谁承办、依据何条")
async def explain(
    session: ReadSession,
    _actor: Reader,
    category_code: Annotated[str, Query(pattern=r"^(\d{2}){1,6}$", max_length=12)],
    place_code: Annotated[str, Query(pattern=r"^(ALL|\d{6}|\d{9}|\d{12})$")] = "ALL",
    on: Annotated[date | None, Query(description="默认今天")] = None,
    known_at: Annotated[
        datetime | None, Query(description="当时的目录；默认现在，须带时区")
    ] = None,
) -> ExplainOut:
    """Return the row in force and the reasons; for a past dispatch pass its day and its instant."""
    day = on or clock.local_date()
    place = catalogue_service.place_of(place_code)
    matter = Matter(category_code, day, (place,) if place.district_code else ())
    instant = known_at.replace(tzinfo=known_at.tzinfo or clock.SHANGHAI) if known_at else None
    decision, units = await catalogue_service.explain(session, matter=matter, known_at=instant)
    return ExplainOut.model_validate({"on": day, "decision": decision_json(decision, units)})


@router.get("/export", summary="导出派单目录")
async def export_rows(
    session: WriteSession,
    actor: Reader,
    form: SheetForm = "csv",
) -> Response:
    """Return the approved rows as a table that can be imported again; the export is audited."""
    table = await catalogue_service.catalogue_table(session)
    return await table_answer(session, table, form, actor=actor)


@router.post("/import", summary="导入派单目录（可试运行）")
async def import_file(
    session: WriteSession, actor: Manager, file: SheetUpload
) -> CatalogueReportOut:
    """Report conflicts, gaps and dead units; with ``dry_run=false`` propose the rows."""
    report = await import_catalogue(session, file.content, actor=actor, dry_run=file.dry_run)
    return _report_out(report)


@router.post("", status_code=201, summary="提出目录条目（待他人批准）")
async def propose(
    body: ResponsibilityIn, session: WriteSession, actor: Manager
) -> ResponsibilityOut:
    """Store a proposed row; it counts for nothing before another person approves it."""
    row = await catalogue_service.propose(session, draft=body.draft(), actor=actor)
    return ResponsibilityOut.model_validate(row)


@router.post("/approve", summary="批准目录条目（批准人不得是提出人）")
async def approve(
    body: DecideIn, session: WriteSession, actor: Approver
) -> list[ResponsibilityOut]:
    """Put proposed rows in force together."""
    rows = await catalogue_service.approve(
        session, row_ids=body.row_ids, note=body.note, actor=actor
    )
    return [ResponsibilityOut.model_validate(row) for row in rows]


@router.get("/{row_id}", summary="目录条目详情")
async def get_row(row_id: IdPath, session: ReadSession, _actor: Reader) -> ResponsibilityOut:
    """Return one row, whatever its status."""
    return ResponsibilityOut.model_validate(await queries.get_responsibility(session, row_id))


@router.post("/{row_id}/reject", summary="不批准或撤回目录条目")
async def reject(
    row_id: IdPath, body: NoteIn, session: WriteSession, actor: Manager
) -> ResponsibilityOut:
    """Refuse a proposed row with a reason."""
    row = await catalogue_service.reject(session, row_id=row_id, note=body.note, actor=actor)
    return ResponsibilityOut.model_validate(row)


@router.post("/{row_id}/end", summary="终止目录条目")
async def end(
    row_id: IdPath, body: EndIn, session: WriteSession, actor: Approver
) -> ResponsibilityOut:
    """End a row with its last valid day; not by the person who proposed it."""
    row = await catalogue_service.end(
        session, row_id=row_id, last_day=body.last_day, note=body.note, actor=actor
    )
    return ResponsibilityOut.model_validate(row)
