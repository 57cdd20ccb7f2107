"""The editorial flow (知识编审): draft, review, publish by two persons, withdraw, expire."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.db import dump_json
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish as publish_event
from knowledge.articles import attachments
from knowledge.articles.citations import keep_citations
from knowledge.articles.errors import (
    ArticleKeyTaken,
    ArticleStale,
    ArticleStepIllegal,
    ContentInvalid,
    NotInCapacity,
    TwoPersonsNeeded,
)
from knowledge.articles.events import (
    ArticleConfirmed,
    ArticleExpired,
    ArticleWithdrawn,
)
from knowledge.articles.models import Article, ArticleState, Capacity, Review, ReviewStep, Revision
from knowledge.articles.queries import (
    find_article_by_key,
    get_article,
    get_revision,
    is_expired,
)
from knowledge.articles.schemas import ArticleIn, Content, Placement
from knowledge.articles.turning import (
    forget_waiting,
    put_in_force,
    tell_the_index,
    touch,
    turn_due,
)
from knowledge.owning import owner_of, require_answering
from knowledge.settings import settings_of

EDITOR_ROLE = "knowledge_editor"
OWNER_ROLE = "knowledge_owner"


@dataclass(frozen=True)
class Step:
    """One editorial step on an article: which version the actor saw, and his words."""

    article_id: str
    version: int
    note: str = ""


async def create_article(session: AsyncSession, *, draft: ArticleIn, actor: Actor) -> Article:
    """Create an article in DRAFT with its first revision.

    Raises ``ArticleKeyTaken`` (409), ``OwnerUnknown`` (422) for an owner named by an unknown code alone.
    """
    if await find_article_by_key(session, draft.key) is not None:
        raise ArticleKeyTaken
    return (await begin_article(session, draft=draft, actor=actor))[0]


async def begin_article(
    session: AsyncSession, *, draft: ArticleIn, actor: Actor
) -> tuple[Article, Revision]:
    """Create an article and its first revision under a key that the caller found free."""
    now = clock.now()
    article = Article(
        id=new_id(),
        key=draft.key,
        title=draft.content.title,
        state=ArticleState.DRAFT.value,
        under_correction=False,
        version=1,
        created_at=now,
        updated_at=now,
        **_placement(await _owned(session, draft.placement)),
    )
    session.add(article)
    await session.flush()
    return article, await _write_revision(session, article, draft.content, actor.account_id, 1)


async def _owned(session: AsyncSession, placement: Placement) -> Placement:
    """Look up an owner that is named by its code alone: without its id, its people could approve nothing."""
    if placement.owner_unit_id is not None:
        return placement
    owner = await owner_of(session, placement.owner_unit_code)
    return placement.model_copy(update={"owner_unit_id": owner.id})


def _placement(placement: Placement) -> dict[str, object]:
    return {
        "owner_unit_code": placement.owner_unit_code,
        "owner_unit_id": placement.owner_unit_id,
        "category_code": placement.category_code,
        "districts": list(placement.districts),
        "audience": placement.audience.value,
    }


async def place(
    session: AsyncSession, *, article_id: str, version: int, placement: Placement, actor: Actor
) -> Article:
    """Change owner, category, districts or audience; texts stay as they are.

    Raises ``OfAnotherUnit`` (403) for a unit that does not own the article, or gives it to one that it does
    not answer for; ``OwnerUnknown`` (422), ``ArticleStale`` (409).
    """
    article = await _at_version(session, article_id, version)
    placement = await _owned(session, placement)
    for unit_id in {article.owner_unit_id, placement.owner_unit_id}:
        await require_answering(session, actor, unit_id)
    wanted = _placement(placement)
    before = {
        name: getattr(article, name) for name in wanted if getattr(article, name) != wanted[name]
    }
    if not before:
        return article
    for name, value in wanted.items():
        setattr(article, name, value)
    touch(article)
    after = {name: wanted[name] for name in before}
    await record_change(
        session, actor, Change("article.place", "article", article.id, before, after)
    )
    await tell_the_index(session, article)
    return article


async def revise(
    session: AsyncSession, *, article_id: str, version: int, content: Content, actor: Actor
) -> Revision:
    """Write a further draft; a published text stays in force until the draft is published.

    Raises ``OfAnotherUnit`` (403): a draft that waits for its approvals is not another unit's to displace.
    """
    article = await _at_version(session, article_id, version)
    await require_answering(session, actor, article.owner_unit_id)
    query = select(func.max(Revision.number)).where(Revision.article_id == article.id)
    number = (await session.scalar(query) or 0) + 1
    revision = await _write_revision(session, article, content, actor.account_id, number)
    touch(article)
    return revision


async def _write_revision(
    session: AsyncSession, article: Article, content: Content, author_id: str | None, number: int
) -> Revision:
    files = content.attachments or () if number == 1 else content.attachments
    revision = Revision(
        id=new_id(),
        article_id=article.id,
        number=number,
        title=content.title,
        questions=list(content.questions),
        keywords=list(content.keywords),
        spoken=content.spoken,
        answer=content.answer,
        details=content.details.model_dump(),
        items=list(content.items),
        cites=[cite.model_dump(mode="json") for cite in content.cites],
        attachments=await attachments.keep(session, article.id, files),
        valid_from=content.valid_from,
        valid_to=content.valid_to,
        review_by=content.review_by or _next_review(session, content.valid_from),
        author_id=author_id,
        digest=digest_of(content),
        created_at=clock.now(),
    )
    session.add(revision)
    await session.flush()
    await keep_citations(session, revision)
    article.draft_revision_id = revision.id
    article.draft_state = ArticleState.DRAFT.value
    if article.current_revision_id is None:
        article.title = content.title
        article.state = ArticleState.DRAFT.value
    return revision


def _next_review(session: AsyncSession, begins: date) -> date:
    """Return the usual review day: six months after publication, or after a later beginning (§12.3)."""
    return max(begins, clock.local_date()) + settings_of(session).review_after


def digest_of(content: Content) -> str:
    """Return the SHA-256 of a content, so that an import recognises what it already holds."""
    return hashlib.sha256(dump_json(content.model_dump(mode="json")).encode()).hexdigest()


async def review(session: AsyncSession, *, step: Step, actor: Actor) -> Article:
    """Approve the draft: DRAFT → REVIEWED, by somebody who did not write it.

    Raises ``TwoPersonsNeeded``, ``NotInCapacity`` (403), ``ArticleStepIllegal``, ``ArticleStale`` (409).
    """
    article, draft = await _draft_of(session, step, ArticleState.DRAFT)
    if actor.account_id is None or actor.account_id == draft.author_id:
        raise TwoPersonsNeeded("审核人不能是起草人", "The reviewer may not be the author")
    capacity = _capacities(actor, article)[0]
    _record(session, draft, ReviewStep.REVIEWED, (actor, capacity, step.note))
    article.draft_state = ArticleState.REVIEWED.value
    if article.current_revision_id is None:
        article.state = ArticleState.REVIEWED.value
    touch(article)
    return article


async def send_back(session: AsyncSession, *, step: Step, actor: Actor) -> Article:
    """Return a reviewed draft to its author with a reason; the author writes a new revision."""
    article, draft = await _draft_of(session, step, ArticleState.REVIEWED)
    capacity = _capacities(actor, article)[0]
    _record(session, draft, ReviewStep.SENT_BACK, (actor, capacity, step.note))
    article.draft_state = ArticleState.DRAFT.value
    if article.current_revision_id is None:
        article.state = ArticleState.DRAFT.value
    touch(article)
    return article


async def publish(session: AsyncSession, *, step: Step, actor: Actor) -> Article:
    """Publish the reviewed draft: the second person, in the other capacity (domain rules §12.2).

    One of the two approvals comes from the owner unit, the other from a hotline editor. A text whose first
    day lies ahead waits for it while another one is valid; a correction that begins before it leaves it
    waiting, and is not in it: ``waiting_from`` of what is returned tells the publisher so.
    """
    article, draft = await _draft_of(session, step, ArticleState.REVIEWED)
    reviewed = await _last_review(session, draft.id)
    if actor.account_id is None or actor.account_id == reviewed.actor_id:
        raise TwoPersonsNeeded("发布人不能是审核人", "The publisher may not be the reviewer")
    others = [c for c in _capacities(actor, article) if c.value != reviewed.capacity]
    if not others:
        raise NotInCapacity
    _record(session, draft, ReviewStep.PUBLISHED, (actor, others[0], step.note))
    await put_in_force(session, article, draft)
    return article


async def withdraw(session: AsyncSession, *, step: Step, actor: Actor) -> Article:
    """Take an article out of use; owner unit or editor alone may do it, with a reason."""
    article = await _at_version(session, step.article_id, step.version)
    if article.state == ArticleState.WITHDRAWN.value:
        raise ArticleStepIllegal("该知识已撤下", "The article is withdrawn already")
    capacity = _capacities(actor, article)[0]
    target = article.current_revision_id or article.draft_revision_id or ""
    revision = await get_revision(session, target)
    _record(session, revision, ReviewStep.WITHDRAWN, (actor, capacity, step.note))
    article.state = ArticleState.WITHDRAWN.value
    forget_waiting(article)
    touch(article)
    await tell_the_index(session, article)
    event = ArticleWithdrawn(article.id, article.current_revision_id, article.owner_unit_id)
    await publish_event(session, event)
    return article


async def withdraw_waiting(session: AsyncSession, *, step: Step, actor: Actor) -> Article:
    """Take back the revision that waits for its first day, with a reason; what is valid today stays.

    The owner unit or an editor alone may do it. Raises ``NotInCapacity`` (403), ``ArticleStepIllegal``,
    ``ArticleStale`` (409).
    """
    article = await _at_version(session, step.article_id, step.version)
    if article.waiting_revision_id is None:
        raise ArticleStepIllegal("没有待生效的版本", "No revision waits for its first day")
    capacity = _capacities(actor, article)[0]
    revision = await get_revision(session, article.waiting_revision_id)
    _record(session, revision, ReviewStep.WITHDRAWN, (actor, capacity, step.note))
    forget_waiting(article)
    touch(article)
    return article


async def confirm(
    session: AsyncSession, *, step: Step, review_by: date | None, actor: Actor
) -> Article:
    """Note a review that changes nothing: the text is still right until the next review day.

    The owner unit or an editor alone may do it. Raises ``NotInCapacity`` (403), ``ArticleStepIllegal``,
    ``ArticleStale`` (409), ``ContentInvalid`` (422) for a review day that is not ahead.
    """
    article = await _at_version(session, step.article_id, step.version)
    today = clock.local_date()
    if article.state != ArticleState.PUBLISHED.value or is_expired(article, today):
        raise ArticleStepIllegal("只有有效的知识才能复审", "Only an article in force is reviewed")
    if review_by is not None and review_by <= today:
        raise ContentInvalid("下次复审日须晚于今天", "The next review day must be ahead")
    capacity = _capacities(actor, article)[0]
    revision = await get_revision(session, article.current_revision_id or "")
    _record(session, revision, ReviewStep.CONFIRMED, (actor, capacity, step.note))
    article.review_by = review_by or _next_review(session, today)
    touch(article)
    await publish_event(session, ArticleConfirmed(article.id, revision.id, article.owner_unit_id))
    return article


async def expire(session: AsyncSession, *, at: datetime | None = None) -> int:
    """Mark every published article whose last valid day is over; returns how many.

    Search and citing never wait for this sweep: they check the dates themselves. A text that waits for its
    first day takes over first, should its timer be late.
    """
    await turn_due(session, clock.local_date(at))
    over = await session.scalars(
        select(Article).where(
            Article.state == ArticleState.PUBLISHED.value,
            Article.valid_to < clock.local_date(at),
        )
    )
    count = 0
    for article in over.all():
        revision = await get_revision(session, article.current_revision_id or "")
        _record(session, revision, ReviewStep.EXPIRED, (SYSTEM, Capacity.SYSTEM, ""))
        article.state = ArticleState.EXPIRED.value
        touch(article)
        await tell_the_index(session, article)
        event = ArticleExpired(article.id, revision.id, article.owner_unit_id)
        await publish_event(session, event)
        count += 1
    return count


def _capacities(actor: Actor, article: Article) -> list[Capacity]:
    held = []
    in_unit = article.owner_unit_id is not None and (
        actor.unit_id == article.owner_unit_id
        or f"/{article.owner_unit_id}/" in (actor.unit_path or "")
    )
    if actor.has_role(OWNER_ROLE) and in_unit:
        held.append(Capacity.OWNER)
    if actor.has_role(EDITOR_ROLE):
        held.append(Capacity.EDITOR)
    if not held:
        raise NotInCapacity
    return held


def _record(
    session: AsyncSession,
    revision: Revision,
    step: ReviewStep,
    by: tuple[Actor, Capacity, str],
) -> None:
    actor, capacity, note = by
    session.add(
        Review(
            id=new_id(),
            article_id=revision.article_id,
            revision_id=revision.id,
            step=step.value,
            capacity=capacity.value,
            actor_id=actor.account_id,
            note=note,
            decided_at=clock.now(),
        )
    )


async def _last_review(session: AsyncSession, revision_id: str) -> Review:
    found = await session.scalar(
        select(Review)
        .where(Review.revision_id == revision_id, Review.step == ReviewStep.REVIEWED.value)
        .order_by(Review.decided_at.desc(), Review.id.desc())
        .limit(1)
    )
    if found is None:
        raise ArticleStepIllegal("尚未审核", "Not reviewed yet")
    return found


async def _draft_of(
    session: AsyncSession, step: Step, expected: ArticleState
) -> tuple[Article, Revision]:
    article = await _at_version(session, step.article_id, step.version)
    if article.draft_revision_id is None or article.draft_state != expected.value:
        raise ArticleStepIllegal(
            f"须有{expected.label}的版本才能进行此操作",
            f"The step needs a draft in state {expected.value}",
            draft_state=article.draft_state,
        )
    return article, await get_revision(session, article.draft_revision_id)


async def _at_version(session: AsyncSession, article_id: str, version: int) -> Article:
    article = await get_article(session, article_id)
    if article.version != version:
        raise ArticleStale(version=article.version)
    return article
