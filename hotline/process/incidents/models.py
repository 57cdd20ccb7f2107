"""Tables of the incident (批量件·成员·统一办理): no personal data, every change with who and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime

_STANDING = "state IN ('SUGGESTED', 'OPEN')"


class Incident(Base):
    """Many tickets with one cause; ``place_code`` is the village, town or district they share.

    ``topic`` names what the system grouped by; at most one incident that is not over has a topic.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_created_at_id", "created_at", "id"),
        Index(
            "ix_incidents_topic",
            "topic",
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    cause: Mapped[str] = mapped_column(Text)
    category_code: Mapped[str | None] = mapped_column(String(12))
    place_code: Mapped[str | None] = mapped_column(String(12))
    lead_ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(26))
    end_reason: Mapped[str | None] = mapped_column(Text)


class IncidentMember(Base):
    """One ticket of an incident; ``standing``: it counts there now, in at most one incident."""

    __tablename__ = "incident_members"
    __table_args__ = (
        UniqueConstraint("incident_id", "ticket_id"),
        Index("ix_incident_members_ticket_id", "ticket_id"),
        Index(
            "uq_incident_members_standing",
            "ticket_id",
            unique=True,
            sqlite_where=text("standing = 1"),
            postgresql_where=text("standing"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    state: Mapped[str] = mapped_column(String(10))
    standing: Mapped[bool]
    similarity: Mapped[float | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str | None] = mapped_column(String(26))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(26))
    remove_reason: Mapped[str | None] = mapped_column(Text)


class Measure(Base):
    """One answer, review or notice for all tickets of an incident (统一办理), with a second person."""

    __tablename__ = "incident_measures"
    __table_args__ = (Index("ix_incident_measures_incident_id", "incident_id", "proposed_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[str] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    return_reason: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MeasureItem(Base):
    """What a measure did on one ticket; written in the transaction that did it."""

    __tablename__ = "incident_measure_items"
    __table_args__ = (
        UniqueConstraint("measure_id", "ticket_id"),
        Index("ix_incident_measure_items_ticket_id", "ticket_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    measure_id: Mapped[str] = mapped_column(ForeignKey("incident_measures.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int]
    reason_code: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
