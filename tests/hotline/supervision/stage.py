"""A case that runs late, for the tests of e-supervision (超期工单)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.outbox.relay import Relay
from hotline.supervision import sweep
from hotline.supervision.models import Card, Order, SupervisionRecord
from hotline.tickets.models import Ticket, TicketClock
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets import city as cities
from tests.hotline.tickets.city import MONDAY, City

# A consultation signed on Monday 2026-03-02, limit 2 WD: due on Wednesday the 4th at 17:30.
DUE = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def local(text: str) -> datetime:
    """An instant of Foshan, written as ``2026-03-04 17:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@dataclass
class Stage:
    """A database with one signed ticket; ``at`` moves the clock and lets everything due happen."""

    database: Database
    relay: Relay
    move: Callable[[datetime], None]
    ticket_id: str
    bureau_id: str

    async def at(self, text: str) -> None:
        """Move to an instant of Foshan, sweep and deliver."""
        self.move(local(text))
        await sweep.run_once(self.database)
        await self.relay.drain()
        await none_failed(self.database)

    async def records(self, *names: str) -> list[str]:
        """The steps of the clocks ``names`` (default: case), cards and documents, in their order."""
        clocks = select(TicketClock.id).where(TicketClock.clock.in_(names or ("case",)))
        query = select(SupervisionRecord.kind).where(
            SupervisionRecord.object_id == self.ticket_id,
            or_(SupervisionRecord.clock_id.is_(None), SupervisionRecord.clock_id.in_(clocks)),
        )
        async with self.database.read() as session:
            return list(await session.scalars(query.order_by(SupervisionRecord.seq)))

    async def cards(self) -> list[tuple[str, str, str]]:
        """(rule, colour, step) of the cards, oldest first."""
        query = select(Card.rule_id, Card.colour, Card.step).order_by(Card.triggered_at, Card.id)
        async with self.database.read() as session:
            rows = (await session.execute(query)).all()
        return [(rule, colour, step) for rule, colour, step in rows]

    async def orders(self) -> list[tuple[str, str]]:
        """(level, state) of the documents, oldest first."""
        query = select(Order.level, Order.state).order_by(Order.issued_at, Order.id)
        async with self.database.read() as session:
            rows = (await session.execute(query)).all()
        return [(level, state) for level, state in rows]

    async def clock_row(self, name: str = "case") -> TicketClock:
        """The newest clock of that name."""
        query = select(TicketClock).where(TicketClock.clock == name).order_by(TicketClock.id.desc())
        async with self.database.read() as session:
            row = (await session.scalars(query.limit(1))).one()
            session.expunge(row)
            return row

    async def running(self) -> set[str]:
        """The names of the running clocks of the ticket."""
        query = select(TicketClock.clock).where(
            TicketClock.ticket_id == self.ticket_id, TicketClock.state == "RUNNING"
        )
        async with self.database.read() as session:
            return set(await session.scalars(query))

    async def ticket(self) -> Ticket:
        """The ticket as it is."""
        async with self.database.read() as session:
            ticket = await session.get_one(Ticket, self.ticket_id)
            session.expunge(ticket)
            return ticket

    @asynccontextmanager
    async def city(self) -> AsyncIterator[tuple[City, Ticket]]:
        """Act on the ticket in a transaction of its own."""
        async with self.database.write() as session:
            units = {unit.code: unit for unit in await session.scalars(select(Unit))}
            ticket = await session.get_one(Ticket, self.ticket_id)
            yield City(session, units, ticket.citizen_id or ""), ticket
        await self.relay.drain()
        await none_failed(self.database)


async def none_failed(database: Database) -> None:
    """Fail loudly when a handler failed; a retry would hide it."""
    query = select(OutboxDelivery.handler, OutboxDelivery.last_error).where(
        OutboxDelivery.attempts > 0
    )
    async with database.read() as session:
        assert (await session.execute(query)).all() == []


@asynccontextmanager
async def staged(
    database: Database, relay: Relay, kind: RequestKind = RequestKind.CONSULT
) -> AsyncIterator[Stage]:
    """A signed ticket of the bureau on Monday morning, the citizen called at once."""
    with clock.frozen(MONDAY) as move:
        async with database.write() as session:
            city = await cities.build(session)
            ticket = await cities.handled(city, kind)
            await cities.contacted(city, ticket)
        await relay.drain()
        await none_failed(database)
        yield Stage(database, relay, move, ticket.id, city.id("bureau"))
