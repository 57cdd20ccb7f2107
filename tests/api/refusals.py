"""What a refusal must look like, and what must not have changed (拒绝的样子)."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
from sqlalchemy import func, inspect, select, table

from tests.support.city import City

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LEAKS = re.compile(
    r"Traceback|sqlalchemy|sqlite3|asyncpg|SELECT |INSERT |site-packages|\.py\b|王女士|13800000001"
)
# Trying is counted, sign-on is noted: neither holds what was sent.
_COUNTED = frozenset({"attempt_windows", "audit_entries", "audit_heads"})


def complaints(response: httpx.Response) -> list[str]:
    """List what is wrong with a refusal; empty means it is a proper one."""
    found = []
    if not 400 <= response.status_code < 500:
        found.append(f"status {response.status_code}")
    if response.headers.get("content-type") != "application/problem+json":
        found.append(f"type {response.headers.get('content-type')}")
        return [*found, response.text[:200]]
    body = response.json()
    if not _CHINESE.search(body["title"]) or not _CHINESE.search(body["detail"]):
        found.append(f"no Chinese: {body['title']} / {body['detail']}")
    if not body["title_en"] or _CHINESE.search(body["title_en"]):
        found.append(f"no English: {body['title_en']}")
    if leak := _LEAKS.search(response.text):
        found.append(f"leaks {leak.group()}")
    return found


async def row_counts(city: City) -> dict[str, int]:
    """Count the rows of every table, except those that count attempts."""
    counts: dict[str, int] = {}
    async with city.hotline.database.read() as session:
        connection = await session.connection()
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for name in sorted(set(names) - _COUNTED):
            query = select(func.count()).select_from(table(name))
            counts[name] = int(await session.scalar(query) or 0)
    return counts


def places(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value inside a JSON body, the outermost ones first."""
    items: Any = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def replaced(body: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy of ``body`` with the value at ``path`` replaced."""
    key, *rest = path
    copy: Any = dict(body) if isinstance(body, dict) else list(body)
    copy[key] = replaced(copy[key], tuple(rest), value) if rest else value
    return copy


def without(body: Any, name: str) -> Any:
    """Return a copy of ``body`` without the member ``name``."""
    return {key: value for key, value in body.items() if key != name}


def at(body: Any, path: tuple[str | int, ...]) -> Any:
    """Return the value at ``path``."""
    for key in path:
        body = body[key]
    return body
