"""Tables of the ticket (工单·操作日志·承办·时限); the side tables stand in ``papers``.

Personal data stands only in ``*_enc`` columns (sealed under the citizen's key by whoever opens the
ticket) and in ``*_hash`` columns (keyed, for equality look-up).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime, index_where
from hotline.tickets import papers
from hotline.tickets.actions import Action
from hotline.tickets.vocabulary import (
    AssignmentRole,
    AssignmentStatus,
    Channel,
    ClockId,
    ClockState,
    CloseOutcome,
    Light,
    Status,
)

__all__ = [
    "SIDE_TABLES",
    "Action",
    "Assignment",
    "AssignmentRole",
    "AssignmentStatus",
    "Channel",
    "ClockChange",
    "ClockId",
    "ClockState",
    "CloseOutcome",
    "Light",
    "Status",
    "Ticket",
    "TicketAction",
    "TicketClock",
]
SIDE_TABLES = papers.TABLES


class Ticket(Base):
    """One request on its way from intake to archive, with the fields of domain rules §5.1.

    ``yellow_at`` and ``red_at`` are the first yellow and the first due instant of the running clocks
    that colour the ticket, so that a list can be filtered by light without touching the clocks. The
    query code is checked against ``query_code_root``: parts of a split share the code of the first.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_created_at_id", "created_at", "id"),
        Index("ix_tickets_status_created_at_id", "status", "created_at", "id"),
        Index("ix_tickets_lead_unit_id_created_at", "lead_unit_id", "created_at"),
        Index("ix_tickets_citizen_id", "citizen_id"),
        Index("ix_tickets_contact_number_hash", "contact_number_hash"),
        Index("ix_tickets_external_ref", "source_platform", "external_ref"),
        index_where(
            "ix_tickets_conversation_id", "conversation_id", where="conversation_id IS NOT NULL"
        ),
        index_where("ix_tickets_red_at", "red_at", where="red_at IS NOT NULL"),
        *(
            index_where(f"ix_tickets_{name}_filed", name, where=f"{name} = 'FILED'")
            for name in ("appeal_state", "unreasonable_state")
        ),
        index_where(
            "ix_tickets_sealed_at",
            "sealed_at",
            where="sealed_at IS NOT NULL AND deidentified_at IS NULL",
        ),
        index_where(
            "ix_tickets_merged_into_id", "merged_into_id", where="merged_into_id IS NOT NULL"
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    query_code_hash: Mapped[str | None] = mapped_column(String(64))
    query_code_root: Mapped[str] = mapped_column(String(24))
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    policy_number: Mapped[int]
    yellow_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    red_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # contact
    channel: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(16))
    source_platform: Mapped[str] = mapped_column(String(16))
    external_ref: Mapped[str | None] = mapped_column(String(80))
    external_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    conversation_id: Mapped[str | None] = mapped_column(String(26))
    call_id: Mapped[str | None] = mapped_column(String(64))
    recording_ref: Mapped[str | None] = mapped_column(String(80))
    transcript_ref: Mapped[str | None] = mapped_column(String(80))
    caller_number_enc: Mapped[str | None] = mapped_column(Text)
    caller_number_hash: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(40))
    wait_seconds: Mapped[int | None]
    hung_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent_id: Mapped[str | None] = mapped_column(String(26))
    agent_note: Mapped[str | None] = mapped_column(Text)
    assist_used: Mapped[bool]

    # citizen
    citizen_id: Mapped[str | None] = mapped_column(ForeignKey("citizens.id"))
    citizen_kind: Mapped[str] = mapped_column(String(12))
    contact_number_enc: Mapped[str | None] = mapped_column(Text)
    contact_number_hash: Mapped[str | None] = mapped_column(String(64))
    name_enc: Mapped[str | None] = mapped_column(Text)
    email_enc: Mapped[str | None] = mapped_column(Text)
    email_hash: Mapped[str | None] = mapped_column(String(64))
    gender: Mapped[str | None] = mapped_column(String(8))
    postal_address_enc: Mapped[str | None] = mapped_column(Text)
    company_name: Mapped[str | None] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    real_name: Mapped[bool]
    identity_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    caller_tags: Mapped[list[str]] = mapped_column(Json)
    special_group: Mapped[str] = mapped_column(String(12))
    repeat_caller: Mapped[bool]
    reply_wanted: Mapped[bool]
    follow_up_wanted: Mapped[bool]
    publish_allowed: Mapped[bool]

    # matter
    urgency: Mapped[str] = mapped_column(String(12))
    confidentiality: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str | None] = mapped_column(String(12))
    first_kind: Mapped[str | None] = mapped_column(String(12))
    category_code: Mapped[str | None] = mapped_column(String(12))
    category_version: Mapped[str | None] = mapped_column(String(20))
    first_category_code: Mapped[str | None] = mapped_column(String(12))
    profile: Mapped[str] = mapped_column(String(24))
    profile_version: Mapped[int]
    district_code: Mapped[str | None] = mapped_column(String(12))
    town_code: Mapped[str | None] = mapped_column(String(12))
    village_code: Mapped[str | None] = mapped_column(String(12))
    address_text: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    occurred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    occurred_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    respondent_kind: Mapped[str | None] = mapped_column(String(8))
    respondent_name_enc: Mapped[str | None] = mapped_column(Text)
    respondent_address_enc: Mapped[str | None] = mapped_column(Text)
    respondent_phone_enc: Mapped[str | None] = mapped_column(Text)
    respondent_unknown: Mapped[bool]
    accused_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    accused_unit_path: Mapped[str | None] = mapped_column(String(300))
    labels: Mapped[list[str]] = mapped_column(Json)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    is_beyond_duty: Mapped[bool]
    beyond_duty_type: Mapped[str | None] = mapped_column(String(40))
    is_incomplete: Mapped[bool]
    reminders: Mapped[int]
    has_risk: Mapped[bool]

    # dispatch
    lead_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    first_lead_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    superior_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    dispatched_by: Mapped[str | None] = mapped_column(String(26))
    catalogue_row_id: Mapped[str | None] = mapped_column(String(26))
    dispatch_basis: Mapped[str | None] = mapped_column(Text)
    dispatch_note: Mapped[str | None] = mapped_column(Text)
    limit_days: Mapped[int | None]
    limit_basis: Mapped[str | None] = mapped_column(String(300))
    no_push_down: Mapped[bool]
    first_dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sign_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    original_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    promise_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returns_total: Mapped[int]
    return_locked: Mapped[bool]
    hops: Mapped[int]

    # handling
    fact_true: Mapped[str | None] = mapped_column(String(12))
    within_duty: Mapped[bool | None]
    handling_text: Mapped[str | None] = mapped_column(Text)
    public_answer: Mapped[str | None] = mapped_column(Text)
    internal_note: Mapped[str | None] = mapped_column(Text)
    resolved: Mapped[str | None] = mapped_column(String(8))
    unresolved_reason: Mapped[str | None] = mapped_column(Text)
    reply_kind: Mapped[str | None] = mapped_column(String(12))
    reply_ground: Mapped[str | None] = mapped_column(String(24))
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    article_revision_ids: Mapped[list[str]] = mapped_column(Json)
    answer_source: Mapped[str | None] = mapped_column(String(200))
    answered_now: Mapped[bool]
    extension_pending: Mapped[bool]
    extension_used: Mapped[bool]
    suspended: Mapped[bool]
    tracked: Mapped[bool]
    tracked_until: Mapped[date | None] = mapped_column(Date)
    consultation_open: Mapped[bool]
    stage: Mapped[str | None] = mapped_column(String(16))
    branch: Mapped[dict[str, Any]] = mapped_column(Json)

    # quality
    follow_up: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    first_rating: Mapped[str | None] = mapped_column(String(16))
    first_rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    final_rating: Mapped[str | None] = mapped_column(String(16))
    final_rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    call_rating: Mapped[str | None] = mapped_column(String(16))
    close_outcome: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopen_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archive_hash: Mapped[str | None] = mapped_column(String(64))
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deidentified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    redo_round: Mapped[int]
    send_backs: Mapped[int]
    urge_count: Mapped[int]
    last_urged_on: Mapped[date | None] = mapped_column(Date)
    supervise_level: Mapped[str | None] = mapped_column(String(12))
    is_hard_case: Mapped[bool]
    false_closure: Mapped[bool]
    unreasonable_state: Mapped[str] = mapped_column(String(8))
    appeal_state: Mapped[str] = mapped_column(String(8))
    excluded_from_assessment: Mapped[bool]
    exclusion_reason: Mapped[str | None] = mapped_column(String(200))

    # ends other than closing
    contested: Mapped[bool]
    decline_ground: Mapped[str | None] = mapped_column(String(24))
    decline_path: Mapped[str | None] = mapped_column(Text)
    handoff_line: Mapped[str | None] = mapped_column(String(40))
    handoff_mode: Mapped[str | None] = mapped_column(String(16))
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    merged_count: Mapped[int]


