"""Erasing a person beyond the citizens' room (删除个人信息): his conversations and look-up hashes."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from crm.events import CitizenErased
from hotline.process.search.noting import note, note_conversation
from hotline.tickets import respondent
from hotline.tickets.models import Ticket


async def on_erased(session: AsyncSession, event: CitizenErased) -> None:
    """Make conversations of the person's tickets unreadable and his tickets unfindable by number.

    Whom his tickets are about is erased with him: it was told by him. What he wrote leaves the search.
    What is sealed under the person's own key became unreadable with the key; the log keeps its digests.
    """
    own = Ticket.citizen_id.in_(event.citizen_ids)
    query = select(Ticket.conversation_id).where(own, Ticket.conversation_id.is_not(None))
    for conversation_id in sorted({str(found) for found in await session.scalars(query)}):
        await channels.erase_conversation(session, conversation_id)
        await note_conversation(session, conversation_id)
    await respondent.erase(session, event.citizen_ids)
    await note(session, await session.scalars(select(Ticket.id).where(own)))
    await session.execute(
        update(Ticket)
        .where(own)
        .values(
            contact_number_hash=None,
            caller_number_hash=None,
            email_hash=None,
            company_name=None,
            credit_code=None,
        )
        .execution_options(synchronize_session=False)
    )
