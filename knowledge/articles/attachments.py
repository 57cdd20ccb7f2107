"""Files of articles (知识附件): forms and maps that a version offers; a version keeps its own for ever."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.files import queries, service
from hotline.kit.files.errors import UploadUnknown
from hotline.kit.files.queries import FileFacts
from knowledge.articles.models import Article, Revision
from knowledge.articles.schemas import Attached, AttachedOut

OWNER = "article"


async def keep(
    session: AsyncSession, article_id: str, wanted: Sequence[Attached] | None
) -> list[dict[str, Any]]:
    """Give new uploads to the article and return what its next version offers, as it is stored.

    ``None`` goes on with what the version before offered. Raises ``UploadUnknown`` (404) for a claim that
    is none and for a file of another owner.
    """
    if wanted is None:
        return list(await _latest(session, article_id))
    claims = [one.file for one in wanted if _is_claim(one.file)]
    if claims:
        await service.attach(session, claims, owner_kind=OWNER, owner_id=article_id)
    kept = []
    for one in wanted:
        file_id = one.file.partition(".")[0]
        facts = await _owned(session, article_id, file_id)
        kept.append(
            {"file": facts.id, "name": one.name, "extension": facts.extension, "size": facts.size}
        )
    return kept


def _is_claim(file: str) -> bool:
    return "." in file


async def _latest(session: AsyncSession, article_id: str) -> list[dict[str, Any]]:
    query = (
        select(Revision.attachments)
        .where(Revision.article_id == article_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return await session.scalar(query) or []


async def _owned(session: AsyncSession, article_id: str, file_id: str) -> FileFacts:
    return await queries.get_owned(session, file_id, owner_kind=OWNER, owner_id=article_id)


async def of_article(session: AsyncSession, article_id: str, file_id: str) -> FileFacts:
    """Return a file of any version, for staff; raises ``UploadUnknown`` (404)."""
    return await _owned(session, article_id, file_id)


async def in_force(session: AsyncSession, article_id: str) -> list[AttachedOut]:
    """Return what the version in force offers; nothing of an article without one."""
    query = (
        select(Revision.attachments)
        .join(Article, Article.current_revision_id == Revision.id)
        .where(Article.id == article_id)
    )
    return [AttachedOut.model_validate(one) for one in await session.scalar(query) or []]


async def offered(session: AsyncSession, article_id: str, file_id: str) -> FileFacts:
    """Return a file of the version in force; the caller knows that the article may be read.

    Raises ``UploadUnknown`` (404).
    """
    if file_id not in {one.file for one in await in_force(session, article_id)}:
        raise UploadUnknown
    return await _owned(session, article_id, file_id)
