"""Policy numbers as files over HTTP (政策导入导出接口): export, and import as a proposal."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from hotline.imports import documents
from hotline.imports.documents import Book, DocumentFile
from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import WriteSession
from hotline.kit.inputs import Instant, Line
from hotline.kit.transfer import file_answer, received

router = APIRouter(tags=["政策 policies"])
Proposer = Annotated[Actor, Depends(require("policy.propose"))]


class DocumentReportOut(BaseModel):
    """Which members a file changes, which switches it turns; ``proposal`` waits for its second person."""

    model_config = ConfigDict(from_attributes=True)

    dry_run: bool
    changed: list[str]
    unchanged: list[str]
    turned: list[str]
    proposal: int | None


async def _file(
    file: Annotated[UploadFile, File(description="导出的 JSON")],
    reason: Annotated[Line, Form(min_length=2, max_length=300, description="修改理由")],
    effective_from: Annotated[
        Instant | None, Form(description="生效时间，缺省为批准时即生效")
    ] = None,
    *,
    dry_run: Annotated[bool, Form()] = True,
) -> DocumentFile:
    return DocumentFile(await received(file), reason, effective_from or clock.now(), dry_run)


Upload = Annotated[DocumentFile, Depends(_file)]


@router.get("/api/policies/export", summary="导出现行时限政策")
async def export_policy(session: WriteSession, actor: Proposer) -> Response:
    """Return the limits in force as a file that can be imported again; the export is audited."""
    return await _export(session, Book.LIMITS, actor)


@router.post("/api/policies/import", summary="导入时限政策（待他人批准，可试运行）")
async def import_policy(session: WriteSession, actor: Proposer, file: Upload) -> DocumentReportOut:
    """Report what the file changes; with ``dry_run=false`` propose it for a second person's approval."""
    report = await documents.import_document(session, Book.LIMITS, file, actor=actor)
    return DocumentReportOut.model_validate(report)


@router.get("/api/supervision/rules/export", summary="导出现行监察政策")
async def export_rules(session: WriteSession, actor: Proposer) -> Response:
    """Return the numbers of e-supervision in force as a file; the export is audited."""
    return await _export(session, Book.SUPERVISION, actor)


@router.post("/api/supervision/rules/import", summary="导入监察政策（待他人批准，可试运行）")
async def import_rules(session: WriteSession, actor: Proposer, file: Upload) -> DocumentReportOut:
    """Report what the file changes; with ``dry_run=false`` propose it for a second person's approval."""
    report = await documents.import_document(session, Book.SUPERVISION, file, actor=actor)
    return DocumentReportOut.model_validate(report)


async def _export(session: WriteSession, book: Book, actor: Actor) -> Response:
    content = await documents.export_document(session, book, actor=actor)
    name = f"{book.value.replace('_', '-')}-{clock.local_date():%Y%m%d}"
    return file_answer("json", name, content)
