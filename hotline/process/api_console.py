"""What the console needs beside the tickets (工作台参考数据): colleagues, working time, the person's other tickets.

All are read-only. Colleagues: name, roles and unit, never a telephone number.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from crm.conduct import ConductAction
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.errors import Forbidden
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdPath, Line
from hotline.process import person, worktimes
from hotline.process.colleagues import list_colleagues
from hotline.process.schemas import TicketRowOut
from hotline.tickets import service
from hotline.tickets.models import Action

router = APIRouter(tags=["desk 个人与政策"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Revealer = Annotated[Actor, Depends(require("personal.reveal"))]
Words = Annotated[Line, Query(max_length=40, description="姓名或登录名开头")]


class ColleagueOut(BaseModel):
    """One colleague who may be named on a RESTRICTED ticket."""

    account_id: str
    name: str
    roles: list[str] = Field(description="角色")
    unit_name: str | None


class CalendarOut(BaseModel):
    """Office hours around now: openings and closings in whole minutes since 1970 (UTC)."""

    day_minutes: int = Field(description="一个工作日的分钟数")
    periods: list[tuple[int, int]]


class WorktimeOut(BaseModel):
    """The default calendar under the empty name, others by their id, and which unit follows which."""

    calendars: dict[str, CalendarOut]
    units: dict[str, str] = Field(description="单位 → 日历，只列不用默认日历的单位")


class ConductOut(BaseModel):
    """One step about the caller's conduct."""

    taken_at: datetime
    action: str
    label: str
    reason: str
    until: datetime | None


class PersonOut(BaseModel):
    """What else the person of a ticket asked for; his masked card is on the ticket's page."""

    total: int = Field(description="另有工单数（含未列出的）")
    tickets: list[TicketRowOut] = Field(description="最近的其他工单")
    conduct: list[ConductOut] = Field(description="来电行为记录")


class MayNotRestrict(Forbidden):
    """Only who may make a ticket confidential chooses the people who see it."""

    code = "may_not_restrict"
    title_zh = "只有可以设为保密的人员才能查阅同事名单"
    title_en = "Only who may make a ticket confidential may list colleagues"


def _may_restrict(actor: Actor) -> bool:
    rows = [row for row in service.rows() if row.action is Action.SET_CONFIDENTIAL]
    return any(not actor.roles.isdisjoint(row.roles) for row in rows)


@router.get("/api/colleagues", summary="可指定的同事")
async def colleagues(
    session: ReadSession, actor: CurrentActor, q: Words = ""
) -> list[ColleagueOut]:
    """Staff who can read tickets, for the list of named persons of a RESTRICTED ticket."""
    if not _may_restrict(actor):
        raise MayNotRestrict
    return [ColleagueOut(**row) for row in await list_colleagues(session, text=q)]


@router.get("/api/worktime", summary="工作时间")
async def worktime(session: ReadSession, _actor: Reader) -> WorktimeOut:
    """Office hours from 90 days back to 180 days ahead, to show how much working time is left."""
    found, units = await worktimes.load(session)
    calendars = {
        key: CalendarOut(day_minutes=one.day_minutes, periods=one.periods)
        for key, one in found.items()
    }
    return WorktimeOut(calendars=calendars, units=units)


@router.get("/api/tickets/{ticket_id}/person", summary="诉求人的其他工单")
async def person_of(
    ticket_id: IdPath, request: Request, session: ReadSession, actor: Revealer
) -> PersonOut:
    """Earlier and later tickets of the same person that the caller may see, and conduct steps."""
    story = await person.get_story(
        session, ticket_id=ticket_id, actor=actor, routing=request.app.state.routing.state
    )
    return PersonOut(
        total=story.total,
        tickets=[TicketRowOut.model_validate(row) for row in story.rows],
        conduct=[
            ConductOut(
                taken_at=step.taken_at,
                action=step.action,
                label=ConductAction[step.action].label,
                reason=step.reason,
                until=step.until,
            )
            for step in story.steps
        ],
    )
