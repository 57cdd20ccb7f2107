"""Error reports on articles (知识纠错): one click, a clock, an answer to the reporter."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish as publish_event
from knowledge.articles.citations import under_correction
from knowledge.articles.errors import ArticleStepIllegal, ContentInvalid
from knowledge.articles.events import (
    ArticleErrorAcknowledged,
    ArticleErrorReported,
    ArticleErrorSettled,
)
from knowledge.articles.models import ErrorReport, ErrorState
from knowledge.articles.queries import get_article, get_error_report, get_revision
from knowledge.articles.schemas import ErrorIn, SettleIn
from knowledge.owning import require_answering
from knowledge.worktimes import calendar_for

ACK_MINUTES = 420  # one working day in minutes (domain rules §4.1)
FIX_DAYS = 3
_WAITING = (ErrorState.OPEN.value, ErrorState.ACKNOWLEDGED.value)


async def report_error(
    session: AsyncSession, *, article_id: str, report: ErrorIn, actor: Actor
) -> ErrorReport:
    """Store the report; the article shows "under correction" at once (domain rules §12.5).

    The event names the clocks ``kb_error_ack`` and ``kb_error_fix`` that start now.
    """
    article = await get_article(session, article_id)
    revision = await get_revision(session, report.revision_id)
    if revision.article_id != article.id:
        raise ContentInvalid("版本不属于该知识", "The revision belongs to another article")
    now = clock.now()
    acknowledge, fix = await _due(session, article.owner_unit_id, now)
    row = ErrorReport(
        id=new_id(),
        article_id=article.id,
        revision_id=revision.id,
        owner_unit_id=article.owner_unit_id,
        reason=report.reason.value,
        text=report.text,
        state=ErrorState.OPEN.value,
        reported_by=actor.account_id,
        reported_at=now,
        ack_due_at=acknowledge,
        fix_due_at=fix,
    )
    session.add(row)
    article.under_correction = True
    await publish_event(
        session, ArticleErrorReported(row.id, article.id, revision.id, article.owner_unit_id)
    )
    return row


async def _due(
    session: AsyncSession, unit_id: str | None, now: datetime
) -> tuple[datetime, datetime]:
    """Return when ``kb_error_ack`` and ``kb_error_fix`` are over on the owner's calendar (§4.1)."""
    calendar = await calendar_for(session, unit_id)
    return calendar.add_minutes(now, ACK_MINUTES), calendar.add_days(now, FIX_DAYS)


async def acknowledge_error(session: AsyncSession, *, error_id: str, actor: Actor) -> ErrorReport:
    """The owner confirms that it works on the report; stops ``kb_error_ack``.

    Raises ``OfAnotherUnit`` (403) for whoever does not speak for the owner, ``ArticleStepIllegal`` (409).
    """
    row = await get_error_report(session, error_id)
    await require_answering(session, actor, row.owner_unit_id)
    if row.state != ErrorState.OPEN.value:
        raise ArticleStepIllegal("该纠错已确认", "The report is acknowledged already")
    row.state = ErrorState.ACKNOWLEDGED.value
    row.acknowledged_at = clock.now()
    event = ArticleErrorAcknowledged(row.id, row.article_id, row.owner_unit_id)
    await publish_event(session, event)
    return row


async def settle_error(
    session: AsyncSession, *, error_id: str, end: SettleIn, actor: Actor
) -> ErrorReport:
    """End the report: FIXED names the published revision that corrects it, REJECTED says why not.

    Raises ``OfAnotherUnit`` (403), ``ArticleStepIllegal`` (409), ``ContentInvalid`` (422).
    """
    row = await get_error_report(session, error_id)
    await require_answering(session, actor, row.owner_unit_id)
    if row.state not in _WAITING:
        raise ArticleStepIllegal("该纠错已办结", "The report is settled already")
    article = await get_article(session, row.article_id)
    if end.outcome == ErrorState.FIXED:
        await _check_fix(session, row, end.revision_id, article.current_revision_id)
    row.state = end.outcome.value
    row.settled_at = clock.now()
    row.settled_by = actor.account_id
    row.outcome_note = end.note
    row.fixed_by_revision_id = end.revision_id
    await session.flush()
    article.under_correction = await under_correction(session, article.id)
    await publish_event(
        session,
        ArticleErrorSettled(
            row.id, row.article_id, row.owner_unit_id, end.outcome.value, row.reported_by
        ),
    )
    return row


async def _check_fix(
    session: AsyncSession, row: ErrorReport, revision_id: str | None, current: str | None
) -> None:
    if revision_id is None or revision_id == row.revision_id:
        raise ContentInvalid("更正须指明新的版本", "A fix names the new revision")
    revision = await get_revision(session, revision_id)
    if revision.article_id != row.article_id or revision_id != current:
        raise ContentInvalid("更正版本须已发布", "The correcting revision must be in force")
