"""Knowledge for staff over HTTP (知识库接口): search, editorial steps, error reports."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.files.api import FileStoreDep
from hotline.kit.files.download import file_response
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.organisation.queries import ids_by_code
from hotline.kit.pagination import Page, PageParams
from hotline.kit.transfer import file_answer, received
from knowledge.articles import attachments, citations, corrections, queries, service
from knowledge.articles.exports import export_articles
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import ArticleState
from knowledge.articles.queries import ArticleFilter, FoundLine
from knowledge.articles.rows import ArticlePush, read_articles
from knowledge.articles.schemas import (
    ArticleDetailOut,
    ArticleIn,
    ArticleOut,
    ArticlePushOut,
    ConfirmIn,
    ErrorIn,
    ErrorOut,
    FlagEndIn,
    FlagOut,
    HitOut,
    PlacementIn,
    RevisionIn,
    RevisionOut,
    SettleIn,
    StepIn,
    WithdrawIn,
)
from knowledge.articles.service import Step
from knowledge.articles.taking import push_article
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.differences import EntryReportOut, TriedOnly
from knowledge.owning import owner_of
from knowledge.search.port import DocumentKind
from knowledge.search.ranking import Ranked

router = APIRouter(prefix="/api/articles", tags=["知识库 knowledge"])
errors_router = APIRouter(prefix="/api/article-errors", tags=["知识库 knowledge"])
flags_router = APIRouter(prefix="/api/article-flags", tags=["知识库 knowledge"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Editor = Annotated[Actor, Depends(require("knowledge.edit"))]
Approver = Annotated[Actor, Depends(require("knowledge.own", "knowledge.publish"))]
Exporter = Annotated[Actor, Depends(require("knowledge.read", "import.run"))]
Reporter = Annotated[Actor, Depends(require("knowledge.report"))]
KeyPath = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{1,79}$", description="知识编码")]


@router.get("/search", summary="检索知识（坐席用，含内部知识）")
async def search_articles(
    request: Request,
    session: ReadSession,
    _actor: Reader,
    q: Annotated[str, Query(min_length=1, max_length=500, description="市民的原话或关键词")],
    district: Annotated[
        str | None, Query(pattern=r"^[0-9]{6,12}$", description="区划代码，如 440604")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[HitOut]:
    """Return articles that are valid now, best first, with owner and validity."""
    desk: SearchDesk = request.app.state.search
    kinds = frozenset({DocumentKind.ARTICLE})
    found = await desk.search(Asked(q, Audience.INTERNAL, district or "", kinds, limit))
    return await queries.hits_of(session, [_found(hit) for hit in found.hits], district)


def _found(hit: Ranked) -> FoundLine:
    return FoundLine(hit.found.key, hit.found.line, round(hit.score, 4))


def _filter(
    state: ArticleState | None = None,
    owner_unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
    category_code: Annotated[str | None, Query(max_length=12, pattern=r"^[0-9]+$")] = None,
    review_before: Annotated[date | None, Query(description="列出在此日前须复审的知识")] = None,
) -> ArticleFilter:
    return ArticleFilter(state, owner_unit_id, category_code, review_before)


@router.get("", summary="知识列表")
async def list_articles(
    session: ReadSession,
    _actor: Reader,
    wanted: Annotated[ArticleFilter, Depends(_filter)],
    page: PageParams,
) -> Page[ArticleOut]:
    """List articles, newest change first."""
    return await queries.list_articles(session, wanted, page)


@router.get("/export", summary="导出已发布的知识（JSON 行）")
async def export_all(session: WriteSession, actor: Exporter) -> Response:
    """Return the published articles, internal ones only for who may read them; audited."""
    content = await export_articles(session, actor=actor)
    return file_answer("jsonl", f"articles-{clock.local_date():%Y%m%d}", content)


@router.post("/import", summary="导入知识为草稿（可试运行）")
async def import_drafts(
    session: WriteSession,
    actor: Editor,
    file: Annotated[UploadFile, File(description="CSV（UTF-8 或 GBK）、XLSX 或 JSON 行")],
    *,
    dry_run: Annotated[bool, Form()] = True,
) -> EntryReportOut:
    """Report what the file changes, field by field; with ``dry_run=false`` store drafts, to be reviewed and published."""
    options = ImportOptions(await ids_by_code(session), dry_run, as_drafts=True)
    entries = await asyncio.to_thread(list, read_articles(await received(file)))
    return (await import_articles(session, entries, options=options, actor=actor)).told()


@router.put(
    "/by-key/{key}",
    summary="推送一条知识的一个版本（存为草稿）",
    responses={201: {"model": ArticlePushOut, "description": "新增"}},
)
async def push(
    key: KeyPath,
    body: ArticlePush,
    session: WriteSession,
    actor: Editor,
    response: Response,
    *,
    dry_run: TriedOnly = False,
) -> ArticlePushOut:
    """Take a version: 201 for a new article, 200 for a change or the same again, 409 for an older one."""
    pushed = await push_article(session, key=key, version=body, actor=actor, dry_run=dry_run)
    response.status_code = pushed.status
    return pushed


@router.get("/{article_id}", summary="知识详情")
async def get_article(article_id: IdPath, session: ReadSession, _actor: Reader) -> ArticleDetailOut:
    """Return an article with its current text, its draft and the decisions taken."""
    detail = await queries.get_article_detail(session, article_id)
    flags = await citations.flags_of(session, detail.article.id, detail.article.title)
    return detail.model_copy(update={"flags": flags})


@router.get("/{article_id}/files/{file_id}", summary="下载知识附件")
async def download(
    article_id: IdPath, file_id: IdPath, session: ReadSession, store: FileStoreDep, _actor: Reader
) -> FileResponse:
    """Return a file of any version of an article."""
    return file_response(store, await attachments.of_article(session, article_id, file_id))


@router.get("/{article_id}/revisions", summary="历史版本")
async def list_revisions(
    article_id: IdPath, session: ReadSession, _actor: Reader
) -> list[RevisionOut]:
    """List every version ever written, newest first."""
    return await queries.list_revisions(session, article_id)


@router.post("", status_code=201, summary="新建知识（草稿）")
async def create_article(body: ArticleIn, session: WriteSession, actor: Editor) -> ArticleOut:
    """Create an article in DRAFT."""
    article = await service.create_article(session, draft=body, actor=actor)
    return ArticleOut.model_validate(article)


@router.post("/{article_id}/revisions", status_code=201, summary="起草新版本")
async def revise(
    article_id: IdPath, body: RevisionIn, session: WriteSession, actor: Editor
) -> RevisionOut:
    """Write a further draft; the published text stays in force."""
    revision = await service.revise(
        session, article_id=article_id, version=body.version, content=body.content, actor=actor
    )
    return RevisionOut.model_validate(revision)


@router.put("/{article_id}/placement", summary="调整归属")
async def place(
    article_id: IdPath, body: PlacementIn, session: WriteSession, actor: Editor
) -> ArticleOut:
    """Change owner, subject, districts or audience; texts and approvals stay, search follows at once.

    An owner unit may do so within itself; giving an article to another unit is the editors' matter.
    """
    owner = await owner_of(session, body.owner_unit_code)
    article = await service.place(
        session,
        article_id=article_id,
        version=body.version,
        placement=body.at(owner.id),
        actor=actor,
    )
    return ArticleOut.model_validate(article)


@router.post("/{article_id}/actions/REVIEW", summary="审核通过")
async def review(
    article_id: IdPath, body: StepIn, session: WriteSession, actor: Approver
) -> ArticleOut:
    """Approve the draft; not by its author."""
    step = Step(article_id, body.version, body.note)
    return ArticleOut.model_validate(await service.review(session, step=step, actor=actor))


@router.post("/{article_id}/actions/SEND_BACK", summary="退回修改")
async def send_back(
    article_id: IdPath, body: WithdrawIn, session: WriteSession, actor: Approver
) -> ArticleOut:
    """Return a reviewed draft to its author, with a reason."""
    step = Step(article_id, body.version, body.note)
    return ArticleOut.model_validate(await service.send_back(session, step=step, actor=actor))


@router.post("/{article_id}/actions/PUBLISH", summary="发布")
async def publish(
    article_id: IdPath, body: StepIn, session: WriteSession, actor: Approver
) -> ArticleOut:
    """Publish the reviewed draft; by a second person in the other capacity.

    A version that waits for a later first day keeps waiting, without what is corrected now: see ``waiting_from``.
    """
    step = Step(article_id, body.version, body.note)
    return ArticleOut.model_validate(await service.publish(session, step=step, actor=actor))


@router.post("/{article_id}/actions/WITHDRAW", summary="撤下")
async def withdraw(
    article_id: IdPath, body: WithdrawIn, session: WriteSession, actor: Approver
) -> ArticleOut:
    """Take an article out of use, with a reason."""
    step = Step(article_id, body.version, body.note)
    return ArticleOut.model_validate(await service.withdraw(session, step=step, actor=actor))


@router.post("/{article_id}/actions/WITHDRAW_WAITING", summary="撤回待生效的版本")
async def withdraw_waiting(
    article_id: IdPath, body: WithdrawIn, session: WriteSession, actor: Approver
) -> ArticleOut:
    """Take back the published version that waits for its first day; the valid one stays in force."""
    step = Step(article_id, body.version, body.note)
    return ArticleOut.model_validate(
        await service.withdraw_waiting(session, step=step, actor=actor)
    )


@router.post("/{article_id}/actions/CONFIRM", summary="复审无误")
async def confirm(
    article_id: IdPath, body: ConfirmIn, session: WriteSession, actor: Approver
) -> ArticleOut:
    """Note a review that changes nothing; the next review day is set."""
    step = Step(article_id, body.version, body.note)
    article = await service.confirm(session, step=step, review_by=body.review_by, actor=actor)
    return ArticleOut.model_validate(article)


@router.post("/{article_id}/errors", status_code=201, summary="一键纠错")
async def report_error(
    article_id: IdPath, body: ErrorIn, session: WriteSession, actor: Reporter
) -> ErrorOut:
    """Report an error; the owner unit's clock starts and the article shows "under correction"."""
    report = await corrections.report_error(
        session, article_id=article_id, report=body, actor=actor
    )
    return ErrorOut.model_validate(report)


