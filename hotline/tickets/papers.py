"""Side tables of the ticket (联系·进展·延期·会商·回访·关联·附件): what its actions leave behind."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.rulebooks import VersionRow


class ContactLog(Base):
    """One attempt of a unit to reach the citizen (联系记录)."""

    __tablename__ = "ticket_contacts"
    __table_args__ = (Index("ix_ticket_contacts_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_assignments.id"))
    action_id: Mapped[str] = mapped_column(String(26))
    redo_round: Mapped[int]
    contacted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(12))
    number_ref: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(12))
    summary: Mapped[str | None] = mapped_column(Text)
    recording_ref: Mapped[str | None] = mapped_column(String(80))
    by: Mapped[str | None] = mapped_column(String(26))


class ProgressNote(Base):
    """Interim news (阶段性进展): ``public_text`` is for the citizen, ``internal_text`` is not."""

    __tablename__ = "ticket_progress_notes"
    __table_args__ = (Index("ix_ticket_progress_notes_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_assignments.id"))
    action_id: Mapped[str] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    public_text: Mapped[str | None] = mapped_column(Text)
    internal_text: Mapped[str | None] = mapped_column(Text)
    next_step: Mapped[str | None] = mapped_column(String(200))
    next_date: Mapped[date | None] = mapped_column(Date)
    by: Mapped[str | None] = mapped_column(String(26))


class Suspension(Base):
    """A lawful stop of the clock (中止): type, basis, expected end, approver, end."""

    __tablename__ = "ticket_suspensions"
    __table_args__ = (Index("ix_ticket_suspensions_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    basis: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(String(120))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_end_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_minutes: Mapped[int | None]
    requested_by: Mapped[str | None] = mapped_column(String(26))
    approved_by: Mapped[str | None] = mapped_column(String(26))


class Extension(Base):
    """An extension asked for (延期申请) and what became of it: PENDING, GRANTED or REFUSED."""

    __tablename__ = "ticket_extensions"
    __table_args__ = (Index("ix_ticket_extensions_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_assignments.id"))
    state: Mapped[str] = mapped_column(String(8))
    days: Mapped[int]
    reason_code: Mapped[str] = mapped_column(String(40))
    legal_basis: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text)
    told_proof: Mapped[str | None] = mapped_column(Text)
    requested_by: Mapped[str | None] = mapped_column(String(26))
    approved_by: Mapped[str | None] = mapped_column(String(26))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_good_time: Mapped[bool]
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str | None] = mapped_column(Text)
    old_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Consultation(Base):
    """A meeting of units (会商) and its conclusion."""

    __tablename__ = "ticket_consultations"
    __table_args__ = (Index("ix_ticket_consultations_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    question: Mapped[str] = mapped_column(Text)
    unit_ids: Mapped[list[str]] = mapped_column(Json)
    called_by: Mapped[str | None] = mapped_column(String(26))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    concluded_by: Mapped[str | None] = mapped_column(String(26))
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[str | None] = mapped_column(Text)
    lead_unit_id: Mapped[str | None] = mapped_column(String(26))
    partner_unit_ids: Mapped[list[str]] = mapped_column(Json)
    basis: Mapped[str | None] = mapped_column(Text)
    catalogue_feedback: Mapped[str | None] = mapped_column(Text)


class Whistle(Base):
    """One department called by a town (吹哨·报到)."""

    __tablename__ = "ticket_whistles"
    __table_args__ = (
        Index("ix_ticket_whistles_ticket_id", "ticket_id"),
        Index("ix_ticket_whistles_unit_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_path: Mapped[str] = mapped_column(String(300))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200))
    meeting_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    who_came: Mapped[str | None] = mapped_column(String(120))
    opinion: Mapped[str | None] = mapped_column(Text)


class FollowUpAttempt(Base):
    """One try to ask the citizen (回访记录)."""

    __tablename__ = "ticket_follow_ups"
    __table_args__ = (Index("ix_ticket_follow_ups_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    redo_round: Mapped[int]
    number: Mapped[int]
    channel: Mapped[str] = mapped_column(String(12))
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Text)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(26))


class CaseRating(Base):
    """One set of answers Q1–Q6 of the citizen (评价); none is ever overwritten (rule 7)."""

    __tablename__ = "ticket_ratings"
    __table_args__ = (Index("ix_ticket_ratings_ticket_id", "ticket_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    redo_round: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contacted: Mapped[str | None] = mapped_column(String(12))
    resolved: Mapped[str | None] = mapped_column(String(16))
    rating: Mapped[str | None] = mapped_column(String(16))
    reasons: Mapped[list[str]] = mapped_column(Json)
    comment: Mapped[str | None] = mapped_column(Text)
    publish: Mapped[bool | None]
    truth: Mapped[str | None] = mapped_column(String(12))
    is_first: Mapped[bool]
    by_citizen: Mapped[bool]


class TicketLink(Base):
    """Two tickets that belong together (关联)."""

    __tablename__ = "ticket_links"
    __table_args__ = (
        UniqueConstraint("ticket_id", "other_id", "relation"),
        Index("ix_ticket_links_other_id", "other_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    other_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    relation: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(26))


class NamedUser(Base):
    """Who may see a RESTRICTED ticket (指定人员)."""

    __tablename__ = "ticket_named_users"
    __table_args__ = (Index("ix_ticket_named_users_account_id", "account_id"),)

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    named_by: Mapped[str | None] = mapped_column(String(26))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketAttachment(Base):
    """A stored file on a ticket (附件) and what it proves."""

    __tablename__ = "ticket_attachments"
    __table_args__ = (
        Index("ix_ticket_attachments_ticket_id", "ticket_id"),
        Index("ix_ticket_attachments_file_id", "file_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_files.id"))
    kind: Mapped[str] = mapped_column(String(16))
    public: Mapped[bool]
    action_id: Mapped[str] = mapped_column(String(26))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str | None] = mapped_column(String(26))


class Proposal(Base):
    """What one person prepared and a second must confirm (送审): PENDING, DONE or RETURNED."""

    __tablename__ = "ticket_proposals"
    __table_args__ = (
        Index("ix_ticket_proposals_ticket_id", "ticket_id", "state"),
        Index("ix_ticket_proposals_state", "state", "action"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    action: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[str | None] = mapped_column(String(26))
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)


class Draft(Base):
    """A form somebody has begun (草稿), kept until it is sent or dropped."""

    __tablename__ = "ticket_drafts"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(26))
    key: Mapped[str] = mapped_column(String(80))
    form: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SavedView(Base):
    """Filters somebody keeps under a name (常用查询)."""

    __tablename__ = "ticket_views"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(26))
    name: Mapped[str] = mapped_column(String(40))
    filters: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PolicyDocument(VersionRow, Base):
    """One version of the limits (时限政策); two persons bring it into force, none is ever changed."""

    __tablename__ = "ticket_policies"
    __table_args__ = (UniqueConstraint("number"),)


TABLES = (
    ContactLog,
    ProgressNote,
    Suspension,
    Extension,
    Consultation,
    Whistle,
    FollowUpAttempt,
    CaseRating,
    TicketLink,
    NamedUser,
    TicketAttachment,
    Proposal,
    Draft,
    SavedView,
    PolicyDocument,
)
