"""Coming into force (知识生效与更替): a text that is valid stays so until the first day of the next one.

New policies are filed early (domain rules §12.3): a published revision whose first day lies ahead waits while
another one is valid, and takes over on its day by a timer of the outbox.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.outbox.service import publish as publish_event
from knowledge.articles.events import ArticlePublished, ArticleTurns
from knowledge.articles.models import Article, ArticleState, Revision
from knowledge.articles.queries import get_revision, is_expired
from knowledge.daybreak import daybreak
from knowledge.events import KnowledgeChanged
from knowledge.search.port import DocumentKind


async def put_in_force(
    session: AsyncSession, article: Article, revision: Revision, *, quietly: bool = False
) -> None:
    """Make ``revision`` the current text, or let it wait for its first day while another one is valid.

    Approvals are the caller's matter. What waits stays waiting where ``revision`` begins before it; only one
    waits at a time, the newest. ``quietly`` leaves it to the caller to tell the index.
    """
    today = clock.local_date()
    article.draft_revision_id = None
    article.draft_state = None
    if revision.valid_from > today and is_in_force(article, today):
        article.waiting_revision_id = revision.id
        article.waiting_from = revision.valid_from
        touch(article)
        turn = ArticleTurns(article.id, revision.id)
        await publish_event(session, turn, at=daybreak(revision.valid_from))
        return
    if article.waiting_from is not None and article.waiting_from <= revision.valid_from:
        forget_waiting(article)
    await _take_over(session, article, revision, quietly=quietly)


def is_in_force(article: Article, today: date) -> bool:
    """Tell whether the current text is published and valid on ``today``."""
    if article.state != ArticleState.PUBLISHED.value or article.current_revision_id is None:
        return False
    begun = article.valid_from is not None and article.valid_from <= today
    return begun and not is_expired(article, today)


def forget_waiting(article: Article) -> None:
    """Let nothing wait any more; its timer finds nothing to do."""
    article.waiting_revision_id = None
    article.waiting_from = None


async def on_turn(session: AsyncSession, event: ArticleTurns) -> None:
    """The day of a waiting revision begins; a timer of one that no longer waits changes nothing."""
    article = await session.get(
        Article, event.article_id, with_for_update=True, populate_existing=True
    )
    if article is not None and article.waiting_revision_id == event.revision_id:
        await _turn(session, article, clock.local_date())


async def turn_due(session: AsyncSession, today: date) -> None:
    """Let everything take over whose day has come, in case its timer is late."""
    due = await session.scalars(select(Article).where(Article.waiting_from <= today))
    for article in due.all():
        await _turn(session, article, today)
    await session.flush()


async def _turn(session: AsyncSession, article: Article, today: date) -> None:
    if article.waiting_from is None or article.waiting_from > today:
        return
    revision = await get_revision(session, article.waiting_revision_id or "")
    forget_waiting(article)
    await _take_over(session, article, revision, quietly=False)


async def _take_over(
    session: AsyncSession, article: Article, revision: Revision, *, quietly: bool
) -> None:
    article.current_revision_id = revision.id
    article.state = ArticleState.PUBLISHED.value
    article.title = revision.title
    article.valid_from = revision.valid_from
    article.valid_to = revision.valid_to
    article.review_by = revision.review_by
    touch(article)
    if not quietly:
        await tell_the_index(session, article)
    await publish_event(session, ArticlePublished(article.id, revision.id, article.owner_unit_id))


def touch(article: Article) -> None:
    """Count a change of the article."""
    article.version += 1
    article.updated_at = clock.now()


async def tell_the_index(session: AsyncSession, article: Article) -> None:
    """Let the index read the article anew."""
    kind = DocumentKind.ARTICLE.value
    await publish_event(session, KnowledgeChanged(kind, article.id, article.version))
