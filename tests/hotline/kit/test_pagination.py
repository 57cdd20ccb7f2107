"""Cursors come back as they were made, and nothing else is accepted."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from hotline.kit.db import Database, UtcDateTime
from hotline.kit.pagination import CursorInvalid, after, decode, encode
from tests.conftest import BACKENDS

AT = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)


# Of its own metadata: the product's schema knows nothing of it.
THINGS = Table(
    "paged_things",
    MetaData(),
    Column("id", String(26), primary_key=True),
    Column("rank", Integer),
    Column("at", UtcDateTime),
)


@pytest.mark.parametrize(
    ("values", "types"),
    [
        ((AT, "01ARZ3NDEKTSV4RRFFQ69G5FAV"), (datetime, str)),
        ((7, "𠮷 🍜"), (int, str)),
        ((1.5, None), (float, int)),
        ((2, -(2**63)), (float, int)),
    ],
)
def test_a_cursor_keeps_its_values(values: tuple[Any, ...], types: tuple[type, ...]) -> None:
    assert decode(encode(values), types) == values


def raw(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "中文",
        "x" * 600,
        raw(b"null"),
        raw(b"[1]"),
        raw(b'["x","y"]'),
        raw(b'["2026-01-01T00:00:00+00:00",1]'),
        raw(b'["2026-01-01T00:00:00","a"]'),
        raw(b'["not a time","a"]'),
        raw(b'["2026-01-01T00:00:00+00:00","a\\u0000"]'),
        raw(b'["2026-01-01T00:00:00+00:00","a",3]'),
        raw(b'[{"a":1},"a"]'),
        raw(b"\xff\xfe"),
        raw(b'["\\ud800","a"]'),
    ],
)
def test_a_forged_cursor_is_a_clear_refusal(cursor: str) -> None:
    with pytest.raises(CursorInvalid) as refusal:
        decode(cursor, (datetime, str))
    assert refusal.value.status == 422


@pytest.mark.parametrize("value", [b"[true]", b"[9223372036854775808]", b"[1.5]", b'["1"]'])
def test_an_integer_is_an_integer_that_a_database_can_hold(value: bytes) -> None:
    with pytest.raises(CursorInvalid):
        decode(raw(value), (int,))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_cover_every_row_once_although_times_repeat(
    database: Database, descending: bool
) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(THINGS.create)
    async with database.write() as session:
        for number in range(10):
            at = AT + timedelta(seconds=number // 4)
            row = {"id": f"{number:026}", "rank": number, "at": at}
            await session.execute(insert(THINGS).values(row))
    columns = (THINGS.c.at, THINGS.c.id)
    seen: list[int] = []
    cursor: str | None = None
    while True:
        query = select(THINGS.c.rank, *columns).limit(3)
        query = query.order_by(*(c.desc() if descending else c for c in columns))
        if cursor is not None:
            values = decode(cursor, (datetime, str))
            query = query.where(after(columns, values, descending=descending))
        async with database.read() as session:
            rows = (await session.execute(query)).all()
        if not rows:
            break
        seen += [row[0] for row in rows]
        cursor = encode(rows[-1][1:])
    assert seen == sorted(range(10), reverse=descending)
