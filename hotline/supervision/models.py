"""Supervision tables (监察台账): records, cards, orders and anchors; records are never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class ObjectKind(LabelledEnum):
    """What is watched."""

    TICKET = "TICKET", "工单"
    CASE = "CASE", "办件"
    ARTICLE = "ARTICLE", "知识点"


class Disposition(LabelledEnum):
    """What became of a card; a card is never deleted."""

    OPEN = "OPEN", "待说明"
    EXPLAINED = "EXPLAINED", "待裁定"
    CORRECTED = "CORRECTED", "自行纠正"
    EXEMPTED = "EXEMPTED", "免责"
    REVOKED = "REVOKED", "撤销"
    CONFIRMED = "CONFIRMED", "确认"
    ACCOUNTABLE = "ACCOUNTABLE", "移送问责"


class OrderState(LabelledEnum):
    """Where a supervision order stands."""

    ISSUED = "ISSUED", "待回复"
    REPLIED = "REPLIED", "已回复"
    LIFTED = "LIFTED", "已解除"


class OrderLevel(LabelledEnum):
    """Rungs that are put in writing (domain rules §4.7)."""

    URGED = "URGED", "催办"
    SUPERVISED = "SUPERVISED", "督办"
    NOTIFIED = "NOTIFIED", "书面通报"
    LISTED = "LISTED", "挂牌督办"
    SUMMONED = "SUMMONED", "约谈"


class SupervisionRecord(Base):
    """One thing that happened to a watched object; hash-chained per object, append-only."""

    __tablename__ = "supervision_records"
    __table_args__ = (
        UniqueConstraint("object_kind", "object_id", "seq"),
        UniqueConstraint("occurrence"),
        Index("ix_supervision_records_at_id", "at", "id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    object_kind: Mapped[str] = mapped_column(String(10))
    object_id: Mapped[str] = mapped_column(String(26))
    object_no: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    occurrence: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[str | None] = mapped_column(String(26))
    clock_id: Mapped[str | None] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(String(26))
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))


class Card(Base):
    """A yellow or red card served on a unit (domain rules §10.3)."""

    __tablename__ = "supervision_cards"
    __table_args__ = (
        UniqueConstraint("rule_id", "object_id", "step", "occurrence"),
        Index("ix_supervision_cards_unit_at", "unit_id", "triggered_at"),
        Index("ix_supervision_cards_open", "disposition", "triggered_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    object_kind: Mapped[str] = mapped_column(String(10))
    object_id: Mapped[str] = mapped_column(String(26))
    object_no: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(String(26))
    org_level: Mapped[int]
    step: Mapped[str] = mapped_column(String(24))
    rule_id: Mapped[str] = mapped_column(String(24))
    rule_version: Mapped[int]
    occurrence: Mapped[str] = mapped_column(String(60))
    colour: Mapped[str] = mapped_column(String(10))
    triggered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decide_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    elapsed_minutes: Mapped[int]
    paused_minutes: Mapped[int]
    holidays: Mapped[int]
    handler_id: Mapped[str | None] = mapped_column(String(26))
    notified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    explanation: Mapped[str | None] = mapped_column(Text)
    explained_by: Mapped[str | None] = mapped_column(String(26))
    explained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disposition: Mapped[str] = mapped_column(String(12), default=Disposition.OPEN.value)
    disposition_reason: Mapped[str | None] = mapped_column(Text)
    inspector_id: Mapped[str | None] = mapped_column(String(26))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Order(Base):
    """A written urge, supervision order or circular with number and reply date (督办单)."""

    __tablename__ = "supervision_orders"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("occurrence"),
        Index("ix_supervision_orders_unit_state", "unit_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    level: Mapped[str] = mapped_column(String(12))
    object_kind: Mapped[str] = mapped_column(String(10))
    object_id: Mapped[str] = mapped_column(String(26))
    object_no: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(String(26))
    occurrence: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    issued_by: Mapped[str | None] = mapped_column(String(26))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default=OrderState.ISSUED.value)
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by: Mapped[str | None] = mapped_column(String(26))
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str | None] = mapped_column(String(26))
    lifted_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class UnitGrade(Base):
    """The grade of a unit for a month, with the figures it comes from."""

    __tablename__ = "supervision_grades"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    objects: Mapped[int]
    yellow: Mapped[int]
    red: Mapped[int]
    score: Mapped[float]
    grade: Mapped[str] = mapped_column(String(10))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Anchor(Base):
    """A daily anchor: how many rows each log holds and the head of their digests; also kept outside."""

    __tablename__ = "supervision_anchors"
    __table_args__ = (UniqueConstraint("log", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    log: Mapped[str] = mapped_column(String(24))
    number: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
