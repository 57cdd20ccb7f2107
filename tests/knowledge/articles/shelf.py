"""Builders for knowledge tests."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from knowledge.articles.models import Article
from knowledge.articles.queries import get_revision
from knowledge.articles.schemas import ArticleIn, Content, Placement
from knowledge.articles.service import Step, create_article, publish, review
from knowledge.audience import Audience

UNIT = "01" + "A" * 24

_PERMISSIONS = frozenset(
    {
        "knowledge.read",
        "knowledge.edit",
        "knowledge.own",
        "knowledge.publish",
        "knowledge.report",
    }
)


def staff(number: int, *roles: str, unit: str | None = None) -> Actor:
    return Actor(
        account_id=f"01STAFF{number:019d}",
        name=f"员工{number}",
        roles=frozenset(roles),
        permissions=_PERMISSIONS - {"knowledge.publish"} if unit else _PERMISSIONS,
        unit_id=unit,
        unit_path=f"/{unit}/" if unit else None,
        vendor=False,
        kind="staff",
    )


AUTHOR = staff(1, "knowledge_editor")
OWNER = staff(2, "knowledge_owner", unit=UNIT)
EDITOR = staff(3, "knowledge_editor")
STRANGER = staff(4, "knowledge_owner", unit="01" + "X" * 24)
AGENT = staff(5, "agent")


def content(**changes: Any) -> Content:
    values: dict[str, Any] = {
        "title": "身份证丢了怎么补办",
        "questions": ["身份证不见了怎么办"],
        "spoken": "到派出所补领。",
        "answer": "本人到任一派出所户政窗口补领。",
        "valid_from": date(2026, 1, 1),
    }
    return Content.model_validate(values | changes)


def draft(key: str = "id-card", **changes: Any) -> ArticleIn:
    audience = changes.pop("audience", Audience.PUBLIC)
    districts = changes.pop("districts", [])
    placement = Placement(
        owner_unit_code="FS-GA",
        owner_unit_id=UNIT,
        audience=audience,
        districts=districts,
        category_code=changes.pop("category_code", None),
    )
    return ArticleIn(key=key, placement=placement, content=content(**changes))


async def written(session: AsyncSession, key: str = "id-card", **changes: Any) -> Article:
    return await create_article(session, draft=draft(key, **changes), actor=AUTHOR)


async def published(session: AsyncSession, key: str = "id-card", **changes: Any) -> Article:
    article = await written(session, key, **changes)
    return await released(session, article)


async def released(
    session: AsyncSession, article: Article, *, owner: Actor = OWNER, editor: Actor = EDITOR
) -> Article:
    await review(session, step=Step(article.id, article.version), actor=owner)
    return await publish(session, step=Step(article.id, article.version), actor=editor)


async def current_id(session: AsyncSession, article: Article) -> str:
    return (await get_revision(session, article.current_revision_id or "")).id
