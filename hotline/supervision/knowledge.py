"""Supervision of knowledge (知识监察): reminders to owners, cards and orders for what became stale.

Domain rules §12.3, §12.5, §10.1 ``KB_STALE`` and §4.7: stale knowledge is a ground for supervision. Orders
are lifted when the article is published anew, confirmed or withdrawn, or the report is settled.
"""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.organisation.models import Duty
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.roles import Role
from hotline.supervision import cards, notices, orders
from hotline.supervision.cards import Offence, Watched
from hotline.supervision.notices import Audience, Words
from hotline.supervision.orders import Issue
from hotline.supervision.vocabulary import (
    Colour,
    NoticeKind,
    ObjectKind,
    OrderLevel,
    OrderState,
    RuleId,
)
from knowledge.articles.events import (
    ArticleConfirmed,
    ArticleErrorReported,
    ArticleErrorSettled,
    ArticlePublished,
    ArticleWithdrawn,
)
from knowledge.articles.models import Article, ErrorState
from knowledge.editorial.clocks import FIX, due_article, overdue_report
from knowledge.editorial.events import ArticleStale, ErrorDue, GapOpened, ReviewComing

GAP = "KB_GAP"
_STALE, _ERROR = "kb_stale:", "kb_error:"
_NUMBER = 40  # characters of an article's key that the register of supervision holds
_EDITORS = Audience(role=Role.KNOWLEDGE_EDITOR.value)
_STANDING = (OrderState.ISSUED, OrderState.REPLIED)


def register(table: Subscriptions) -> None:
    """Subscribe what e-supervision hears from the knowledge base."""
    table.on(ReviewComing, "supervision.kb_review_coming", on_review_coming)
    table.on(ArticleStale, "supervision.kb_stale", on_stale)
    table.on(ErrorDue, "supervision.kb_error_due", on_error_due)
    table.on(ArticleErrorReported, "supervision.kb_error_reported", on_error_reported)
    table.on(ArticleErrorSettled, "supervision.kb_error_settled", on_error_settled)
    table.on(ArticlePublished, "supervision.kb_published", on_seen_to)
    table.on(ArticleConfirmed, "supervision.kb_confirmed", on_seen_to)
    table.on(ArticleWithdrawn, "supervision.kb_withdrawn", on_seen_to)
    table.on(GapOpened, "supervision.kb_gap", on_gap_opened)


async def on_review_coming(session: AsyncSession, event: ReviewComing) -> None:
    """Remind the owner that an article must be reviewed (domain rules §12.3)."""
    article = await due_article(session, event)
    if article is None:
        return
    words = _words(
        article,
        f"kb_review:{article.id}:{event.review_by}:{event.days}",
        "知识须复审",
        f"《{article.title}》须在{event.review_by}前复审（还有约{event.days}个工作日）。",
    )
    await notices.tell(session, words, await owners(session, article.owner_unit_id))


async def on_stale(session: AsyncSession, event: ArticleStale) -> None:
    """Serve the card and issue the order for an article that nobody reviewed."""
    article = await due_article(session, event)
    if article is None:
        return
    if article.owner_unit_id is None:
        words = _words(
            article,
            f"{_STALE}{article.id}:{event.review_by}",
            "知识逾期未复审",
            f"《{article.title}》已过复审日期，且没有责任单位，请编辑处理。",
        )
        await notices.tell(session, words, [_EDITORS])
        return
    watched = _watched(article, article.owner_unit_id)
    due = datetime.combine(date.fromisoformat(event.review_by), time(23, 59), clock.SHANGHAI)
    offence = Offence(
        rule=RuleId.KB_STALE,
        colour=Colour.YELLOW,
        watched=watched,
        step="review",
        occurrence=event.review_by,
        due_at=due,
    )
    await cards.serve(session, offence)
    reason = f"知识《{article.title}》应于{event.review_by}前复审，逾期超过10个工作日"
    occurrence = f"{_STALE}{article.id}:{event.review_by}"
    await _order(session, watched, reason, occurrence)


