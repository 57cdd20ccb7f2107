"""Pages that everybody may open (公开阅读): an article, a unit by its code, and why a text was of no help."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.files.api import FileStoreDep
from hotline.kit.files.download import file_response
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdField, IdPath
from hotline.kit.organisation.errors import UnitUnknown
from hotline.kit.organisation.queries import find_by_code
from hotline.kit.ratelimit import address_of, limit_by_address
from knowledge.answer.queries import read_texts
from knowledge.answer.texts import ArticleText, Reader
from knowledge.articles import attachments
from knowledge.articles.errors import ArticleUnknown
from knowledge.articles.schemas import AttachedOut, Details
from knowledge.audience import Audience
from knowledge.directory.queries import read_public_unit
from knowledge.directory.schemas import PublicUnitOut
from knowledge.feedback import service as feedback
from knowledge.feedback.recorder import Clicked, asker_of, click
from knowledge.feedback.vocabulary import NoHelp, SearchChannel, Verdict
from knowledge.search.port import DocumentKind

router = APIRouter(prefix="/api/public", tags=["portal 市民门户"])
CodePath = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,40}$", description="单位代码")]
DocumentId = Annotated[str, StringConstraints(pattern=r"^(ARTICLE|ITEM|UNIT|NOTICE):[0-9A-Z]{26}$")]


class NoHelpIn(BaseModel):
    """Which text did not help, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"document": "ITEM:01K0000000000000000000000A", "reason": "OUTDATED"}]
        },
    )

    document: DocumentId
    reason: NoHelp
    search_id: IdField | None = Field(None, description="检索时返回的标识")
    position: int = Field(0, ge=0, le=100, description="排在第几位，0 为未知")


class ArticlePageOut(BaseModel):
    """An article as everybody reads it, with its owner, version and validity (domain rules §12.8)."""

    id: str
    title: str
    answer: str
    details: Details
    unit_code: str
    unit_name: str
    version: int
    valid_from: date | None
    valid_to: date | None
    updated_on: date | None
    districts: list[str]
    under_correction: bool
    attachments: list[AttachedOut]


@router.get("/articles/{article_id}", summary="知识正文（市民）")
async def read_article(article_id: IdPath, session: ReadSession) -> ArticlePageOut:
    """Return a public article that is valid today; every other one is unknown."""
    return await read_public_article(session, article_id)


async def read_public_article(session: AsyncSession, article_id: str) -> ArticlePageOut:
    """Return what a citizen reads of an article; raises ``ArticleUnknown`` (404)."""
    key = f"{DocumentKind.ARTICLE.value}:{article_id}"
    texts = await read_texts(session, [key], Reader(Audience.PUBLIC, clock.local_date()))
    found = texts.by_id.get(key)
    if not isinstance(found, ArticleText):
        raise ArticleUnknown
    standing = found.standing
    return ArticlePageOut(
        id=article_id,
        title=standing.title,
        answer=found.answer,
        details=found.details,
        unit_code=standing.unit_code,
        unit_name=standing.unit_name or standing.unit_code,
        version=standing.version,
        valid_from=standing.valid_from,
        valid_to=standing.valid_to,
        updated_on=standing.updated_on,
        districts=list(standing.districts),
        under_correction=standing.under_correction,
        attachments=await attachments.in_force(session, article_id),
    )


@router.get("/articles/{article_id}/files/{file_id}", summary="下载知识附件（市民）")
async def download(
    article_id: IdPath, file_id: IdPath, session: ReadSession, store: FileStoreDep
) -> FileResponse:
    """Return a file that the version in force of a public article offers."""
    await read_public_article(session, article_id)
    return file_response(store, await attachments.offered(session, article_id, file_id))


@router.get("/units/{code}", summary="按代码查单位（市民）")
async def read_unit(code: CodePath, session: ReadSession) -> PublicUnitOut:
    """Return duties, windows and published numbers of the unit with this code; texts name owners by it."""
    unit = await find_by_code(session, code)
    if unit is None:
        raise UnitUnknown
    return await read_public_unit(session, unit.id)


@router.post(
    "/knowledge/no-help",
    status_code=204,
    summary="说明为什么没有帮助",
    dependencies=[Depends(limit_by_address("knowledge-no-help", "60/minute"))],
    responses=LIMITED,
)
async def tell_why(body: NoHelpIn, request: Request, session: ReadSession) -> None:
    """Note why a text did not help; what citizens are not shown is not counted."""
    if not await feedback.is_shown(session, body.document, Audience.PUBLIC):
        return
    click(
        session,
        Clicked(
            document_id=body.document,
            verdict=Verdict.UNHELPFUL,
            channel=SearchChannel.PORTAL,
            audience=Audience.PUBLIC,
            search_id=body.search_id or "",
            position=body.position,
            reason=body.reason.value,
            asker=asker_of(session, address_of(request)),
        ),
    )
