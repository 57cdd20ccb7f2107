"""The subject tree over HTTP (事项分类接口): public reading, import and export by administrators."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.sheets import SheetFormat, read_rows, write_sheet
from hotline.kit.transfer import SheetForm, SheetUpload, file_answer, received, table_answer
from routing import queries
from routing.api import RoutingDep
from routing.errors import CategoryUnknown
from routing.schemas import CategoryDetailOut, TreeOut, detail_out, tree_out
from routing.taxonomy import mapping as taxonomy_mapping
from routing.taxonomy import service as taxonomy_service
from routing.taxonomy import versions
from routing.taxonomy.files import tree_table
from routing.taxonomy.schemas import (
    CarryOverIn,
    CarryOverOut,
    MappingDetailOut,
    MappingOut,
    MappingReportOut,
    TaxonomyReportOut,
    VersionOut,
)
from routing.taxonomy.tree import Taxonomy

router = APIRouter(prefix="/api/categories", tags=["categories 事项分类"])
Reader = Annotated[Actor, Depends(require("taxonomy.read", "taxonomy.manage"))]
Manager = Annotated[Actor, Depends(require("taxonomy.manage"))]
Carrier = Annotated[Actor, Depends(require("catalogue.manage"))]
VersionName = Annotated[str, Query(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z._-]+$")]


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
    actor: Reader,
    form: SheetForm = "csv",
) -> Response:
    """Return the tree as a table that can be imported again; the export is audited."""
    return await table_answer(session, tree_table(taxonomy), form, actor=actor)


@router.post("/import", summary="导入事项分类及版本对照（可试运行）")
async def import_tree(
    session: WriteSession,
    actor: Manager,
    file: SheetUpload,
    version: Annotated[str, Form(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z._-]+$")],
    mapping: Annotated[UploadFile | None, File(description="现行版本到新版本的对照")] = None,
) -> TaxonomyReportOut:
    """Report what the file changes and what its mapping leaves open; with ``dry_run=false`` put it in force."""
    lines = read_rows(await received(mapping)) if mapping is not None else None
    wanted = taxonomy_service.TreeFile(read_rows(file.content), version, lines, file.dry_run)
    report = await taxonomy_service.import_tree(session, wanted, actor=actor)
    shown = {
        **asdict(report.taxonomy),
        "mapping": asdict(report.mapping),
        "limits": report.limits,
    }
    return TaxonomyReportOut.model_validate(shown)


@router.get("/versions", summary="事项分类的各个版本")
async def list_versions(session: ReadSession, _actor: Reader) -> list[VersionOut]:
    """List the versions, newest first."""
    return await versions.list_versions(session)


@router.get("/mappings", summary="历次版本对照")
async def list_mappings(session: ReadSession, _actor: Reader) -> list[MappingOut]:
    """List every mapping that was stored, newest first, and which of them count."""
    return await versions.list_mappings(session)


@router.get("/mappings/{mapping_id}", summary="一份版本对照的逐行内容")
async def get_mapping(mapping_id: IdPath, session: ReadSession, _actor: Reader) -> MappingDetailOut:
    """Return one mapping in words, an earlier one too."""
    return await versions.get_mapping(session, mapping_id)


@router.post("/mapping/suggest", summary="为新分类草拟版本对照（须人工核对）")
async def suggest_mapping(
    session: ReadSession,
    _actor: Manager,
    file: Annotated[UploadFile, File(description="新分类，CSV 或 XLSX")],
    kind: Annotated[SheetFormat, Form(alias="format")] = "csv",
) -> Response:
    """Return a table to be corrected: for every subject that changes, the most alike by name and scope."""
    rows = read_rows(await received(file))
    lines = await taxonomy_service.suggested_records(session, rows)
    content = write_sheet(kind, taxonomy_mapping.COLUMNS, lines)
    return file_answer(kind, "category-mapping-draft", content)


@router.post("/mapping", summary="导入两个已有版本之间的对照")
async def import_mapping(
    session: WriteSession,
    actor: Manager,
    file: Annotated[UploadFile, File(description="对照，CSV 或 XLSX")],
    old: Annotated[str, Form(max_length=20)],
    new: Annotated[str, Form(max_length=20)],
) -> MappingReportOut:
    """Store a corrected mapping; earlier ones are kept under their numbers."""
    rows = read_rows(await received(file))
    report = await taxonomy_service.map_versions(session, (old, new), rows, actor=actor)
    return MappingReportOut.model_validate(asdict(report))


@router.get("/mapping/export", summary="导出两个版本之间的对照")
async def export_mapping(
    session: WriteSession,
    actor: Reader,
    old: VersionName,
    new: VersionName,
    form: SheetForm = "csv",
) -> Response:
    """Return the latest mapping as a table that can be imported again; the export is audited."""
    table = await taxonomy_service.mapping_table(session, (old, new))
    return await table_answer(session, table, form, actor=actor)


@router.post("/mapping/carry-over", summary="按对照把派单目录转到新编码（待他人批准，可试运行）")
async def carry_over(body: CarryOverIn, session: WriteSession, actor: Carrier) -> CarryOverOut:
    """Propose the rows of earlier trees for the new codes; what needs a person is listed with the reason."""
    report = await taxonomy_service.carry_over(session, actor=actor, dry_run=body.dry_run)
    undecided = [
        {"row_id": row_id, "reason": zh, "reason_en": en} for row_id, (zh, en) in report.undecided
    ]
    return CarryOverOut.model_validate({**vars(report), "undecided": undecided})


@router.get("/{code}", summary="事项分类与要素提问（公开）")
async def get_category(
    code: Annotated[str, Path(pattern=r"^(\d{2}){1,6}$")], taxonomy: TaxonomyDep
) -> CategoryDetailOut:
    """Return one category with the questions to ask for it."""
    if code not in taxonomy.categories:
        raise CategoryUnknown
    return detail_out(taxonomy, code)
