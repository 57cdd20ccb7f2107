"""Reading knowledge (知识查阅与引用): who may read what, and what may be cited now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from knowledge.articles.errors import (
    ArticleUnknown,
    ErrorReportUnknown,
    RevisionNotCitable,
    RevisionUnknown,
)
from knowledge.articles.models import (
    Article,
    ArticleState,
    ErrorReport,
    ErrorState,
    Review,
    Revision,
    RevisionStanding,
)
from knowledge.articles.schemas import (
    ArticleDetailOut,
    ArticleOut,
    Details,
    ErrorOut,
    HitOut,
    PublicArticleOut,
    ReviewOut,
    RevisionOut,
)
from knowledge.audience import Audience
from knowledge.lights import Running, lights

_PUBLISHED = ArticleState.PUBLISHED.value


@dataclass(frozen=True)
class CitableRevision:
    """The source of an answer, to be stored with it (domain rules §12.4)."""

    revision_id: str
    article_id: str
    title: str
    spoken: str
    answer: str
    audience: Audience
    owner_unit_code: str
    valid_from: date
    valid_to: date | None


def currently_valid(today: date, *, keyed: bool = False) -> Select[Article, Revision]:
    """Select published articles with their current revision, valid on ``today``; ``keyed``: by their keys."""
    counts = and_(
        Article.state == _PUBLISHED,
        Article.valid_from <= today,
        or_(Article.valid_to.is_(None), Article.valid_to >= today),
    )
    return (
        select(Article, Revision)
        .join(Revision, Revision.id == Article.current_revision_id)
        .where(unindexed(counts) if keyed else counts)
    )


@dataclass(frozen=True)
class FoundLine:
    """What a search found of an article: the line that matched and how well."""

    article_id: str
    line: str
    score: float


async def hits_of(
    session: AsyncSession,
    found: Sequence[FoundLine],
    district: str | None,
    at: datetime | None = None,
) -> list[HitOut]:
    """Return what was found as hits, in its order; what is not valid at ``at`` (default now) is left out.

    Owner and validity stand on each hit, and whether it is for another district (domain rules §12.8).
    """
    query = currently_valid(clock.local_date(at), keyed=True)
    rows = await session.execute(query.where(Article.id.in_([line.article_id for line in found])))
    known = {article.id: (article, revision) for article, revision in rows}
    return [
        _hit(line, *known[line.article_id], district) for line in found if line.article_id in known
    ]


def _hit(found: FoundLine, article: Article, revision: Revision, district: str | None) -> HitOut:
    return HitOut(
        article_id=article.id,
        revision_id=revision.id,
        title=revision.title,
        spoken=revision.spoken,
        matched=found.line,
        score=found.score,
        owner_unit_code=article.owner_unit_code,
        audience=Audience[article.audience],
        districts=article.districts,
        out_of_district=bool(district and article.districts and district not in article.districts),
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
        under_correction=article.under_correction,
    )


async def get_article(session: AsyncSession, article_id: str) -> Article:
    """Return the article; raises ``ArticleUnknown``."""
    article = await session.get(Article, article_id)
    if article is None:
        raise ArticleUnknown
    return article


async def find_article_by_key(session: AsyncSession, key: str) -> Article | None:
    """Return the article with the stable ``key``."""
    return await session.scalar(select(Article).where(Article.key == key))


async def get_revision(session: AsyncSession, revision_id: str) -> Revision:
    """Return the revision; raises ``RevisionUnknown``. Any revision stays readable for ever."""
    revision = await session.get(Revision, revision_id)
    if revision is None:
        raise RevisionUnknown
    return revision


async def get_citable_revision(
    session: AsyncSession,
    revision_id: str,
    at: datetime | None = None,
    *,
    by_supervisor: bool = False,
) -> CitableRevision:
    """Return what may be cited in an answer at ``at`` (default now).

    Raises ``RevisionUnknown``, or ``RevisionNotCitable`` with ``reason`` NOT_PUBLISHED, WITHDRAWN,
    SUPERSEDED, NOT_YET_VALID or EXPIRED. A supervisor may cite an expired one (domain rules §12.3).
    """
    revision = await get_revision(session, revision_id)
    article = await get_article(session, revision.article_id)
    reason = _why_not_citable(article, revision, clock.local_date(at))
    if reason is not None and not (by_supervisor and reason == "EXPIRED"):
        raise RevisionNotCitable(
            f"《{revision.title}》{_WHY[reason]}，不能引用",
            f"The revision cannot be cited: {reason}",
            reason=reason,
            current_revision_id=article.current_revision_id,
        )
    return CitableRevision(
        revision_id=revision.id,
        article_id=article.id,
        title=revision.title,
        spoken=revision.spoken,
        answer=revision.answer,
        audience=Audience[article.audience],
        owner_unit_code=article.owner_unit_code,
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
    )


_WHY = {
    "NOT_PUBLISHED": "尚未发布",
    "WITHDRAWN": "已撤下",
    "SUPERSEDED": "已有新版本",
    "NOT_YET_VALID": "尚未生效",
    "EXPIRED": "已过期",
}


def _why_not_citable(article: Article, revision: Revision, today: date) -> str | None:
    current = article.current_revision_id
    unpublished = current is None or article.draft_revision_id == revision.id
    refusals = (
        ("WITHDRAWN", article.state == ArticleState.WITHDRAWN.value),
        ("NOT_PUBLISHED", unpublished),
        ("NOT_YET_VALID", article.waiting_revision_id == revision.id),
        ("SUPERSEDED", current != revision.id),
        ("NOT_YET_VALID", revision.valid_from > today),
        ("EXPIRED", is_expired(article, today)),
    )
    return next((reason for reason, holds in refusals if holds), None)


def is_expired(article: Article, today: date) -> bool:
    """Tell whether the article's last valid day is over, swept or not yet."""
    over = article.valid_to is not None and article.valid_to < today
    return over or article.state == ArticleState.EXPIRED.value


