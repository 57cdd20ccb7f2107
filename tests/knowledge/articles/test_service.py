"""An article is published by two persons, replaced by revisions, withdrawn and expired."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxEvent
from knowledge.articles.errors import (
    ArticleKeyTaken,
    ArticleStale,
    ArticleStepIllegal,
    ContentInvalid,
    NotInCapacity,
    RevisionImmutable,
    TwoPersonsNeeded,
)
from knowledge.articles.models import ArticleState, Review
from knowledge.articles.queries import get_article_detail, get_revision, list_revisions
from knowledge.articles.service import (
    Step,
    confirm,
    create_article,
    expire,
    publish,
    review,
    revise,
    send_back,
    withdraw,
)
from knowledge.owning import OfAnotherUnit
from tests.knowledge.articles.shelf import (
    AGENT,
    AUTHOR,
    EDITOR,
    OWNER,
    STRANGER,
    UNIT,
    content,
    draft,
    published,
    released,
    staff,
    written,
)


async def names(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(OutboxEvent.name)))


async def test_owner_and_editor_publish_together(session: AsyncSession) -> None:
    article = await written(session)
    assert article.state == ArticleState.DRAFT.value
    await review(session, step=Step(article.id, article.version), actor=OWNER)
    assert article.state == ArticleState.REVIEWED.value
    await publish(session, step=Step(article.id, article.version), actor=EDITOR)
    assert article.state == ArticleState.PUBLISHED.value
    assert article.draft_revision_id is None
    assert await names(session) == ["knowledge.changed", "article.published"]
    decisions = await session.scalars(select(Review).order_by(Review.decided_at, Review.id))
    assert {(r.step, r.capacity) for r in decisions} == {
        ("REVIEWED", "OWNER"),
        ("PUBLISHED", "EDITOR"),
    }


async def test_the_author_does_not_review_himself(session: AsyncSession) -> None:
    article = await written(session)
    with pytest.raises(TwoPersonsNeeded):
        await review(session, step=Step(article.id, article.version), actor=AUTHOR)
    with pytest.raises(TwoPersonsNeeded):
        await review(session, step=Step(article.id, article.version), actor=SYSTEM)


async def test_another_unit_does_not_displace_a_draft_that_was_reviewed(
    session: AsyncSession,
) -> None:
    article = await written(session)
    await review(session, step=Step(article.id, article.version), actor=OWNER)
    waiting = article.draft_revision_id
    with pytest.raises(OfAnotherUnit):
        await revise(
            session,
            article_id=article.id,
            version=article.version,
            content=content(answer="别的单位写的。"),
            actor=STRANGER,
        )
    assert (article.draft_revision_id, article.draft_state) == (waiting, "REVIEWED")


async def test_one_person_with_both_roles_is_still_one_person(session: AsyncSession) -> None:
    both = staff(9, "knowledge_owner", "knowledge_editor", unit=UNIT)
    article = await written(session)
    await review(session, step=Step(article.id, article.version), actor=both)
    with pytest.raises(TwoPersonsNeeded):
        await publish(session, step=Step(article.id, article.version), actor=both)


async def test_two_editors_cannot_publish_without_the_owner(session: AsyncSession) -> None:
    article = await written(session)
    await review(session, step=Step(article.id, article.version), actor=EDITOR)
    with pytest.raises(NotInCapacity):
        await publish(
            session, step=Step(article.id, article.version), actor=staff(8, "knowledge_editor")
        )
    await publish(session, step=Step(article.id, article.version), actor=OWNER)
    assert article.state == ArticleState.PUBLISHED.value


@pytest.mark.parametrize("actor", [STRANGER, AGENT])
async def test_strangers_decide_nothing(session: AsyncSession, actor: object) -> None:
    article = await written(session)
    with pytest.raises(NotInCapacity):
        await review(session, step=Step(article.id, article.version), actor=actor)  # type: ignore[arg-type]


async def test_publishing_needs_a_review_first(session: AsyncSession) -> None:
    article = await written(session)
    with pytest.raises(ArticleStepIllegal):
        await publish(session, step=Step(article.id, article.version), actor=EDITOR)


async def test_a_draft_sent_back_waits_for_its_author(session: AsyncSession) -> None:
    article = await written(session)
    await review(session, step=Step(article.id, article.version), actor=OWNER)
    await send_back(session, step=Step(article.id, article.version, "缺材料清单"), actor=EDITOR)
    assert article.state == ArticleState.DRAFT.value
    with pytest.raises(ArticleStepIllegal):
        await publish(session, step=Step(article.id, article.version), actor=EDITOR)


async def test_a_stale_version_is_refused(session: AsyncSession) -> None:
    article = await written(session)
    old = article.version
    await review(session, step=Step(article.id, old), actor=OWNER)
    with pytest.raises(ArticleStale):
        await publish(session, step=Step(article.id, old), actor=EDITOR)


async def test_a_key_names_one_article(session: AsyncSession) -> None:
    await written(session)
    with pytest.raises(ArticleKeyTaken):
        await create_article(session, draft=draft(), actor=AUTHOR)


async def test_the_published_text_stays_in_force_while_a_draft_is_written(
    session: AsyncSession,
) -> None:
    article = await published(session)
    before = article.current_revision_id
    new = await revise(
        session,
        article_id=article.id,
        version=article.version,
        content=content(title="身份证遗失补领"),
        actor=AUTHOR,
    )
    assert article.state == ArticleState.PUBLISHED.value
    assert article.current_revision_id == before
    detail = await get_article_detail(session, article.id)
    assert detail.current is not None
    assert detail.draft is not None
    assert (detail.current.number, detail.draft.number) == (1, 2)
    await released(session, article)
    assert article.current_revision_id == new.id
    assert [r.number for r in await list_revisions(session, article.id)] == [2, 1]


async def test_a_revision_never_changes(database: Database) -> None:
    async with database.write() as session:
        revision_id = (await published(session)).current_revision_id or ""
    with pytest.raises(RevisionImmutable):
        async with database.write() as session:
            (await get_revision(session, revision_id)).answer = "悄悄改掉"
    async with database.read() as session:
        stored = await get_revision(session, revision_id)
        assert stored.answer == "本人到任一派出所户政窗口补领。"


async def test_a_review_date_of_about_six_months_is_set(session: AsyncSession) -> None:
    with clock.frozen(datetime(2026, 3, 1, 2, tzinfo=UTC)):
        article = await published(session)
        later = await published(session, "later", valid_from=date(2026, 5, 1))
    assert article.review_by == date(2026, 3, 1) + timedelta(days=183)
    assert later.review_by == date(2026, 5, 1) + timedelta(days=183)


async def test_a_review_that_changes_nothing_sets_the_next_review_day(
    session: AsyncSession,
) -> None:
    with clock.frozen(datetime(2026, 3, 1, 2, tzinfo=UTC)):
        article = await published(session, valid_to=date(2026, 12, 31))
    revision_id = article.current_revision_id
    with clock.frozen(datetime(2026, 8, 1, 2, tzinfo=UTC)):
        step = Step(article.id, article.version, "与现行规定一致")
        with pytest.raises(NotInCapacity):
            await confirm(session, step=step, review_by=None, actor=STRANGER)
        with pytest.raises(ContentInvalid):
            await confirm(session, step=step, review_by=date(2026, 8, 1), actor=OWNER)
        await confirm(session, step=step, review_by=None, actor=OWNER)
        assert article.review_by == date(2026, 8, 1) + timedelta(days=183)
        assert article.current_revision_id == revision_id
        with pytest.raises(ArticleStale):
            await confirm(session, step=step, review_by=None, actor=OWNER)
    with clock.frozen(datetime(2027, 1, 2, 2, tzinfo=UTC)):
        over = Step(article.id, article.version)
        with pytest.raises(ArticleStepIllegal):
            await confirm(session, step=over, review_by=None, actor=OWNER)


async def test_withdrawing_is_told_and_final(session: AsyncSession) -> None:
    article = await published(session)
    await withdraw(session, step=Step(article.id, article.version, "政策废止"), actor=OWNER)
    assert article.state == ArticleState.WITHDRAWN.value
    assert "article.withdrawn" in await names(session)
    with pytest.raises(ArticleStepIllegal):
        await withdraw(session, step=Step(article.id, article.version, "再撤"), actor=OWNER)


async def test_the_last_valid_day_still_counts(session: AsyncSession) -> None:
    article = await published(session, valid_to=date(2026, 6, 30))
    last_minute = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert await expire(session, at=last_minute) == 0
    midnight = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
    assert await expire(session, at=midnight) == 1
    assert article.state == ArticleState.EXPIRED.value
    assert await expire(session, at=midnight) == 0
    assert (await names(session)).count("article.expired") == 1
