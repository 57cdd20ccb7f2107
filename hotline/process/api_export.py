"""Tickets as a file over HTTP (工单导出接口): the list with its filters, watermarked and audited."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from hotline.kit import clock
from hotline.kit.audit.service import record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import DatabaseDep
from hotline.kit.sheets import SheetFormat, write_sheet
from hotline.kit.transfer import file_answer
from hotline.process import exporting
from hotline.process.api_tickets import Filters
from routing.state import RoutingState

router = APIRouter(tags=["tickets 工单"])
Exporter = Annotated[Actor, Depends(require("ticket.export"))]


@router.get("/api/tickets/export", summary="导出工单列表")
async def export_tickets(
    request: Request,
    database: DatabaseDep,
    actor: Exporter,
    wanted: Filters,
    kind: Annotated[SheetFormat, Query(alias="format")] = "csv",
) -> Response:
    """The list with its filters as a table, at most 5,000 rows; no RESTRICTED ticket, no personal data.

    The export is in the audit log before the file is made: whoever hangs up has left a trace, and no
    writer waits while a workbook is packed.
    """
    routing: RoutingState = request.app.state.routing.state
    async with database.read() as session:
        rows = await exporting.read_rows(session, actor=actor, wanted=wanted, routing=routing)
    async with database.write() as session:
        left = exporting.export_of(len(rows), wanted, kind)
        entry = await record_export(session, actor, left)
    now = clock.now()
    records = exporting.marked(rows, exporting.Watermark(actor.name, now, entry))
    content = await asyncio.to_thread(write_sheet, kind, exporting.COLUMNS, records)
    return file_answer(kind, f"tickets-{clock.to_local(now):%Y%m%d-%H%M}", content)
