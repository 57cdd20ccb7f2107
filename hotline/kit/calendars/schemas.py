"""Calendars in and out (工作日历数据格式)."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hotline.kit.calendars.arrangement import MAX_ROWS, Day, NewCalendar, Proposal
from hotline.kit.calendars.models import DayKind, VersionState
from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Line
from hotline.kit.officehours import OfficeHours
from hotline.kit.worktime import CountMode

FIRST_YEAR, LAST_YEAR = 2024, 2099
PeriodText = Annotated[str, StringConstraints(pattern=r"^[0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d$")]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class HoursIn(Strict):
    """Office hours, Monday first; a weekend entry is the hours of a make-up day (empty: Monday's)."""

    weekly: list[Annotated[list[PeriodText], Field(max_length=6)]] = Field(
        min_length=7, max_length=7, examples=[[["08:30-12:00", "14:00-17:30"]] * 5 + [[], []]]
    )
    every_day: bool = False

    @model_validator(mode="after")
    def _can_be_worked(self) -> Self:
        try:
            self.hours()
        except ValueError as error:
            raise FieldFault(
                "办公时段重叠、次序有误或缺少工作日的时段",
                "has periods that overlap or are out of order, or none for a working day",
            ) from error
        return self

    def hours(self) -> OfficeHours:
        """Return the hours for arithmetic."""
        weekly = tuple(tuple(_minutes(text) for text in day) for day in self.weekly)
        return OfficeHours(weekly, every_day=self.every_day)


def _minutes(text: str) -> tuple[int, int]:
    opens, closes = ((int(t[:2]) * 60 + int(t[3:])) for t in text.split("-"))
    return opens, closes


class CalendarIn(Strict):
    """A new calendar; its days follow another one."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,19}$")]
    name: Line = Field(min_length=2, max_length=60)
    hours: HoursIn
    follows_id: IdField | None = None

    def wanted(self) -> NewCalendar:
        """Return what the service is asked for."""
        return NewCalendar(self.code, self.name, self.hours.hours(), self.follows_id)


class DayIn(Strict):
    """One day that differs from its weekday."""

    day: date
    kind: DayKind
    name: Line = Field(default="", max_length=30)


class ProposalIn(Strict):
    """The table of a year, or new hours, or both."""

    basis: Line = Field(min_length=2, max_length=300, description="依据，如国务院办公厅通知文号")
    year: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    days: list[DayIn] = Field(default_factory=list, max_length=MAX_ROWS)
    hours: HoursIn | None = None
    expected_working_days: int | None = Field(
        default=None, ge=1, le=366, description="核对数：该年应有的工作日数"
    )
    dry_run: bool = Field(default=False, description="只检查，不提交")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.year is None and self.hours is None:
            raise FieldFault(
                "须提交某年的放假安排或办公时间",
                "must hold the arrangement of a year or office hours",
            )
        if self.year is None and (self.days or self.expected_working_days is not None):
            raise FieldFault("提交放假安排须写明年份", "must name the year of the arrangement")
        return self

    def wanted(self) -> Proposal:
        """Return what the service is asked for."""
        return Proposal(
            basis=self.basis,
            year=self.year,
            days=tuple(Day(d.day, d.kind, d.name) for d in self.days),
            hours=self.hours.hours() if self.hours else None,
            expected_working_days=self.expected_working_days,
        )


class DecisionIn(Strict):
    """Why a proposal is approved or rejected."""

    note: Line = Field(default="", max_length=300)


class RejectionIn(Strict):
    """A rejection needs a reason."""

    note: Line = Field(min_length=2, max_length=300)


class CalendarOut(BaseModel):
    """A calendar and its version in force."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    code: str
    name: str
    is_default: bool
    follows_id: str | None
    version_id: str | None = None


class VersionOut(BaseModel):
    """One version; ``weekly`` holds seven lists of [opens, closes] in minutes since midnight."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    calendar_id: str
    number: int
    state: VersionState
    weekly: list[list[list[int]]]
    every_day: bool
    known_years: list[int]
    year: int | None
    basis: str
    proposed_by: str | None
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str
    in_force_from: datetime | None
    in_force_to: datetime | None


class DayOut(BaseModel):
    """One day of a version."""

    day: date
    kind: DayKind
    name: str
    year: int


class ReportOut(BaseModel):
    """What the check of a table found; ``errors`` forbid it, ``warnings`` are to be read."""

    model_config = ConfigDict(from_attributes=True)

    year: int
    holidays: int
    makeup_days: int
    working_days: int
    lawful_working_days: int | None
    replaces: bool
    added: list[date]
    removed: list[date]
    errors: list[str]
    warnings: list[str]


class ProposalOut(BaseModel):
    """The stored proposal (null in a dry run) and the report of its check.

    ``unchanged``: the very table is in force, so that nothing was proposed.
    """

    version: VersionOut | None
    report: ReportOut | None
    unchanged: bool = False


class WarningOut(BaseModel):
    """A gap that managers must see."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    calendar_id: str | None
    year: int | None
    zh: str
    en: str


class PreviewOut(BaseModel):
    """A computed due time and what it rests on."""

    calendar_id: str
    calendar_code: str
    calendar_version: int
    start: datetime
    mode: CountMode
    amount: int
    due_at: datetime
    due_local: str
    office_minutes: int
    provisional: bool
