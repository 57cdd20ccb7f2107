"""Personal data over HTTP (个人信息接口): reveal, export for the person, erase; every act on record."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from crm import privacy
from crm.schemas import CertificateOut, EraseIn, RevealIn, RevealOut, UnmergeIn
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import WriteSession
from hotline.kit.inputs import IdPath

router = APIRouter(prefix="/api/citizens", tags=["个人信息 privacy"])

Revealer = Annotated[Actor, Depends(require("citizen.read"))]
Exporter = Annotated[Actor, Depends(require("personal.request"))]
Eraser = Annotated[Actor, Depends(require("personal.erase"))]


@router.post("/{citizen_id}/actions/REVEAL", summary="查看明文（记录用途）")
async def reveal(
    citizen_id: IdPath, body: RevealIn, session: WriteSession, actor: Revealer
) -> RevealOut:
    """Return one field in full; the purpose is recorded and the number per day is limited."""
    values = await privacy.reveal(
        session, citizen_id=citizen_id, field=body.field, purpose=body.purpose, actor=actor
    )
    return RevealOut(field=body.field, values=values)


@router.post("/{citizen_id}/actions/EXPORT", summary="导出本人全部信息")
async def export_person(
    citizen_id: IdPath, body: UnmergeIn, session: WriteSession, actor: Exporter
) -> dict[str, Any]:
    """Return all we hold of a person, for that person (right of access and copy)."""
    return await privacy.export_person(
        session, citizen_id=citizen_id, purpose=body.reason, actor=actor
    )


@router.post("/{citizen_id}/actions/ERASE", summary="删除个人信息（不可恢复）")
async def erase(
    citizen_id: IdPath, body: EraseIn, session: WriteSession, actor: Eraser
) -> CertificateOut:
    """Destroy the person's keys and certify it."""
    certificate = await privacy.erase(session, citizen_id=citizen_id, rule=body.rule, actor=actor)
    return CertificateOut.model_validate(certificate)
