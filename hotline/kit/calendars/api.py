"""Calendars over HTTP (工作日历接口): look, propose, check, approve, try a computation."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile
from pydantic import AwareDatetime

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.calendars import exchange, queries, service
from hotline.kit.calendars.arrangement import Proposal, read_upload
from hotline.kit.calendars.errors import UploadUnreadable
from hotline.kit.calendars.models import CalendarVersion
from hotline.kit.calendars.schemas import (
    FIRST_YEAR,
    LAST_YEAR,
    CalendarIn,
    CalendarOut,
    DayOut,
    DecisionIn,
    PreviewOut,
    ProposalIn,
    ProposalOut,
    RejectionIn,
    ReportOut,
    VersionOut,
    WarningOut,
)
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath, Line
from hotline.kit.transfer import file_answer
from hotline.kit.worktime import CountMode

router = APIRouter(prefix="/api/calendars", tags=["工作日历 calendars"])

MAX_UPLOAD = 262_144
Reader = Annotated[Actor, Depends(require("organisation.read"))]
Proposer = Annotated[Actor, Depends(require("calendar.propose"))]
Approver = Annotated[Actor, Depends(require("calendar.approve"))]


@router.get("", summary="工作日历列表")
async def list_calendars(session: ReadSession, _actor: Reader) -> list[CalendarOut]:
    """List every calendar, the default one first."""
    rows = await queries.list_calendars(session)
    return [
        CalendarOut.model_validate(calendar).model_copy(update={"version_id": version_id})
        for calendar, version_id in rows
    ]


@router.get("/warnings", summary="日历缺口提醒")
async def list_warnings(session: ReadSession, _actor: Reader) -> list[WarningOut]:
    """List missing tables: this year's, and from 1 December the next year's."""
    found = await queries.coverage_warnings(session, clock.now())
    return [WarningOut.model_validate(warning) for warning in found]


@router.get("/{calendar_id}/versions", summary="日历版本")
async def list_versions(
    calendar_id: IdPath, session: ReadSession, _actor: Reader
) -> list[VersionOut]:
    """List the versions of a calendar, newest first, proposals included."""
    return [VersionOut.model_validate(v) for v in await queries.list_versions(session, calendar_id)]


@router.get("/versions/{version_id}/days", summary="版本的放假安排")
async def list_days(
    version_id: IdPath,
    session: ReadSession,
    _actor: Reader,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> list[DayOut]:
    """List the days of a version that differ from their weekdays."""
    await queries.get_version(session, version_id)
    days = (await queries.days_of(session, version_id)).values()
    return [
        DayOut(day=day.day, kind=day.kind, name=day.name, year=of_year)
        for day, of_year in days
        if year in {None, of_year}
    ]


@router.post("", status_code=201, summary="新建工作日历（待批准）")
async def create_calendar(body: CalendarIn, session: WriteSession, actor: Proposer) -> VersionOut:
    """Create a calendar with its own hours; another person approves its first version."""
    version = await service.create_calendar(session, calendar=body.wanted(), actor=actor)
    return VersionOut.model_validate(version)


@router.post("/{calendar_id}/proposals", summary="提交放假安排或办公时间")
async def propose(
    calendar_id: IdPath, body: ProposalIn, session: WriteSession, actor: Proposer
) -> ProposalOut:
    """Check a change and, unless it is a dry run, store it for another person's approval."""
    return await _propose(session, calendar_id, body.wanted(), None if body.dry_run else actor)


async def _upload(
    file: Annotated[UploadFile, File(description="CSV、XLSX（date, kind, name）或 JSON")],
    year: Annotated[int, Form(ge=FIRST_YEAR, le=LAST_YEAR)],
    basis: Annotated[Line, Form(min_length=2, max_length=300)],
    expected_working_days: Annotated[int | None, Form(ge=1, le=366)] = None,
) -> Proposal:
    content = await file.read(MAX_UPLOAD + 1)
    if len(content) > MAX_UPLOAD:
        raise UploadUnreadable("文件过大", "The file is too large")
    days = tuple(read_upload(content))
    return Proposal(basis, year, days, expected_working_days=expected_working_days)


