"""Who hears which event (订阅): one visible table of handlers, filled at start-up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import Database
from hotline.kit.events import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[AsyncSession, Event], Awaitable[None]]
Effect = Callable[[Database, Event], Awaitable[None]]


@dataclass(frozen=True)
class Subscription:
    """One handler of one event class; exactly one of ``handler`` and ``effect`` is set.

    ``prompt`` ones (a person waits for the answer) are claimed before all others of their lane.
    """

    name: str
    event: type[Event]
    handler: Handler | None = None
    effect: Effect | None = None
    max_attempts: int = 12
    prompt: bool = False


@dataclass
class Subscriptions:
    """All subscriptions of the process."""

    by_name: dict[str, Subscription] = field(default_factory=dict)
    by_event: dict[str, list[Subscription]] = field(default_factory=dict)

    def on(
        self,
        event: type[E],
        name: str,
        handler: Callable[[AsyncSession, E], Awaitable[None]],
        *,
        prompt: bool = False,
    ) -> None:
        """Run ``handler(session, event)`` in one transaction with its delivery mark; others may share it."""
        self._add(Subscription(name, event, handler=cast(Handler, handler), prompt=prompt))

    def on_effect(
        self, event: type[E], name: str, effect: Callable[[Database, E], Awaitable[None]]
    ) -> None:
        """Run ``effect(database, event)`` outside any transaction (it calls the outside world).

        It may run more than once for one event; it keeps its own state and must recognise the repeat.
        """
        self._add(Subscription(name, event, effect=cast(Effect, effect)))

    def _add(self, subscription: Subscription) -> None:
        if subscription.name in self.by_name:
            msg = f"handler name taken: {subscription.name}"
            raise ValueError(msg)
        self.by_name[subscription.name] = subscription
        self.by_event.setdefault(subscription.event.name, []).append(subscription)

    def of(self, event_name: str) -> list[Subscription]:
        """List the subscriptions of one event name."""
        return self.by_event.get(event_name, [])
