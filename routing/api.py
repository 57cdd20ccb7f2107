"""The subject tree over HTTP (事项分类接口): public reading, import and export by administrators."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.sheets import SheetFormat, write_sheet
from hotline.kit.transfer import file_answer, received
from routing import queries
from routing.commands import import_taxonomy
from routing.errors import CategoryUnknown
from routing.schemas import (
    CategoryDetailOut,
    TaxonomyReportOut,
    TreeOut,
    detail_out,
    tree_out,
)
from routing.state import RoutingHolder
from routing.taxonomy import Taxonomy
from routing.taxonomy_import import COLUMNS, to_record

router = APIRouter(prefix="/api/categories", tags=["categories 事项分类"])
Manager = Annotated[Actor, Depends(require("taxonomy.manage"))]


def routing_of(request: Request) -> RoutingHolder:
    """Return the process's routing snapshot."""
    holder: RoutingHolder = request.app.state.routing
    return holder


RoutingDep = Annotated[RoutingHolder, Depends(routing_of)]


async def taxonomy_of(
    session: ReadSession,
    holder: RoutingDep,
    version: Annotated[str | None, Query(max_length=20, description="默认为现行版本")] = None,
) -> Taxonomy:
    """Return the tree in force from the snapshot, or another version from the database."""
    present = holder.state.taxonomy
    if version is None or version == present.version:
        return present
    return await queries.load_taxonomy(session, version)


TaxonomyDep = Annotated[Taxonomy, Depends(taxonomy_of)]


@router.get("", summary="事项分类树（公开）")
async def get_tree(taxonomy: TaxonomyDep) -> TreeOut:
    """Return the whole tree; empty before the first import."""
    return tree_out(taxonomy)


@router.get("/export", summary="导出事项分类")
async def export_tree(
    taxonomy: TaxonomyDep,
    session: WriteSession,
    actor: Manager,
    kind: Annotated[SheetFormat, Query(alias="format")] = "csv",
) -> Response:
    """Return the tree as a table that can be imported again; the export is audited."""
    records = [to_record(category) for category in taxonomy.walk()]
    told = {"format": kind, "version": taxonomy.version}
    await record_export(
        session, actor, Export("taxonomy", len(records), masked=False, filters=told)
    )
    return file_answer(
        kind, f"categories-{taxonomy.version or 'none'}", write_sheet(kind, COLUMNS, records)
    )


@router.post("/import", summary="导入事项分类（可试运行）")
async def import_tree(
    session: WriteSession,
    actor: Manager,
    file: Annotated[UploadFile, File(description="CSV（UTF-8 或 GBK）或 XLSX")],
    version: Annotated[str, Form(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z._-]+$")],
    *,
    dry_run: Annotated[bool, Form()] = True,
) -> TaxonomyReportOut:
    """Report what the file changes; with ``dry_run=false`` put it in force."""
    report = await import_taxonomy(
        session, await received(file), version=version, actor=actor, dry_run=dry_run
    )
    return TaxonomyReportOut.model_validate(asdict(report))


@router.get("/{code}", summary="事项分类与要素提问（公开）")
async def get_category(
    code: Annotated[str, Path(pattern=r"^(\d{2}){1,6}$")], taxonomy: TaxonomyDep
) -> CategoryDetailOut:
    """Return one category with the questions to ask for it."""
    if code not in taxonomy.categories:
        raise CategoryUnknown
    return detail_out(taxonomy, code)
