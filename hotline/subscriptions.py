"""Who hears what (订阅总表): the one visible table from event to handler."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from channels import delivering
from channels.events import MessageFailed, MessageReceived
from channels.registry import Channels
from crm import restrictions
from crm.events import CitizenErased, RestrictionDue
from hotline.gateway import (
    boards,
    dialogue_news,
    duty_news,
    hot_news,
    incident_news,
    knowledge_news,
    streams,
)
from hotline.kit.calendars.events import CalendarChanged
from hotline.kit.organisation.events import UnitChanged
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process import (
    erasure,
    followup,
    inbox,
    notices,
    recalculation,
    receipts,
    timeline,
    unit_notices,
)
from hotline.process.assist import service as assist
from hotline.process.dispatching import approving, rulings
from hotline.process.dispatching import automatic as autodispatch
from hotline.process.events import (
    ReadyForDispatch,
    ReasonsDue,
    RecalculationDue,
    ReviewDue,
    SurveyDue,
)
from hotline.process.incidents import carrying_out, undelivered
from hotline.process.incidents.events import MeasureDue
from hotline.process.learning import articles as learned_articles
from hotline.process.learning.remembering import MemoryFeed
from hotline.process.seen import repeats
from hotline.process.seen.events import RepeatCheckDue
from hotline.supervision import knowledge as supervised_knowledge
from hotline.supervision import knowledge_items as supervised_items
from hotline.supervision import notify
from hotline.supervision import subscriptions as supervision
from hotline.tickets.events import (
    AssignmentStarted,
    InfoReminderDue,
    TicketActed,
    TicketOpened,
    TicketSplit,
)
from knowledge.articles import turning as articles_turning
from knowledge.articles.events import ArticleTurns
from knowledge.desk import SearchDesk
from knowledge.directory import service as directory
from knowledge.editorial import clocks as editorial
from knowledge.events import KnowledgeChanged
from knowledge.index import LISTENER
from knowledge.items import turning as items_turning
from knowledge.items.events import ItemsTurn
from knowledge.notices import service as knowledge_notices
from knowledge.notices.events import NoticeTurns
from routing.events import (
    CatalogueChanged,
    GazetteerChanged,
    RoutingPolicyChanged,
    TaxonomyChanged,
)
from routing.state import RoutingHolder


async def _on_opened(session: AsyncSession, event: TicketOpened) -> None:
    """One delivery row for all on the busiest path: receipt, notices, timeline, repeats, review, stream."""
    await receipts.on_opened(session, event)
    await notices.on_opened(session, event)
    await timeline.on_opened(session, event)
    await repeats.on_opened(session, event)
    await approving.on_opened(session, event)
    await streams.on_ticket_opened(session, event)


async def _on_acted(feed: MemoryFeed, session: AsyncSession, event: TicketActed) -> None:
    """One delivery row for what every action asks for: messages, timeline, follow-up, stream."""
    await notices.on_acted(session, event)
    await timeline.on_acted(session, event)
    await followup.on_acted(session, event)
    await unit_notices.on_acted(session, event)
    await streams.on_ticket_acted(session, event)
    await rulings.on_acted(session, event)
    await autodispatch.on_acted(session, event)
    await repeats.on_acted(session, event)
    await feed.on_acted(session, event)
    await learned_articles.on_acted(session, event)
    await assist.on_acted(session, event)


def build(*, channels: Channels, routing: RoutingHolder, search: SearchDesk) -> Subscriptions:
    """Fill the table; bootstrap calls it once."""
    table = Subscriptions()
    delivering.register(table, channels)
    supervision.register(table)
    notify.register(table)
    hot_news.register(table)
    boards.register(table)
    incident_news.register(table)
    knowledge_news.register(table)
    duty_news.register(table)
    dialogue_news.register(table)

    table.on(MessageReceived, "process.inbox", inbox.Inbox(routing, search).on_message, prompt=True)
    table.on(MessageFailed, "process.survey_undelivered", followup.on_message_failed)
    table.on(MessageFailed, "process.incident_undelivered", undelivered.on_message_failed)
    table.on(TicketOpened, "process.opened", _on_opened)
    feed = MemoryFeed(routing)
    routing.feeds.append(feed)
    table.on(TicketActed, "process.acted", partial(_on_acted, feed))
    table.on(TicketSplit, "process.timeline_split", timeline.on_split)
    table.on(RepeatCheckDue, "process.repeat_check", repeats.on_opened)
    table.on(MeasureDue, "process.incident_measure", carrying_out.on_due)
    table.on(ReviewDue, "process.autoapproval", approving.AutoApproval(routing).on_due)
    table.on(ReadyForDispatch, "process.autodispatch", autodispatch.AutoDispatch(routing).on_ready)
    table.on(SurveyDue, "process.survey_due", followup.on_survey_due)
    table.on(ReasonsDue, "process.reasons_due", followup.on_reasons_due)
    table.on(AssignmentStarted, "process.unit_assigned", unit_notices.on_assignment_started)

    _standing_data(table, routing, search)
    return table


def _standing_data(table: Subscriptions, routing: RoutingHolder, search: SearchDesk) -> None:
    """Calendars, units, the catalogue, knowledge: what was looked up before a change is looked up anew."""
    table.on(CalendarChanged, "process.calendar_changed", recalculation.on_calendar_changed)
    table.on(UnitChanged, "process.unit_changed", recalculation.on_unit_changed)
    table.on(RecalculationDue, "process.recalculate", recalculation.on_batch)
    table.on(InfoReminderDue, "process.info_reminder", notices.on_info_reminder)
    table.on(CitizenErased, "process.erasure", erasure.on_erased)
    table.on(RestrictionDue, "crm.end_restriction", restrictions.on_restriction_due)

    table.on_effect(KnowledgeChanged, LISTENER, search.on_changed)
    editorial.register(table)
    supervised_knowledge.register(table)
    supervised_items.register(table)
    table.on(NoticeTurns, "knowledge.notice_turns", knowledge_notices.on_turn)
    table.on(ArticleTurns, "knowledge.article_turns", articles_turning.on_turn)
    table.on(ItemsTurn, "knowledge.item_turns", items_turning.on_turn)
    table.on(KnowledgeChanged, "directory.item_changed", directory.on_knowledge_changed)
    table.on(UnitChanged, "directory.unit_changed", directory.on_unit_changed)

    for event in (TaxonomyChanged, CatalogueChanged, GazetteerChanged, RoutingPolicyChanged):
        table.on(event, f"routing.refresh:{event.name}", routing.on_routing_changed)
