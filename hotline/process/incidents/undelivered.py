"""What was told and did not arrive (告知未成): the measure's record says so, and why, instead of 已办.

Between the writing of a notice and its sending a citizen may opt out, or every way to him fail. The channels
tell that with ``message.failed``; here it is read back into the line of the ticket it belongs to.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.delivery import Reason
from channels.events import MessageFailed
from channels.models import Message
from hotline.kit import clock
from hotline.kit.outbox.service import publish
from hotline.process.incidents import telling
from hotline.process.incidents.events import MEASURE, IncidentChanged
from hotline.process.incidents.models import Measure, MeasureItem
from hotline.process.incidents.vocabulary import ItemState, SkipReason
from hotline.process.recipients import reporters_of
from hotline.tickets.models import Ticket


async def on_message_failed(session: AsyncSession, event: MessageFailed) -> None:
    """Correct the line of a notice that reached nobody; one that reached some says whom it did not."""
    key = await session.scalar(select(Message.dedupe_key).where(Message.id == event.message_id))
    meant = telling.meant_by(key)
    if meant is None:
        return
    measure_id, reporter_id = meant
    # The measure's lock keeps two messages of one ticket that fail together in line.
    measure = await session.get(Measure, measure_id, with_for_update=True)
    item = await _item(session, measure_id, reporter_id)
    if measure is None or item is None or item.state != ItemState.DONE:
        return
    ticket = await session.get_one(Ticket, item.ticket_id)
    told, failed = await _counted(session, measure_id, await reporters_of(session, ticket))
    why = _why(Reason(event.reason))
    item.reason_code = why.value
    item.reason = _words(why, Reason(event.reason), told, failed)
    if not told:
        item.state, item.done_at = ItemState.SKIPPED.value, clock.now()
    await publish(session, IncidentChanged(measure.incident_id, MEASURE))


async def _item(session: AsyncSession, measure_id: str, reporter_id: str) -> MeasureItem | None:
    """Return the line of the ticket that the reporter belongs to: his own, or one it was joined to."""
    ticket_id: str | None = reporter_id
    passed: set[str] = set()
    while ticket_id is not None and ticket_id not in passed:
        passed.add(ticket_id)
        query = select(MeasureItem).where(
            MeasureItem.measure_id == measure_id, MeasureItem.ticket_id == ticket_id
        )
        found: MeasureItem | None = await session.scalar(
            query.execution_options(populate_existing=True)
        )
        if found is not None:
            return found
        ticket_id = await session.scalar(
            select(Ticket.merged_into_id).where(Ticket.id == ticket_id)
        )
    return None


async def _counted(
    session: AsyncSession, measure_id: str, reporters: Sequence[Ticket]
) -> tuple[int, int]:
    """Return how many of the ticket's reporters were written to and not given up, and how many were."""
    keys = [telling.key_of(measure_id, reporter.id) for reporter in reporters]
    failed = func.count(Message.failed_at)
    query = select(func.count(), failed).where(Message.dedupe_key.in_(keys))
    row = (await session.execute(query)).one()
    return row[0] - row[1], row[1]


def _why(reason: Reason) -> SkipReason:
    return SkipReason.OPTED_OUT if reason is Reason.OPTED_OUT else SkipReason.UNREACHABLE


def _words(why: SkipReason, reason: Reason, told: int, failed: int) -> str:
    who = f"{told + failed} 名诉求人中 {failed} 名" if told else ""
    if why is SkipReason.OPTED_OUT:
        return f"{who}未发送：{why.label}"
    return f"{who}未送达：{reason.label}，请由人工告知"
