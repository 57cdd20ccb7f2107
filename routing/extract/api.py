"""Place names over HTTP (地名接口): export and import by administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import WriteSession
from hotline.kit.transfer import SheetForm, SheetUpload, table_answer
from routing.commands import import_places
from routing.extract import place_files
from routing.schemas import ImportReportOut

router = APIRouter(prefix="/api/routing/places", tags=["routing 分类与派单建议"])
Manager = Annotated[Actor, Depends(require("taxonomy.manage"))]


@router.get("/export", summary="导出地名")
async def export_places(session: WriteSession, actor: Manager, form: SheetForm = "csv") -> Response:
    """Return all place names as a table that can be imported again; the export is audited."""
    return await table_answer(session, await place_files.place_table(session), form, actor=actor)


@router.post("/import", summary="导入地名（可试运行）")
async def import_place_file(
    session: WriteSession, actor: Manager, file: SheetUpload
) -> ImportReportOut:
    """Report what the file changes; with ``dry_run=false`` store it."""
    report = await import_places(session, file.content, actor=actor, dry_run=file.dry_run)
    return ImportReportOut.model_validate(report)
