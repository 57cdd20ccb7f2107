"""Opening a ticket (登记受理): builds every row of a new ticket from one command, without a session.

The intake writes the rows of many tickets by one group commit; ``open_ticket`` writes those of one.
Personal data comes in sealed (``*_enc``) and hashed (``*_hash``) already.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.crypto import KeyRing
from hotline.kit.ids import new_id
from hotline.kit.worktime import Calendar
from hotline.tickets import deadlines, log, numbering
from hotline.tickets.actions import Action
from hotline.tickets.deadlines import Terms, Timing
from hotline.tickets.events import TicketOpened
from hotline.tickets.models import Ticket
from hotline.tickets.policy import Policy, Profile
from hotline.tickets.vocabulary import (
    AppealState,
    Channel,
    ClockId,
    ClockState,
    FilingState,
    SourcePlatform,
    Status,
)
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

Row = dict[str, Any]
OPEN_ROW = "A1"
OPEN_MESSAGE = "M01"
TITLE = 60


@dataclass(frozen=True)
class OpeningIn:
    """What is known of a new ticket; ``more`` holds further columns of ``tickets`` as they are stored.

    ``clocks`` false is for historical tickets: no clocks, nobody is told. ``query_code``: the one that
    belongs to the submission, ``None`` for a fresh one.
    """

    channel: Channel
    content: str
    received_at: datetime
    actor: Actor = SYSTEM
    kind: RequestKind | None = None
    category_code: str | None = None
    urgency: Urgency = Urgency.NORMAL
    profile: str = "standard"
    confidentiality: Confidentiality = Confidentiality.NONE
    title: str = ""
    citizen_id: str | None = None
    citizen_kind: str = "ANONYMOUS"
    source_platform: SourcePlatform = SourcePlatform.NONE
    external_ref: str | None = None
    external_due_at: datetime | None = None
    language: str = "cmn"
    clocks: bool = True
    query_code: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OpeningContext:
    """What every opening of a batch shares: limits, the hotline's calendar, number prefix, key ring."""

    policy: Policy
    calendar: Calendar
    prefix: str
    ring: KeyRing


@dataclass(frozen=True)
class Opened:
    """The rows of one new ticket, its event, and the query code that is shown once."""

    ticket: Row
    action: Row
    clocks: tuple[Row, ...]
    event: TicketOpened
    query_code: str


_COLUMNS = tuple(column.name for column in Ticket.__table__.columns)
_FALSE = [
    "assist_used",
    "real_name",
    "repeat_caller",
    "publish_allowed",
    "is_beyond_duty",
    "respondent_unknown",
    "is_incomplete",
    "has_risk",
    "no_push_down",
    "return_locked",
    "answered_now",
    "extension_pending",
    "extension_used",
    "suspended",
    "tracked",
    "consultation_open",
    "is_hard_case",
    "false_closure",
    "excluded_from_assessment",
    "contested",
]
_ZERO = [
    "returns_total",
    "hops",
    "redo_round",
    "send_backs",
    "urge_count",
    "merged_count",
    "reminders",
]
_BLANK: Row = {
    **dict.fromkeys(_COLUMNS),
    **dict.fromkeys(_FALSE, False),
    **dict.fromkeys(_ZERO, 0),
    "version": 1,
    "status": Status.DRAFT.value,
    "special_group": "NONE",
    "reply_wanted": True,
    "follow_up_wanted": True,
    "unreasonable_state": FilingState.NONE.value,
    "appeal_state": AppealState.NONE.value,
}
_CLOCK_BLANK: Row = {
    "assignment_id": None,
    "unit_id": None,
    "state": ClockState.RUNNING.value,
    "base_paused": 0,
    "paused_at": None,
    "paused_minutes": 0,
    "stopped_at": None,
    "late": None,
    "rung": 0,
}


def build(command: OpeningIn, context: OpeningContext, serial: int) -> Opened:
    """Build the rows of one ticket (A1): ticket, first log row, clocks promise and draft_review.

    ``serial`` is the day's number from ``numbering.counter_name``. Raises ``KeyError`` for an unknown
    profile and ``OutsideCalendar`` (422) for an instant the calendar does not cover.
    """
    at = clock.now()
    number = numbering.ticket_number(context.prefix, clock.local_date(at), serial)
    code = command.query_code or numbering.new_query_code()
    profile = context.policy.profile(command.profile, command.received_at)
    ticket = _ticket(command, context, number, at)
    ticket["profile"], ticket["profile_version"] = profile.name, profile.version
    ticket["query_code_hash"] = numbering.query_code_hash(context.ring, number, code)
    clocks = _clocks(ticket, command, context, profile) if command.clocks else ()
    message = OPEN_MESSAGE if command.clocks else None
    action = _action(ticket, command, message)
    event = TicketOpened(ticket["id"], action["id"], message)
    return Opened(ticket, action, clocks, event, code)


