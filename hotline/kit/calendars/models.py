"""Tables of working calendars (工作日历·版本·放假安排); a version never changes once it is in force."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class DayKind(LabelledEnum):
    """How a day differs from its weekday."""

    HOLIDAY = "HOLIDAY", "放假"
    MAKEUP = "MAKEUP", "调休上班"


class VersionState(LabelledEnum):
    """Where a version stands; two persons bring it into force."""

    PROPOSED = "PROPOSED", "待批准"
    IN_FORCE = "IN_FORCE", "生效"
    SUPERSEDED = "SUPERSEDED", "已被替代"
    REJECTED = "REJECTED", "未批准"


class WorkCalendar(Base):
    """A named calendar; one that follows another takes over its days and keeps its own hours."""

    __tablename__ = "calendars"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    is_default: Mapped[bool] = mapped_column(default=False)
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("calendars.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarVersion(Base):
    """One version: the hours, the years whose table is known, and who proposed and decided it.

    ``weekly`` holds seven lists of [opens, closes] in minutes; ``year`` is the year whose table this
    version brings (null: only the hours change).
    """

    __tablename__ = "calendar_versions"
    __table_args__ = (
        UniqueConstraint("calendar_id", "number"),
        Index(
            "ix_calendar_versions_in_force",
            "calendar_id",
            unique=True,
            sqlite_where=text("state = 'IN_FORCE'"),
            postgresql_where=text("state = 'IN_FORCE'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    calendar_id: Mapped[str] = mapped_column(ForeignKey("calendars.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    weekly: Mapped[list[list[list[int]]]] = mapped_column(Json)
    every_day: Mapped[bool] = mapped_column(default=False)
    known_years: Mapped[list[int]] = mapped_column(Json)
    year: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(300))
    base_version_id: Mapped[str | None] = mapped_column(ForeignKey("calendar_versions.id"))
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(String(300), default="")
    in_force_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_force_to: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarDay(Base):
    """One day of a version; ``year`` is the year whose arrangement announced it."""

    __tablename__ = "calendar_days"

    version_id: Mapped[str] = mapped_column(ForeignKey("calendar_versions.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(30))
    year: Mapped[int]
