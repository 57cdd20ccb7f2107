"""What stands in a message (告知内容): the values of the templates M00–M28, read from the ticket.

Only what the citizen may read is taken: names of units, dates, the public texts. Reasons written for
colleagues never are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.organisation.models import Unit
from hotline.process.helptexts import GROUNDS
from hotline.process.recipients import language_of
from hotline.tickets import policies
from hotline.tickets.actions import Action
from hotline.tickets.models import ClockId, ClockState, Ticket, TicketAction, TicketClock
from hotline.tickets.papers import Extension, Suspension, TicketLink
from hotline.tickets.payloads_handling import ExtensionReason
from hotline.tickets.vocabulary import Relation
from routing.taxonomy.tree import GroundCode

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NO_UNIT = {"eng": "the unit in charge"}
_HOTLINE = {"eng": "the hotline's staff"}
_RECLASSIFIED = {
    "eng": "the matter was classified anew",
    "yue": "诉求类型重新核定",
}


@dataclass(frozen=True)
class Occasion:
    """What happened to which ticket; ``reporter`` is the ticket of the person who is told."""

    session: AsyncSession
    ticket: Ticket
    reporter: Ticket
    action: TicketAction

    @property
    def language(self) -> str:
        """The language of the person who is told."""
        return language_of(self.reporter)

    def said(self, name: str) -> Any:
        """Return a field that the action carried, text or code."""
        texts = self.action.texts or {}
        return texts.get(name, self.action.payload.get(name))


def shown_time(at: datetime | None, language: str) -> str:
    """Write an instant in local time: ``3月12日17:30``, ``12 Mar 17:30``."""
    if at is None:
        return {"eng": "a date we will tell you"}.get(language, "另行告知的时间")
    local = clock.to_local(at)
    return f"{shown_date(local.date(), language)}{' ' if language == 'eng' else ''}{local:%H:%M}"


def shown_date(day: date, language: str) -> str:
    """Write a day: ``3月12日``, ``12 Mar``."""
    if language == "eng":
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日"


async def unit_name(session: AsyncSession, unit_id: str | None, language: str) -> str:
    """Return the name of a unit for the citizen."""
    unit = None if unit_id is None else await session.get(Unit, unit_id)
    if unit is None:
        return _NO_UNIT.get(language, "承办单位")
    return (unit.name_en or unit.name) if language == "eng" else unit.name


async def values_of(occasion: Occasion, fields: Iterable[str]) -> dict[str, str]:
    """Return a text for every one of ``fields``; what cannot be known is said in general words."""
    wanted = set(fields)
    found = _plain(occasion)
    for names, look_up in _LOOK_UPS:
        if wanted & names:
            found |= await look_up(occasion)
    return {name: found.get(name) or "—" for name in wanted}


def _plain(occasion: Occasion) -> dict[str, str]:
    ticket, language = occasion.ticket, occasion.language
    due = ticket.promise_due_at or ticket.due_at
    ground = GroundCode.__members__.get(ticket.decline_ground or "")
    return {
        "number": occasion.reporter.number,
        "due": shown_time(due, language),
        "date": shown_time(due, language),
        "answer": ticket.public_answer or "",
        "text": str(occasion.said("public_text") or ""),
        "line": ticket.handoff_line or "110",
        "ground": GROUNDS[ground].text(language) if ground else "",
        "lawful_path": ticket.decline_path or "",
        "measure": str(occasion.said("measures") or ""),
        "reason": _RECLASSIFIED.get(language, "诉求类型重新核定"),
        "fields": _fields(occasion),
    }


def _fields(occasion: Occasion) -> str:
    missing = occasion.said("missing_fields") or []
    question = str(occasion.said("question") or "")
    return "；".join(part for part in ("、".join(map(str, missing)), question) if part)


async def _unit(occasion: Occasion) -> dict[str, str]:
    """Before the dispatch nobody but the hotline can have been told anything."""
    if occasion.ticket.lead_unit_id is None:
        return {"unit": _HOTLINE.get(occasion.language, "热线工作人员")}
    name = await unit_name(occasion.session, occasion.ticket.lead_unit_id, occasion.language)
    return {"unit": name}


async def _due(occasion: Occasion) -> dict[str, str]:
    redo = await _clock_due(occasion.session, occasion.ticket, ClockId.REDO)
    return {} if redo is None else {"due": shown_time(redo, occasion.language)}


async def answer_due(session: AsyncSession, ticket: Ticket) -> datetime | None:
    """Return by when the citizen has his answer: a redo has a limit of its own, else as was promised."""
    redo = await _clock_due(session, ticket, ClockId.REDO) if ticket.redo_round else None
    return redo or ticket.promise_due_at


async def _date(occasion: Occasion) -> dict[str, str]:
    action, language = occasion.action.action, occasion.language
    if action == Action.TRACK.value and (promised := occasion.said("promised_date")):
        return {"date": shown_date(date.fromisoformat(str(promised)), language)}
    if action == Action.SUSPEND.value:
        row = await _last(occasion, Suspension, Suspension.started_at)
        if row is not None:
            return {"date": shown_date(clock.local_date(row.expected_end_at), language)}
    due = await _clock_due(occasion.session, occasion.ticket, ClockId.INFO_WAIT)
    return {} if due is None else {"date": shown_time(due, language)}


async def _reason(occasion: Occasion) -> dict[str, str]:
    if occasion.action.message_id != "M20":
        return {}
    row = await _last(occasion, Extension, Extension.requested_at)
    known = ExtensionReason.__members__.get(row.reason_code) if row is not None else None
    return {"reason": known.label if known else ExtensionReason.COMPLEX.label}


async def _basis(occasion: Occasion) -> dict[str, str]:
    ticket = occasion.ticket
    row = await _last(occasion, Suspension, Suspension.started_at)
    policy = await policies.numbered(occasion.session, ticket.policy_number)
    bases = policy.profile(ticket.profile, ticket.received_at).suspension_bases
    return {"basis": bases.get(row.basis, row.basis) if row is not None else ""}


async def _numbers(occasion: Occasion) -> dict[str, str]:
    """M11: the number of every part, the first one's own included."""
    ticket = occasion.ticket
    links = await occasion.session.execute(
        select(TicketLink.ticket_id, TicketLink.other_id).where(
            TicketLink.relation == Relation.SPLIT_FROM.value,
            or_(TicketLink.ticket_id == ticket.id, TicketLink.other_id == ticket.id),
        )
    )
    ids = {ticket.id} | {one for pair in links for one in pair}
    numbers = await occasion.session.scalars(
        select(Ticket.number).where(Ticket.id.in_(ids)).order_by(Ticket.number)
    )
    return {"numbers": "、".join(numbers)}


