"""Citations of service items (引用与待核对): an item changes, the articles that cite it are flagged for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from knowledge.articles.cited import ArticleCitation, ArticleFlag, FlagState
from knowledge.articles.errors import (
    ArticleFlagUnknown,
    ArticleStepIllegal,
    ContentInvalid,
    NotInCapacity,
)
from knowledge.articles.models import Article, ArticleState, ErrorReport, ErrorState, Revision
from knowledge.articles.queries import get_article, get_revision
from knowledge.articles.schemas import FlagEndIn, FlagOut

_BATCH = 400
_WAITING_REPORTS = (ErrorState.OPEN.value, ErrorState.ACKNOWLEDGED.value)


@dataclass(frozen=True)
class ItemChanged:
    """What happened to an item: its fields that differ now, or that it is no more."""

    item_id: str
    code: str
    version: int
    fields: tuple[str, ...]
    abolished: bool


async def keep_citations(session: AsyncSession, revision: Revision) -> None:
    """Write down what a new revision names and cites, so that a change of the item finds it."""
    named = [(code, "") for code in revision.items]
    cited = [(cite["item"], cite["field"]) for cite in revision.cites]
    for code, field in dict.fromkeys([*named, *cited]):
        session.add(
            ArticleCitation(
                revision_id=revision.id, item_code=code, field=field, article_id=revision.article_id
            )
        )


async def flag_articles(session: AsyncSession, changes: Sequence[ItemChanged]) -> int:
    """Flag every published article that cites a changed field, or names an item that is no more.

    A flag that is still open grows by what changed since. Returns how many articles are concerned.
    """
    by_code: dict[str, list[ItemChanged]] = {}
    for change in changes:
        by_code.setdefault(change.code, []).append(change)
    flagged: set[str] = set()
    codes = list(by_code)
    for start in range(0, len(codes), _BATCH):
        cited = await _cited(session, codes[start : start + _BATCH])
        for (article_id, code), fields in cited.items():
            for change in by_code[code]:
                if await _flag(session, article_id, fields, change):
                    flagged.add(article_id)
    return len(flagged)


async def _cited(session: AsyncSession, codes: Sequence[str]) -> dict[tuple[str, str], set[str]]:
    """Return which fields the current revisions cite, by article and code."""
    rows = await session.execute(
        select(Article.id, ArticleCitation.item_code, ArticleCitation.field)
        .join(ArticleCitation, ArticleCitation.revision_id == Article.current_revision_id)
        .where(
            ArticleCitation.item_code.in_(codes),
            Article.state == ArticleState.PUBLISHED.value,
        )
        .order_by(Article.id, ArticleCitation.item_code)
    )
    found: dict[tuple[str, str], set[str]] = {}
    for article_id, code, field in rows:
        found.setdefault((article_id, code), set()).add(field)
    return found


async def _flag(
    session: AsyncSession, article_id: str, cited: set[str], change: ItemChanged
) -> bool:
    fields = [name for name in change.fields if name in cited]
    if not fields and not change.abolished:
        return False
    article = await get_article(session, article_id)
    article.under_correction = True
    waiting = await session.scalar(
        select(ArticleFlag).where(
            ArticleFlag.article_id == article_id,
            ArticleFlag.item_id == change.item_id,
            ArticleFlag.revision_id == article.current_revision_id,
            ArticleFlag.state == FlagState.OPEN.value,
        )
    )
    if waiting is not None:
        waiting.fields = list(dict.fromkeys([*waiting.fields, *fields]))
        waiting.item_version = change.version
        waiting.abolished = change.abolished
        return True
    session.add(
        ArticleFlag(
            id=new_id(),
            article_id=article_id,
            revision_id=article.current_revision_id or "",
            owner_unit_id=article.owner_unit_id,
            item_id=change.item_id,
            item_code=change.code,
            item_version=change.version,
            fields=fields,
            abolished=change.abolished,
            state=FlagState.OPEN.value,
            raised_at=clock.now(),
            note="",
        )
    )
    return True


async def list_flags(
    session: AsyncSession, *, owner_unit_id: str | None = None, limit: int = 100
) -> list[FlagOut]:
    """List the open flags, oldest first, with the articles' titles."""
    query = (
        select(ArticleFlag, Article.title)
        .join(Article, Article.id == ArticleFlag.article_id)
        .where(ArticleFlag.state == FlagState.OPEN.value)
        .order_by(ArticleFlag.raised_at, ArticleFlag.id)
        .limit(limit)
    )
    if owner_unit_id is not None:
        query = query.where(ArticleFlag.owner_unit_id == owner_unit_id)
    return [_told(flag, title) for flag, title in await session.execute(query)]


async def flags_of(session: AsyncSession, article_id: str, title: str) -> list[FlagOut]:
    """List all flags of an article, newest first."""
    rows = await session.scalars(
        select(ArticleFlag)
        .where(ArticleFlag.article_id == article_id)
        .order_by(ArticleFlag.raised_at.desc(), ArticleFlag.id.desc())
    )
    return [_told(flag, title) for flag in rows]


def _told(flag: ArticleFlag, title: str) -> FlagOut:
    return FlagOut.model_validate(flag).model_copy(update={"article_title": title})


async def settle_flag(
    session: AsyncSession, *, flag_id: str, end: FlagEndIn, actor: Actor
) -> FlagOut:
    """End a flag: corrected by the revision in force, or found still right with a reason.

    Raises ``ArticleFlagUnknown`` (404), ``NotInCapacity`` (403) for neither owner nor editor,
    ``ArticleStepIllegal`` (409), ``ContentInvalid`` (422).
    """
    flag = await session.get(ArticleFlag, flag_id)
    if flag is None:
        raise ArticleFlagUnknown
    if not _answers_for(actor, flag.owner_unit_id):
        raise NotInCapacity
    if flag.state != FlagState.OPEN.value:
        raise ArticleStepIllegal("该核对已办结", "The flag is settled already")
    article = await get_article(session, flag.article_id)
    if end.outcome is FlagState.CORRECTED:
        await _check_correction(session, flag, end.revision_id, article.current_revision_id)
    flag.state = end.outcome.value
    flag.settled_at = clock.now()
    flag.settled_by = actor.account_id
    flag.note = end.note
    flag.corrected_by_revision_id = end.revision_id
    await session.flush()
    article.under_correction = await under_correction(session, article.id)
    return _told(flag, article.title)


def _answers_for(actor: Actor, owner_unit_id: str | None) -> bool:
    return actor.may("knowledge.publish") or (
        owner_unit_id is not None and f"/{owner_unit_id}/" in (actor.unit_path or "")
    )


async def _check_correction(
    session: AsyncSession, flag: ArticleFlag, revision_id: str | None, current: str | None
) -> None:
    if revision_id is None or revision_id == flag.revision_id:
        raise ContentInvalid("更正须指明新的版本", "A correction names the new revision")
    revision = await get_revision(session, revision_id)
    if revision.article_id != flag.article_id or revision_id != current:
        raise ContentInvalid("更正版本须已发布", "The correcting revision must be in force")


async def under_correction(session: AsyncSession, article_id: str) -> bool:
    """Tell whether an error report or a flag of the article still waits."""
    reports = select(func.count(ErrorReport.id)).where(
        ErrorReport.article_id == article_id, ErrorReport.state.in_(_WAITING_REPORTS)
    )
    flags = select(func.count(ArticleFlag.id)).where(
        ArticleFlag.article_id == article_id, ArticleFlag.state == FlagState.OPEN.value
    )
    waiting: Iterable[int | None] = [await session.scalar(q) for q in (reports, flags)]
    return any(waiting)
