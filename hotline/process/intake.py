"""Intake (受理): a contact becomes a citizen and a ticket, durably, in the contact's own transaction.

Everything that needs no database (suggestion, title, checks) is done before; the rows of all intakes
that arrive together are written by one group commit. A message handled by the worker and an intake with
attachments use the same rows inside their own transaction.
"""

import asyncio
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import Database
from hotline.kit.errors import Unavailable
from hotline.kit.files import service as files
from hotline.kit.groupcommit import GroupCommit
from hotline.process import drafting, registration
from hotline.process.commands import Accepted, IntakeCommand, Prepared
from hotline.process.intake_checks import refuse_unknown
from hotline.process.registration import Context, ContextOutdated
from routing.state import RoutingHolder
from routing.suggest import suggest


class IntakeDesk:
    """The intake of one process: suggestion at once, storage together with whoever comes meanwhile."""

    def __init__(
        self,
        database: Database,
        routing: RoutingHolder,
        wakes: Sequence[asyncio.Event],
        *,
        city_prefix: str,
    ) -> None:
        """Prepare; ``wakes`` are set after every commit that published something."""
        self.database = database
        self.routing = routing
        self.wakes = wakes
        self.prefix = city_prefix
        self._context: Context | None = None
        self._group = GroupCommit[Prepared, Accepted](database, self._apply)

    async def accept(self, command: IntakeCommand) -> Accepted:
        """Register one contact; returns after it is stored durably.

        Raises:
            Problem: bad content, unknown attachment, unusable place; nothing was stored.
        """
        prepared = prepare(command, self.routing)
        if command.attachments:
            async with self.database.write() as session:
                return await self._accept_with_files(session, prepared)
        accepted = await self._submit(prepared)
        for wake in self.wakes:
            wake.set()
        return accepted

    async def _submit(self, prepared: Prepared) -> Accepted:
        for _ in range(3):
            if self._context is None:
                async with self.database.read() as session:
                    self._context = await registration.load_context(session)
            try:
                return await self._group.submit(prepared)
            except ContextOutdated:
                self._context = None
        raise Unavailable

    async def _accept_with_files(self, session: AsyncSession, prepared: Prepared) -> Accepted:
        accepted = await register(session, prepared, prefix=self.prefix)
        if not accepted.repeated:
            stored = await files.attach(
                session,
                list(prepared.command.attachments),
                owner_kind="ticket",
                owner_id=accepted.ticket_id,
            )
            await registration.note_files(session, accepted.ticket_id, stored)
        return accepted

    def _apply(self, connection: Connection, batch: Sequence[Prepared]) -> list[Accepted]:
        if self._context is None:
            raise ContextOutdated
        return registration.write(connection, self._context, batch, prefix=self.prefix)

    async def close(self) -> None:
        """Finish what was accepted."""
        await self._group.close()


def prepare(command: IntakeCommand, routing: RoutingHolder) -> Prepared:
    """Do everything that needs no database: check, suggest, decide defaults; raises ``Invalid`` (422)."""
    state = routing.state
    refuse_unknown(command, state)
    suggestion = suggest(
        state,
        command.content,
        channel=command.channel.value,
        place_hint=command.where.hint,
        at=command.received_at,
    )
    return drafting.prepared(command, suggestion, state)


async def accept_in_session(
    session: AsyncSession, command: IntakeCommand, *, routing: RoutingHolder
) -> Accepted:
    """Register a contact inside the caller's transaction (messages, calls, imports of one)."""
    return await register(
        session, prepare(command, routing), prefix=str(session.info["city_prefix"])
    )


async def register(session: AsyncSession, prepared: Prepared, *, prefix: str) -> Accepted:
    """Write the rows of one prepared intake through the session's own connection."""
    await session.flush()
    context = await registration.load_context(session)
    (accepted,) = await session.run_sync(
        lambda sync: registration.write(sync.connection(), context, [prepared], prefix=prefix)
    )
    registration.mark_published(session)
    return accepted