def _ticket(command: OpeningIn, context: OpeningContext, number: str, at: datetime) -> Row:
    hidden = command.kind is RequestKind.REPORT
    secrecy = command.confidentiality
    if hidden and secrecy is Confidentiality.NONE:
        secrecy = Confidentiality.CITIZEN_HIDDEN  # accusers are never revealed (rule 8)
    return {
        **_BLANK,
        "caller_tags": [],
        "labels": [],
        "answers": {},
        "article_revision_ids": [],
        "branch": {},
        "id": new_id(),
        "number": number,
        "query_code_root": number,
        "created_at": at,
        "updated_at": at,
        "policy_number": context.policy.number,
        "channel": command.channel.value,
        "received_at": command.received_at,
        "language": command.language,
        "source_platform": command.source_platform.value,
        "external_ref": command.external_ref,
        "external_due_at": command.external_due_at,
        "agent_id": command.actor.account_id if command.actor.kind == "staff" else None,
        "citizen_id": command.citizen_id,
        "citizen_kind": command.citizen_kind,
        "urgency": command.urgency.value,
        "confidentiality": secrecy.value,
        "content": command.content,
        "title": (command.title or command.content)[:TITLE],
        "kind": command.kind and command.kind.value,
        "first_kind": command.kind and command.kind.value,
        "category_code": command.category_code,
        "first_category_code": command.category_code,
        **command.more,
    }


def _clocks(
    ticket: Row, command: OpeningIn, context: OpeningContext, profile: Profile
) -> tuple[Row, ...]:
    policy, calendar = context.policy, context.calendar
    terms = Terms(
        profile=profile,
        received_at=command.received_at,
        kind=command.kind,
        urgency=command.urgency,
        external_due_at=command.external_due_at,
    )
    promise = deadlines.case_timing(calendar, policy, terms, command.received_at, ClockId.PROMISE)
    limit = deadlines.limit_of(policy, ClockId.DRAFT_REVIEW, terms)
    rows = [clock_row(ticket["id"], ClockId.PROMISE, promise)]
    if limit is not None:
        review = deadlines.timing(
            calendar, ClockId.DRAFT_REVIEW, limit, ticket["created_at"], policy
        )
        rows.append(clock_row(ticket["id"], ClockId.DRAFT_REVIEW, review))
        ticket["yellow_at"], ticket["red_at"] = review.yellow_at, review.due_at
    ticket["promise_due_at"] = promise.due_at
    return tuple(rows)


def clock_row(ticket_id: str, clock_id: ClockId, timing: Timing) -> Row:
    """Return the row of a clock that starts now and belongs to the hotline."""
    return {
        **_CLOCK_BLANK,
        "id": new_id(),
        "ticket_id": ticket_id,
        "clock": clock_id.value,
        "mode": timing.mode.value,
        "limit": timing.limit,
        "started_at": timing.started_at,
        "due_at": timing.due_at,
        "original_due_at": timing.due_at,
        "base_due_at": timing.due_at,
        "yellow_at": timing.yellow_at,
        "next_at": timing.next_at,
        "calendar_version": timing.calendar_version,
        "provisional": timing.provisional,
    }


def _action(ticket: Row, command: OpeningIn, message: str | None) -> Row:
    """Build the first log row: what was registered, the citizen's words by their digest only."""
    words = hashlib.sha256(f"{ticket['id']}\n{ticket['content']}".encode()).hexdigest()
    names = ("channel", "source_platform", "external_ref", "kind", "urgency", "profile")
    row: Row = {
        "id": new_id(),
        "ticket_id": ticket["id"],
        "action": Action.OPEN.value,
        "row_id": OPEN_ROW,
        "actor_id": command.actor.account_id,
        "actor_kind": command.actor.kind,
        "actor_unit_id": command.actor.unit_id,
        "requester_id": None,
        "assignment_id": None,
        "at": ticket["created_at"],
        "from_status": None,
        "to_status": ticket["status"],
        "version": 1,
        "payload": {
            "number": ticket["number"],
            "received_at": command.received_at.isoformat(),
            "content_digest": words,
            **{name: ticket[name] for name in names if ticket[name] is not None},
        },
        "changes": {},
        "texts": None,
        "message_id": message,
    }
    return log.chained(row, log.Head())
