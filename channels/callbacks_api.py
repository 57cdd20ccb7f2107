"""Call-backs over HTTP (回拨接口): who waits to be rung back, the number on record of the look, the outcome.

What a caller was promised ("工作人员会尽快给您回电") must be seen by somebody. The number is shown masked; it is
read in full with the look written down, as every reading of personal data (domain rules §13.1).
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from channels import callbacks, queries
from channels.errors import CallbackUnknown
from channels.models import CallbackState
from channels.voice.ivr import CallbackReason
from hotline.kit.audit.service import PersonalRead, record_read
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import DatabaseDep, ReadSession, WriteSession
from hotline.kit.inputs import IdPath, Line
from hotline.kit.masking import mask_phone

router = APIRouter(prefix="/api/callbacks", tags=["callbacks 回拨"])
Agent = Annotated[Actor, Depends(require("ticket.open"))]
Dialler = Annotated[Actor, Depends(require("personal.reveal"))]


class CallbackOut(BaseModel):
    """One person who waits; ``times`` counts how often he asked."""

    id: str
    number: str | None = Field(description="号码（遮盖）；已依法删除为空")
    reason: CallbackReason
    reason_label: str
    times: int
    requested_at: datetime
    last_requested_at: datetime


class NumberOut(BaseModel):
    """The number to dial."""

    number: str


class DiallingIn(BaseModel):
    """Why the number is looked at."""

    model_config = ConfigDict(extra="forbid")

    purpose: Line = Field("回拨来电人", min_length=2, max_length=200, description="用途")


class OutcomeIn(BaseModel):
    """What became of the call-back."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["DONE", "UNREACHABLE"] = Field(description="已回拨，或多次未接通")


@router.get("", summary="待回拨名单")
async def list_callbacks(session: ReadSession, _actor: Agent) -> list[CallbackOut]:
    """Who waits to be rung back: danger first, then the longest waiting."""
    return [
        CallbackOut(
            id=one.id,
            number=mask_phone(one.number) if one.number else None,
            reason=CallbackReason(one.reason),
            reason_label=CallbackReason(one.reason).label,
            times=one.times,
            requested_at=one.requested_at,
            last_requested_at=one.last_requested_at,
        )
        for one in await queries.list_open_callbacks(session)
    ]


@router.post("/{callback_id}/number", summary="查看要回拨的号码（记录用途）")
async def read_number(
    callback_id: IdPath, body: DiallingIn, database: DatabaseDep, actor: Dialler
) -> NumberOut:
    """Read the number in full; the look is written down first. 404 if nobody waits under this id."""
    async with database.write() as session:
        found = await queries.find_open_callback(session, callback_id)
        if found is None or found.number is None:
            raise CallbackUnknown
        read = PersonalRead("callback", callback_id, "number", body.purpose)
        await record_read(session, actor, read)
        return NumberOut(number=found.number)


@router.post("/{callback_id}/outcome", status_code=204, summary="登记回拨结果")
async def settle(callback_id: IdPath, body: OutcomeIn, session: WriteSession, actor: Agent) -> None:
    """Note that the person was rung back, or could not be reached after several tries."""
    outcome = CallbackState(body.outcome)
    await callbacks.settle(session, callback_id, outcome=outcome, by=actor.account_id)
