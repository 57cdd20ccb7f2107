"""Clocks of the knowledge base (知识时限): when reviews are reminded of and when an article is stale.

Domain rules §12.3: reminders 20 and 5 working days before the review day; §10.1: stale 10 working days
after it; §4.1: ``kb_error_ack`` and ``kb_error_fix``. Timers go through the outbox; a timer whose article
was meanwhile published anew, confirmed or withdrawn means nothing.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.events import Event
from hotline.kit.outbox.service import publish, publish_all
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.worktime import Calendar, OutsideCalendar
from knowledge.articles.events import ArticleConfirmed, ArticleErrorReported, ArticlePublished
from knowledge.articles.models import Article, ArticleState, ErrorReport, ErrorState
from knowledge.articles.queries import get_article, get_error_report, is_expired
from knowledge.editorial.events import ArticleStale, ErrorDue, ItemErrorDue, ReviewComing
from knowledge.feedback.events import ItemErrorReported
from knowledge.feedback.models import ItemReport
from knowledge.worktimes import calendar_for

REMIND_DAYS = (20, 5)
STALE_DAYS = 10
ACK, FIX = "kb_error_ack", "kb_error_fix"
_WEEK = 5  # working days; beyond the years a calendar knows, weeks stand for them
_STILL_OPEN = {
    ACK: frozenset({ErrorState.OPEN.value}),
    FIX: frozenset({ErrorState.OPEN.value, ErrorState.ACKNOWLEDGED.value}),
}


def register(table: Subscriptions) -> None:
    """Subscribe what starts the clocks."""
    table.on(ArticlePublished, "knowledge.review_clock", on_published)
    table.on(ArticleConfirmed, "knowledge.review_clock_again", on_published)
    table.on(ArticleErrorReported, "knowledge.error_clock", on_error_reported)
    table.on(ItemErrorReported, "knowledge.item_error_clock", on_item_reported)


async def on_published(session: AsyncSession, event: ArticlePublished | ArticleConfirmed) -> None:
    """Set the timers of the article's review day; of reminders already past only the last is given."""
    article = await get_article(session, event.article_id)
    if article.review_by is None or article.current_revision_id != event.revision_id:
        return
    calendar = await calendar_for(session, article.owner_unit_id)
    day, now = article.review_by, clock.now()
    past: list[Event] = []
    timers: list[tuple[Event, datetime | None]] = []
    for days in REMIND_DAYS:
        reminder = ReviewComing(article.id, day.isoformat(), days)
        at = before(calendar, day, days)
        if at > now:
            timers.append((reminder, at))
        else:
            past.append(reminder)
    if past and day >= clock.local_date():
        timers.append((past[-1], None))
    stale = ArticleStale(article.id, day.isoformat())
    timers.append((stale, after(calendar, day, STALE_DAYS)))
    await publish_all(session, timers)


def before(calendar: Calendar, day: date, days: int) -> datetime:
    """Return the opening of the day ``days`` working days before ``day``."""
    noon = _noon(day)
    try:
        closes = calendar.subtract_days(noon, days)
        found = clock.local_date(
            closes - timedelta.resolution
        )  # round the clock closes at midnight
        return calendar.next_opening(datetime.combine(found, time(), clock.SHANGHAI))
    except OutsideCalendar:
        return noon - timedelta(weeks=days / _WEEK)


def after(calendar: Calendar, day: date, days: int) -> datetime:
    """Return the close of business ``days`` working days after ``day``."""
    noon = _noon(day)
    try:
        return calendar.add_days(noon, days)
    except OutsideCalendar:
        return noon + timedelta(weeks=days / _WEEK)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.SHANGHAI)


async def on_error_reported(session: AsyncSession, event: ArticleErrorReported) -> None:
    """Set the timers of an error report."""
    report = await get_error_report(session, event.error_id)
    await publish(session, ErrorDue(report.id, ACK), at=report.ack_due_at)
    await publish(session, ErrorDue(report.id, FIX), at=report.fix_due_at)


async def on_item_reported(session: AsyncSession, event: ItemErrorReported) -> None:
    """Set the timers of a report on a service item."""
    report = await session.get_one(ItemReport, event.report_id)
    await publish(session, ItemErrorDue(report.id, ACK), at=report.ack_due_at)
    await publish(session, ItemErrorDue(report.id, FIX), at=report.fix_due_at)


async def overdue_item_report(session: AsyncSession, event: ItemErrorDue) -> ItemReport | None:
    """Return the report on a service item that a timer found still open, else ``None``."""
    report = await session.get(ItemReport, event.report_id)
    if report is None or report.state not in _STILL_OPEN[event.clock]:
        return None
    return report


async def due_article(session: AsyncSession, event: ReviewComing | ArticleStale) -> Article | None:
    """Return the article whose review a timer is about, ``None`` if it was seen to meanwhile."""
    article = await session.get(Article, event.article_id)
    if article is None or article.state != ArticleState.PUBLISHED.value:
        return None
    if is_expired(article, clock.local_date()) or article.review_by is None:
        return None
    return article if article.review_by.isoformat() == event.review_by else None


async def overdue_report(session: AsyncSession, event: ErrorDue) -> ErrorReport | None:
    """Return the error report that a timer found still open, else ``None``."""
    report = await session.get(ErrorReport, event.error_id)
    if report is None or report.state not in _STILL_OPEN[event.clock]:
        return None
    return report
