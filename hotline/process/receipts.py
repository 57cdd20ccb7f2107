"""The receipt (受理回执): number and query code told once, after a registration by form or agent."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm import privacy
from crm.models import ContactKind
from hotline.kit.vault import service as vault
from hotline.kit.vault.errors import KeyDestroyed
from hotline.process import notices
from hotline.process.models import ReceiptDue
from hotline.tickets.events import TicketOpened
from hotline.tickets.models import Ticket


async def on_opened(session: AsyncSession, event: TicketOpened) -> None:
    """Tell number and code if that is due, and forget the code in the same transaction."""
    due = await session.get(ReceiptDue, event.ticket_id)
    if due is None:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    try:
        code = await vault.unseal_value(session, "query_code", due.code_sealed)
    except KeyDestroyed:
        await session.delete(due)
        return
    phone = None
    if ticket.citizen_id is not None:
        phone = await privacy.contact_for_system(
            session, citizen_id=ticket.citizen_id, kind=ContactKind.PHONE
        )
    notice = notices.FirstNotice(
        ticket_id=ticket.id,
        number=ticket.number,
        code=code,
        due=ticket.promise_due_at,
        phone=phone,
        language=ticket.language,
        citizen_id=ticket.citizen_id,
    )
    await notices.first_notice(session, notice)
    await session.delete(due)
