"""Examples and synonyms over HTTP (分类样例与同义词接口): list, add, withdraw, versions, files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath, Line
from hotline.kit.pagination import Page, PageParams
from hotline.kit.sheets import read_rows
from hotline.kit.transfer import SheetForm, SheetUpload, table_answer
from routing.schemas import ImportReportOut, NoteIn
from routing.taxonomy import example_book, examples
from routing.taxonomy.example_book import Wanted
from routing.taxonomy.models import ExampleKind
from routing.taxonomy.schemas import ExampleIn, ExampleOut, ExampleVersionOut

router = APIRouter(prefix="/api/routing/examples", tags=["routing 分类与派单建议"])
Reader = Annotated[Actor, Depends(require("taxonomy.manage", "drift.read"))]
Manager = Annotated[Actor, Depends(require("taxonomy.manage"))]
Version = Annotated[int | None, Query(ge=1, description="某一版；默认现在")]


def _wanted(
    category_code: Annotated[
        str | None, Query(pattern=r"^(\d{2}){1,6}$", description="事项分类，含下级")
    ] = None,
    kind: Annotated[ExampleKind | None, Query(description="类型")] = None,
    q: Annotated[Line | None, Query(max_length=60, description="内容包含")] = None,
    withdrawn: Annotated[bool, Query(description="只看已撤下的")] = False,  # noqa: FBT002 — a query parameter
    version: Version = None,
) -> Wanted:
    return Wanted(category_code, kind, q, withdrawn, version)


@router.get("", summary="分类样例与同义词列表")
async def list_examples(
    session: ReadSession,
    _actor: Reader,
    wanted: Annotated[Wanted, Depends(_wanted)],
    page: PageParams,
) -> Page[ExampleOut]:
    """List what new texts are compared with before a subject has a history, the newest first."""
    return await example_book.list_examples(session, wanted=wanted, page=page)


@router.post("", status_code=201, summary="增加一条分类样例或同义词")
async def add_example(body: ExampleIn, session: WriteSession, actor: Manager) -> ExampleOut:
    """Add one; it counts for the next text already."""
    return await example_book.add_example(
        session,
        code=body.category_code,
        kind=body.kind,
        text=body.text,
        note=body.note,
        actor=actor,
    )


@router.get("/versions", summary="分类样例的历次修改")
async def list_versions(
    session: ReadSession, _actor: Reader, page: PageParams
) -> Page[ExampleVersionOut]:
    """List every change with whoever made it and why, the newest first."""
    return await example_book.list_example_versions(session, page=page)


@router.get("/export", summary="导出分类样例与同义词")
async def export_examples(
    session: WriteSession,
    actor: Manager,
    version: Version = None,
    form: SheetForm = "csv",
) -> Response:
    """Return all examples, now or at a version, as a table that can be imported again; audited."""
    table = await examples.example_table(session, version)
    return await table_answer(session, table, form, actor=actor)


@router.post("/import", summary="导入分类样例与同义词（可试运行）")
async def import_examples(
    session: WriteSession,
    actor: Manager,
    file: SheetUpload,
    *,
    replace: Annotated[bool, Form(description="先撤下原有样例")] = False,
) -> ImportReportOut:
    """Report what the file adds to what new texts are compared with; ``dry_run=false`` stores it."""
    report = await examples.import_examples(
        session, read_rows(file.content), actor=actor, dry_run=file.dry_run, replace=replace
    )
    return ImportReportOut.model_validate(report)


@router.post("/{example_id}/withdraw", summary="撤下一条分类样例或同义词")
async def withdraw_example(
    example_id: IdPath, body: NoteIn, session: WriteSession, actor: Manager
) -> ExampleOut:
    """Withdraw one with a reason; earlier versions keep it."""
    return await example_book.withdraw_example(
        session, example_id=example_id, note=body.note, actor=actor
    )
