"""Every refusal as problem+json in Chinese and English (统一错误格式)."""

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from hotline.kit.db import lacking
from hotline.kit.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from hotline.kit.fieldfaults import invalid_fields
from hotline.kit.logs import get_logger, request_id

log = get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
_PASSING = ("08", "53", "57P")


class MethodNotAllowed(Problem):
    """The path exists, the verb does not."""

    status = 405
    code = "method_not_allowed"
    title_zh = "不支持的操作方式"
    title_en = "Method not allowed"


class InternalFault(Problem):
    """Our own mistake; the request changed nothing."""

    status = 500
    code = "internal_fault"
    title_zh = "系统内部错误，本次操作未保存"
    title_en = "Internal fault; nothing was stored"


_BY_STATUS: dict[int, type[Problem]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
    413: TooLarge,
    422: Invalid,
    503: Unavailable,
}


def render(problem: Problem, *, headers: dict[str, str] | None = None) -> Response:
    """Render a problem; the request id travels along so that support can find it."""
    body = problem.body()
    if (rid := request_id.get()) is not None:
        body["request_id"] = rid
    return Response(
        orjson.dumps(body, default=str),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


async def _on_problem(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)  # noqa: S101 — the handler is registered for Problem only
    retry = problem.extra.get("retry_after")
    return render(problem, headers={"Retry-After": str(retry)} if retry else None)


async def _on_validation(_request: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, (RequestValidationError, ValidationError)) else []
    return render(invalid_fields(Invalid, details))


async def _on_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 — registered for it only
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        kind = type(
            "HttpRefusal", (Problem,), {"status": error.status_code, "code": "http_refusal"}
        )
    headers = dict(error.headers) if error.headers else None
    return render(kind(), headers=headers)


def render_fault(error: Exception) -> Response:
    """Log what nobody expected and render it: 503 if it will pass, else 500; nothing of it is told."""
    if _is_passing(error):
        return _render_database(error)
    log.error("request.fault", error=type(error).__name__, exc_info=error)
    return render(InternalFault())


async def _on_database(_request: Request, error: Exception) -> Response:
    return _render_database(error)


def _render_database(error: Exception) -> Response:
    log.error("database.unavailable", error=type(error).__name__, **lacking(error))
    if _is_passing(error):
        return render(Unavailable(), headers={"Retry-After": "5"})
    return render(InternalFault())


def _is_passing(error: Exception) -> bool:
    """Tell whether the database or the disk is away for now: lost connection, no room, shutting down.

    SQLSTATE classes: 08 connection, 53 resources, 57P operator intervention.
    """
    if isinstance(error, (OperationalError, InterfaceError, OSError, PoolTimeout)):
        return True
    state = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    return bool(getattr(error, "connection_invalidated", False)) or state.startswith(_PASSING)


async def _on_fault(_request: Request, error: Exception) -> Response:
    return render_fault(error)


def install(app: FastAPI) -> None:
    """Register every handler."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(DBAPIError, _on_database)
    app.add_exception_handler(OSError, _on_database)
    app.add_exception_handler(Exception, _on_fault)
