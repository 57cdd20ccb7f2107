"""Reviews that fall due (待复审清单): what must be looked at again, by when, and how late it is."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.worktime import Calendar, OutsideCalendar
from knowledge.articles.models import Article, ArticleState
from knowledge.articles.queries import is_expired
from knowledge.editorial.clocks import STALE_DAYS
from knowledge.editorial.schemas import ReviewDueOut, ReviewStage
from knowledge.worktimes import calendar_for

MOST = 500


async def list_due(
    session: AsyncSession, *, within_days: int = 30, unit_id: str | None = None
) -> list[ReviewDueOut]:
    """List published articles to be reviewed within so many calendar days, the latest first."""
    today = clock.local_date()
    query = (
        select(Article)
        .where(
            Article.state == ArticleState.PUBLISHED.value,
            Article.review_by <= today + timedelta(days=within_days),
        )
        .order_by(Article.review_by, Article.id)
        .limit(MOST)
    )
    if unit_id is not None:
        query = query.where(Article.owner_unit_id == unit_id)
    calendars: dict[str | None, Calendar] = {}
    found = []
    for article in await session.scalars(query):
        owner = article.owner_unit_id
        if is_expired(article, today):
            continue
        if owner not in calendars:
            calendars[owner] = await calendar_for(session, owner)
        found.append(_told(article, calendars[owner]))
    return found


def _told(article: Article, calendar: Calendar) -> ReviewDueOut:
    today, day = clock.local_date(), article.review_by or clock.local_date()
    try:
        left = calendar.days_between(today, day)
    except OutsideCalendar:
        left = (day - today).days * 5 // 7  # beyond the years a calendar knows: five days a week
    return ReviewDueOut(
        article_id=article.id,
        key=article.key,
        title=article.title,
        owner_unit_id=article.owner_unit_id,
        owner_unit_code=article.owner_unit_code,
        state=ArticleState(article.state),
        review_by=day,
        working_days=left,
        stage=_stage(left, late=day < today),
        under_correction=article.under_correction,
        version=article.version,
    )


def _stage(left: int, *, late: bool) -> ReviewStage:
    if not late:
        return ReviewStage.COMING
    return ReviewStage.STALE if left <= -STALE_DAYS else ReviewStage.OVERDUE
