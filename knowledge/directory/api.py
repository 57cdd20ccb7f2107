"""The directory over HTTP (名录接口): units with windows, the ledger of published numbers, announcements."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.kit.transfer import SheetUpload, file_answer
from knowledge.differences import EntryReportOut, TriedOnly
from knowledge.directory import entries, queries, service, taking
from knowledge.directory.exports import export_numbers
from knowledge.directory.imports import import_numbers, import_units
from knowledge.directory.models import NumberState
from knowledge.directory.queries import NumberFilter
from knowledge.directory.schemas import (
    AnnouncedIn,
    DutiesIn,
    NumberChangeIn,
    NumberChangeOut,
    NumberIn,
    NumberOut,
    NumberPush,
    NumberPushOut,
    PublicNumberOut,
    PublicUnitOut,
    UnitOut,
    UnitPush,
    UnitPushOut,
    WindowChangeIn,
    WindowIn,
    WindowOut,
)
from knowledge.lines import EntryFormat

router = APIRouter(prefix="/api/directory", tags=["单位名录 directory"])
public_router = APIRouter(prefix="/api/public/directory", tags=["单位名录 directory"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Keeper = Annotated[Actor, Depends(require("knowledge.edit"))]
Exporter = Annotated[Actor, Depends(require("knowledge.read", "import.run"))]
CodePath = Annotated[str, Path(min_length=1, max_length=40, description="单位编码")]
NumberPath = Annotated[str, Path(pattern=r"^\+?[0-9][0-9 -]{1,38}$", description="公布的号码")]


@router.get("/units/{unit_id}", summary="单位名录（坐席）")
async def read_unit(unit_id: IdPath, session: ReadSession, _actor: Reader) -> UnitOut:
    """Return a unit's duties, windows, published numbers and duty phone."""
    return await queries.read_unit(session, unit_id)


@router.post("/units/import", summary="导入单位职责和窗口（可试运行）")
async def take_units(session: WriteSession, actor: Keeper, upload: SheetUpload) -> EntryReportOut:
    """Report what the file (JSON lines, CSV, XLSX) changes; with ``dry_run=false`` store it."""
    report = await import_units(session, upload.content, dry_run=upload.dry_run, actor=actor)
    return report.told()


@router.put(
    "/units/by-code/{code}",
    summary="推送一个单位的职责和窗口的一个版本",
    responses={201: {"model": UnitPushOut, "description": "新增"}},
)
async def push_unit(
    code: CodePath,
    body: UnitPush,
    session: WriteSession,
    actor: Keeper,
    response: Response,
    *,
    dry_run: TriedOnly = False,
) -> UnitPushOut:
    """Take a version: 201 where nothing was told before, 200 for a change or the same again, 409 for an older."""
    pushed = await entries.push_unit(session, code=code, version=body, actor=actor, dry_run=dry_run)
    response.status_code = pushed.status
    return pushed


@router.put("/units/{unit_id}/duties", summary="填写单位职责")
async def set_duties(
    unit_id: IdPath, body: DutiesIn, session: WriteSession, actor: Keeper
) -> UnitOut:
    """Write in plain words what a unit does."""
    await service.set_duties(session, unit_id=unit_id, wanted=body, actor=actor)
    return await queries.read_unit(session, unit_id)


@router.post("/units/{unit_id}/windows", status_code=201, summary="新增窗口")
async def add_window(
    unit_id: IdPath, body: WindowIn, session: WriteSession, actor: Keeper
) -> WindowOut:
    """Add a window that belongs to no service item."""
    row = await service.add_window(session, unit_id=unit_id, wanted=body, actor=actor)
    return WindowOut.model_validate(row)


@router.put("/windows/{window_id}", summary="修改或关闭窗口")
async def change_window(
    window_id: IdPath, body: WindowChangeIn, session: WriteSession, actor: Keeper
) -> WindowOut:
    """Change a window, or close it."""
    row = await service.change_window(session, window_id=window_id, wanted=body, actor=actor)
    return WindowOut.model_validate(row)


