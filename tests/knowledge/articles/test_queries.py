"""Hits show valid published articles and mark the district; what may be cited, and what not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.articles.errors import ArticleUnknown, RevisionNotCitable, RevisionUnknown
from knowledge.articles.models import Article
from knowledge.articles.queries import (
    FoundLine,
    get_citable_revision,
    get_public_article,
    hits_of,
)
from knowledge.articles.service import Step, revise, withdraw
from knowledge.audience import Audience
from tests.knowledge.articles.shelf import (
    AUTHOR,
    OWNER,
    content,
    current_id,
    published,
    released,
    written,
)

AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


def line(article: Article) -> FoundLine:
    return FoundLine(article.id, "身份证不见了怎么办", 0.9)


async def test_a_hit_shows_owner_validity_and_the_line_that_matched(session: AsyncSession) -> None:
    article = await published(session)
    (hit,) = await hits_of(session, [line(article)], None, AT)
    assert (hit.matched, hit.score) == ("身份证不见了怎么办", 0.9)
    assert (hit.owner_unit_code, hit.valid_from) == ("FS-GA", date(2026, 1, 1))


async def test_a_draft_and_a_withdrawn_article_are_no_hits(session: AsyncSession) -> None:
    draft = await written(session)
    gone = await published(session, "gone")
    await withdraw(session, step=Step(gone.id, gone.version, "政策已变"), actor=OWNER)
    assert await hits_of(session, [line(draft), line(gone)], None, AT) == []


async def test_internal_articles_are_unknown_to_a_citizen(session: AsyncSession) -> None:
    article = await published(session, "script", audience=Audience.INTERNAL)
    with pytest.raises(ArticleUnknown):
        await get_public_article(session, article.id, at=AT)


@pytest.mark.parametrize(
    "dates",
    [
        {"valid_from": date(2026, 3, 5)},
        {"valid_from": date(2025, 1, 1), "valid_to": date(2026, 3, 3)},
    ],
)
async def test_future_and_expired_articles_are_no_hits(
    session: AsyncSession, dates: dict[str, Any]
) -> None:
    article = await published(session, **dates)
    assert await hits_of(session, [line(article)], None, AT) == []
    with pytest.raises(ArticleUnknown):
        await get_public_article(session, article.id, at=AT)


async def test_an_answer_of_another_district_is_marked(session: AsyncSession) -> None:
    elsewhere = await published(session, "a-shunde", districts=["440606"])
    city = await published(session, "b-city")
    hits = await hits_of(session, [line(elsewhere), line(city)], "440604", AT)
    assert [h.out_of_district for h in hits] == [True, False]


async def test_the_current_revision_may_be_cited(session: AsyncSession) -> None:
    article = await published(session)
    cited = await get_citable_revision(session, await current_id(session, article), AT)
    assert (cited.article_id, cited.audience) == (article.id, Audience.PUBLIC)


async def test_an_unknown_revision_is_unknown(session: AsyncSession) -> None:
    with pytest.raises(RevisionUnknown):
        await get_citable_revision(session, "0" * 26, AT)


async def test_what_may_not_be_cited_says_why(session: AsyncSession) -> None:
    future = await published(session, "future", valid_from=date(2026, 3, 5))
    draft = await written(session, "draft")
    gone = await published(session, "gone")
    await withdraw(session, step=Step(gone.id, gone.version, "废止"), actor=OWNER)
    replaced = await published(session, "replaced")
    old = await current_id(session, replaced)
    await revise(
        session,
        article_id=replaced.id,
        version=replaced.version,
        content=content(answer="新的答复"),
        actor=AUTHOR,
    )
    new_draft = replaced.draft_revision_id or ""
    await _refused(session, new_draft, "NOT_PUBLISHED")
    await released(session, replaced)
    await _refused(session, old, "SUPERSEDED")
    await _refused(session, await current_id(session, future), "NOT_YET_VALID")
    await _refused(session, draft.draft_revision_id or "", "NOT_PUBLISHED")
    await _refused(session, await current_id(session, gone), "WITHDRAWN")


async def test_an_expired_one_is_cited_by_a_supervisor_only(session: AsyncSession) -> None:
    article = await published(session, valid_to=date(2026, 3, 3))
    revision_id = await current_id(session, article)
    await _refused(session, revision_id, "EXPIRED")
    cited = await get_citable_revision(session, revision_id, AT, by_supervisor=True)
    assert cited.valid_to == date(2026, 3, 3)


async def _refused(session: AsyncSession, revision_id: str, reason: str) -> None:
    with pytest.raises(RevisionNotCitable) as refusal:
        await get_citable_revision(session, revision_id, AT)
    assert refusal.value.extra["reason"] == reason
