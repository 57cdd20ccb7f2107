"""Reading adoptions (采用记录查询)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process.assist.models import TicketAdoption
from hotline.process.assist.schemas import AdoptionOut


async def adopted(session: AsyncSession, ticket_id: str) -> list[AdoptionOut]:
    """List what was used on a ticket, first to last."""
    rows = await session.scalars(
        select(TicketAdoption)
        .where(TicketAdoption.ticket_id == ticket_id)
        .order_by(TicketAdoption.at, TicketAdoption.id)
    )
    return [AdoptionOut.model_validate(row) for row in rows]
