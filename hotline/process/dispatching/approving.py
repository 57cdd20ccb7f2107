"""Automatic approval (自动审核): the system approves a draft that the catalogue hits directly, or says why not (B1, P).

A new ticket is judged in a transaction of its own: the approval and the mark that this was done are
committed together, so that a crash neither loses nor doubles it. Only an untouched draft is judged.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hotline.kit import clock
from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.logs import get_logger
from hotline.kit.outbox.service import publish
from hotline.kit.text import normalise
from hotline.process import preparation
from hotline.process.dispatching import triage
from hotline.process.dispatching.doubts import Doubt, Draft, doubts
from hotline.process.dispatching.triage import Range, Triage
from hotline.process.drafting import KIND_GATE
from hotline.process.events import ReviewDue
from hotline.process.models import TicketSuggestion
from hotline.process.seen.before import Candidates, look_up
from hotline.process.seen.index import index_of
from hotline.process.seen.repeats import asked_of
from hotline.tickets import policies, queries, respondent, service
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketOpened
from hotline.tickets.models import Status, Ticket, TicketAction
from hotline.tickets.papers import PolicyDocument
from hotline.tickets.payloads_intake import Approve, MergeDecision
from hotline.tickets.policy import Policy
from hotline.tickets.workflow_table import SWITCHES
from routing.automatic import Obstacle
from routing.decide import Decision
from routing.extract.entities import EntityKind
from routing.state import RoutingHolder, RoutingState

log = get_logger(__name__)
SWITCH = "auto_approve"
AGAIN = timedelta(minutes=1)
KIND = "kind"
# What speaks of dispatching alone: its switch, and the range that two persons set for it.
_OF_DISPATCH = frozenset({Obstacle.SWITCHED_OFF, Obstacle.NO_POLICY})
Against = tuple[Obstacle | Doubt, ...]


@dataclass(frozen=True)
class Judgement:
    """One draft: what is decided for it and everything that stands against approving it without a person."""

    found: Triage
    against: Against
    compared: bool


async def on_opened(session: AsyncSession, event: TicketOpened) -> None:
    """Ask for a judgement of a new draft, if the policy it was opened under lets the system approve."""
    query = select(Ticket.status, Ticket.policy_number).where(Ticket.id == event.ticket_id)
    status, number = (await session.execute(query)).one()
    if status == Status.DRAFT and is_on(await policies.numbered(session, number)):
        await publish(session, ReviewDue(event.ticket_id))


def is_on(policy: Policy) -> bool:
    """Tell whether a policy lets the system approve at all."""
    return policy.switches.get(SWITCH, False)


class AutoApproval:
    """Approves with the routing snapshot of this process."""

    def __init__(self, routing: RoutingHolder) -> None:
        """Keep the holder; its snapshot is replaced as a whole."""
        self.routing = routing

    async def on_due(self, session: AsyncSession, event: ReviewDue) -> None:
        """Approve the draft if nothing stands against it; told twice, it is done once.

        While the index of recent tickets is being filled, a duplicate could be overlooked: later again.
        """
        ticket = await queries.get_for_change(session, ticket_id=event.ticket_id, actor=SYSTEM)
        if ticket.status != Status.DRAFT or not is_on(await _policy_of(session, ticket)):
            return
        judged = await judge(session, ticket, self.routing.state)
        if judged.against == (Doubt.NOT_COMPARED,) and index_of(session) is not None:
            await publish(session, ReviewDue(ticket.id), at=clock.now() + AGAIN)
            return
        decision = judged.found.decision
        if judged.against or not isinstance(decision, Decision):
            log.info("autoapproval.left_to_a_person", reasons=[o.value for o in judged.against])
            return
        await self._approve(session, judged.found, decision)

    async def _approve(self, session: AsyncSession, found: Triage, decision: Decision) -> None:
        ticket, state = found.ticket, self.routing.state
        payload = Approve.model_validate(
            {
                **{name: getattr(ticket, name) for name in _AS_IT_IS},
                "merge_decision": MergeDecision.NO_DUPLICATE,
                "catalogue_row_id": decision.row.id if decision.row else None,
                "review_note": await _note(session, found),
                **await _about_whom(session, ticket),
            }
        )
        occasion = preparation.Occasion(session, ticket, SYSTEM, state)
        ready = await preparation.prepare(Action.APPROVE, payload, occasion)
        await service.act(
            session,
            ticket_id=ticket.id,
            action=Action.APPROVE,
            actor=SYSTEM,
            payload=ready,
            version=ticket.version,
        )
        log.info("autoapproval.approved")


async def _about_whom(session: AsyncSession, ticket: Ticket) -> dict[str, Any]:
    """Return whom the words name where nobody wrote him down; the system knows of nobody else."""
    if respondent.is_told(ticket):
        return {}
    suggestion = await session.get(TicketSuggestion, ticket.id)
    heard = suggestion.document.get("entities", ()) if suggestion is not None else ()
    spans = [(e["start"], e["end"]) for e in heard if e["kind"] == EntityKind.RESPONDENT]
    if not spans:
        return {"respondent_unknown": True}
    start, end = spans[0]
    return {"respondent_name": ticket.content[start:end]}


_AS_IT_IS = (
    "kind",
    "category_code",
    "district_code",
    "town_code",
    "address_text",
    "urgency",
    "profile",
    "confidentiality",
)


async def judge(session: AsyncSession, ticket: Ticket, state: RoutingState) -> Judgement:
    """Judge one draft by its words, the catalogue of today and the tickets before it; changes nothing."""
    found = await triage.triage(session, ticket, state, Range(), actor=SYSTEM, compare=False)
    seen = await _seen(session, ticket)
    suggestion = await session.get(TicketSuggestion, ticket.id)
    draft = Draft(
        ticket=ticket,
        decision=found.decision,
        suggested=suggestion.document if suggestion is not None else {},
        told_places=_told_places(state, ticket.content),
        kind_gate=_kind_gate(state),
        compared=seen.complete,
    )
    against: list[Obstacle | Doubt] = [o for o in found.against if o not in _OF_DISPATCH]
    if seen.found:
        against.append(Obstacle.DUPLICATE)
    return Judgement(found, (*against, *doubts(draft)), seen.complete)


async def _seen(session: AsyncSession, ticket: Ticket) -> Candidates:
    index = index_of(session)
    if index is None:
        return Candidates(complete=False)
    return await look_up(session, asked_of(ticket, index), SYSTEM)


def _told_places(state: RoutingState, content: str) -> tuple[str, ...]:
    places = [one.place for one in state.gazetteer.locate(normalise(content)).candidates]
    return tuple(place.town_code or place.district_code for place in places)


def _kind_gate(state: RoutingState) -> float | None:
    """Return how sure the kind must be: by the model's own gate, where only words speak as for a draft."""
    model = state.model.classifier
    if model is None or not model.has(KIND):
        return KIND_GATE
    gate: float | None = getattr(model.heads[KIND], "gate", None)
    return gate


