"""Place names over HTTP (地名接口): export and import by administrators."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile

from hotline.kit import clock
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import WriteSession
from hotline.kit.sheets import SheetFormat, write_sheet
from hotline.kit.transfer import file_answer, received
from routing.commands import import_places
from routing.extract import place_files
from routing.schemas import ImportReportOut

router = APIRouter(prefix="/api/routing/places", tags=["routing 分类与派单建议"])
Manager = Annotated[Actor, Depends(require("taxonomy.manage"))]
Sheet = Annotated[UploadFile, File(description="CSV（UTF-8 或 GBK）或 XLSX")]
Format = Annotated[SheetFormat, Query(alias="format")]


@router.get("/export", summary="导出地名")
async def export_places(session: WriteSession, actor: Manager, kind: Format = "csv") -> Response:
    """Return all place names as a table that can be imported again; the export is audited."""
    records = await place_files.place_records(session)
    export = Export("places", len(records), masked=False, filters={"format": kind})
    await record_export(session, actor, export)
    content = write_sheet(kind, place_files.COLUMNS, records)
    return file_answer(kind, f"places-{clock.local_date():%Y%m%d}", content)


@router.post("/import", summary="导入地名（可试运行）")
async def import_place_file(
    session: WriteSession, actor: Manager, file: Sheet, *, dry_run: Annotated[bool, Form()] = True
) -> ImportReportOut:
    """Report what the file changes; with ``dry_run=false`` store it."""
    report = await import_places(session, await received(file), actor=actor, dry_run=dry_run)
    return ImportReportOut.model_validate(asdict(report))
