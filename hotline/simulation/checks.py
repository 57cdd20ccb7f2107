"""What a run has to prove (核对): accepted = stored, actions legal, clocks right, none lost."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from crm.identity import contact_hash, contact_point
from crm.models import ContactKind
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.vault.service import session_ring
from hotline.simulation.citizens import Doors
from hotline.simulation.clockcheck import ClockReport, check_clocks
from hotline.simulation.scenario import Plan
from hotline.simulation.staff import Staff
from hotline.simulation.tally import Played, Tally
from hotline.tickets.models import Ticket

_CHUNK = 200
_PAUSE = 0.5
SHOWN = 25
_ENDS = {
    Plan.DECLINED: {"DECLINED"},
    Plan.WITHDRAWN: {"WITHDRAWN", "CLOSED"},
    Plan.MERGED: {"CLOSED", "MERGED"},
}


@dataclass(frozen=True)
class Check:
    """One line of the result: what was expected, what was found, and examples where they differ."""

    name: str
    expected: str
    found: str
    ok: bool
    examples: tuple[str, ...] = ()


@dataclass
class Auditor:
    """Looks at the house after the run, through its pages and in its database.

    What is due to be delivered may take ``patience_seconds``.
    """

    database: Database
    doors: Doors
    staff: Staff
    tally: Tally
    patience_seconds: float = 120.0

    async def checks(self) -> list[Check]:
        """Return every line, in the order in which it is printed."""
        await self._statuses()
        return [
            await self._stored(),
            await self._once(),
            self._legal(),
            self._ended(),
            await self._clocks(),
            await self._tracked(),
            await self._delivered(),
        ]

    async def _statuses(self) -> None:
        """Read every ticket's status once more; a journey that got stuck has none yet."""
        for played in self.tally.accepted:
            if played.ticket_id:
                page = await self.staff.look(self.staff.of("supervisor"), played.ticket_id)
                played.status = page["status"]

    async def _stored(self) -> Check:
        numbers = [played.receipt.number for played in self.tally.accepted]
        stored = 0
        async with self.database.read() as session:
            for chunk in _chunks(numbers):
                query = select(func.count()).where(Ticket.number.in_(chunk))
                stored += int(await session.scalar(query) or 0)
        accepted = len(numbers)
        ok = stored == accepted == self.tally.sent == len(set(numbers))
        return Check(
            "受理 = 入库", f"{self.tally.sent} 件诉求", f"受理 {accepted}，入库 {stored}", ok
        )

    async def _once(self) -> Check:
        """Nobody's request was registered twice: one ticket for each telephone of the play."""
        named = [p for p in self.tally.accepted if p.contact.plan is not Plan.ANONYMOUS]
        found: Counter[str] = Counter()
        async with self.database.read() as session:
            ring = session_ring(session)
            hashes = [
                contact_hash(ring, contact_point(ContactKind.PHONE, p.contact.phone)) for p in named
            ]
            number = Ticket.contact_number_hash
            for chunk in _chunks(hashes):
                query = select(number).where(number.in_(chunk))
                found.update(map(str, await session.scalars(query)))
        single = sum(found[one] == 1 for one in hashes)
        told = f"{single} 个各一件，共 {found.total()} 件"
        ok = single == found.total() == len(named)
        return Check("没有重复登记", f"{len(named)} 个号码各一件", told, ok)

    def _legal(self) -> Check:
        tally = self.tally
        done = tally.actions.total()
        found = (
            f"{done} 次操作，{tally.refused_rightly} 次非法操作被拒绝，{len(tally.faults)} 个意外"
        )
        ok = not tally.faults and done > 0
        return Check("操作合法", "没有意外的 4xx、5xx", found, ok, _grouped(tally.faults))

    def _ended(self) -> Check:
        open_ = [p for p in self.tally.accepted if p.status not in _ends(p)]
        ended = len(self.tally.accepted) - len(open_)
        told = _grouped([f"{p.contact.plan.label} 停在 {p.status or '未知'}" for p in open_])
        return Check("全部办结", f"{len(self.tally.accepted)} 件", f"{ended} 件", not open_, told)

    async def _clocks(self) -> Check:
        report = ClockReport()
        supervisor = self.staff.of("supervisor")
        async with self.database.read() as session:
            for played in self.tally.accepted:
                if played.ticket_id:
                    page = await self.staff.look(supervisor, played.ticket_id)
                    await check_clocks(session, page, played.contact.plan, report)
        found = f"{report.checked} 个时限重算，{len(report.wrong)} 个不符"
        ok = report.checked > 0 and not report.wrong
        return Check("时限正确", "与工作日历重算一致", found, ok, _grouped(report.wrong))

    async def _tracked(self) -> Check:
        """Every number opens with its code and shows the status that the staff see."""
        wrong: list[str] = []
        for played in self.tally.accepted:
            answer = await self.doors.track(played.contact, played.receipt)
            if answer.status_code != 200:
                wrong.append(f"凭编号和查询码查不到（{answer.status_code}）")
            elif answer.json()["status"] != played.status:
                wrong.append(f"市民看到 {answer.json()['status']}，工单为 {played.status}")
        count = len(self.tally.accepted)
        found = f"{count - len(wrong)} 件查到"
        ok = not wrong and count == self.tally.sent
        return Check("一件不丢", f"{self.tally.sent} 件凭码可查", found, ok, _grouped(wrong))

    async def _delivered(self) -> Check:
        """Every event of this run has reached every handler whose time has come; none has failed."""
        status, failed = OutboxDelivery.status, OutboxDelivery.last_error.is_not(None)
        late = status == DeliveryStatus.PENDING.value
        ends = time.monotonic() + self.patience_seconds
        waiting = await self._deliveries(late, OutboxDelivery.run_at <= clock.now())
        while waiting and time.monotonic() < ends:
            await asyncio.sleep(_PAUSE)
            waiting = await self._deliveries(late, OutboxDelivery.run_at <= clock.now())
        failing = await self._deliveries(status != DeliveryStatus.DONE.value, failed)
        told = [f"{handler}：{count} 次失败" for handler, count in failing.items()]
        told += [f"{handler}：{count} 个到时未送" for handler, count in waiting.items()]
        found = f"{failing.total()} 个失败，{waiting.total()} 个到时未送"
        return Check("事件送达", "全部送达，没有失败", found, not told, tuple(told))

    async def _deliveries(self, *conditions: ColumnElement[bool]) -> Counter[str]:
        """Count deliveries of this run's events by handler."""
        query = (
            select(OutboxDelivery.handler, func.count())
            .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
            .where(OutboxEvent.occurred_at >= self.tally.started_at, *conditions)
            .group_by(OutboxDelivery.handler)
        )
        async with self.database.read() as session:
            return Counter(dict((await session.execute(query)).all()))


def _grouped(faults: Sequence[str]) -> tuple[str, ...]:
    """Return the different faults, the most frequent first, each with how often it came up."""
    found = Counter(faults).most_common(SHOWN)
    return tuple(f"{words}（{count} 次）" if count > 1 else words for words, count in found)


def _ends(played: Played) -> set[str]:
    return _ENDS.get(played.contact.plan, {"CLOSED"})


def _chunks(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]
