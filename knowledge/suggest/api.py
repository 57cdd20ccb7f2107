"""Suggestions over HTTP (联想接口): typing, related, hot; for staff, and for citizens only what is public."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import ReadSession
from hotline.kit.ratelimit import limit_by_address
from knowledge.audience import Audience
from knowledge.desk import SearchDesk
from knowledge.search.completion import CompletionAsked
from knowledge.search.port import DocumentKind
from knowledge.suggest import service
from knowledge.suggest.schemas import HotOut, RelatedOut, SuggestOut
from knowledge.suggest.service import Beside

router = APIRouter(prefix="/api/knowledge", tags=["联想推荐 suggestions"])
public_router = APIRouter(prefix="/api/public/knowledge", tags=["联想推荐 suggestions"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Document = Annotated[
    str, Query(pattern=r"^(ARTICLE|ITEM|UNIT|NOTICE):[0-9A-Z]{26}$", description="当前显示的内容")
]
Limit = Annotated[int, Query(ge=1, le=20)]
# Ten keystrokes a second for a minute, or many people behind one address of an office.
_TYPING = [Depends(limit_by_address("knowledge_suggest", "600/minute"))]
_READING = [Depends(limit_by_address("knowledge_related", "120/minute"))]
KEPT_SECONDS = 30  # a browser may show again what it just showed; nobody else may keep it


def _typed(
    q: Annotated[str, Query(max_length=5000, description="已输入的文字、拼音或首字母")],
    district: Annotated[
        str | None, Query(pattern=r"^[0-9]{6,12}$", description="区划代码，如 440604")
    ] = None,
    kind: Annotated[list[DocumentKind] | None, Query(description="只要这些种类")] = None,
    limit: Limit = 8,
) -> CompletionAsked:
    kinds = frozenset(kind or ())
    return CompletionAsked(q, Audience.PUBLIC, district or "", kinds, limit)


def _kept(response: Response) -> None:
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"


Typed = Annotated[CompletionAsked, Depends(_typed)]
_KEPT = Depends(_kept)


def _desk(request: Request) -> SearchDesk:
    desk: SearchDesk = request.app.state.search
    return desk


@router.get("/suggest", summary="输入联想（坐席用，含内部知识）", dependencies=[_KEPT])
async def suggest(
    typed: Typed, request: Request, session: ReadSession, _actor: Reader
) -> SuggestOut:
    """Return how what was typed may go on: questions, items, units; characters, pinyin or initials."""
    inside = CompletionAsked(
        typed.typed, Audience.INTERNAL, typed.district, typed.kinds, typed.limit
    )
    return await service.suggest(session, _desk(request), inside)


@router.get("/related", summary="相关内容（坐席用）", dependencies=[_KEPT])
async def related(
    document: Document, request: Request, session: ReadSession, _actor: Reader, limit: Limit = 6
) -> list[RelatedOut]:
    """Return what belongs beside a document, with the reason."""
    beside = Beside(document, Audience.INTERNAL, limit)
    return await service.related(session, _desk(request), beside)


@router.get("/hot", summary="近日热门", dependencies=[_KEPT])
async def hot(session: ReadSession, _actor: Reader, limit: Limit = 10) -> list[HotOut]:
    """Return public documents that many different people want in these days."""
    return await service.hot_now(session, limit=limit)


@public_router.get(
    "/suggest", summary="输入联想", dependencies=[*_TYPING, _KEPT], responses=LIMITED
)
async def public_suggest(typed: Typed, request: Request, session: ReadSession) -> SuggestOut:
    """Return how what was typed may go on; nothing internal."""
    return await service.suggest(session, _desk(request), typed)


@public_router.get(
    "/related", summary="相关内容", dependencies=[*_READING, _KEPT], responses=LIMITED
)
async def public_related(
    document: Document, request: Request, session: ReadSession, limit: Limit = 6
) -> list[RelatedOut]:
    """Return what belongs beside a public document; nothing internal."""
    beside = Beside(document, Audience.PUBLIC, limit)
    return await service.related(session, _desk(request), beside)


@public_router.get("/hot", summary="近日热门", dependencies=[*_READING, _KEPT], responses=LIMITED)
async def public_hot(session: ReadSession, limit: Limit = 10) -> list[HotOut]:
    """Return public documents that many different people want in these days; titles only."""
    return await service.hot_now(session, limit=limit)
