"""One live connection (连接): commands in, results and events out through one writer."""

import itertools
from dataclasses import dataclass, field

from pydantic import ValidationError

from hotline.gateway import protocol, streams
from hotline.gateway.presence import Presence
from hotline.kit.auth.actor import Actor
from hotline.kit.realtime import service as realtime
from hotline.kit.realtime.hub import Hub, Outgoing, Subscriber
from hotline.kit.realtime.service import Told

_KEYS = itertools.count(1)
MAX_SUBSCRIPTIONS = 50


class ProtocolBroken(Exception):  # noqa: N818 — names what the client did
    """The client sent something that is no command; the socket closes with 4400."""


@dataclass
class Connection:
    """State of one authenticated socket."""

    actor: Actor
    hub: Hub
    presence: Presence
    outgoing: Outgoing = field(default_factory=Outgoing)
    key: int = field(default_factory=lambda: next(_KEYS))
    last_id: int = 0
    watching: dict[int, tuple[int, Subscriber]] = field(default_factory=dict)

    async def receive(self, text: str) -> None:
        """Handle one message of the client."""
        try:
            command = protocol.COMMAND.validate_json(text)
        except ValidationError as error:
            raise ProtocolBroken from error
        if command.id <= self.last_id:
            self.outgoing.put(
                protocol.refusal(command.id, "id_not_rising", "消息编号必须递增", "ids must rise")
            )
            return
        self.last_id = command.id
        if isinstance(command, protocol.SubscribeIn):
            await self._subscribe(command)
        elif isinstance(command, protocol.UnsubscribeIn):
            self._unsubscribe(command)
        elif isinstance(command, protocol.PresenceIn):
            await self._presence(command)
        else:
            self.outgoing.put(protocol.result(command.id))

    async def _subscribe(self, command: protocol.SubscribeIn) -> None:
        if len(self.watching) >= MAX_SUBSCRIPTIONS:
            self.outgoing.put(
                protocol.refusal(command.id, "too_many", "订阅过多", "too many subscriptions")
            )
            return
        async with self.hub.database.read() as session:
            allowed = await streams.may_watch(session, actor=self.actor, stream=command.stream)
            newest = await realtime.last_seq(session, command.stream)
            oldest = await realtime.oldest_seq(session, command.stream)
        if not allowed:
            self.outgoing.put(
                protocol.refusal(command.id, "forbidden", "没有权限", "not permitted")
            )
            return
        after = newest if command.after is None else min(command.after, newest)
        lost = after < newest and (oldest is None or after < oldest - 1)
        subscriber = Subscriber(
            id=command.id,
            stream=command.stream,
            seq=newest if lost else after,
            may_see=self._may_see,
        )
        key = next(_KEYS)
        self.hub.add(key, subscriber, self.outgoing)
        self.watching[command.id] = (key, subscriber)
        self.outgoing.put(protocol.result(command.id, stream=command.stream, seq=subscriber.seq))
        if lost:
            self.outgoing.put(
                {"id": command.id, "type": "reset", "stream": command.stream, "seq": newest}
            )
        await self.hub.catch_up(subscriber, self.outgoing)

    async def _may_see(self, message: Told) -> bool:
        async with self.hub.database.read() as session:
            return await streams.may_hear(session, actor=self.actor, data=message.data)

    def _unsubscribe(self, command: protocol.UnsubscribeIn) -> None:
        found = self.watching.pop(command.of, None)
        if found is not None:
            self.hub.remove(found[0], found[1].stream)
        self.outgoing.put(protocol.result(command.id))

    async def _presence(self, command: protocol.PresenceIn) -> None:
        if command.ticket_id is not None:
            async with self.hub.database.read() as session:
                visible = await streams.may_see_event(
                    session, actor=self.actor, ticket_id=command.ticket_id
                )
            if not visible:
                self.outgoing.put(
                    protocol.refusal(command.id, "forbidden", "没有权限", "not permitted")
                )
                return
        self.outgoing.put(protocol.result(command.id))
        self.presence.move(
            self.key,
            account_id=self.actor.account_id or "",
            name=self.actor.name,
            ticket_id=command.ticket_id,
            to=self.outgoing,
        )

    def close(self) -> None:
        """Forget everything about this connection."""
        for key, subscriber in self.watching.values():
            self.hub.remove(key, subscriber.stream)
        self.watching.clear()
        self.presence.leave(self.key)
