"""Directory tables (名录·窗口·公布号码台账): what is told of a unit; every change of a number is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class NumberState(LabelledEnum):
    """Whether a published number can be called (domain rules §12.9)."""

    ACTIVE = "ACTIVE", "在用"
    SUSPENDED = "SUSPENDED", "暂停"
    MERGED = "MERGED", "已并入12345"
    CLOSED = "CLOSED", "停用"


class PublishedIn(LabelledEnum):
    """Through what a number was published; its change is announced there too (domain rules §12.9)."""

    WEBSITE = "WEBSITE", "政府网站"
    SOCIAL = "SOCIAL", "政务新媒体"
    HALL = "HALL", "办事大厅"
    MEDIA = "MEDIA", "报刊广播电视"
    ENQUIRY_LINE = "ENQUIRY_LINE", "114 查号台"
    OTHER = "OTHER", "其他"


class DirectoryUnit(Base):
    """What the directory adds to a unit; ``version`` counts every change of what is told of it.

    ``told_at`` is when the index hears of changes that others caused: many of them are told once.
    """

    __tablename__ = "directory_units"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    duties: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UnitWindow(Base):
    """A window that belongs to no service item, for example an enquiry desk; closed ones stay as rows."""

    __tablename__ = "directory_windows"
    __table_args__ = (Index("ix_directory_windows_unit_id", "unit_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(300))
    district_code: Mapped[str] = mapped_column(String(12))
    hours: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(120))
    transport: Mapped[str] = mapped_column(String(300))
    closed: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishedNumber(Base):
    """One published government number with its owner, hours and state (政务公布号码台账)."""

    __tablename__ = "directory_numbers"
    __table_args__ = (Index("ix_directory_numbers_unit_id", "unit_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_code: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    published_in: Mapped[list[str]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NumberChange(Base):
    """What changed of a number; it waits until every channel that published it has announced it.

    ``channels`` are those, ``announced`` maps each one done to when, by whom and where it can be read.
    """

    __tablename__ = "directory_number_changes"
    __table_args__ = (
        Index("ix_directory_number_changes_number_id", "number_id", "changed_at"),
        Index("ix_directory_number_changes_waiting", "waiting", "changed_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number_id: Mapped[str] = mapped_column(ForeignKey("directory_numbers.id"))
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    channels: Mapped[list[str]] = mapped_column(Json)
    announced: Mapped[dict[str, Any]] = mapped_column(Json)
    waiting: Mapped[bool]
    changed_by: Mapped[str | None] = mapped_column(String(26))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
