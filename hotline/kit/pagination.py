"""Keyset pagination (游标分页): opaque validated cursors, never an offset."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import ColumnElement, literal, tuple_

from hotline.kit.errors import Invalid

T = TypeVar("T")
CursorValue = str | int | float | datetime | None
MAX_CURSOR = 512
DEFAULT_LIMIT = 20
MAX_LIMIT = 100
_INT64 = 1 << 63


class CursorInvalid(Invalid):
    """The cursor was not made by this list."""

    code = "cursor_invalid"
    title_zh = "翻页标记无效，请从第一页重新查询"
    title_en = "The page cursor is not valid; start again from the first page"


class Page(BaseModel, Generic[T]):
    """One page of a list; ``next_cursor`` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class PageQuery:
    """What the caller asks for: at most ``limit`` rows after ``cursor``."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


def page_query(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="每页条数")] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=MAX_CURSOR, description="上一页返回的游标")
    ] = None,
) -> PageQuery:
    """Read the page parameters of a request."""
    return PageQuery(limit=limit, cursor=cursor)


PageParams = Annotated[PageQuery, Depends(page_query)]


def encode(values: Sequence[CursorValue]) -> str:
    """Return the opaque cursor of the last row's sort values."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).rstrip(b"=").decode()


def decode(cursor: str, types: Sequence[type]) -> tuple[Any, ...]:
    """Return the sort values inside ``cursor``, checked against ``types`` (``datetime`` included).

    Raises ``CursorInvalid`` (422) for anything this list would not have produced.
    """
    if len(cursor) > MAX_CURSOR:
        raise CursorInvalid
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        raw = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid from error
    if not isinstance(raw, list) or len(raw) != len(types):
        raise CursorInvalid
    return tuple(_checked(value, kind) for value, kind in zip(raw, types, strict=True))


def _checked(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is datetime:
        return _instant(value)
    if kind is float and type(value) in {int, float}:
        return float(value)
    if type(value) is not kind:
        raise CursorInvalid
    if isinstance(value, str) and "\0" in value:
        raise CursorInvalid
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise CursorInvalid
    return value


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise CursorInvalid from error
    if instant.tzinfo is None:
        raise CursorInvalid
    return instant


def after(
    columns: Sequence[ColumnElement[Any]], values: Sequence[Any], *, descending: bool = False
) -> ColumnElement[bool]:
    """Return the condition "strictly after ``values``" for rows ordered by ``columns``.

    All columns sort in one direction and hold no nulls.
    """
    bound = tuple_(
        *(literal(value, column.type) for column, value in zip(columns, values, strict=True))
    )
    row = tuple_(*columns)
    return row < bound if descending else row > bound
