"""Noting (登记重建): a ticket is to be indexed anew though no step was done on it."""

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.ids import new_id
from hotline.process.search.models import TicketIndexNote


async def note(session: AsyncSession, ticket_ids: Iterable[str]) -> None:
    """Let every index read these tickets again; in the caller's transaction, so that none is forgotten."""
    rows = [{"ticket_id": one, "turn": 1, "noted": new_id()} for one in sorted(set(ticket_ids))]
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    build = sqlite.insert if is_sqlite else postgresql.insert
    put = build(TicketIndexNote)
    again = {"turn": TicketIndexNote.turn + 1, "noted": put.excluded.noted}
    statement = put.on_conflict_do_update(index_elements=["ticket_id"], set_=again)
    await session.execute(statement, rows)
