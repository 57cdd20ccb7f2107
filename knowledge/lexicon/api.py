"""The lexicon over HTTP (词库接口): list, write, take out, import, export, and try a question."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.kit.transfer import SheetForm, SheetUpload, TransferReportOut, table_answer
from knowledge.desk import SearchDesk
from knowledge.lexicon import queries, service
from knowledge.lexicon.imports import import_words
from knowledge.lexicon.queries import WordFilter
from knowledge.lexicon.schemas import TryIn, UnderstoodOut, WordOut, WordPut
from knowledge.understanding.lexicon import WordKind
from knowledge.understanding.understand import understand

router = APIRouter(prefix="/api/knowledge", tags=["词库 lexicon"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Editor = Annotated[Actor, Depends(require("knowledge.edit"))]


@router.get("/words", summary="词库列表")
async def list_words(
    session: ReadSession,
    _actor: Reader,
    page: PageParams,
    kind: WordKind | None = None,
    text: Annotated[str, Query(max_length=40, description="词条或备注中的字")] = "",
) -> Page[WordOut]:
    """List the words in use, by kind and word."""
    return await queries.list_words(session, WordFilter(kind, text), page)


@router.get("/words/export", summary="导出词库")
async def export_words(
    session: WriteSession, actor: Editor, kind: WordKind | None = None, form: SheetForm = "csv"
) -> Response:
    """Return the words as a file that can be imported again; audited."""
    return await table_answer(session, await queries.word_table(session, kind), form, actor=actor)


@router.post("/words/import", summary="导入词库（可试运行）")
async def take_words(
    session: WriteSession, actor: Editor, upload: SheetUpload
) -> TransferReportOut:
    """Report what the file changes; with ``dry_run=false`` store it. Words that are missing in it stay."""
    report = await import_words(session, upload.content, actor=actor, dry_run=upload.dry_run)
    return TransferReportOut.model_validate(report, from_attributes=True)


@router.put("/words", summary="新增或修改词条")
async def put_word(body: WordPut, session: WriteSession, actor: Editor) -> WordOut:
    """Write a word; ``version`` is the one seen, 0 for a new word. Searches follow within seconds."""
    return WordOut.model_validate(await service.put_word(session, word=body, actor=actor))


@router.delete("/words/{word_id}", status_code=204, summary="停用词条")
async def remove_word(
    word_id: IdPath,
    session: WriteSession,
    actor: Editor,
    version: Annotated[int, Query(ge=1, description="所见版本")],
) -> None:
    """Take a word out of use."""
    await service.remove_word(session, word_id=word_id, version=version, actor=actor)


@router.post("/understand", summary="试一试：问句被理解成什么")
async def try_question(
    body: TryIn, request: Request, session: ReadSession, _actor: Editor
) -> UnderstoodOut:
    """Return what a question is taken for with the words as they stand now; nothing is stored."""
    desk: SearchDesk = request.app.state.search
    await desk.refresh_words(session)
    question = understand(body.words, desk.lexicon)
    shares = dict(sorted(question.terms.items(), key=lambda t: -t[1]))
    return UnderstoodOut(
        text=question.text,
        intent=question.intent,
        intent_label=question.intent.label if question.intent else "",
        corrected=question.corrected,
        districts=list(question.districts),
        terms=shares,
        sounds=list(question.sounds),
        letters=list(question.letters),
        notes=list(question.notes),
        lexicon_version=desk.lexicon.version,
    )