@router.post("/{calendar_id}/uploads", summary="上传某年的放假安排")
async def upload(
    calendar_id: IdPath,
    proposal: Annotated[Proposal, Depends(_upload)],
    session: WriteSession,
    actor: Proposer,
    *,
    dry_run: Annotated[bool, Query(description="只检查，不提交")] = False,
) -> ProposalOut:
    """Do the same as ``propose`` with a file; what is in force or waits is not proposed again."""
    proposer = None if dry_run else actor
    outcome = await exchange.import_year(session, calendar_id, proposal, actor=proposer)
    return _proposal_out(outcome)


@router.get("/{calendar_id}/years/{year}/export", summary="导出某年的放假安排")
async def export_year(
    calendar_id: IdPath,
    year: Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)],
    session: WriteSession,
    actor: Reader,
    kind: Annotated[exchange.YearFormat, Query(alias="format")] = "csv",
) -> Response:
    """Return the table of a year in force as a file that can be uploaded again; audited."""
    calendar = await queries.get_calendar(session, calendar_id)
    content = await exchange.export_year(session, calendar, year, kind, actor=actor)
    return file_answer(kind, f"calendar-{calendar.code}-{year}", content)


async def _propose(
    session: WriteSession, calendar_id: str, proposal: Proposal, actor: Actor | None
) -> ProposalOut:
    report = await service.check(session, calendar_id=calendar_id, proposal=proposal)
    version: CalendarVersion | None = None
    if actor is not None:
        version = await service.propose(
            session, calendar_id=calendar_id, proposal=proposal, actor=actor
        )
    return _proposal_out(exchange.YearOutcome(report, version))


def _proposal_out(outcome: exchange.YearOutcome) -> ProposalOut:
    version, report = outcome.version, outcome.report
    return ProposalOut(
        version=None if version is None else VersionOut.model_validate(version),
        report=None if report is None else ReportOut.model_validate(report),
        unchanged=outcome.unchanged,
    )


@router.post("/versions/{version_id}/actions/APPROVE", summary="批准日历版本")
async def approve(
    version_id: IdPath, body: DecisionIn, session: WriteSession, actor: Approver
) -> VersionOut:
    """Put a proposal in force; not by its proposer. Open clocks are recomputed afterwards."""
    version = await service.approve(session, version_id=version_id, note=body.note, actor=actor)
    return VersionOut.model_validate(version)


@router.post("/versions/{version_id}/actions/REJECT", summary="不批准日历版本")
async def reject(
    version_id: IdPath, body: RejectionIn, session: WriteSession, actor: Approver
) -> VersionOut:
    """Refuse a proposal with a reason."""
    version = await service.reject(session, version_id=version_id, note=body.note, actor=actor)
    return VersionOut.model_validate(version)


@router.get("/{calendar_id}/preview", summary="试算期限")
async def preview(
    calendar_id: IdPath,
    session: ReadSession,
    _actor: Reader,
    start: Annotated[AwareDatetime, Query(description="起点，须带时区")],
    amount: Annotated[int, Query(ge=1, le=100_000, description="工作日、分钟或自然日的个数")],
    mode: CountMode = CountMode.DAY,
) -> PreviewOut:
    """Compute "start + N" on the version in force, as the clocks do."""
    calendar = await queries.load(session, calendar_id)
    due = calendar.add(start, mode, amount)
    return PreviewOut(
        calendar_id=calendar_id,
        calendar_code=calendar.name,
        calendar_version=calendar.version,
        start=start,
        mode=mode,
        amount=amount,
        due_at=due,
        due_local=clock.to_local(due).strftime("%Y-%m-%d %H:%M"),
        office_minutes=calendar.minutes_between(start, due),
        provisional=calendar.is_provisional(due),
    )
