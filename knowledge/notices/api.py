"""Notices over HTTP (通知公告接口): editing by two persons, import, and what counts now for everybody."""

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
from knowledge.lines import EntryFormat
from knowledge.notices import queries, service
from knowledge.notices.exports import export_notices
from knowledge.notices.imports import NoticeOptions, import_notices
from knowledge.notices.models import NoticeState, NoticeUrgency
from knowledge.notices.queries import NoticeFilter
from knowledge.notices.schemas import (
    NoticeEndIn,
    NoticeIn,
    NoticeOut,
    NoticePush,
    NoticePushOut,
    NoticeRevisionIn,
    NoticeStepIn,
    PublicNoticeOut,
)
from knowledge.notices.service import Step
from knowledge.notices.taking import push_notice

router = APIRouter(prefix="/api/knowledge/notices", tags=["通知公告 notices"])
public_router = APIRouter(prefix="/api/public/notices", tags=["通知公告 notices"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Editor = Annotated[Actor, Depends(require("knowledge.edit"))]
Approver = Annotated[Actor, Depends(require("knowledge.own", "knowledge.publish"))]
Exporter = Annotated[Actor, Depends(require("knowledge.read", "import.run"))]
KeyPath = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{1,79}$", description="通知公告编码")]


@router.get("", summary="通知公告列表")
async def list_notices(
    session: ReadSession,
    _actor: Reader,
    page: PageParams,
    state: NoticeState | None = None,
    urgency: NoticeUrgency | None = None,
    *,
    waiting: Annotated[bool, Query(description="只列出有待发布草稿的")] = False,
) -> Page[NoticeOut]:
    """List notices, newest change first."""
    wanted = NoticeFilter(state=state, urgency=urgency, waiting=waiting)
    return await queries.list_notices(session, wanted, page)


@router.post("", status_code=201, summary="新建通知公告（草稿）")
async def create_notice(body: NoticeIn, session: WriteSession, actor: Editor) -> NoticeOut:
    """Write a draft; somebody else publishes it."""
    row = await service.create_notice(session, notice=body, actor=actor)
    return NoticeOut.model_validate(row)


@router.get("/export", summary="导出生效和已过期的通知公告")
async def export(
    session: WriteSession,
    actor: Exporter,
    form: Annotated[EntryFormat, Query(alias="format")] = "xlsx",
) -> Response:
    """Return notices as a file that can be imported again, internal ones only for who may read them; audited."""
    content = await export_notices(session, form, actor=actor)
    return file_answer(form, f"notices-{clock.local_date():%Y%m%d}", content)


@router.post("/import", summary="导入通知公告为草稿（可试运行）")
async def import_drafts(
    session: WriteSession, actor: Editor, upload: SheetUpload
) -> EntryReportOut:
    """Report what the file (JSON lines, CSV, XLSX) changes; with ``dry_run=false`` store drafts."""
    options = NoticeOptions(upload.dry_run, as_drafts=True)
    return (await import_notices(session, upload.content, options=options, actor=actor)).told()


@router.put(
    "/by-key/{key}",
    summary="推送一条通知公告的一个版本（存为草稿）",
    responses={201: {"model": NoticePushOut, "description": "新增"}},
)
async def push(
    key: KeyPath,
    body: NoticePush,
    session: WriteSession,
    actor: Editor,
    response: Response,
    *,
    dry_run: TriedOnly = False,
) -> NoticePushOut:
    """Take a version: 201 for a new notice, 200 for a change or the same again, 409 for an older one."""
    pushed = await push_notice(session, key=key, version=body, actor=actor, dry_run=dry_run)
    response.status_code = pushed.status
    return pushed


@router.get("/{notice_id}", summary="通知公告详情")
async def get_notice(notice_id: IdPath, session: ReadSession, _actor: Reader) -> NoticeOut:
    """Return a notice with the draft that waits, if any."""
    return NoticeOut.model_validate(await queries.get_notice(session, notice_id))


@router.put("/{notice_id}", summary="起草新文本")
async def revise(
    notice_id: IdPath, body: NoticeRevisionIn, session: WriteSession, actor: Editor
) -> NoticeOut:
    """Write a further text; what is in force stays until it is published."""
    row = await service.revise(
        session, notice_id=notice_id, version=body.version, content=body.content, actor=actor
    )
    return NoticeOut.model_validate(row)


@router.post("/{notice_id}/actions/PUBLISH", summary="发布")
async def publish(
    notice_id: IdPath, body: NoticeStepIn, session: WriteSession, actor: Approver
) -> NoticeOut:
    """Bring the draft into force; not by its author."""
    row = await service.publish(session, step=Step(notice_id, body.version), actor=actor)
    return NoticeOut.model_validate(row)


@router.post("/{notice_id}/actions/WITHDRAW", summary="撤下")
async def withdraw(
    notice_id: IdPath, body: NoticeEndIn, session: WriteSession, actor: Approver
) -> NoticeOut:
    """Take a notice out of use, with a reason."""
    step = Step(notice_id, body.version, body.note)
    return NoticeOut.model_validate(await service.withdraw(session, step=step, actor=actor))


@public_router.get("", summary="当前通知公告（市民）")
async def list_current(
    session: ReadSession,
    district: Annotated[str, Query(pattern=r"^([0-9]{6,12})?$", description="区划代码")] = "",
) -> list[PublicNoticeOut]:
    """List the public notices that count now, the urgent first; nobody need sign in."""
    return await queries.list_current(session, district=district)


@public_router.get("/{notice_id}", summary="通知公告（市民）")
async def read_public(notice_id: IdPath, session: ReadSession) -> PublicNoticeOut:
    """Return a public notice that counts now."""
    return await queries.get_public_notice(session, notice_id)
