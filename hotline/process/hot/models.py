"""Tables of hot topics, briefs and drift (热点·日报·分类质量): codes, counts and ticket ids, no text of a citizen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class HotSource(LabelledEnum):
    """What found a hot topic."""

    BURST = "BURST", "突发聚集"
    RISING = "RISING", "明显上升"


class HotTopicState(LabelledEnum):
    """What people made of a hot topic."""

    OPEN = "OPEN", "关注中"
    CALMED = "CALMED", "已平息"
    DISMISSED = "DISMISSED", "已排除"


class HotWatchTurn(Base):
    """Whose turn it is to watch (热点值守): one process looks, the others wait until ``until``."""

    __tablename__ = "hot_watch_turns"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[str] = mapped_column(String(26))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_back_on: Mapped[date | None] = mapped_column(Date)


class HotTopicRecord(Base):
    """One hot topic (热点诉求) with what the watch counted and what people decided.

    ``watch_key`` is the watch's own id, ``live`` what it needs to go on after a restart. ``observed``
    citizens within ``window_hours`` (tickets of a day for a RISING one), usual would be ``expected``.
    ``told_at`` is null while the day's limit of alerts held it back.
    """

    __tablename__ = "hot_topics"
    __table_args__ = (
        UniqueConstraint("watch_key"),
        Index("ix_hot_topics_state", "state", "id"),
        Index("ix_hot_topics_told_at", "told_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    watch_key: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(8))
    category_code: Mapped[str] = mapped_column(String(12))
    term: Mapped[str] = mapped_column(String(40))
    place_code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10))
    phase: Mapped[str] = mapped_column(String(8))
    window_hours: Mapped[int]
    observed: Mapped[int]
    expected: Mapped[float]
    confidence: Mapped[float]
    first_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    calmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_count: Mapped[int]
    words: Mapped[list[str]] = mapped_column(Json)
    trend: Mapped[list[int]] = mapped_column(Json)
    places: Mapped[list[list[Any]]] = mapped_column(Json)
    examples: Mapped[list[str]] = mapped_column(Json)
    ticket_ids: Mapped[list[str]] = mapped_column(Json)
    live: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    acknowledged_by: Mapped[str | None] = mapped_column(String(26))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300))
    dismissed_by: Mapped[str | None] = mapped_column(String(26))
    dismissed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300))


class HotBriefRecord(Base):
    """The brief of one day (热点日报), as it was written."""

    __tablename__ = "hot_briefs"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    total: Mapped[int]
    topics: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[dict[str, Any]] = mapped_column(Json)


class AgreementWeek(Base):
    """How many tickets of an ISO week were suggested one thing and confirmed another (一致率).

    ``question`` is kind, category or unit; ``model`` the model's version, empty when words alone
    suggested; ``suggested`` is empty where nothing was. A ticket counts in the week in which a person
    first confirmed it. Categories are told in the codes of ``tree``, the version in force at the counting.
    """

    __tablename__ = "agreement_weeks"

    question: Mapped[str] = mapped_column(String(10), primary_key=True)
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    model: Mapped[str] = mapped_column(String(60), primary_key=True)
    suggested: Mapped[str] = mapped_column(String(26), primary_key=True)
    confirmed: Mapped[str] = mapped_column(String(26), primary_key=True)
    tickets: Mapped[int]
    tree: Mapped[str] = mapped_column(String(20), default="")


class DriftAlert(Base):
    """A fall of agreement (分类质量提醒): a class, or all of them (empty ``code``), in one ISO week."""

    __tablename__ = "drift_alerts"
    __table_args__ = (UniqueConstraint("question", "code", "week"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    week: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(26))
    model: Mapped[str] = mapped_column(String(60))
    suggested: Mapped[int]
    agreed: Mapped[int]
    before_suggested: Mapped[int]
    before_agreed: Mapped[int]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(26))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300))