async def _lead_number(occasion: Occasion) -> dict[str, str]:
    """M09 names the lead ticket; every other message the reporter's own."""
    if occasion.action.message_id != "M09" or occasion.ticket.merged_into_id is None:
        return {}
    lead = await occasion.session.get(Ticket, occasion.ticket.merged_into_id)
    return {} if lead is None else {"number": lead.number}


async def _days(occasion: Occasion) -> dict[str, str]:
    policy = await policies.numbered(occasion.session, occasion.ticket.policy_number)
    return {"days": str(policy.limits[ClockId.REOPEN_WINDOW].amount)}


_LOOK_UPS = (
    (frozenset({"unit"}), _unit),
    (frozenset({"due"}), _due),
    (frozenset({"date"}), _date),
    (frozenset({"reason"}), _reason),
    (frozenset({"basis"}), _basis),
    (frozenset({"numbers"}), _numbers),
    (frozenset({"number"}), _lead_number),
    (frozenset({"days"}), _days),
)


async def _clock_due(session: AsyncSession, ticket: Ticket, name: ClockId) -> datetime | None:
    due: datetime | None = await session.scalar(
        select(TicketClock.due_at)
        .where(
            TicketClock.ticket_id == ticket.id,
            TicketClock.clock == name.value,
            TicketClock.state == ClockState.RUNNING.value,
        )
        .order_by(TicketClock.started_at.desc())
        .limit(1)
    )
    return due


async def _last(occasion: Occasion, table: Any, order: Any) -> Any:
    query = select(table).where(table.ticket_id == occasion.ticket.id)
    return await occasion.session.scalar(query.order_by(order.desc()).limit(1))
