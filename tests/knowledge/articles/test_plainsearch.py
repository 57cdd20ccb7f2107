"""Search shows valid published articles, marks the district, and never leaks internal ones."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.articles.errors import ArticleUnknown, RevisionNotCitable, RevisionUnknown
from knowledge.articles.plainsearch import SearchFor, search
from knowledge.articles.queries import get_citable_revision, get_public_article
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


async def titles(session: AsyncSession, wanted: SearchFor) -> list[str]:
    return [h.title for h in await search(session, wanted, at=AT)]


async def test_a_published_article_is_found_by_its_question(session: AsyncSession) -> None:
    await published(session)
    hits = await search(session, SearchFor("身份证不见了怎么办"), at=AT)
    assert [h.matched for h in hits] == ["身份证不见了怎么办"]
    assert hits[0].owner_unit_code == "FS-GA"


async def test_a_draft_is_not_found(session: AsyncSession) -> None:
    await written(session)
    assert await titles(session, SearchFor("身份证")) == []


async def test_a_new_article_is_found_at_once(session: AsyncSession) -> None:
    await published(session)
    assert await titles(session, SearchFor("发票")) == []
    await published(session, "invoice", title="商家不给开发票", questions=[])
    assert await titles(session, SearchFor("发票")) == ["商家不给开发票"]


async def test_internal_articles_never_reach_a_citizen(session: AsyncSession) -> None:
    article = await published(
        session, "script", title="紧急转接话术", questions=[], audience=Audience.INTERNAL
    )
    assert await titles(session, SearchFor("紧急转接话术")) == []
    assert await titles(session, SearchFor("紧急转接话术", audience=Audience.INTERNAL)) == [
        "紧急转接话术"
    ]
    with pytest.raises(ArticleUnknown):
        await get_public_article(session, article.id, at=AT)


@pytest.mark.parametrize(
    "dates",
    [
        {"valid_from": date(2026, 3, 5)},
        {"valid_from": date(2025, 1, 1), "valid_to": date(2026, 3, 3)},
    ],
)
async def test_future_and_expired_articles_are_not_suggested(
    session: AsyncSession, dates: dict[str, Any]
) -> None:
    article = await published(session, **dates)
    assert await titles(session, SearchFor("身份证丢了")) == []
    with pytest.raises(ArticleUnknown):
        await get_public_article(session, article.id, at=AT)


async def test_an_answer_of_another_district_is_marked_and_comes_last(
    session: AsyncSession,
) -> None:
    await published(session, "a-shunde", districts=["440606"])
    await published(session, "b-city")
    hits = await search(session, SearchFor("身份证丢了怎么补办", district="440604"), at=AT)
    assert [h.out_of_district for h in hits] == [False, True]


async def test_a_withdrawn_article_disappears(session: AsyncSession) -> None:
    article = await published(session)
    await withdraw(session, step=Step(article.id, article.version, "废止"), actor=OWNER)
    assert await titles(session, SearchFor("身份证")) == []


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
