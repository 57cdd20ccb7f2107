"""Personal data of a ticket's citizen in clear (查看明文): permitted, purposeful, logged, limited."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm import privacy
from hotline.kit.audit.service import PersonalRead, record_read
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.kit.vault.service import unseal_value
from hotline.tickets import consumer, respondent
from hotline.tickets.models import Ticket
from hotline.tickets.visibility import sees_person

CALLER = "caller_number"
_FIELDS = {"name": "name", "phone": "phone", "email": "email", "postal_address": "address"}


class CitizenHidden(Forbidden):
    """The unit sees the matter, not the person; contact goes through the hotline."""

    code = "citizen_hidden"
    title_zh = "该诉求人信息对承办单位保密，请通过12345联系"
    title_en = "The citizen is hidden from units; contact goes through the hotline"


async def reveal(
    session: AsyncSession, *, ticket: Ticket, field: str, purpose: str, actor: Actor
) -> str | None:
    """Return one field in clear; ``None`` when it is not known.

    Raises ``CitizenHidden`` (403) for whoever is not shown the person on the page either
    (``visibility.sees_person``), ``RevealLimitReached`` (429) beyond the daily limit. Whom the ticket is
    about is read by whoever may see the ticket: he has to deal with him.
    """
    if field in respondent.FIELDS:
        return await _of_ticket(session, ticket, field, purpose, actor)
    if not sees_person(actor, ticket):
        raise CitizenHidden
    if field == CALLER:
        return await _of_ticket(session, ticket, field, purpose, actor)
    if field in consumer.PERSONAL:
        await record_read(session, actor, PersonalRead("ticket", ticket.id, field, purpose))
        return await consumer.clear_of(session, ticket, field)
    if ticket.citizen_id is None:
        return None
    values = await privacy.reveal(
        session,
        citizen_id=ticket.citizen_id,
        field=_FIELDS[field],
        purpose=f"{purpose}（工单 {ticket.number}）",
        actor=actor,
    )
    return "、".join(values) or None


async def _of_ticket(
    session: AsyncSession, ticket: Ticket, field: str, purpose: str, actor: Actor
) -> str | None:
    """Read what is sealed on the ticket itself; written to the audit before anything is decrypted."""
    sealed: str | None = getattr(ticket, f"{field}_enc")
    if sealed is None:
        return None
    await record_read(session, actor, PersonalRead("ticket", ticket.id, field, purpose))
    return await unseal_value(session, field, sealed)