async def on_error_due(session: AsyncSession, event: ErrorDue) -> None:
    """Press an error report: unacknowledged it is told, uncorrected it becomes an order."""
    report = await overdue_report(session, event)
    if report is None:
        return
    article = await session.get_one(Article, report.article_id)
    step = "更正" if event.clock == FIX else "确认"
    words = _words(
        article,
        f"{event.clock}:{report.id}",
        f"知识纠错逾期未{step}",
        f"《{article.title}》的纠错已过{step}期限，请尽快处理。",
    )
    meant = [*await owners(session, report.owner_unit_id), _EDITORS]
    await notices.tell(session, words, meant)
    if event.clock == FIX and report.owner_unit_id is not None:
        watched = _watched(article, report.owner_unit_id)
        reason = f"知识《{article.title}》的纠错逾期未更正"
        await _order(session, watched, reason, f"{_ERROR}{report.id}")


async def _order(session: AsyncSession, watched: Watched, reason: str, occurrence: str) -> None:
    issue = Issue(OrderLevel.SUPERVISED, watched, reason, occurrence)
    await orders.issue(session, issue, actor=None)


async def on_error_reported(session: AsyncSession, event: ArticleErrorReported) -> None:
    """Tell the owner of a new error report; the clock runs (domain rules §12.5)."""
    article = await session.get_one(Article, event.article_id)
    words = _words(
        article,
        f"kb_reported:{event.error_id}",
        "收到知识纠错",
        f"《{article.title}》收到纠错，请在1个工作日内确认、3个工作日内更正。",
    )
    await notices.tell(session, words, await owners(session, event.owner_unit_id))


async def on_error_settled(session: AsyncSession, event: ArticleErrorSettled) -> None:
    """Tell the reporter how it ended, and lift the order for the delay (domain rules §12.5)."""
    article = await session.get_one(Article, event.article_id)
    if event.reported_by is not None:
        outcome = ErrorState(event.outcome).label
        words = _words(
            article,
            f"kb_settled:{event.error_id}",
            f"您的知识纠错：{outcome}",
            f"您对《{article.title}》的纠错已办结：{outcome}。",
        )
        await notices.tell(session, words, [Audience(account_id=event.reported_by)])
    await _lift(session, article.id, f"{_ERROR}{event.error_id}", "纠错已办结")


async def on_seen_to(
    session: AsyncSession, event: ArticlePublished | ArticleConfirmed | ArticleWithdrawn
) -> None:
    """Lift the orders about an article that was published anew, confirmed or withdrawn."""
    await _lift(session, event.article_id, _STALE, "知识已更新、复审或撤下")


async def _lift(session: AsyncSession, article_id: str, occurrence: str, reason: str) -> None:
    for order in await orders.list_open(session, object_id=article_id, states=_STANDING):
        if order.occurrence.startswith(occurrence):
            await orders.lift(session, order, reason=reason, account_id=None)


async def on_gap_opened(session: AsyncSession, event: GapOpened) -> None:
    """Tell the likely owner that people ask what nothing answers (domain rules §12.6)."""
    words = Words(
        key=f"kb_gap:{event.gap_id}",
        kind=NoticeKind.KB,
        title="市民常问而知识库无答案",
        body="近7日有同类问题多次未得到可靠答复，请认领并补充知识，或说明不予补充的理由。",
        object_kind=GAP,
        object_id=event.gap_id,
    )
    await notices.tell(session, words, [*await owners(session, event.unit_id), _EDITORS])


async def owners(session: AsyncSession, unit_id: str | None) -> list[Audience]:
    """Return who keeps a unit's knowledge: its knowledge owners and its clerks; else the editors."""
    if unit_id is None:
        return [_EDITORS]
    query = select(Account.id, Account.roles).where(Account.unit_id == unit_id, Account.active)
    rows = (await session.execute(query.order_by(Account.id))).all()
    owners = [
        Audience(account_id=account_id)
        for account_id, roles in rows
        if Role.KNOWLEDGE_OWNER.value in roles
    ]
    return [*owners, Audience(unit_id=unit_id, duty=Duty.CLERK.value)]


def _watched(article: Article, unit_id: str) -> Watched:
    return Watched(article.id, article.key[:_NUMBER], unit_id, ObjectKind.ARTICLE.value)


def _words(article: Article, key: str, title: str, body: str) -> Words:
    return Words(
        key=key,
        kind=NoticeKind.KB,
        title=title,
        body=body,
        object_kind=ObjectKind.ARTICLE.value,
        object_id=article.id,
    )
