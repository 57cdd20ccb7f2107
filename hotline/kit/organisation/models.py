"""Tables of the organisation (单位·人员·变更记录); every change of a unit leaves a revision."""

from datetime import date, datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class UnitLevel(IntEnum):
    """Tiers of domain rules §2.1; the number is stored, so that tiers compare."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    TOWN = 4
    VILLAGE = 5

    @property
    def label(self) -> str:
        """Return the Chinese name of the tier."""
        return _LEVEL_LABELS[self]


_LEVEL_LABELS = {
    UnitLevel.PROVINCE: "省",
    UnitLevel.CITY: "市",
    UnitLevel.DISTRICT: "区",
    UnitLevel.TOWN: "镇街",
    UnitLevel.VILLAGE: "村居",
}


class UnitKind(LabelledEnum):
    """What sort of unit it is."""

    CITY_GOVERNMENT = "CITY_GOVERNMENT", "市政府"
    BUREAU = "BUREAU", "部门"
    DISTRICT_GOVERNMENT = "DISTRICT_GOVERNMENT", "区政府"
    TOWN = "TOWN", "镇街"
    VILLAGE = "VILLAGE", "村居"
    UTILITY = "UTILITY", "公用企业"
    PUBLIC_BODY = "PUBLIC_BODY", "事业单位"
    HOTLINE = "HOTLINE", "热线机构"
    EXTERNAL_LINE = "EXTERNAL_LINE", "其他热线"


class LineMode(LabelledEnum):
    """How another line is joined to ours."""

    WHOLE = "WHOLE", "整体并入"
    PARALLEL = "PARALLEL", "双号并行"
    SUBCENTRE = "SUBCENTRE", "分中心"


class Duty(LabelledEnum):
    """What a person does for a unit."""

    CLERK = "CLERK", "联络员"
    HANDLER = "HANDLER", "承办人"
    APPROVER = "APPROVER", "审批人"
    LEADER = "LEADER", "分管领导"


class UnitChange(LabelledEnum):
    """What happened to a unit."""

    CREATED = "CREATED", "新设"
    CHANGED = "CHANGED", "变更"
    MOVED = "MOVED", "调整隶属"
    CLOSED = "CLOSED", "撤销"


class Unit(Base):
    """One unit; ``path`` is ``/<id>/<id>/`` from the root to itself, and its prefix gives the subtree.

    ``calendar_id`` null means the nearest superior's calendar; ``valid_to`` is the last valid day.
    """

    __tablename__ = "units"
    __table_args__ = (
        Index("ix_units_parent_id", "parent_id"),
        Index("ix_units_path", "path"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(String(300))
    calendar_id: Mapped[str | None] = mapped_column(ForeignKey("calendars.id"))
    duty_phone: Mapped[str] = mapped_column(String(40), default="")
    duty_mail: Mapped[str] = mapped_column(String(254), default="")
    district_code: Mapped[str | None] = mapped_column(String(12))
    town_code: Mapped[str | None] = mapped_column(String(12))
    line_mode: Mapped[str | None] = mapped_column(String(10))
    peer_group: Mapped[str | None] = mapped_column(String(40))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)


class UnitRevision(Base):
    """One change of a unit: the whole unit before and after, from which day it counts, who filed it."""

    __tablename__ = "unit_revisions"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        Index("ix_unit_revisions_valid_from", "valid_from"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    number: Mapped[int]
    change: Mapped[str] = mapped_column(String(10))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    valid_from: Mapped[date] = mapped_column(Date)
    filed_late: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[str | None] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class UnitMember(Base):
    """A person's duty in a unit, with its first and last valid day."""

    __tablename__ = "unit_members"
    __table_args__ = (
        Index("ix_unit_members_unit_id", "unit_id", "duty"),
        Index("ix_unit_members_account_id", "account_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    duty: Mapped[str] = mapped_column(String(10))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    filed_late: Mapped[bool] = mapped_column(default=False)
    filed_by: Mapped[str | None] = mapped_column(String(26))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
