"""Who hears what (订阅总表): the one visible table from event to handler."""

from sqlalchemy.ext.asyncio import AsyncSession

from channels import delivering
from channels.events import MessageReceived
from channels.registry import Channels
from hotline.gateway import streams
from hotline.kit.calendars.events import CalendarChanged
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process import inbox, notices, recalculation, receipts, timeline
from hotline.supervision import notify
from hotline.supervision import subscriptions as supervision
from hotline.tickets.events import TicketActed, TicketOpened
from routing.events import (
    CatalogueChanged,
    GazetteerChanged,
    RoutingPolicyChanged,
    TaxonomyChanged,
)
from routing.state import RoutingHolder


async def _on_opened(session: AsyncSession, event: TicketOpened) -> None:
    """One delivery row instead of three on the busiest path: receipt, other notices, timeline."""
    await receipts.on_opened(session, event)
    await notices.on_opened(session, event)
    await timeline.on_opened(session, event)


def build(*, channels: Channels, routing: RoutingHolder) -> Subscriptions:
    """Fill the table; bootstrap calls it once."""
    table = Subscriptions()
    delivering.register(table, channels)

    table.on(MessageReceived, "process.inbox", inbox.Inbox(routing).on_message)
    table.on(TicketOpened, "process.opened", _on_opened)
    table.on(TicketActed, "process.notice_acted", notices.on_acted)
    table.on(TicketActed, "process.timeline_acted", timeline.on_acted)
    table.on(TicketOpened, "gateway.stream_opened", streams.on_ticket_opened)
    table.on(TicketActed, "gateway.stream_acted", streams.on_ticket_acted)
    table.on(CalendarChanged, "process.recalculate_clocks", recalculation.on_calendar_changed)
    supervision.register(table)
    notify.register(table)
    for event in (TaxonomyChanged, CatalogueChanged, GazetteerChanged, RoutingPolicyChanged):
        table.on(event, f"routing.refresh:{event.name}", routing.on_routing_changed)
    return table
