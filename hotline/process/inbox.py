"""The inbox (来信处理): a citizen's words become what he wants, in the one transaction of their event.

Everything can be done by text alone (features A5): open, add, ask, press, withdraw, rate, contest, call
for a person. What is not possible now is answered politely; it never becomes a dead letter.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from channels import addresses
from channels import queries as channel_queries
from channels import service as channels
from channels.dedupe import claim
from channels.events import MessageReceived
from channels.messages import ChannelKind, Direction, InboundKind
from channels.queries import MessageView
from hotline.kit.logs import get_logger
from hotline.process import helptexts, inbox_actions, registering, senders, statusline, textline
from hotline.process.correspondence import Letter
from hotline.process.dialogue import texting
from hotline.process.notices import subject_ref
from hotline.process.textline import Intent
from hotline.tickets import service as tickets
from knowledge.desk import SearchDesk
from routing.state import RoutingHolder

log = get_logger(__name__)
CLAIM = "inbox"
ECHOES = 3  # the same words so often within so long: a machine answers
ECHO_WITHIN = timedelta(minutes=10)
ECHO_SEEN = 30  # messages looked at
_OURS = frozenset({InboundKind.TEXT.value, InboundKind.SPEECH.value})
_KEEPS_WORDS = frozenset({Intent.NEW_REQUEST, Intent.ADD_INFO, Intent.SUPPLY_INFO})
Answer = Callable[[Letter], Awaitable[str | None]]


class Inbox:
    """Reads messages with the routing snapshot of this process; with a search the bot answers questions."""

    def __init__(self, routing: RoutingHolder, search: SearchDesk | None = None) -> None:
        """Keep the holder; its snapshot is replaced as a whole."""
        self.routing = routing
        self.search = search

    async def on_message(self, session: AsyncSession, event: MessageReceived) -> None:
        """Do what the message asks for; a message seen before and an erased one ask for nothing."""
        if event.kind not in _OURS:
            return
        if await claim(session, CLAIM, event.message_id) is None:
            return
        message = await channel_queries.get_message(session, event.message_id)
        if message.text is None or _is_service(message) or await _is_echo(session, message):
            return
        sender = await senders.identify(session, message)
        reading = textline.read(message.text, sender.known)
        letter = Letter(session, message, sender, reading, self.routing)
        subject = await self._answered(letter)
        if subject is not None:
            await channels.set_subject(session, message.conversation_id, subject_ref(subject))

    async def _answered(self, letter: Letter) -> str | None:
        """Answer; returns the ticket that the conversation is about from now on."""
        if letter.message.kind is InboundKind.SPEECH:
            return await _spoken(letter)
        taken = await texting.take(letter, self.search)
        if taken is not None:
            return taken.subject
        subject = await _ANSWERS[letter.reading.intent](letter)
        if letter.reading.intent in _KEEPS_WORDS and await _has_pictures(letter):
            await letter.say(helptexts.NO_PICTURES)
        return subject


def _is_service(message: MessageView) -> bool:
    """A carrier's or a bank's number (10086, 106…) writes by itself: stored, neither heard nor answered."""
    sender = message.address
    writes = message.channel is ChannelKind.SMS
    if not writes or sender is None or addresses.may_be_rung(sender):
        return False
    log.info("inbox.service_number_ignored", conversation=message.conversation_id)
    return True


async def _has_pictures(letter: Letter) -> bool:
    return await channel_queries.count_media(letter.session, letter.message.id) > 0


async def _is_echo(session: AsyncSession, message: MessageView) -> bool:
    """A machine that answers every text of ours with the same words is not answered for ever."""
    since = message.stored_at - ECHO_WITHIN
    earlier = await channel_queries.list_messages(
        session, message.conversation_id, after_seq=max(message.seq - ECHO_SEEN, 0), limit=ECHO_SEEN
    )
    same = [
        other
        for other in earlier
        if other.direction is Direction.IN
        and other.seq < message.seq
        and other.text == message.text
        and other.stored_at >= since
    ]
    if len(same) >= ECHOES:
        log.warning("inbox.echo_ignored", conversation=message.conversation_id)
    return len(same) >= ECHOES


async def _spoken(letter: Letter) -> str | None:
    """What was said to a machine is registered, or added to what it is plainly about."""
    if letter.reading.intent in {Intent.ADD_INFO, Intent.SUPPLY_INFO}:
        return await inbox_actions.add(letter)
    return await registering.register(letter)


async def _help(letter: Letter) -> str | None:
    await letter.say(helptexts.HELP)
    return None


async def _no_words(letter: Letter) -> str | None:
    await letter.say(helptexts.NO_WORDS)
    return None


async def _courtesy(letter: Letter) -> str | None:
    """Thanks are answered; they add nothing to a ticket and answer no question."""
    await letter.say(helptexts.COURTESY)
    return None


async def _human(letter: Letter) -> str | None:
    await inbox_actions.call_back(letter)
    await letter.say(helptexts.CALL_BACK)
    return None


async def _progress(letter: Letter) -> str | None:
    sender, reading = letter.sender, letter.reading
    if reading.number is not None:
        named = sender.by_number(reading.number)
        if named is None:
            await letter.say(helptexts.NUMBER_NOT_YOURS)
            return None
        await letter.reply(await statusline.progress_of(letter.session, named, letter.language))
        return named.id
    shown = [letter.sender.ticket(k.ticket_id) for k in sender.known[: statusline.MANY]]
    lines = [await statusline.progress_of(letter.session, t, letter.language) for t in shown if t]
    if not lines:
        await letter.say(helptexts.NO_TICKETS)
        return None
    await letter.reply("\n".join(dict.fromkeys(lines)))
    return sender.known[0].ticket_id


async def _new_code(letter: Letter) -> str | None:
    """A lost query code is replaced: the number that opened the ticket has asked (§5.2)."""
    ticket = letter.sender.ticket(letter.reading.ticket_id)
    if ticket is None:
        await letter.say(helptexts.NO_TICKETS)
        return None
    code = await tickets.renew_query_code(letter.session, ticket=ticket)
    await letter.say(helptexts.NEW_CODE, number=ticket.number, code=code)
    return ticket.id


_ANSWERS: Mapping[Intent, Answer] = {
    Intent.HELP: _help,
    Intent.NOTHING: _no_words,
    Intent.COURTESY: _courtesy,
    Intent.HUMAN: _human,
    Intent.PROGRESS: _progress,
    Intent.CODE: _new_code,
    Intent.SURVEY: inbox_actions.survey,
    Intent.REASONS: inbox_actions.reasons,
    Intent.UNCLEAR_RATING: inbox_actions.ask_clearly,
    Intent.NOT_SOLVED: inbox_actions.not_solved,
    Intent.SUPPLY_INFO: inbox_actions.add,
    Intent.ADD_INFO: inbox_actions.add,
    Intent.URGE: inbox_actions.urge,
    Intent.WITHDRAW: inbox_actions.withdraw,
    Intent.CONTEST: inbox_actions.contest,
    Intent.NEW_REQUEST: registering.register,
}
