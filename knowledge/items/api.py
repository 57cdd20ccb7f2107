"""Service items over HTTP (服务事项接口): lists, versions, push, import, export, and the public reading."""

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.kit.transfer import file_answer, received
from knowledge.differences import TriedOnly
from knowledge.items import queries, service
from knowledge.items.changes import LABELS
from knowledge.items.exports import ItemFormat, export_items
from knowledge.items.imports import ItemOptions, import_items, told
from knowledge.items.preparing import Prepared, prepare
from knowledge.items.queries import ItemFilter
from knowledge.items.schemas import (
    ItemDiffOut,
    ItemLineOut,
    ItemOut,
    ItemPush,
    ItemPushOut,
    ItemReportOut,
    ItemVersionDetailOut,
    ItemVersionOut,
    ItemWordsOut,
    PublicItemOut,
    WithdrawWaitingIn,
)
from knowledge.items.vocabulary import KINDS, ItemLevel, ItemState, ItemType, Publication

router = APIRouter(prefix="/api/service-items", tags=["服务事项 service items"])
public_router = APIRouter(prefix="/api/public/service-items", tags=["服务事项 service items"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Writer = Annotated[Actor, Depends(require("knowledge.edit"))]
Exporter = Annotated[Actor, Depends(require("knowledge.read", "import.run"))]
CodePath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}$", description="事项编码")
]


def _kinds(
    item_type: ItemType | None = None,
    level: ItemLevel | None = None,
    state: ItemState | None = None,
    publication: Publication | None = None,
    district: Annotated[
        str | None, Query(pattern=r"^[0-9]{6,12}$", description="区划代码；含全市适用的事项")
    ] = None,
) -> ItemFilter:
    return ItemFilter(
        item_type=item_type, level=level, state=state, publication=publication, district=district
    )


def _filter(
    kinds: Annotated[ItemFilter, Depends(_kinds)],
    text: Annotated[str | None, Query(max_length=100, description="编码或名称中的字")] = None,
    unit_id: Annotated[
        str | None, Query(pattern=r"^[0-9A-Z]{26}$", description="责任单位，含下级")
    ] = None,
    category_code: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")] = None,
    parent_code: Annotated[str | None, Query(max_length=60)] = None,
    external_ref: Annotated[str | None, Query(max_length=80)] = None,
) -> ItemFilter:
    return replace(
        kinds,
        text=text,
        unit_id=unit_id,
        category_code=category_code,
        parent_code=parent_code,
        external_ref=external_ref,
    )


Wanted = Annotated[ItemFilter, Depends(_filter)]


@router.get("", summary="事项列表")
async def list_items(
    session: ReadSession, _actor: Reader, wanted: Wanted, page: PageParams
) -> Page[ItemLineOut]:
    """List items by code, abolished ones too unless ``state`` says otherwise."""
    return await queries.list_items(session, wanted, page)


@router.get("/words", summary="事项用语（取值与中文名称）")
async def list_words(_actor: Reader) -> ItemWordsOut:
    """Return the Chinese names of all fields and of every value that a field may have."""
    values = {name: {member.value: member.label for member in kind} for name, kind in KINDS.items()}
    return ItemWordsOut(fields=dict(LABELS), values=values)


@router.get("/export", summary="导出事项目录")
async def export(
    session: WriteSession,
    actor: Exporter,
    wanted: Wanted,
    form: Annotated[ItemFormat, Query(alias="format")] = "xlsx",
) -> Response:
    """Return the items as a file that can be imported again; audited."""
    content = await export_items(session, wanted, form, actor=actor)
    return file_answer(form, f"service-items-{clock.local_date():%Y%m%d}", content)


async def _prepared(
    file: Annotated[UploadFile, File(description="CSV（UTF-8 或 GBK）、XLSX 或 JSON 行")],
    mapping: Annotated[list[str] | None, Form(alias="map", description="栏目=列名，可多次")] = None,
) -> Prepared:
    content = await received(file)
    return await asyncio.to_thread(prepare, content, mapping or [])


def _options(
    owner: Annotated[str, Form(max_length=40, description="归口单位编码")] = "",
    source: Annotated[str, Form(max_length=100, description="来源，记入版本")] = "文件导入",
    *,
    complete: Annotated[bool, Form(description="文件是全量：缺少的事项取消")] = False,
    dry_run: Annotated[bool, Form()] = True,
) -> ItemOptions:
    return ItemOptions(source=source, owner=owner, complete=complete, dry_run=dry_run)


@router.post("/import", summary="导入事项目录（可试运行）")
async def import_catalogue(
    actor: Writer,
    prepared: Annotated[Prepared, Depends(_prepared)],
    options: Annotated[ItemOptions, Depends(_options)],
    session: WriteSession,
) -> ItemReportOut:
    """Report what the file adds, changes field by field, ends and refuses; ``dry_run=false`` stores it."""
    return told(await import_items(session, prepared, options=options, actor=actor))


@router.put(
    "/{code}",
    summary="推送一个事项版本",
    responses={201: {"model": ItemPushOut, "description": "新增"}},
)
async def push(
    code: CodePath,
    body: ItemPush,
    session: WriteSession,
    actor: Writer,
    response: Response,
    *,
    dry_run: TriedOnly = False,
) -> ItemPushOut:
    """Take a version: 201 for a new item, 200 for a change or the same again, 409 for an older one."""
    pushed = await service.push_item(session, code=code, version=body, actor=actor, dry_run=dry_run)
    response.status_code = pushed.status
    return pushed


@router.get("/{item_id}", summary="事项详情")
async def get_item(item_id: IdPath, session: ReadSession, _actor: Reader) -> ItemOut:
    """Return an item as it stands, abolished or not."""
    return await queries.read_item(session, item_id)


@router.get("/{item_id}/versions", summary="事项历次版本")
async def list_versions(
    item_id: IdPath, session: ReadSession, _actor: Reader
) -> list[ItemVersionOut]:
    """List every version ever received, newest first."""
    return await queries.list_versions(session, item_id)


@router.get("/{item_id}/versions/{number}", summary="事项的一个版本")
async def get_version(
    item_id: IdPath,
    number: Annotated[int, Path(ge=1, le=2_000_000_000)],
    session: ReadSession,
    _actor: Reader,
) -> ItemVersionDetailOut:
    """Return what one version said."""
    return await queries.get_version(session, item_id, number)


@router.post("/{item_id}/actions/WITHDRAW_WAITING", summary="撤回待生效的事项版本")
async def withdraw_waiting(
    item_id: IdPath, body: WithdrawWaitingIn, session: WriteSession, actor: Writer
) -> ItemOut:
    """Take back the version that waits for its first day; what is in force stays, the number stays used."""
    return await service.withdraw_waiting(session, item_id=item_id, wanted=body, actor=actor)


@router.get("/{item_id}/diff", summary="两个版本的差异")
async def diff(
    item_id: IdPath,
    older: Annotated[int, Query(ge=1, le=2_000_000_000)],
    newer: Annotated[int, Query(ge=1, le=2_000_000_000)],
    session: ReadSession,
    _actor: Reader,
) -> ItemDiffOut:
    """Return the fields that differ, with both values."""
    return await queries.diff(session, item_id, older, newer)


@public_router.get("/{item_id}", summary="事项办事指南（市民）")
async def read_public_item(item_id: IdPath, session: ReadSession) -> PublicItemOut:
    """Return an item that is public, in force and valid today; nobody need sign in."""
    return await queries.read_public_item(session, item_id)
