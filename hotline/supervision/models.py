"""Supervision tables (监察台账): records, cards, documents, notices and anchors.

A record is never changed; a card and a document only move on, and each move leaves a record.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime, index_where
from hotline.kit.rulebooks import VersionRow
from hotline.supervision.vocabulary import Disposition, OrderState

_EVERYBODY = "account_id IS NULL AND unit_id IS NULL AND role IS NULL"


class SupervisionRecord(Base):
    """One thing that happened to a watched object; hash-chained per object, append-only."""

    __tablename__ = "supervision_records"
    __table_args__ = (
        UniqueConstraint("object_id", "seq"),
        UniqueConstraint("occurrence"),
        Index("ix_supervision_records_at", "at", "object_id"),
        Index("ix_supervision_records_unit_kind_at", "unit_id", "kind", "at"),
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
    """A card served on a unit (domain rules §10.3); it is never deleted.

    ``rule_version`` is the number of the policy it was served under, ``occurrence`` what it is about
    among those of one rule, object and step; ``is_repeat`` marks the red card of repeated yellow ones.
    """

    __tablename__ = "supervision_cards"
    __table_args__ = (
        UniqueConstraint("rule_id", "object_id", "step", "occurrence"),
        Index("ix_supervision_cards_unit_at", "unit_id", "triggered_at"),
        Index("ix_supervision_cards_disposition_at", "disposition", "triggered_at"),
        index_where("ix_supervision_cards_appeal_id", "appeal_id", where="appeal_id IS NOT NULL"),
        Index("ix_supervision_cards_triggered_at_id", "triggered_at", "id"),
        Index("ix_supervision_cards_object_id", "object_id"),
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
    occurrence: Mapped[str] = mapped_column(String(80))
    is_repeat: Mapped[bool]
    colour: Mapped[str] = mapped_column(String(10))
    triggered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decide_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    elapsed_minutes: Mapped[int]
    paused_minutes: Mapped[int]
    holidays: Mapped[int]
    handler_id: Mapped[str | None] = mapped_column(String(26))
    approver_id: Mapped[str | None] = mapped_column(String(26))
    notified_by: Mapped[str | None] = mapped_column(String(20))
    notified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    explanation: Mapped[str | None] = mapped_column(Text)
    explained_by: Mapped[str | None] = mapped_column(String(26))
    explained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disposition: Mapped[str] = mapped_column(String(12), default=Disposition.OPEN.value)
    disposition_ground: Mapped[str | None] = mapped_column(String(20))
    disposition_reason: Mapped[str | None] = mapped_column(Text)
    inspector_id: Mapped[str | None] = mapped_column(String(26))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_id: Mapped[str | None] = mapped_column(String(26))
    appeal_state: Mapped[str | None] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=1)


class CardAppeal(Base):
    """A unit's appeal against a card, whatever the state of the ticket (监察牌申诉), domain rules §3.2 G10.

    ``opinions`` holds what each member of the panel said (by, at, uphold, reason); two of one mind decide.
    """

    __tablename__ = "supervision_card_appeals"
    __table_args__ = (
        UniqueConstraint("card_id"),
        Index("ix_supervision_card_appeals_filed_at_id", "filed_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("supervision_cards.id"))
    unit_id: Mapped[str] = mapped_column(String(26))
    ground: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[str | None] = mapped_column(String(26))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decide_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    opinions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class CardAdjustment(Base):
    """What an upheld appeal changes (考核调整): the card keeps its history, this row takes it out of figures."""

    __tablename__ = "supervision_card_adjustments"
    __table_args__ = (
        UniqueConstraint("card_id"),
        Index("ix_supervision_card_adjustments_appeal_id", "appeal_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("supervision_cards.id"))
    appeal_id: Mapped[str] = mapped_column(String(26))
    unit_id: Mapped[str] = mapped_column(String(26))
    adjustment: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Order(Base):
    """A written urge, supervision order, circular or advice with number and reply date (监察文书)."""

    __tablename__ = "supervision_orders"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("occurrence"),
        Index("ix_supervision_orders_unit_state", "unit_id", "state"),
        Index("ix_supervision_orders_issued_at_id", "issued_at", "id"),
        Index("ix_supervision_orders_object_id", "object_id", "state"),
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
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
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
    corrected: Mapped[int]
    exempted: Mapped[int]
    revoked: Mapped[int]
    adjusted: Mapped[int]
    answer_hours: Mapped[float | None]
    score: Mapped[float]
    grade: Mapped[str] = mapped_column(String(10))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffNotice(Base):
    """One notice to people of the house (站内通知): ids, numbers and fixed words, never a matter's content."""

    __tablename__ = "supervision_notices"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    key: Mapped[str] = mapped_column(String(90))
    kind: Mapped[str] = mapped_column(String(8))
    title_zh: Mapped[str] = mapped_column(String(120))
    body_zh: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(String(10))
    object_id: Mapped[str] = mapped_column(String(26))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeAudience(Base):
    """Whom a notice is for (通知对象): an account, a duty in a unit, a role; all empty means everybody."""

    __tablename__ = "supervision_notice_audiences"
    __table_args__ = (
        Index("ix_supervision_notice_audiences_notice_id", "notice_id"),
        Index("ix_supervision_notice_audiences_account_id", "account_id", "notice_id"),
        Index("ix_supervision_notice_audiences_unit_id", "unit_id", "duty", "notice_id"),
        Index("ix_supervision_notice_audiences_role", "role", "notice_id"),
        # all four, or SQLite would rather look for the many that name no unit
        index_where(
            "ix_supervision_notice_audiences_everybody",
            *("account_id", "unit_id", "role", "notice_id"),
            where=_EVERYBODY,
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("supervision_notices.id"))
    account_id: Mapped[str | None] = mapped_column(String(26))
    unit_id: Mapped[str | None] = mapped_column(String(26))
    duty: Mapped[str | None] = mapped_column(String(10))
    role: Mapped[str | None] = mapped_column(String(24))


class StaffNoticeRead(Base):
    """Who has read a notice and when; a shared notice is read by each person for himself."""

    __tablename__ = "supervision_notice_reads"

    notice_id: Mapped[str] = mapped_column(ForeignKey("supervision_notices.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RulesDocument(VersionRow, Base):
    """One version of the numbers of e-supervision (监察政策); two persons bring it into force."""

    __tablename__ = "supervision_rules"
    __table_args__ = (UniqueConstraint("number"),)


class Anchor(Base):
    """How many rows of a log are sealed and the folded head of their digests (锚点); also kept outside.

    ``until`` is when it was made: rows that came later are the tail of the next one.
    """

    __tablename__ = "supervision_anchors"
    __table_args__ = (UniqueConstraint("log", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    log: Mapped[str] = mapped_column(String(24))
    number: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class AnchorSpan(Base):
    """Which rows of one object an anchor sealed (锚点范围): numbers ``first_seq`` to ``last_seq``."""

    __tablename__ = "supervision_anchor_spans"
    __table_args__ = (Index("ix_supervision_anchor_spans_number", "log", "number", "subject"),)

    log: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[str] = mapped_column(String(26), primary_key=True)
    first_seq: Mapped[int] = mapped_column(primary_key=True)
    last_seq: Mapped[int]
    number: Mapped[int]
