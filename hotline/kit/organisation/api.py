"""The organisation over HTTP (组织机构接口): look, change, import, export, who is on duty."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Response, UploadFile

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.calendars import queries as calendars
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.organisation import exchange, queries, service
from hotline.kit.organisation.models import Duty, UnitKind, UnitLevel
from hotline.kit.organisation.queries import UnitFilter
from hotline.kit.organisation.schemas import (
    ImportOut,
    MemberEndIn,
    MemberIn,
    MemberOut,
    RevisionOut,
    UnitChangeIn,
    UnitCloseIn,
    UnitDetailOut,
    UnitIn,
    UnitMoveIn,
    UnitNode,
    UnitOut,
)
from hotline.kit.pagination import Page, PageParams
from hotline.kit.transfer import received, table_answer

router = APIRouter(prefix="/api/units", tags=["组织机构 organisation"])

MAX_UPLOAD = 4_194_304
Reader = Annotated[Actor, Depends(require("organisation.read"))]
Manager = Annotated[Actor, Depends(require("organisation.manage"))]
Id = Annotated[str | None, Query(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]


def _filter(
    level: UnitLevel | None = None,
    kind: UnitKind | None = None,
    parent_id: Id = None,
    district_code: Annotated[str | None, Query(pattern=r"^[0-9]{6,12}$")] = None,
    q: Annotated[str | None, Query(max_length=60, description="编码或名称")] = None,
    without: Annotated[
        list[UnitKind] | None, Query(max_length=8, description="不含这些类别的单位")
    ] = None,
) -> UnitFilter:
    kept_out = tuple(kind.value for kind in without or ())
    return UnitFilter(level, kind, parent_id, district_code, text=q, without=kept_out)


@router.get("", summary="单位列表")
async def list_units(
    session: ReadSession,
    _actor: Reader,
    wanted: Annotated[UnitFilter, Depends(_filter)],
    page: PageParams,
    *,
    closed_too: Annotated[bool, Query(description="含已撤销单位")] = False,
) -> Page[UnitOut]:
    """List units in the order of their codes."""
    if closed_too:
        wanted = UnitFilter(**{**vars(wanted), "closed_too": True})
    rows, cursor = await queries.list_units(session, wanted, page)
    return Page(items=[UnitOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/tree", summary="机构树")
async def tree(
    session: ReadSession,
    _actor: Reader,
    on: Annotated[date | None, Query(description="某日的机构树，缺省为今天")] = None,
) -> list[UnitNode]:
    """Return the tree of units, today's or that of another day."""
    return [UnitNode.model_validate(node) for node in await queries.tree(session, on)]


@router.get("/export", summary="导出单位 CSV")
async def export_units(session: WriteSession, actor: Manager) -> Response:
    """Return all valid units as CSV (UTF-8 with mark, for spreadsheets); the export is audited."""
    return await table_answer(session, await exchange.unit_table(session), "csv", actor=actor)


@router.post("/import", summary="导入单位 CSV")
async def import_units(
    file: Annotated[UploadFile, File(description="CSV，UTF-8 或 GBK")],
    session: WriteSession,
    actor: Manager,
    *,
    dry_run: Annotated[bool, Query(description="只检查，不写入")] = True,
) -> ImportOut:
    """Create, change and move units by code; a dry run (the default) only reports."""
    content = await received(file, MAX_UPLOAD)
    report = await exchange.import_units(session, content, actor=actor, dry_run=dry_run)
    return ImportOut.model_validate(report)


@router.get("/{unit_id}", summary="单位详情")
async def get_unit(unit_id: IdPath, session: ReadSession, _actor: Reader) -> UnitDetailOut:
    """Return a unit with its superiors, subordinates and people."""
    unit = await queries.get_unit(session, unit_id)
    calendar_id = await queries.calendar_id_of(session, unit_id)
    default = calendar_id or await calendars.find_default_id(session)
    return UnitDetailOut(
        unit=UnitOut.model_validate(unit),
        ancestors=[UnitOut.model_validate(u) for u in await queries.ancestors(session, unit_id)],
        children=[UnitOut.model_validate(u) for u in await queries.children(session, unit_id)],
        members=[MemberOut(**row) for row in await queries.list_members(session, unit_id)],
        effective_calendar_id=default,
    )


@router.get("/{unit_id}/revisions", summary="单位变更记录")
async def list_revisions(
    unit_id: IdPath, session: ReadSession, _actor: Reader
) -> list[RevisionOut]:
    """List every change of a unit, newest first."""
    return [RevisionOut.model_validate(r) for r in await queries.list_revisions(session, unit_id)]


@router.post("", status_code=201, summary="新设单位")
async def create_unit(body: UnitIn, session: WriteSession, actor: Manager) -> UnitOut:
    """Create a unit under its superior."""
    return UnitOut.model_validate(await service.create_unit(session, unit=body, actor=actor))


@router.patch("/{unit_id}", summary="变更单位")
async def change_unit(
    unit_id: IdPath, body: UnitChangeIn, session: WriteSession, actor: Manager
) -> UnitOut:
    """Change what a unit is; only the given members change."""
    unit = await service.change_unit(session, unit_id=unit_id, change=body, actor=actor)
    return UnitOut.model_validate(unit)


@router.post("/{unit_id}/actions/MOVE", summary="调整隶属")
async def move_unit(
    unit_id: IdPath, body: UnitMoveIn, session: WriteSession, actor: Manager
) -> UnitOut:
    """Put a unit with its subtree under another superior."""
    unit = await service.move_unit(session, unit_id=unit_id, move=body, actor=actor)
    return UnitOut.model_validate(unit)


@router.post("/{unit_id}/actions/CLOSE", summary="撤销单位")
async def close_unit(
    unit_id: IdPath, body: UnitCloseIn, session: WriteSession, actor: Manager
) -> UnitOut:
    """Close a unit that has no subordinates left."""
    unit = await service.close_unit(session, unit_id=unit_id, close=body, actor=actor)
    return UnitOut.model_validate(unit)


@router.get("/{unit_id}/members", summary="任职人员")
async def list_members(
    unit_id: IdPath,
    session: ReadSession,
    _actor: Reader,
    duty: Duty | None = None,
    on: Annotated[date | None, Query(description="某日，缺省为今天")] = None,
) -> list[MemberOut]:
    """List who holds a duty in a unit."""
    await queries.get_unit(session, unit_id)
    rows = await queries.list_members(session, unit_id, duty=duty, on=on)
    return [MemberOut(**row) for row in rows]


@router.post("/{unit_id}/members", status_code=201, summary="任职")
async def assign_member(
    unit_id: IdPath, body: MemberIn, session: WriteSession, actor: Manager
) -> list[MemberOut]:
    """Let a person take up a duty; returns the people on that duty."""
    await service.assign_member(session, unit_id=unit_id, member=body, actor=actor)
    rows = await queries.list_members(session, unit_id, duty=body.duty)
    return [MemberOut(**row) for row in rows]


@router.post("/members/{member_id}/actions/END", summary="离任")
async def end_member(
    member_id: IdPath, body: MemberEndIn, session: WriteSession, actor: Manager
) -> list[MemberOut]:
    """Give a duty its last day; returns the people of that unit."""
    row = await service.end_member(
        session, member_id=member_id, valid_to=body.valid_to, actor=actor
    )
    return [MemberOut(**item) for item in await queries.list_members(session, row.unit_id)]
