"""Automatic dispatch (自动派单): the system sends what policy allows, says so on the record, or leaves it (B5, P).

What the reviewer approved is judged in a transaction of its own: the dispatch and the mark that this was
done are committed together, so that a crash neither loses nor doubles it.
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.logs import get_logger
from hotline.kit.outbox.service import publish
from hotline.process import preparation
from hotline.process.dispatching import triage
from hotline.process.dispatching.schemas import AutomaticFiguresOut
from hotline.process.dispatching.triage import Range, Triage
from hotline.process.events import ReadyForDispatch
from hotline.tickets import queries, service
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Status, Ticket, TicketAction
from hotline.tickets.payloads_dispatch import Dispatch
from routing.decide import Decision
from routing.state import RoutingHolder

log = get_logger(__name__)


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Ask for a judgement once a ticket was approved, if the house dispatches anything by itself."""
    approved = event.action == Action.APPROVE and event.to_status == Status.READY
    if approved and (await triage.load_range(session)).rules:
        await publish(session, ReadyForDispatch(event.ticket_id))


class AutoDispatch:
    """Dispatches with the routing snapshot of this process."""

    def __init__(self, routing: RoutingHolder) -> None:
        """Keep the holder; its snapshot is replaced as a whole."""
        self.routing = routing

    async def on_ready(self, session: AsyncSession, event: ReadyForDispatch) -> None:
        """Dispatch the ticket if nothing stands against it; told twice, it is done once."""
        ticket = await queries.get_for_change(session, ticket_id=event.ticket_id, actor=SYSTEM)
        if ticket.status != Status.READY:
            return
        where = await triage.load_range(session)
        found = await triage.triage(
            session, ticket, self.routing.state, where, actor=SYSTEM, compare=True
        )
        if found.against or not isinstance(found.decision, Decision):
            log.info("autodispatch.left_to_a_person", reasons=[o.value for o in found.against])
            return
        await self._send(session, found, found.decision, where)

    async def _send(
        self, session: AsyncSession, found: Triage, decision: Decision, where: Range
    ) -> None:
        state, ticket = self.routing.state, found.ticket
        payload = Dispatch(
            lead_unit_id=decision.lead_unit_id,
            partner_unit_ids=[partner.unit_id for partner in decision.partners],
            catalogue_row_id=decision.row.id if decision.row else None,
            dispatch_note=await _note(session, found, where),
        )
        occasion = preparation.Occasion(session, ticket, SYSTEM, state)
        ready = await preparation.prepare(Action.DISPATCH, payload, occasion)
        await service.act(
            session,
            ticket_id=ticket.id,
            action=Action.DISPATCH,
            actor=SYSTEM,
            payload=ready,
            version=ticket.version,
        )
        log.info("autodispatch.sent")


async def _note(session: AsyncSession, found: Triage, where: Range) -> str:
    """Say on the record by what permission, by whose approval and how surely."""
    version, heard = where.version, found.heard
    number, by = (version.number, version.decided_by) if version else (0, None)
    names = await accounts.names_of(session, [by]) if by else {}
    approver = f"，批准人{names[by]}" if by in names else ""
    return (
        f"系统自动派单：目录条目直接命中，自动派单范围第{number}版{approver}；"
        f"分类把握{heard.confidence:.2f}，不低于门槛{heard.gate or 1:.2f}（模型{heard.model}）。"
    )


async def figures(session: AsyncSession) -> AutomaticFiguresOut:
    """Return how many tickets the system dispatched, and how many of them came back or went elsewhere."""
    own = select(TicketAction.ticket_id).where(
        TicketAction.action == Action.DISPATCH.value, TicketAction.actor_kind == SYSTEM.kind
    )
    sent = Ticket.id.in_(own)
    returned = func.count().filter(Ticket.returns_total > 0)
    moved = func.count().filter(Ticket.lead_unit_id != Ticket.first_lead_unit_id)
    row = (await session.execute(select(func.count(), returned, moved).where(sent))).one()
    return AutomaticFiguresOut(automatic=row[0], returned=row[1], redispatched=row[2])
