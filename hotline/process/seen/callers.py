"""Many contacts on one matter (老户·多次来电): counted without new facts, marked on the tickets, never a block.

Domain rules §3.5 (D): twenty contacts on a day or fifty in a month on one matter without new facts open the
repeat-caller view. A contact is a ticket of the citizen, joined ones and those told "nothing new" included, or
an urging on one of them; a month is the last thirty days, as in ``repeat_rate`` (§9.3). What brings a new fact
is no repetition and does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.restrictions import suggests_repeat_view
from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.process.seen.before import LEAST_ALIKE_OWN, Asked
from hotline.process.seen.index import TicketIndex, index_of
from hotline.process.seen.schemas import RepeatCallerOut
from hotline.tickets.actions import Action
from hotline.tickets.models import Status, Ticket, TicketAction
from hotline.tickets.queries import listed_to
from routing.similar.new_clauses import news

MONTH = timedelta(days=30)
MOST = 500  # tickets of one citizen that are compared, the newest of the month
_COLUMNS: tuple[Any, ...] = (
    Ticket.id,
    Ticket.content,
    Ticket.address_text,
    Ticket.district_code,
    Ticket.town_code,
    Ticket.received_at,
)


@dataclass(frozen=True)
class Contacts:
    """Contacts on one matter without new facts, and the tickets it was told on."""

    today: int = 0
    month: int = 0
    ticket_ids: tuple[str, ...] = field(default=())

    def reach(self, session: AsyncSession) -> bool:
        """Tell whether they are so many that the repeat-caller view is to be opened."""
        return suggests_repeat_view(session, calls_today=self.today, calls_this_month=self.month)


async def mark(session: AsyncSession, asked: Asked) -> None:
    """Mark every ticket of the matter if there were too many contacts on it."""
    contacts = await count(session, asked)
    if contacts.reach(session):
        await session.execute(
            update(Ticket)
            .where(Ticket.id.in_(contacts.ticket_ids), Ticket.repeat_caller.is_(False))
            .values(repeat_caller=True)
        )


async def told(session: AsyncSession, asked: Asked, actor: Actor) -> RepeatCallerOut | None:
    """Return what opens the repeat-caller view, with the tickets the actor may see; ``None``: not so many."""
    contacts = await count(session, asked)
    if not contacts.reach(session):
        return None
    query = select(Ticket.id).where(Ticket.id.in_(contacts.ticket_ids), listed_to(actor))
    seen = await session.scalars(query.order_by(Ticket.received_at, Ticket.id))
    return RepeatCallerOut(
        today=contacts.today, month=contacts.month, ticket_ids=list(seen), words=_words(contacts)
    )


def _words(contacts: Contacts) -> str:
    return (
        f"同一诉求人就此事项今日联系 {contacts.today} 次、近 30 天 {contacts.month} 次，没有新情况。"
        "请核对历次办理情况后一并答复；不得因此拒绝受理。"
    )


async def count(session: AsyncSession, asked: Asked) -> Contacts:
    """Count the contacts of the asking citizen on this matter; nothing is compared below the thresholds."""
    index, own = index_of(session), asked.own()
    if index is None or own is None:
        return Contacts()
    since = clock.now() - MONTH
    his = (own, Ticket.received_at >= since, Ticket.status != Status.VOIDED.value)
    urged = func.coalesce(func.sum(Ticket.urge_count), 0)
    row = (await session.execute(select(func.count(), urged).where(*his))).one()
    most = row[0] + row[1] + 1
    if not suggests_repeat_view(session, calls_today=most, calls_this_month=most):
        return Contacts()
    query = select(*_COLUMNS).where(*his)
    newest = query.order_by(Ticket.received_at.desc(), Ticket.id.desc()).limit(MOST)
    rows = list((await session.execute(newest)).all())[::-1]
    return await _counted(session, asked, _same_matter(index, asked, rows), index)


def _same_matter(index: TicketIndex, asked: Asked, rows: Sequence[Any]) -> list[Any]:
    return [
        row
        for row in rows
        if row.id == asked.ticket_id
        or index.likeness(asked.compared, index.text_of(row)) >= LEAST_ALIKE_OWN
    ]


async def _counted(
    session: AsyncSession, asked: Asked, rows: Sequence[Any], index: TicketIndex
) -> Contacts:
    """Count tickets that bring nothing new, and every urging on any of them."""
    told_at = [(row.content, row.received_at) for row in rows]
    if asked.ticket_id is None:
        told_at.append((asked.words, clock.now()))
    wording, known = index.routing.state.wording, ""
    at: list[datetime] = []
    for words, instant in told_at:
        if not known or not news(words, known, wording):
            at.append(instant)
        known += f"\n{words}"
    ids = tuple(row.id for row in rows)
    urgings = select(TicketAction.at).where(
        TicketAction.ticket_id.in_(ids),
        TicketAction.action == Action.URGE.value,
        TicketAction.at >= clock.now() - MONTH,
    )
    at += list(await session.scalars(urgings))
    today = clock.local_date()
    return Contacts(sum(clock.local_date(one) == today for one in at), len(at), ids)