async def get_article_detail(
    session: AsyncSession, article_id: str, *, at: datetime | None = None
) -> ArticleDetailOut:
    """Return an article for staff, with what waits, its draft and the decisions on all of them."""
    article = await get_article(session, article_id)
    current, draft = article.current_revision_id, article.draft_revision_id
    ids = [i for i in (current, draft, article.waiting_revision_id) if i]
    found = await session.scalars(select(Revision).where(Revision.id.in_(ids)))
    revisions = {r.id: _told(article, r) for r in found}
    reviews = await session.scalars(
        select(Review).where(Review.article_id == article_id).order_by(Review.decided_at, Review.id)
    )
    return ArticleDetailOut(
        article=ArticleOut.model_validate(article),
        current=revisions.get(current or ""),
        waiting=revisions.get(article.waiting_revision_id or ""),
        draft=revisions.get(draft or ""),
        reviews=[ReviewOut.model_validate(r) for r in reviews],
        expired=is_expired(article, clock.local_date(at)),
    )


async def get_public_article(
    session: AsyncSession, article_id: str, *, at: datetime | None = None
) -> PublicArticleOut:
    """Return a PUBLIC article valid now for the portal; everything else is ``ArticleUnknown``."""
    statement = currently_valid(clock.local_date(at), keyed=True).where(
        Article.id == article_id, Article.audience == Audience.PUBLIC.value
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise ArticleUnknown
    article, revision = row
    return PublicArticleOut(
        article_id=article.id,
        revision_id=revision.id,
        title=revision.title,
        answer=revision.answer,
        details=Details.model_validate(revision.details),
        owner_unit_code=article.owner_unit_code,
        districts=article.districts,
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
    )


@dataclass(frozen=True)
class ArticleFilter:
    """Which articles a staff list shows; ``review_before`` gives the review-due list."""

    state: ArticleState | None = None
    owner_unit_id: str | None = None
    category_code: str | None = None
    review_before: date | None = None


async def list_articles(
    session: AsyncSession, wanted: ArticleFilter, page: PageQuery
) -> Page[ArticleOut]:
    """List articles for staff, newest change first."""
    table = Article.__table__.c
    order = (table.updated_at, table.id)
    statement = select(Article).order_by(*(c.desc() for c in order)).limit(page.limit + 1)
    if wanted.state is not None:
        statement = statement.where(Article.state == wanted.state.value)
    if wanted.owner_unit_id is not None:
        statement = statement.where(Article.owner_unit_id == wanted.owner_unit_id)
    if wanted.category_code is not None:
        statement = statement.where(Article.category_code.startswith(wanted.category_code))
    if wanted.review_before is not None:
        due = Article.review_by < wanted.review_before
        statement = statement.where(Article.state == _PUBLISHED, due)
    if page.cursor:
        values = decode(page.cursor, (datetime, str))
        statement = statement.where(after(order, values, descending=True))
    rows = list(await session.scalars(statement))
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=[ArticleOut.model_validate(a) for a in shown],
        next_cursor=encode([shown[-1].updated_at, shown[-1].id]) if more else None,
    )


async def list_revisions(session: AsyncSession, article_id: str) -> list[RevisionOut]:
    """List all revisions of an article, newest first; the one that waits for its first day is marked so."""
    article = await get_article(session, article_id)
    rows = await session.scalars(
        select(Revision).where(Revision.article_id == article_id).order_by(Revision.number.desc())
    )
    return [_told(article, r) for r in rows]


def _told(article: Article, revision: Revision) -> RevisionOut:
    standings = {
        article.draft_revision_id: RevisionStanding.DRAFT,
        article.waiting_revision_id: RevisionStanding.WAITING,
        article.current_revision_id: RevisionStanding.CURRENT,
    }
    standing = standings.get(revision.id, RevisionStanding.PAST)
    return RevisionOut.model_validate(revision).model_copy(update={"standing": standing})


async def get_error_report(session: AsyncSession, error_id: str) -> ErrorReport:
    """Return the report; raises ``ErrorReportUnknown``."""
    report = await session.get(ErrorReport, error_id)
    if report is None:
        raise ErrorReportUnknown
    return report


async def list_open_errors(
    session: AsyncSession, *, owner_unit_id: str | None = None, limit: int = 100
) -> list[ErrorOut]:
    """List reports that wait for their owner, oldest first."""
    statement = (
        select(ErrorReport)
        .where(ErrorReport.state.in_([ErrorState.OPEN.value, ErrorState.ACKNOWLEDGED.value]))
        .order_by(ErrorReport.reported_at, ErrorReport.id)
        .limit(limit)
    )
    if owner_unit_id is not None:
        statement = statement.where(ErrorReport.owner_unit_id == owner_unit_id)
    rows = (await session.scalars(statement)).all()
    lit = await lights(session, [_running(row) for row in rows], clock.now())
    return [
        ErrorOut.model_validate(row).model_copy(update={"light": light})
        for row, light in zip(rows, lit, strict=True)
    ]


def _running(row: ErrorReport) -> Running:
    waits = row.state == ErrorState.OPEN.value
    dues = (row.ack_due_at, row.fix_due_at) if waits else (row.fix_due_at,)
    return Running(row.owner_unit_id, row.reported_at, dues)
