"""Every line of the printed table can fail: what is spoilt after a sound run is found by its own line."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline.bootstrap import build
from hotline.demo import loader
from hotline.kit import clock
from hotline.kit.outbox.models import OutboxDelivery, OutboxEvent
from hotline.settings import Settings
from hotline.simulation.checks import Auditor
from hotline.simulation.citizens import Doors
from hotline.simulation.handsets import Handsets
from hotline.simulation.play import Play
from hotline.simulation.scenario import Contact, Door, Plan, Text
from hotline.simulation.staff import Login, Staff
from hotline.simulation.tally import Tally
from hotline.tickets.models import Ticket, TicketClock
from routing.taxonomy.tree import RequestKind
from tests.support.seeded import seeded_sqlite
from tests.support.server import Server, serving

__all__ = ["seeded_sqlite"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
LAMP = Text("建新路的路灯坏了三盏，晚上看不见路", RequestKind.HELP, "010402")
SMOKE = Text("楼下烧烤店油烟太大，天天熏得睡不着", RequestKind.COMPLAINT, "050201")
CONTACTS = [
    Contact(1, LAMP, Plan.PLAIN, Door.WEB, "13900000001", "198.18.0.1"),
    Contact(2, SMOKE, Plan.PLAIN, Door.WEB, "13900000002", "198.18.0.2"),
    Contact(3, LAMP, Plan.PLAIN, Door.DESK, "13900000003", "198.18.0.3"),
]


@dataclass
class Ended:
    """A run that is over, and what can be spoilt of its traces."""

    auditor: Auditor

    async def failed(self) -> list[str]:
        """The names of the lines that are not as expected."""
        return [check.name for check in await self.auditor.checks() if not check.ok]

    async def failed_with(self, table: Any, row_id: str, **values: Any) -> list[str]:
        """The same with other values in one row; they are put back."""
        columns = [table.__table__.c[name] for name in values]
        async with self.auditor.database.read() as session:
            row = (await session.execute(select(*columns).where(table.id == row_id))).one()
        try:
            await self._write(table, row_id, values)
            return await self.failed()
        finally:
            await self._write(table, row_id, dict(row._mapping))

    async def _write(self, table: Any, row_id: str, values: dict[str, Any]) -> None:
        async with self.auditor.database.write() as session:
            await session.execute(update(table).where(table.id == row_id).values(**values))

    async def first(self, column: Any, **where: Any) -> Any:
        """One value of a row."""
        conditions = [column.class_.__table__.c[name] == value for name, value in where.items()]
        async with self.auditor.database.read() as session:
            return await session.scalar(select(column).where(*conditions).limit(1))


@pytest.fixture(scope="module")
def server(seeded_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration city, served."""
    with serving(tmp_path_factory.mktemp("house"), seeded=seeded_sqlite) as found:
        yield found


@asynccontextmanager
async def played(server: Server) -> AsyncIterator[Ended]:
    hotline = build(Settings.model_validate({"data_dir": server.data_dir}))
    await hotline.start()
    tally = Tally()
    logins = [Login(x.login, x.roles, x.unit_code) for x in loader.logins()]
    staff = Staff(server.base_url, logins, loader.DEMO_PASSWORD, tally)
    doors = Doors(server.base_url, tally, Handsets(hotline.database))
    try:
        await staff.open()
        await Play(doors, staff, tally).run(CONTACTS, at_once=3)
        auditor = Auditor(hotline.database, doors, staff, tally, patience_seconds=20)
        yield Ended(auditor)
    finally:
        await staff.close()
        await doors.close()
        await hotline.close()


async def test_each_line_finds_its_own_fault(server: Server) -> None:
    async with played(server) as ended:
        tally = ended.auditor.tally
        assert await ended.failed() == [], tally.faults
        ended.auditor.patience_seconds = 1  # all is delivered; what is spoilt now stays so
        await _spoil_the_count(ended)
        await _spoil_the_tickets(ended)
        await _spoil_the_events(ended)
        assert await ended.failed() == []


async def _spoil_the_count(ended: Ended) -> None:
    """A number that was never stored, a code that opens nothing, a request without an answer, a refusal."""
    tally = ended.auditor.tally
    played = tally.accepted[0]
    whole = played.receipt
    played.receipt = replace(whole, number="FS202001010000017")
    assert await ended.failed() == ["受理 = 入库", "一件不丢"]
    played.receipt = replace(whole, code="111111" if whole.code != "111111" else "222222")
    assert await ended.failed() == ["一件不丢"]
    played.receipt = whole
    tally.sent += 1
    assert await ended.failed() == ["受理 = 入库", "一件不丢"]
    tally.sent -= 1
    tally.faults.append("一次意外")
    assert await ended.failed() == ["操作合法"]
    tally.faults.clear()


async def _spoil_the_tickets(ended: Ended) -> None:
    """One telephone with two tickets, a ticket that is still open, a clock an hour off."""
    one, other = (played.ticket_id for played in ended.auditor.tally.accepted[:2])
    digest = await ended.first(Ticket.contact_number_hash, id=other)
    for spoilt in ("0" * 64, digest):
        failed = await ended.failed_with(Ticket, one, contact_number_hash=spoilt)
        assert failed == ["没有重复登记"]
    assert await ended.failed_with(Ticket, one, status="HANDLING") == ["全部办结"]
    case = await ended.first(TicketClock.id, ticket_id=one, clock="case")
    due = await ended.first(TicketClock.original_due_at, id=case)
    later = due + timedelta(hours=1)
    assert await ended.failed_with(TicketClock, case, original_due_at=later) == ["时限正确"]


async def _spoil_the_events(ended: Ended) -> None:
    """A handler that failed, and one that nobody ran."""
    event = await ended.first(OutboxEvent.id, name="ticket.acted")
    delivery = await ended.first(OutboxDelivery.id, event_id=event)
    dead = {"status": "DEAD", "last_error": "ValueError"}
    assert await ended.failed_with(OutboxDelivery, delivery, **dead) == ["事件送达"]
    held = {"status": "PENDING", "run_at": clock.now() - timedelta(minutes=1)}
    locked = {"locked_until": clock.now() + timedelta(minutes=10), "locked_by": "nobody"}
    assert await ended.failed_with(OutboxDelivery, delivery, **held, **locked) == ["事件送达"]
