"""A pushed article is a draft; what people did since is not undone by the same version sent again."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from knowledge.articles.models import Article, ArticleState
from knowledge.articles.queries import find_article_by_key, get_revision
from knowledge.articles.rows import ArticlePush
from knowledge.articles.schemas import ArticlePushOut
from knowledge.articles.service import revise
from knowledge.articles.taking import push_article
from tests.knowledge.articles.shelf import content
from tests.knowledge.items.shelf import EDITOR, units


async def push(session: AsyncSession, version: int, **more: Any) -> ArticlePushOut:
    body = {
        "version": version,
        "title": "身份证丢了怎么补办",
        "spoken": "到派出所补领。",
        "answer": "本人到任一派出所户政窗口补领。",
        "owner_unit_code": "FS-GA",
        "valid_from": "2026-01-01",
        **more,
    }
    wanted = ArticlePush.model_validate(body)
    return await push_article(session, key="id-card", version=wanted, actor=EDITOR, dry_run=False)


async def stored(session: AsyncSession) -> Article:
    article = await find_article_by_key(session, "id-card")
    assert article is not None
    return article


async def test_a_push_waits_for_its_two_approvals(session: AsyncSession) -> None:
    await units(session)
    told = await push(session, 1)
    assert told.article is not None
    assert (told.article.state, told.article.current_revision_id) == (ArticleState.DRAFT, None)


async def test_the_same_version_again_undoes_no_later_edit(session: AsyncSession) -> None:
    await units(session)
    await push(session, 1)
    article = await stored(session)
    edited = content(answer="编辑改过。")
    await revise(
        session, article_id=article.id, version=article.version, content=edited, actor=SYSTEM
    )
    assert (await push(session, 1)).outcome == "UNCHANGED"
    draft = await get_revision(session, article.draft_revision_id or "")
    assert draft.answer == "编辑改过。"
    later = await push(session, 2)
    before = {change.field: change.before for change in later.changes}
    assert before["answer"] == "编辑改过。"


async def test_a_push_leaves_the_place_and_says_so(session: AsyncSession) -> None:
    await units(session)
    await push(session, 1)
    moved = await push(session, 2, owner_unit_code="FS-MZ", answer="改了。")
    assert moved.fields == ["answer"]
    assert "归属" in moved.warnings[0]
    assert (await stored(session)).owner_unit_code == "FS-GA"
