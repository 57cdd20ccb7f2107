"""Colleagues (同事名单) who may be named on a ticket: name, roles in words, unit."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth import queries as accounts
from hotline.kit.pagination import PageQuery
from hotline.roles import PERMISSIONS, Role

MOST = 30
_READERS = frozenset(role.value for role, held in PERMISSIONS.items() if "ticket.read" in held)


async def list_colleagues(session: AsyncSession, *, text: str) -> list[dict[str, Any]]:
    """List at most 30 active accounts that read tickets; ``text``: the start of a name or login."""
    wanted = accounts.AccountFilter(active=True, text=text.strip() or None)
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while len(found) < MOST:
        rows, cursor = await accounts.list_accounts(session, wanted, PageQuery(MOST, cursor))
        found += [_shown(row) for row in rows if not _READERS.isdisjoint(row.roles)]
        if cursor is None:
            break
    return found[:MOST]


def _shown(row: Any) -> dict[str, Any]:
    return {
        "account_id": row.id,
        "name": row.name,
        "roles": [Role(role).label for role in row.roles if role in set(Role)],
        "unit_name": row.unit_name,
    }
