"""Taking articles (知识收录): a file's line or a push becomes a draft, or the text in force, once and no more."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.organisation.queries import ids_by_code
from knowledge.articles.models import Article, ArticleState, Capacity, Review, ReviewStep, Revision
from knowledge.articles.queries import find_article_by_key, get_revision
from knowledge.articles.rows import (
    LABELS,
    PLACED,
    ArticlePush,
    content_of,
    given,
    line_of,
    place_of,
)
from knowledge.articles.schemas import ArticleIn, ArticleOut, ArticlePushOut
from knowledge.articles.service import begin_article, place, revise
from knowledge.articles.turning import forget_waiting, put_in_force
from knowledge.differences import FieldChangeOut, field_changes
from knowledge.lines import Taken, Taking, require_same_key
from knowledge.owning import require_answering
from knowledge.receipts import Arrival, Sent, is_repeat, keep, whole
from knowledge.versions import Outcome

_UNPLACED = (
    "归属与现有不同，未改动；请在知识页调整归属",
    "Belongs elsewhere than it says; left as it is, to be placed by itself",
)


async def push_article(
    session: AsyncSession, *, key: str, version: ArticlePush, actor: Actor, dry_run: bool
) -> ArticlePushOut:
    """Take one version from another system as a draft, which two persons approve (domain rules §12.2).

    Raises ``LineInvalid`` (422), ``OfAnotherUnit`` (403), ``VersionOlder`` and ``VersionTaken`` (409).
    """
    require_same_key("key", key, version.key)
    wanted = given(version, key, await ids_by_code(session))
    how = Taking(version.version, dry_run, as_drafts=True)
    told = await take_article(session, wanted, how=how, actor=actor)
    article = await find_article_by_key(session, key)
    shown = ArticleOut.model_validate(article) if article is not None else None
    return ArticlePushOut.model_validate({**told.pushed(dry_run=dry_run), "article": shown})


async def take_article(
    session: AsyncSession, wanted: ArticleIn, *, how: Taking, actor: Actor
) -> Taken:
    """Take an article, and publish it unless it comes as a draft; what stands already changes nothing.

    Where an article belongs stays as it is for a draft; the answer warns where the sender wants it elsewhere.
    Raises ``OfAnotherUnit`` (403), ``VersionOlder`` and ``VersionTaken`` (409).
    """
    article = await find_article_by_key(session, wanted.key)
    if article is not None:
        await require_answering(session, actor, article.owner_unit_id)
    said = line_of(wanted.content, wanted.placement)
    arrival = Arrival(Sent.ARTICLE, wanted.key, how.version, said)
    repeat = await is_repeat(session, arrival)
    elsewhere = article is not None and how.as_drafts and not _placed(article, wanted)
    warning = _UNPLACED if elsewhere else None
    if article is not None and repeat:
        return Taken(wanted.key, article.title, Outcome.UNCHANGED, warning=warning)
    fields = await _differences(session, article, said, how)
    same = article is not None and not fields and _stands(article, wanted, how)
    back = not same and await _takes_back(session, article, said, how)
    if not (same or back or how.as_drafts):
        warning = _left_waiting(article, wanted)
    if not how.dry_run:
        async with whole(session):
            if article is not None and back:
                forget_waiting(article)
            if not same:
                await (_draft if how.as_drafts else _store)(session, article, wanted, actor)
            await keep(session, arrival, actor)
    outcome = how.outcome(new=article is None, same=same)
    return Taken(wanted.key, wanted.content.title, outcome, fields, warning)


async def _differences(
    session: AsyncSession, article: Article | None, said: Mapping[str, Any], how: Taking
) -> list[FieldChangeOut]:
    """Compare what is said with what stands; a text equal to one of those differs in nothing.

    What stands is the published text that waits for its first day and, for a file without numbers, the one
    in force too; for a draft it is the one that waits for its approvals. A review day left open is as it
    stands, and so is the place of a draft.
    """
    if article is None:
        return []
    found = [
        await _differing(session, article, said, revision_id, as_draft=how.as_drafts)
        for revision_id in _standing(article, how)
    ]
    return min(found, key=bool)


def _standing(article: Article, how: Taking) -> list[str]:
    """Return the revisions that what is said is compared with, the one that it would follow first."""
    draft, current = article.draft_revision_id, article.current_revision_id
    if how.as_drafts and draft:
        return [draft]
    published = [i for i in (article.waiting_revision_id, current) if i]
    if how.version is not None:  # a newer number with the text in force takes back what waits
        published = published[:1]
    return published or [draft or ""]


async def _differing(
    session: AsyncSession,
    article: Article,
    said: Mapping[str, Any],
    revision_id: str,
    *,
    as_draft: bool,
) -> list[FieldChangeOut]:
    revision = await get_revision(session, revision_id)
    before = line_of(content_of(revision), place_of(article))
    left = PLACED if as_draft else frozenset[str]()
    if said["review_by"] is None:
        left |= {"review_by"}
    return field_changes(before, {**said, **{name: before[name] for name in left}}, LABELS)


def _stands(article: Article, wanted: ArticleIn, how: Taking) -> bool:
    """Tell whether a text that says the same waits as the draft that it would become, or is in force."""
    if how.as_drafts and article.draft_revision_id is not None:
        return True
    if article.current_revision_id is None or article.state != ArticleState.PUBLISHED.value:
        return False
    return how.as_drafts or _placed(article, wanted)


def _placed(article: Article, wanted: ArticleIn) -> bool:
    return place_of(article) == wanted.placement


async def _takes_back(
    session: AsyncSession, article: Article | None, said: Mapping[str, Any], how: Taking
) -> bool:
    """Tell whether a newer number says what is in force, so that nothing is to wait any more."""
    if article is None or article.waiting_revision_id is None:
        return False
    current = article.current_revision_id
    if how.as_drafts or how.version is None or current is None:
        return False
    return not await _differing(session, article, said, current, as_draft=False)


def _left_waiting(article: Article | None, wanted: ArticleIn) -> tuple[str, str] | None:
    """Warn of a version that keeps waiting and does not hold what is taken now."""
    day = article.waiting_from if article is not None else None
    if day is None or wanted.content.valid_from >= day:
        return None
    return (
        f"另有版本自 {day} 起待生效，不含这次的更正",
        f"Another version waits until {day} and does not hold this correction",
    )


async def _draft(
    session: AsyncSession, article: Article | None, wanted: ArticleIn, actor: Actor
) -> None:
    if article is None:
        await begin_article(session, draft=wanted, actor=actor)
        return
    await revise(
        session,
        article_id=article.id,
        version=article.version,
        content=wanted.content,
        actor=actor,
    )


async def _store(
    session: AsyncSession, article: Article | None, wanted: ArticleIn, actor: Actor
) -> None:
    if article is None:
        article, revision = await begin_article(session, draft=wanted, actor=actor)
    else:
        await place(
            session,
            article_id=article.id,
            version=article.version,
            placement=wanted.placement,
            actor=actor,
        )
        revision = await revise(
            session,
            article_id=article.id,
            version=article.version,
            content=wanted.content,
            actor=actor,
        )
    session.add(_imported(revision, actor))
    await put_in_force(session, article, revision, quietly=True)


def _imported(revision: Revision, actor: Actor) -> Review:
    return Review(
        id=new_id(),
        article_id=revision.article_id,
        revision_id=revision.id,
        step=ReviewStep.IMPORTED.value,
        capacity=Capacity.SYSTEM.value,
        actor_id=actor.account_id,
        note="",
        decided_at=clock.now(),
    )
