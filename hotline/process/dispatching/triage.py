"""The dispatcher's desk (待派单分拣): whom the catalogue names, the two likeliest units, and why a person decides."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.text import normalise
from hotline.process.dispatching.matters import matter_of_ticket
from hotline.process.dispatching.schemas import CandidateOut, ObstacleOut, TriageOut
from hotline.process.learning.remembering import alike
from hotline.process.seen import similarity
from hotline.tickets import policies
from hotline.tickets.models import Status, Ticket
from hotline.tickets.queries import listed_to
from hotline.tickets.receivers import NO_HANDLERS
from routing.automatic import (
    ENGLISH,
    AutomaticRule,
    Case,
    Heard,
    Obstacle,
    obstacles,
    read_automatic,
)
from routing.classify.features import prepare
from routing.decide import Decision, NeedsHuman, decide
from routing.models import PolicyName, RoutingPolicy
from routing.queries import find_policy
from routing.schemas import SaidOut
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

SWITCH = "auto_dispatch"
HEAD = "category"
CANDIDATES = 2


@dataclass(frozen=True)
class Range:
    """Where the system may dispatch by itself, and the version that says so."""

    rules: tuple[AutomaticRule, ...] = ()
    version: RoutingPolicy | None = None


@dataclass(frozen=True)
class Triage:
    """What is decided for one ticket, what the model says, and what stands against dispatching it at once.

    ``similar`` are units of the most similar confirmed tickets with their numbers.
    """

    ticket: Ticket
    decision: Decision | NeedsHuman
    heard: Heard
    against: tuple[Obstacle, ...]
    similar: tuple[tuple[str, str], ...] = ()


async def load_range(session: AsyncSession) -> Range:
    """Return the range of automatic dispatch in force; none before two persons set one."""
    version = await find_policy(session, PolicyName.AUTOMATIC)
    if version is None:
        return Range()
    return Range(tuple(read_automatic(version.content)), version)


async def switched_on(session: AsyncSession) -> bool:
    """Tell whether the policy of limits in force lets the system dispatch at all."""
    policy = await policies.current(session)
    return policy.switches.get(SWITCH, False)


def gate_of(state: RoutingState) -> float | None:
    """Return the confidence from which the model in use may be followed blindly; ``None``: never."""
    model = state.model.classifier
    if model is None or not model.has(HEAD):
        return None
    gate: float | None = getattr(model.heads[HEAD], "gate", None)
    return gate


def hear(state: RoutingState, text: str) -> Heard:
    """Return what the model alone says of the subject, and its gate."""
    model = state.model.classifier
    if model is None or not model.has(HEAD):
        return Heard()
    vector = model.vector(prepare(normalise(text), model.wording))
    if not vector.positions.size:
        return Heard(gate=gate_of(state), model=model.version)
    best = model.top(vector, HEAD, 1)[0]
    return Heard(best.label, float(best.confidence), gate_of(state), model.version)


async def triage(
    session: AsyncSession,
    ticket: Ticket,
    state: RoutingState,
    where: Range,
    *,
    actor: Actor,
    compare: bool,
) -> Triage:
    """Judge one ticket for ``actor``; with ``compare`` it is also compared with the tickets before it."""
    decision, near = await _decided(session, ticket, state, actor)
    heard = hear(state, ticket.content)
    policy = await policies.numbered(session, ticket.policy_number)
    twins = await similarity.candidates(session, ticket=ticket, actor=SYSTEM) if compare else []
    case = Case(
        category_code=ticket.category_code,
        kind=RequestKind[ticket.kind] if ticket.kind else None,
        urgency=Urgency[ticket.urgency],
        confidentiality=Confidentiality[ticket.confidentiality],
        decision=decision,
        heard=heard,
        alarms=len(state.rules.check(normalise(ticket.content))),
        duplicates=len(twins),
        first=is_first(ticket),
        flagged=ticket.has_risk or ticket.is_incomplete or ticket.is_beyond_duty,
        handled=_is_handled(decision, state),
    )
    switch_on = policy.switches.get(SWITCH, False)
    against = obstacles(case, where.rules, state.taxonomy, switch_on=switch_on)
    return Triage(ticket, decision, heard, against, near)


def _is_handled(decision: Decision | NeedsHuman, state: RoutingState) -> bool:
    """Tell whether the unit decided upon handles tickets: a line, the hotline and the city government do not."""
    lead = None
    if isinstance(decision, Decision):
        lead = state.units.by_id.get(decision.lead_unit_id)
    return lead is None or lead.kind not in NO_HANDLERS


async def _decided(
    session: AsyncSession, ticket: Ticket, state: RoutingState, actor: Actor
) -> tuple[Decision | NeedsHuman, tuple[tuple[str, str], ...]]:
    """Decide; where a person must, add the units of similar confirmed tickets that ``actor`` may see (§7.2.3)."""
    matter = matter_of_ticket(ticket)
    decision = decide(matter, state.book)
    if isinstance(decision, Decision):
        return decision, ()
    text = normalise(ticket.content)
    found = await alike(session, state=state, text=text, actor=actor, but=ticket.id)
    similar = {one.unit_id: one.number for one in reversed(found) if one.unit_id and one.number}
    pairs = tuple(similar.items())[::-1]
    return decide(replace(matter, similar=pairs), state.book), pairs


def is_first(ticket: Ticket) -> bool:
    """Nobody has had it: not recalled, returned, reopened or once under consultation."""
    untouched = not ticket.returns_total and not ticket.redo_round and not ticket.hops
    return untouched and ticket.first_dispatched_at is None and not ticket.consultation_open


async def desk(
    session: AsyncSession, *, actor: Actor, state: RoutingState, limit: int
) -> list[Triage]:
    """Return the tickets that wait for dispatch, those that run out first in front."""
    query = (
        select(Ticket)
        .where(Ticket.status == Status.READY.value, listed_to(actor))
        .order_by(Ticket.red_at.is_(None), Ticket.red_at, Ticket.created_at, Ticket.id)
        .limit(limit)
    )
    where = await load_range(session)
    waiting = list(await session.scalars(query))
    return [await triage(session, t, state, where, actor=actor, compare=False) for t in waiting]


def told(found: Triage, state: RoutingState) -> TriageOut:
    """Return one line of the desk."""
    ticket, decision = found.ticket, found.decision
    human = decision if isinstance(decision, NeedsHuman) else None
    return TriageOut(
        ticket_id=ticket.id,
        number=ticket.number,
        title=ticket.title,
        version=ticket.version,
        status=Status[ticket.status],
        category=state.taxonomy.label(ticket.category_code or ""),
        urgency=Urgency[ticket.urgency],
        promise_due_at=ticket.promise_due_at,
        decided=human is None,
        why=human.why if human else None,
        why_label=human.why.label if human else None,
        reasons=[SaidOut(zh=reason.zh, en=reason.en) for reason in decision.reasons],
        candidates=candidates(found, state),
        not_automatic=[
            ObstacleOut(code=one, zh=one.label, en=ENGLISH[one]) for one in found.against
        ],
        ask=list(human.ask) if human else [],
    )


def candidates(found: Triage, state: RoutingState) -> list[CandidateOut]:
    """Return the two likeliest units: whom the catalogue names, then what earlier tickets taught."""
    rows: dict[str, CandidateOut] = {}
    for unit_id, reason, row_id in (*_named(found.decision), *_alike(found)):
        _add(rows, state, (unit_id, reason), row_id=row_id)
    for unit_id, confidence in _learned(found.ticket, state):
        told = (unit_id, "以往同类工单多由该单位办理")
        _add(rows, state, told, confidence=round(confidence, 4))
    return list(rows.values())[:CANDIDATES]


Named = tuple[str, str, str | None]


def _named(decision: Decision | NeedsHuman) -> list[Named]:
    """Return (unit, reason, row) of everybody the decision names."""
    if isinstance(decision, NeedsHuman):
        return [(unit_id, decision.why.label, None) for unit_id in decision.candidates]
    row = decision.row
    reason = decision.reasons[0].zh if decision.reasons else ""
    named: list[Named] = [(decision.lead_unit_id, reason, row.id if row else None)]
    if row is not None and row.fallback_unit_id:
        named.append((row.fallback_unit_id, "目录中的兜底单位", None))
    return named


def _alike(found: Triage) -> list[Named]:
    return [(unit_id, f"相似工单 {n} 由该单位办理", None) for unit_id, n in found.similar]


def _add(
    rows: dict[str, CandidateOut],
    state: RoutingState,
    told: tuple[str, str],
    *,
    row_id: str | None = None,
    confidence: float | None = None,
) -> None:
    """Note a unit with its reason, unless it is there already."""
    unit_id, reason = told
    name = state.units.name(unit_id)
    rows.setdefault(
        unit_id,
        CandidateOut(
            unit_id=unit_id, name=name, row_id=row_id, reason=reason, confidence=confidence
        ),
    )


def _learned(ticket: Ticket, state: RoutingState) -> list[tuple[str, float]]:
    model = state.model.classifier
    if model is None or not model.has("unit"):
        return []
    vector = model.vector(prepare(normalise(ticket.content), model.wording))
    if not vector.positions.size:
        return []
    best = model.top(vector, "unit", CANDIDATES)
    known = [(state.units.by_code.get(one.label), float(one.confidence)) for one in best]
    return [(unit.id, share) for unit, share in known if unit is not None]
