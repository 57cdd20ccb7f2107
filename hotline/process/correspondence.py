"""One message being answered (来信与回信): who wrote what, and how the reply goes back."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.messages import ChannelKind, Outgoing, Purpose
from channels.queries import MessageView
from hotline.process import helptexts, recipients
from hotline.process.recipients import Reach, Words, mobile_of
from hotline.process.senders import Sender
from hotline.process.smstext import fit
from hotline.process.textline import Reading
from hotline.tickets.messages import Template
from hotline.tickets.models import Channel
from routing.state import RoutingHolder

SUBJECT = "12345热线回复"
_CHANNELS = {ChannelKind.VOICE: Channel.VOICE, ChannelKind.EMAIL: Channel.EMAIL}


@dataclass
class Letter:
    """A message with its sender and its reading; replies are numbered, so that none goes out twice."""

    session: AsyncSession
    message: MessageView
    sender: Sender
    reading: Reading
    routing: RoutingHolder
    replies: int = field(default=0)

    @property
    def language(self) -> str:
        """The language to answer in."""
        return self.sender.language

    @property
    def channel(self) -> Channel:
        """The way in, in the words of the ticket."""
        return _CHANNELS.get(self.message.channel, Channel.SMS)

    @property
    def text(self) -> str:
        """The whole text as it was written."""
        return self.message.text or ""

    async def say(self, template: Template, **values: str) -> bool:
        """Reply with fixed words in the sender's language."""
        return await self.reply(helptexts.say(template, self.language, **values))

    async def reply(self, text: str) -> bool:
        """Write back; tells whether there was a way (a landline and a withheld number have none)."""
        address = self.message.address
        reach = Reach(mobile_of(address))
        if self.message.channel is ChannelKind.EMAIL:
            reach = Reach(email=address)
        cut = fit(text, hint=helptexts.WHOLE_TEXT.text(self.language))
        routes = recipients.routes(self.session, reach, Words(cut, text, SUBJECT))
        if not routes:
            return False
        self.replies += 1
        key = f"reply:{self.message.id}:{self.replies}"
        await channels.send(self.session, Outgoing(routes, Purpose.REPLY, dedupe_key=key))
        return True
