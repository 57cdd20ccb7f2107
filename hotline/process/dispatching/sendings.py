"""Dispatches of a ticket in its log (派单记录): who sent it where, and what was known of the matter then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.process.dispatching.matters import LOOKED_AT
from hotline.tickets import queries
from hotline.tickets.actions import Action
from hotline.tickets.models import Ticket, TicketAction

_TIMES = frozenset({"occurred_at", "received_at"})
_TRACKED = (*LOOKED_AT, "lead_unit_id", "catalogue_row_id")


@dataclass(frozen=True)
class Sending:
    """One change of the lead: the logged action, the unit, the row named, and the ticket's columns then."""

    action: TicketAction
    unit_id: str
    row_id: str | None
    state: Mapping[str, Any]

    @property
    def kind(self) -> Action:
        """Return what was done."""
        return Action[self.action.action]

    @property
    def said(self) -> Mapping[str, Any]:
        """Return codes and words that were given with it."""
        return {**self.action.payload, **(self.action.texts or {})}


async def list_sendings(session: AsyncSession, ticket: Ticket) -> list[Sending]:
    """Return every change of the lead, oldest first; the columns are read back from the log's changes."""
    log = await queries.list_actions(session, ticket.id)
    return read_back(log, {name: getattr(ticket, name) for name in _TRACKED})


def read_back(log: Sequence[TicketAction], present: Mapping[str, Any]) -> list[Sending]:
    """Undo the log from the newest row down; ``present`` are the columns as they are now."""
    state = dict(present)
    found: list[Sending] = []
    for action in reversed(log):
        changed = action.changes
        if "lead_unit_id" in changed and state["lead_unit_id"] is not None:
            found.append(_sending(action, state))
        for name in state.keys() & changed.keys():
            state[name] = _value(name, changed[name][0])
    return found[::-1]


def _sending(action: TicketAction, state: Mapping[str, Any]) -> Sending:
    return Sending(action, str(state["lead_unit_id"]), state["catalogue_row_id"], dict(state))


def _value(name: str, logged: Any) -> Any:
    return datetime.fromisoformat(logged) if name in _TIMES and logged is not None else logged


def in_force_on(sendings: Sequence[Sending], day: date) -> Sending | None:
    """Return the last dispatch up to the end of ``day`` (local)."""
    before = [s for s in sendings if clock.local_date(s.action.at) <= day]
    return before[-1] if before else None