class TicketAction(Base):
    """One row of the action log (操作日志): append-only, chained per ticket, never changed.

    ``payload`` and ``changes`` hold codes, ids and instants only. Free text stands in ``texts`` and is
    chained by ``texts_digest`` (salted inside ``texts``), so that it can be erased and the chain holds.
    What is left of it for readers after the period of storage stands masked in ``masked_texts``.
    """

    __tablename__ = "ticket_actions"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        Index("ix_ticket_actions_at", "at", "ticket_id", "seq"),
        index_where(
            "ix_ticket_actions_automatic", "action", "ticket_id", where="actor_kind = 'system'"
        ),
        index_where("ix_ticket_actions_masked", "ticket_id", where="masked_texts IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    action: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[str] = mapped_column(String(6))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    actor_kind: Mapped[str] = mapped_column(String(8))
    actor_unit_id: Mapped[str | None] = mapped_column(String(26))
    requester_id: Mapped[str | None] = mapped_column(String(26))
    assignment_id: Mapped[str | None] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    from_status: Mapped[str | None] = mapped_column(String(16))
    to_status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    texts: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    texts_digest: Mapped[str | None] = mapped_column(String(64))
    masked_texts: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    message_id: Mapped[str | None] = mapped_column(String(4))
    digest: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))

    @property
    def words(self) -> dict[str, Any]:
        """The free text as it may still be read: clear, masked, or none."""
        return self.texts or self.masked_texts or {}


