"""Citizens for staff over HTTP (市民关系接口): masked card, look-up, merge, preferences, lists."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from crm import identity, lists, queries, service
from crm.card import get_card as get_card_of
from crm.errors import CitizenUnknown
from crm.identity import MergeOrder, contact_point, find_by_contact
from crm.lists import Place
from crm.models import ListKind
from crm.schemas import (
    CardOut,
    CitizenIn,
    ListIn,
    LookupIn,
    MergeIn,
    MergeOut,
    PreferencesIn,
    TimelineOut,
    UnmergeIn,
)
from crm.settings import settings_of
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams

router = APIRouter(prefix="/api/citizens", tags=["市民关系 crm"])

Reader = Annotated[Actor, Depends(require("citizen.read"))]
Editor = Annotated[Actor, Depends(require("ticket.open"))]
Joiner = Annotated[Actor, Depends(require("ticket.merge", "caller.restrict"))]


@router.post("/lookup", summary="按联系方式精确查找")
async def look_up(body: LookupIn, session: ReadSession, _actor: Reader) -> CardOut:
    """Find a person by phone, e-mail or account; the value travels in the body, never in the path."""
    area = settings_of(session).area_code
    citizen = await find_by_contact(session, contact_point(body.kind, body.value, area_code=area))
    if citizen is None:
        raise CitizenUnknown
    return await get_card_of(session, citizen.id)


@router.post("", status_code=201, summary="登记市民（已有则返回原档案）")
async def register(
    body: CitizenIn, session: WriteSession, response: Response, actor: Editor
) -> CardOut:
    """Register a person; 200 instead of 201 when a contact is known already."""
    citizen, created = await service.register(session, person=body, actor=actor)
    if not created:
        response.status_code = 200
    return await get_card_of(session, citizen.id)


@router.get("/{citizen_id}", summary="市民名片（脱敏）")
async def get_card(citizen_id: IdPath, session: ReadSession, _actor: Reader) -> CardOut:
    """Return the card, masked; a merged record shows the person it belongs to."""
    return await get_card_of(session, citizen_id)


@router.patch("/{citizen_id}/preferences", summary="修改偏好")
async def update_preferences(
    citizen_id: IdPath, body: PreferencesIn, session: WriteSession, actor: Editor
) -> CardOut:
    """Change language, channel, call-back time, special group, tags and wishes."""
    citizen = await service.update_preferences(
        session, citizen_id=citizen_id, wanted=body, actor=actor
    )
    return await get_card_of(session, citizen.id)


@router.get("/{citizen_id}/timeline", summary="全渠道时间轴")
async def list_timeline(
    citizen_id: IdPath, session: ReadSession, page: PageParams, _actor: Reader
) -> Page[TimelineOut]:
    """List what happened with the person, newest first."""
    return await queries.list_timeline(session, citizen_id, page)


@router.get("/{citizen_id}/merges", summary="合并记录")
async def list_merges(citizen_id: IdPath, session: ReadSession, _actor: Reader) -> list[MergeOut]:
    """List merges into this person, undone ones included."""
    return await queries.list_merges(session, citizen_id)


@router.post("/{citizen_id}/merges", status_code=201, summary="合并市民档案")
async def merge(
    citizen_id: IdPath, body: MergeIn, session: WriteSession, actor: Joiner
) -> MergeOut:
    """Join the other record into this one."""
    order = MergeOrder(citizen_id, body.merged_id, body.reason)
    return MergeOut.model_validate(await identity.merge(session, order=order, actor=actor))


@router.post("/merges/{merge_id}/actions/UNDO", summary="拆分（撤销合并）")
async def unmerge(
    merge_id: IdPath, body: UnmergeIn, session: WriteSession, actor: Joiner
) -> MergeOut:
    """Undo a merge; contacts go back where they came from."""
    row = await identity.unmerge(session, merge_id=merge_id, reason=body.reason, actor=actor)
    return MergeOut.model_validate(row)


@router.post("/{citizen_id}/lists", status_code=201, summary="加入名单")
async def add_to_list(
    citizen_id: IdPath, body: ListIn, session: WriteSession, actor: Editor
) -> CardOut:
    """Put the person on a list, for some days or without an end."""
    lasting = timedelta(days=body.days) if body.days is not None else None
    place = Place(body.kind, body.reason, lasting)
    await lists.add_to_list(session, citizen_id=citizen_id, place=place, actor=actor)
    return await get_card_of(session, citizen_id)


@router.delete("/{citizen_id}/lists/{kind}", summary="移出名单")
async def remove_from_list(
    citizen_id: IdPath, kind: ListKind, session: WriteSession, actor: Editor
) -> CardOut:
    """Take the person off a list."""
    await lists.remove_from_list(session, citizen_id=citizen_id, kind=kind, actor=actor)
    return await get_card_of(session, citizen_id)
