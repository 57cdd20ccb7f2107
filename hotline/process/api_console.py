"""What the console needs beside the tickets (工作台参考数据): colleagues to name, and working time to count.

Both are read-only. Colleagues: name, roles and unit, never a telephone number.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.errors import Forbidden
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import Line
from hotline.process import worktimes
from hotline.process.colleagues import list_colleagues
from hotline.tickets import service
from hotline.tickets.models import Action

router = APIRouter(tags=["desk 个人与政策"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
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