async def _policy_of(session: AsyncSession, ticket: Ticket) -> Policy:
    return await policies.numbered(session, ticket.policy_number)


async def _note(session: AsyncSession, found: Triage) -> str:
    """Say on the record by which policy, by whose approval and how surely."""
    number, heard = found.ticket.policy_number, found.heard
    query = select(PolicyDocument.decided_by).where(PolicyDocument.number == number)
    by = await session.scalar(query)
    names = await accounts.names_of(session, [by]) if by else {}
    approver = f"，批准人{names[by]}" if by in names else ""
    return (
        f"系统自动审核：目录条目直接命中，时限政策第{number}号已开启“{SWITCHES[SWITCH][1]}”{approver}；"
        f"分类把握{heard.confidence:.2f}，不低于门槛{heard.gate or 1:.2f}（模型{heard.model}）；"
        "与近期工单比对，无疑似重复。"
    )


async def figures(session: AsyncSession) -> dict[str, int]:
    """Return how many tickets the system approved, and how many a person classified anew or a unit returned."""
    own = select(TicketAction.ticket_id).where(
        TicketAction.action == Action.APPROVE.value, TicketAction.actor_kind == SYSTEM.kind
    )
    later: Any = aliased(TicketAction)
    anew = exists().where(later.ticket_id == Ticket.id, later.action == Action.RECLASSIFY.value)
    columns = (
        func.count(),
        func.count().filter(anew),
        func.count().filter(Ticket.returns_total > 0),
    )
    row = (await session.execute(select(*columns).where(Ticket.id.in_(own)))).one()
    return {"automatic": row[0], "reclassified": row[1], "returned": row[2]}