@router.get("/numbers", summary="公布号码台账")
async def list_numbers(
    session: ReadSession,
    _actor: Reader,
    page: PageParams,
    state: NumberState | None = None,
    unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
    text: Annotated[str | None, Query(max_length=60, description="号码或名称中的字")] = None,
) -> Page[NumberOut]:
    """List the published numbers in their order."""
    return await queries.list_numbers(session, NumberFilter(unit_id, state, text), page)


@router.post("/numbers", status_code=201, summary="登记公布号码")
async def add_number(body: NumberIn, session: WriteSession, actor: Keeper) -> NumberOut:
    """Enter a number into the ledger."""
    return NumberOut.model_validate(await service.add_number(session, wanted=body, actor=actor))


@router.get("/numbers/export", summary="导出公布号码")
async def export(
    session: WriteSession,
    actor: Exporter,
    form: Annotated[EntryFormat, Query(alias="format")] = "xlsx",
) -> Response:
    """Return the numbers as a file that can be imported again; audited."""
    content = await export_numbers(session, form, actor=actor)
    return file_answer(form, f"numbers-{clock.local_date():%Y%m%d}", content)


@router.post("/numbers/import", summary="导入公布号码（可试运行）")
async def take_numbers(session: WriteSession, actor: Keeper, upload: SheetUpload) -> EntryReportOut:
    """Report what the file (JSON lines, CSV, XLSX) changes; with ``dry_run=false`` store it."""
    report = await import_numbers(session, upload.content, dry_run=upload.dry_run, actor=actor)
    return report.told()


@router.put(
    "/numbers/by-number/{number}",
    summary="推送一个公布号码的一个版本",
    responses={201: {"model": NumberPushOut, "description": "新增"}},
)
async def push_number(
    number: NumberPath,
    body: NumberPush,
    session: WriteSession,
    actor: Keeper,
    response: Response,
    *,
    dry_run: TriedOnly = False,
) -> NumberPushOut:
    """Take a version: 201 for a new number, 200 for a change or the same again, 409 for an older one."""
    pushed = await taking.push_number(
        session, number=number, version=body, actor=actor, dry_run=dry_run
    )
    response.status_code = pushed.status
    return pushed


@router.get("/numbers/changes", summary="号码变更与公告")
async def list_changes(
    session: ReadSession,
    _actor: Reader,
    number_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
    *,
    waiting: Annotated[bool, Query(description="只列出尚须公告的")] = False,
) -> list[NumberChangeOut]:
    """List changes, newest first, with where each was announced."""
    return await queries.list_changes(session, number_id=number_id, waiting=waiting)


@router.post("/numbers/changes/{change_id}/actions/ANNOUNCE", summary="登记已公告")
async def announce(
    change_id: IdPath, body: AnnouncedIn, session: WriteSession, actor: Keeper
) -> NumberChangeOut:
    """Note that a change was announced through one of the channels that published the number."""
    row = await service.announce(session, change_id=change_id, said=body, actor=actor)
    number = await queries.get_number(session, row.number_id)
    return NumberChangeOut.model_validate(row).model_copy(update={"number": number.number})


@router.put("/numbers/{number_id}", summary="变更公布号码")
async def change_number(
    number_id: IdPath, body: NumberChangeIn, session: WriteSession, actor: Keeper
) -> NumberOut:
    """Change a number, its owner, hours or state; the change waits to be announced."""
    wanted = NumberIn.model_validate(body.model_dump(exclude={"version"}))
    row = await service.change_number(
        session, number_id=number_id, version=body.version, wanted=wanted, actor=actor
    )
    return NumberOut.model_validate(row)


@public_router.get("/units/{unit_id}", summary="单位名录（市民）")
async def read_public_unit(unit_id: IdPath, session: ReadSession) -> PublicUnitOut:
    """Return a unit's duties, windows and published numbers; never its contact list."""
    return await queries.read_public_unit(session, unit_id)


@public_router.get("/numbers", summary="公布号码（市民）")
async def list_public_numbers(session: ReadSession, page: PageParams) -> Page[PublicNumberOut]:
    """List the published government numbers with their hours and state."""
    return await queries.list_public_numbers(session, page)
