"""Personal data of a ticket's citizen in clear (查看明文): permitted, purposeful, logged, limited."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm import privacy
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.tickets.models import Ticket
from hotline.tickets.visibility import sees_person

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
    (``visibility.sees_person``), ``RevealLimitReached`` (429) beyond the daily limit.
    """
    if not sees_person(actor, ticket):
        raise CitizenHidden
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