@errors_router.get("", summary="待处理纠错")
async def list_open_errors(
    session: ReadSession,
    _actor: Reader,
    owner_unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
) -> list[ErrorOut]:
    """List reports that wait for their owner, oldest first."""
    return await queries.list_open_errors(session, owner_unit_id=owner_unit_id)


@errors_router.post("/{error_id}/actions/ACKNOWLEDGE", summary="确认纠错")
async def acknowledge_error(error_id: IdPath, session: WriteSession, actor: Approver) -> ErrorOut:
    """Confirm that the owner works on the report; 403 for another unit's."""
    report = await corrections.acknowledge_error(session, error_id=error_id, actor=actor)
    return ErrorOut.model_validate(report)


@errors_router.post("/{error_id}/actions/SETTLE", summary="办结纠错")
async def settle_error(
    error_id: IdPath, body: SettleIn, session: WriteSession, actor: Approver
) -> ErrorOut:
    """End the report: corrected by a published revision, or found right."""
    report = await corrections.settle_error(session, error_id=error_id, end=body, actor=actor)
    return ErrorOut.model_validate(report)


@flags_router.get("", summary="待核对知识（所引事项已变更）")
async def list_flags(
    session: ReadSession,
    _actor: Reader,
    owner_unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
) -> list[FlagOut]:
    """List articles that cite what has changed in a service item, oldest first."""
    return await citations.list_flags(session, owner_unit_id=owner_unit_id)


@flags_router.post("/{flag_id}/actions/SETTLE", summary="办结核对")
async def settle_flag(
    flag_id: IdPath, body: FlagEndIn, session: WriteSession, actor: Approver
) -> FlagOut:
    """End the flag: corrected by a published revision, or found still right."""
    return await citations.settle_flag(session, flag_id=flag_id, end=body, actor=actor)