class Assignment(Base):
    """One unit's part on a ticket (承办); ``parent_id`` is the assignment it was transferred down from.

    ``unit_path`` and ``unit_level`` are the unit's at the time of the assignment.
    """

    __tablename__ = "ticket_assignments"
    __table_args__ = (
        Index("ix_ticket_assignments_ticket_id", "ticket_id"),
        Index("ix_ticket_assignments_unit_path", "unit_path", "ticket_id"),
        Index("ix_ticket_assignments_unit_id", "unit_id", "status"),
        Index("ix_ticket_assignments_level_at", "unit_level", "assigned_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_path: Mapped[str] = mapped_column(String(300))
    unit_level: Mapped[int]
    role: Mapped[str] = mapped_column(String(8))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_assignments.id"))
    status: Mapped[str] = mapped_column(String(12))
    task: Mapped[str | None] = mapped_column(Text)
    assigned_by: Mapped[str | None] = mapped_column(String(26))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_by: Mapped[str | None] = mapped_column(String(26))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deemed_signed: Mapped[bool] = mapped_column(default=False)
    handler_id: Mapped[str | None] = mapped_column(String(26))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returns: Mapped[int] = mapped_column(default=0)
    return_reason: Mapped[str | None] = mapped_column(String(16))
    legal_basis: Mapped[str | None] = mapped_column(Text)
    suggested_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    result: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worked_minutes: Mapped[int | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TicketClock(Base):
    """One running, paused or stopped clock (时限); ``unit_id`` null means the hotline's own.

    ``base_due_at`` is the end without the pauses counted since ``base_paused`` minutes; ``rung`` counts
    the steps of the ladder behind it; ``next_at`` is when the sweep has to look at it again.
    """

    __tablename__ = "ticket_clocks"
    __table_args__ = (
        Index("ix_ticket_clocks_ticket_id", "ticket_id"),
        index_where(
            "ix_ticket_clocks_due", "next_at", where="state = 'RUNNING' AND next_at IS NOT NULL"
        ),
        Index("ix_ticket_clocks_unit_id_started_at", "unit_id", "started_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_assignments.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    clock: Mapped[str] = mapped_column(String(24))
    mode: Mapped[str] = mapped_column(String(4))
    limit: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    original_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    base_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    base_paused: Mapped[int] = mapped_column(default=0)
    yellow_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_minutes: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late: Mapped[bool | None]
    calendar_version: Mapped[str] = mapped_column(String(60))
    provisional: Mapped[bool] = mapped_column(default=False)
    rung: Mapped[int] = mapped_column(default=0)


class ClockChange(Base):
    """A due time that moved (时限变更): the old one is kept (domain rules, rule 10)."""

    __tablename__ = "ticket_clock_changes"
    __table_args__ = (Index("ix_ticket_clock_changes_clock_id", "clock_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    clock_id: Mapped[str] = mapped_column(ForeignKey("ticket_clocks.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    action_id: Mapped[str] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    old_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    new_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(40))
    was_red: Mapped[bool]
