"""Masked words of old tickets (去标识文字核验): they stand beside the chain and are proved by the audit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.models import AuditEntry
from hotline.tickets import archived
from hotline.tickets.models import TicketAction

PAGE = 500


async def faults(session: AsyncSession) -> list[tuple[str, str]]:
    """Return (ticket, what is wrong) of every ticket whose masked words are not those the audit knows.

    The audit is a chain of its own and is verified as such.
    """
    found: list[tuple[str, str]] = []
    last = ""
    while True:
        ids = await _page(session, last)
        found += await _of(session, ids)
        if len(ids) < PAGE:
            return found
        last = ids[-1]


async def _page(session: AsyncSession, last: str) -> list[str]:
    """List the next tickets that have masked words or should have them."""
    kept = select(TicketAction.ticket_id).where(TicketAction.masked_texts.is_not(None))
    told = select(AuditEntry.object_id.label("ticket_id")).where(
        AuditEntry.action == archived.DEIDENTIFIED
    )
    both = kept.union(told).subquery()
    query = select(both.c.ticket_id).where(both.c.ticket_id > last)
    return list(await session.scalars(query.order_by(both.c.ticket_id).limit(PAGE)))


async def _of(session: AsyncSession, ids: Sequence[str]) -> list[tuple[str, str]]:
    rows = await session.execute(
        select(TicketAction.ticket_id, TicketAction.seq, TicketAction.masked_texts).where(
            TicketAction.ticket_id.in_(ids), TicketAction.masked_texts.is_not(None)
        )
    )
    words: dict[str, dict[int, dict[str, Any]]] = {ticket: {} for ticket in ids}
    for ticket, seq, said in rows.all():
        words[ticket][seq] = said
    entries = await session.execute(
        select(AuditEntry.object_id, AuditEntry.after)
        .where(AuditEntry.action == archived.DEIDENTIFIED, AuditEntry.object_id.in_(ids))
        .order_by(AuditEntry.seq)
    )
    proved = {ticket: (after or {}).get(archived.MASKED) for ticket, after in entries.all()}
    return [
        (ticket, "去标识后的文字被改动" if ticket in proved else "去标识没有审计记录")
        for ticket, rows_ in words.items()
        if archived.masked_digest(rows_) != proved.get(ticket)
    ]
