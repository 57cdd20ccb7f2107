"""Telling progress (进展告知): the ticket's citizen and whoever was joined to it, each by his own way.

A confidential ticket is told M00 and nothing else. Whoever wants no more notices on any way that we have is
left alone, and counted so.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from channels import addresses, optouts, sealing
from channels.messages import Purpose
from hotline.process import notices, recipients
from hotline.process.incidents.models import Measure
from hotline.process.incidents.vocabulary import SkipReason
from hotline.process.recipients import Words, language_of, reporters_of
from hotline.tickets.messages import NEUTRAL, render
from hotline.tickets.models import Ticket
from routing.taxonomy.tree import Confidentiality

_KEY = "incident"
# Where several were not told, the first of these is what a person has to know.
_WEIGHT = (SkipReason.UNREACHABLE, SkipReason.OPTED_OUT, SkipReason.NO_REPLY_WANTED)


async def tell(session: AsyncSession, measure: Measure, ticket_id: str) -> SkipReason | None:
    """Write to every reporter of the ticket; returns why if nobody could be told."""
    ticket = await session.get_one(Ticket, ticket_id)
    reporters = await reporters_of(session, ticket)
    found = {await _tell_one(session, measure, (ticket, reporter)) for reporter in reporters}
    return None if None in found else next(reason for reason in _WEIGHT if reason in found)


async def _tell_one(
    session: AsyncSession, measure: Measure, of: tuple[Ticket, Ticket]
) -> SkipReason | None:
    """Tell the second ticket's reporter of the first ticket."""
    reporter = of[1]
    if not reporter.reply_wanted:
        return SkipReason.NO_REPLY_WANTED
    if await _opted_out(session, reporter):
        return SkipReason.OPTED_OUT
    text = str(measure.content["text"])
    if any(one.confidentiality != Confidentiality.NONE for one in of):
        text = render(NEUTRAL, {}, language=language_of(reporter))
    key = key_of(measure.id, reporter.id)
    told = await notices.say_to(session, reporter, text, purpose=Purpose.NOTICE, key=key)
    return None if told else SkipReason.UNREACHABLE


def key_of(measure_id: str, reporter_id: str) -> str:
    """Return what makes a notice of a measure to one reporter's ticket go out once."""
    return f"{_KEY}:{measure_id}:{reporter_id}"


def meant_by(key: str | None) -> tuple[str, str] | None:
    """Return (measure, reporter's ticket) of such a key; ``None`` for any other message."""
    parts = (key or "").split(":")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == _KEY else None


async def _opted_out(session: AsyncSession, reporter: Ticket) -> bool:
    """Tell whether a notice is unwanted on every way there is; one way left is used by the channels."""
    reach = await recipients.reach_of(session, reporter)
    routes = recipients.routes(session, reach, Words("", "", ""))
    for route in routes:
        address = addresses.normalise(route.channel, route.address)
        known = sealing.address_hash(session, route.channel, address)
        if not await optouts.is_opted_out(session, route.channel.value, known):
            return False
    return bool(routes)
