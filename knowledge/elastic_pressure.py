"""Back-pressure (背压) of Elasticsearch: a busy server is waited for, and only what it refused is sent again.

Rows carry external versions, so that one sent twice is written once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from knowledge.elastic_rows import Action
from knowledge.search.port import EngineDown

BUSY = 429
# Of a full disk: it says 429 too, and no pause of seconds lifts it.
_BLOCK = "cluster_block_exception"
_BLOCKED = 403
_MISSING = 404
_TAKEN, _REFUSED = 200, 300  # statuses from the second one on say that a row was not taken
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each further try; then the refusal stands
_REASON = 200  # characters of a reason that are kept


class Busy(EngineDown):
    """The server takes no more for now, and says so of the whole request."""


class Row(NamedTuple):
    """What became of one row; an empty reason where it was taken."""

    document_id: str
    status: int
    reason: str


Post = Callable[[Sequence[Action]], Awaitable[Sequence[Row]]]
Failed = dict[str, tuple[int, str]]  # status and reason of each document of which a row failed


async def send(post: Post, actions: Sequence[Action], pauses: Sequence[float] = PAUSES) -> Failed:
    """Send rows until none is refused for want of room, with growing pauses; returns what failed.

    ``post`` returns a row for each action, in order. Raises ``Busy`` where the last request was refused whole.
    """
    left = list(actions)
    failed: Failed = {}
    for pause in pauses:
        try:
            told = await post(left)
        except Busy:
            await asyncio.sleep(pause)
            continue
        failed |= _failed(row for row in told if row.status != BUSY)
        left = [one for one, row in zip(left, told, strict=True) if row.status == BUSY]
        if not left:
            return failed
        await asyncio.sleep(pause)
    return failed | _failed(await post(left))


def row_of(item: Mapping[str, Any]) -> Row:
    """Read one item of the server's answer; what is removed and not there was removed."""
    ((kind, told),) = item.items()
    document_id = told["_id"].rpartition("#")[0]
    status: int = told["status"]
    if kind == "delete" and status == _MISSING:
        return Row(document_id, _TAKEN, "")
    error = told.get("error", {})
    status = _BLOCKED if error.get("type") == _BLOCK else status
    return Row(document_id, status, error.get("reason", "")[:_REASON])


def _failed(rows: Iterable[Row]) -> Failed:
    return {row.document_id: (row.status, row.reason) for row in rows if row.status >= _REFUSED}
