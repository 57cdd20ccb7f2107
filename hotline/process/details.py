"""The ticket page (工单详情): everything a member of staff may see of one ticket, with what he may do.

Names and labels are added here, where the pillars meet; personal data is masked, always.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import card as crm_card
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import NotFound
from hotline.process.dossier import load_dossier
from hotline.process.pages import clocks_of, label_of, light_of, row_out
from hotline.process.schemas import TicketDetail
from hotline.process.stepwords import Wording, codes_of, labelled, load_wording
from hotline.tickets import consumer, deadlines, policies, queries, respondent, service
from hotline.tickets.log import SALT
from hotline.tickets.models import (
    Action,
    AssignmentRole,
    AssignmentStatus,
    ClockId,
    ClockState,
    Light,
    Status,
    Ticket,
    TicketAction,
    TicketClock,
)
from hotline.tickets.visibility import sees_person, works_for_unit
from hotline.tickets.vocabulary import EvidenceKind
from routing.state import RoutingState
from routing.suggestion import DRAFT_FORMAT

Row = dict[str, Any]
Shown = tuple[TicketAction, Row]
_HIDDEN_FIELDS = frozenset({SALT, "caller_number_enc", "contact_number_enc"})
_RATING = frozenset(
    {"contacted", "resolved", "rating", "reasons", "comment", "publish", "truth", "note"}
)
_COMPANY = ("company_name", "credit_code")
_RATED = frozenset({Action.RECORD_ATTEMPT.value, Action.ORDER_REDO.value})
# Columns of the ticket that the page shows as they are; personal ones never.
_SHOWN = [
    "address_text",
    "latitude",
    "longitude",
    "occurred_at",
    "occurred_until",
    "respondent_kind",
    "respondent_unknown",
    "labels",
    "answers",
    "is_beyond_duty",
    "beyond_duty_type",
    "is_incomplete",
    "has_risk",
    "agent_note",
    "language",
    "source_platform",
    "external_ref",
    "external_due_at",
    "superior_unit_id",
    "catalogue_row_id",
    "dispatch_basis",
    "dispatch_note",
    "limit_days",
    "limit_basis",
    "no_push_down",
    "first_dispatched_at",
    "sign_due_at",
    "original_due_at",
    "promise_due_at",
    "returns_total",
    "return_locked",
    "hops",
    "fact_true",
    "within_duty",
    "handling_text",
    "public_answer",
    "internal_note",
    "resolved",
    "unresolved_reason",
    "reply_kind",
    "replied_at",
    "article_revision_ids",
    "answer_source",
    "answered_now",
    "extension_pending",
    "extension_used",
    "suspended",
    "tracked",
    "tracked_until",
    "consultation_open",
    "stage",
    "close_outcome",
    "closed_at",
    "deidentified_at",
    "reopen_until",
    "send_backs",
    "urge_count",
    "supervise_level",
    "is_hard_case",
    "unreasonable_state",
    "appeal_state",
    "profile",
    "excluded_from_assessment",
    "exclusion_reason",
    "decline_ground",
    "decline_path",
    "handoff_line",
    "merged_into_id",
    "merged_count",
    "reply_wanted",
    "publish_allowed",
    "town_code",
    "village_code",
    "district_code",
]


async def get_detail(
    session: AsyncSession,
    *,
    ticket_id: str,
    actor: Actor,
    routing: RoutingState,
    just_acted: bool = False,
) -> TicketDetail:
    """Return the whole page; raises ``TicketUnknown`` (404) for what the actor may not see.

    ``just_acted``: the answer to the actor's own step, even if the step took the ticket out of his sight.
    """
    dossier = await load_dossier(session, ticket_id=ticket_id, actor=None if just_acted else actor)
    ticket, parts, actions = dossier.ticket, dossier.parts, dossier.log
    clocks = dossier.whole.clocks
    policy = await policies.numbered(session, ticket.policy_number)
    wording = await load_wording(session, actions, parts, codes_of(policy, routing))
    lead = next((p for p in parts if p["unit_id"] == ticket.lead_unit_id), None)
    page: Row = {
        **clocks_of(clocks).mark(row_out(_as_row(ticket, lead), routing)),
        **{name: getattr(ticket, name) for name in _SHOWN},
        **await respondent.shown(session, ticket),
        **await consumer.shown(session, ticket, person=sees_person(actor, ticket)),
        "version": ticket.version,
        "content": ticket.content,
        "profile_label": policy.profile_labels().get(ticket.profile),
        "answers_label": _answers(ticket, routing),
        "citizen": await _citizen(session, ticket, actor),
        "assignments": [_part(p, clocks, wording.names) for p in parts],
        "clocks": [_clock(c, ticket.urgency) for c in clocks],
        "timeline": [_step(a, wording) for a in reversed(_as_shown(actor, actions))],
        "suggestion": _suggestion(dossier.suggestion),
        "attachments": [_file(ticket_id, n, f) for n, f in enumerate(dossier.files, start=1)],
        "links": await queries.list_links(session, ticket_id=ticket_id, actor=actor),
        "allowed_actions": await service.allowed_actions(
            session, ticket=ticket, actor=actor, whole=dossier.whole, log=actions
        ),
    }
    return TicketDetail.model_validate(page)


def _suggestion(document: Row | None) -> Row | None:
    """What was suggested at the opening; a document of an older format stays for the audit alone."""
    return document if document and document.get("format") == DRAFT_FORMAT else None


def _as_row(ticket: Ticket, lead: Row | None) -> Row:
    row = {column.name: getattr(ticket, column.name) for column in Ticket.__table__.columns}
    return {**row, "unit_name": lead["unit_name"] if lead else None}


async def _citizen(session: AsyncSession, ticket: Ticket, actor: Actor) -> Row:
    """Return the masked card; a unit sees nothing of a hidden citizen (domain rules §3.5)."""
    shown: Row = {
        "kind": ticket.citizen_kind,
        "special_group": ticket.special_group,
        "repeat_caller": ticket.repeat_caller and sees_person(actor, ticket),
    }
    if ticket.citizen_id is None:
        return {**shown, "hidden": False, "name": None, "phone": None}
    if not sees_person(actor, ticket):
        return {**shown, "hidden": True, "name": None, "phone": None}
    try:
        card = await crm_card.get_card(session, ticket.citizen_id)
    except NotFound:
        return {**shown, "hidden": False, "name": None, "phone": None}
    told = {name: getattr(ticket, name) for name in _COMPANY if getattr(ticket, name)}
    return {**shown, "hidden": False, **card.model_dump(mode="json"), **told}


def _part(part: Row, clocks: list[TicketClock], names: Mapping[str, str]) -> Row:
    own = [c for c in clocks if c.assignment_id == part["id"]]
    lights = [light_of(c) for c in own if c.state == ClockState.RUNNING.value]
    return {
        **part,
        "role_label": AssignmentRole[part["role"]].label,
        "status_label": AssignmentStatus[part["status"]].label,
        "handler_name": names.get(part["handler_id"] or ""),
        "due_provisional": any(c.provisional and c.due_at == part["due_at"] for c in own),
        "light": max(lights, key=list(Light).index).value if lights else None,
    }


def _clock(row: TicketClock, urgency: str) -> Row:
    return {
        "id": row.id,
        "clock": row.clock,
        "mode": row.mode,
        "label": ClockId(row.clock).label_on(urgency) if row.clock in set(ClockId) else row.clock,
        "state": row.state,
        "state_label": ClockState[row.state].label,
        "started_at": row.started_at,
        "due_at": row.due_at,
        "original_due_at": row.original_due_at,
        "yellow_at": row.yellow_at,
        "stopped_at": row.stopped_at,
        "paused_minutes": row.paused_minutes,
        "late": row.late,
        "provisional": row.provisional,
        "unit_id": row.unit_id,
        "light": _colour(row),
    }


def _colour(row: TicketClock) -> str | None:
    """A running clock shows its colour now, a suspended one keeps the one it had (§4.6)."""
    if row.paused_at is not None:
        return deadlines.light(row.yellow_at, row.due_at, row.paused_at).value
    return light_of(row).value if row.state == ClockState.RUNNING.value else None


def _as_shown(actor: Actor, actions: list[TicketAction]) -> list[Shown]:
    """Pair each step with its fields; units do not see a rating before CLOSE (domain rules §8)."""
    closed = max((a.seq for a in actions if a.to_status == Status.CLOSED.value), default=0)
    unit = works_for_unit(actor)
    return [(a, _fields(a, unrated=unit and a.seq > closed)) for a in actions]


def _fields(action: TicketAction, *, unrated: bool) -> Row:
    said = {**action.payload, **action.words}
    hidden = _HIDDEN_FIELDS | (_RATING if unrated and action.action in _RATED else frozenset())
    return {name: value for name, value in said.items() if name not in hidden}


def _answers(ticket: Ticket, routing: RoutingState) -> str:
    """Return the answers to the category's questions, each behind its question."""
    code = ticket.category_code
    known = code is not None and code in routing.taxonomy.categories
    asked = {q.key: q.label for q in routing.taxonomy.questions(code)} if code and known else {}
    said = (ticket.answers or {}).items()
    return "；".join(f"{asked[k]}：{v}" if k in asked else str(v) for k, v in said)


def _step(shown: Shown, wording: Wording) -> Row:
    action, said = shown
    kind, names = Action[action.action], wording.names
    return {
        "id": action.id,
        "seq": action.seq,
        "at": action.at,
        "action": action.action,
        "label": kind.label,
        "actor_name": names.get(action.actor_id or "") or _kind_name(action.actor_kind),
        "unit_name": names.get(action.actor_unit_id or ""),
        "from_status": action.from_status,
        "to_status": action.to_status,
        "from_label": label_of(Status, action.from_status),
        "to_label": label_of(Status, action.to_status),
        "details": labelled(kind, said, wording),
    }


def _kind_name(kind: str) -> str:
    return {"system": "系统", "citizen": "市民"}.get(kind, "")


def _file(ticket_id: str, number: int, file: Row) -> Row:
    kind = EvidenceKind[file["kind"]] if file["kind"] else EvidenceKind.OTHER
    return {
        "id": file["id"],
        "name": f"{kind.label}{number}.{file['extension']}",
        "url": f"/api/tickets/{ticket_id}/files/{file['id']}",
        "kind": kind.value,
        "kind_label": kind.label,
        "size": file["size"],
        "public": bool(file["public"]),
    }
