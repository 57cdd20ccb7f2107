"""Feedback tables (检索反馈表): searches, what was done with their results, and how much documents are wanted.

Nothing here names a person: words are masked before they are stored, the asker is a keyed hash of a week.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime


class KnowledgeSearch(Base):
    """One search; ``folded`` groups the same question, ``shown`` are the first results with their features."""

    __tablename__ = "knowledge_searches"
    __table_args__ = (
        Index("ix_knowledge_searches_at_top_id", "at", "top_id"),
        Index("ix_knowledge_searches_answered_at", "answered", "at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(10))
    audience: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300))
    shown: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    top_id: Mapped[str] = mapped_column(String(40))
    confidence: Mapped[float] = mapped_column(Double)
    answered: Mapped[bool]
    engine: Mapped[str] = mapped_column(String(20))
    degraded: Mapped[bool]
    district: Mapped[str] = mapped_column(String(12))
    asker: Mapped[str] = mapped_column(String(16))


class KnowledgeClick(Base):
    """What somebody did with one document; ``search_id`` may name a search that was not kept."""

    __tablename__ = "knowledge_clicks"
    __table_args__ = (
        Index("ix_knowledge_clicks_at_document_id", "at", "document_id"),
        Index("ix_knowledge_clicks_search_id", "search_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    search_id: Mapped[str] = mapped_column(String(26))
    document_id: Mapped[str] = mapped_column(String(40))
    revision_id: Mapped[str] = mapped_column(String(26))
    position: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(10))
    audience: Mapped[str] = mapped_column(String(8))
    asker: Mapped[str] = mapped_column(String(16))


class KnowledgePopularity(Base):
    """How much a document is wanted: ``popularity`` in 0..1 over months, ``heat`` over days; counted anew hourly."""

    __tablename__ = "knowledge_popularity"
    __table_args__ = (Index("ix_knowledge_popularity_heat", "heat"),)

    document_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    popularity: Mapped[float] = mapped_column(Double)
    heat: Mapped[float] = mapped_column(Double)
    askers: Mapped[int]
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemReport(Base):
    """Somebody found a service item wrong (事项纠错); its owner unit answers, the same clocks run as for articles."""

    __tablename__ = "service_item_reports"
    __table_args__ = (
        Index("ix_service_item_reports_item_id_state", "item_id", "state"),
        Index("ix_service_item_reports_state_reported_at", "state", "reported_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("service_items.id"))
    version: Mapped[int]
    unit_id: Mapped[str] = mapped_column(String(26))
    reason: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    reported_by: Mapped[str | None] = mapped_column(String(26))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ack_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fix_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(26))
    outcome_note: Mapped[str | None] = mapped_column(Text)
