"""Tickets as the watch of hot topics sees them (热点取数): masked words, codes and an opaque citizen.

A RESTRICTED ticket is never read: that it exists is known to the named only. Of the others the words are
taken after phones, numbers, plates and names were masked. What was voided counts no more.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.models import DayKind
from hotline.kit.logs import mask_text
from hotline.process.categories import Subjects
from hotline.process.models import TicketSuggestion
from hotline.tickets.actions import Action
from hotline.tickets.models import Status, Ticket, TicketAction
from routing.hot.reports import Report
from routing.hot.season import BehavesAs, by_calendar
from routing.hot.terms import terms_of
from routing.taxonomy.tree import Confidentiality, Taxonomy

PAGE = 500
# Steps that make a ticket, or change what it counts for.
COUNTED = (
    Action.OPEN,
    Action.SPLIT,
    Action.APPROVE,
    Action.ANSWER_NOW,
    Action.RECLASSIFY,
    Action.SUPPLY_INFO,
    Action.ADD_CITIZEN_INFO,
    Action.SET_CONFIDENTIAL,
    Action.CLEAR_CONFIDENTIAL,
    Action.VOID,
)
PERSONAL = frozenset({"PHONE", "IDENTITY_NUMBER", "EMAIL", "PLATE", "PERSON", "NAME"})
_COLUMNS = (
    Ticket.id,
    Ticket.received_at,
    Ticket.created_at,
    Ticket.citizen_id,
    Ticket.contact_number_hash,
    Ticket.category_code,
    Ticket.category_version,
    Ticket.district_code,
    Ticket.town_code,
    Ticket.content,
    Ticket.confidentiality,
    Ticket.status,
    TicketSuggestion.document["entities"].label("entities"),
)


@dataclass(frozen=True)
class Changed:
    """What became of tickets since the last look."""

    reports: tuple[Report, ...] = ()
    gone: tuple[str, ...] = ()


def _query() -> Select[Any]:
    return select(*_COLUMNS).outerjoin(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)


def counts(row: Any) -> bool:
    """Tell whether the watch may count a ticket."""
    hidden = row.confidentiality == Confidentiality.RESTRICTED.value
    return not hidden and bool(row.status != Status.VOIDED.value)


async def pages(session: AsyncSession, since: datetime) -> AsyncIterator[list[Row[Any]]]:
    """Yield the rows of all tickets received since an instant, page by page in the order of their making."""
    query = _query().where(
        Ticket.created_at >= since,
        Ticket.received_at >= since,
        Ticket.confidentiality != Confidentiality.RESTRICTED.value,
        Ticket.status != Status.VOIDED.value,
    )
    query = query.order_by(Ticket.created_at, Ticket.id).limit(PAGE)
    page = query
    while True:
        rows = list((await session.execute(page)).all())
        if rows:
            yield rows
        if len(rows) < PAGE:
            return
        last = rows[-1]
        page = query.where(
            (Ticket.created_at > last.created_at)
            | ((Ticket.created_at == last.created_at) & (Ticket.id > last.id))
        )


async def changed_rows(session: AsyncSession, since: datetime) -> list[Row[Any]]:
    """Return the rows of the tickets on which a counted step was taken since an instant."""
    # not made distinct: SQLite would walk the whole log by its tickets to have them in order
    touched = select(TicketAction.ticket_id).where(
        TicketAction.at >= since, TicketAction.action.in_([a.value for a in COUNTED])
    )
    query = _query().where(Ticket.id.in_(touched)).order_by(Ticket.created_at, Ticket.id)
    return list((await session.execute(query)).all())


def changed(rows: Iterable[Any], subjects: Subjects) -> Changed:
    """Turn rows into reports, and name those that count no more; cuts words, so run it in a thread."""
    reports: list[Report] = []
    gone: list[str] = []
    for row in rows:
        if counts(row):
            reports.append(report_of(row, subjects))
        else:
            gone.append(row.id)
    return Changed(tuple(reports), tuple(gone))


def report_of(row: Any, subjects: Subjects) -> Report:
    """Return one row as a report; a subject of an earlier tree is counted as it reads today."""
    code = subjects.of(row.category_code, row.category_version)
    places = (row.district_code or (row.town_code or "")[:6], row.town_code)
    return Report(
        id=row.id,
        at=row.received_at,
        citizen=row.citizen_id or row.contact_number_hash or "",
        categories=_chain(code, subjects.history.present),
        places=tuple(code for code in places if code),
        terms=terms_of(masked(row.content, row.entities)),
    )


def _chain(code: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the codes from the first level down; a subject that ended stands alone."""
    return taxonomy.chain(code)[::-1] or ((code,) if code else ())


def _hidden(entity: Any) -> bool:
    """Tell of a number of a person's papers, which routing shows by its last characters."""
    return str(entity.get("shown", "")).startswith("****")


def masked(text: str, entities: Any) -> str:
    """Return ``text`` with everything personal masked: what routing found in it, then numbers and mail."""
    found = [e for e in entities or () if e.get("kind") in PERSONAL or _hidden(e)]
    for entity in sorted(found, key=lambda e: -int(e["start"])):
        text = f"{text[: entity['start']]}{entity['shown']}{text[entity['end'] :]}"
    return mask_text(text)


async def city_calendar(session: AsyncSession) -> tuple[str, BehavesAs]:
    """Return the version of the city's calendar in force and how its special days behave (放假·调休)."""
    version_id = await calendars.get_current_version_id(session)
    days = [day for day, _ in (await calendars.days_of(session, version_id)).values()]
    behaves_as = by_calendar(
        [d.day for d in days if d.kind is DayKind.HOLIDAY],
        [d.day for d in days if d.kind is DayKind.MAKEUP],
    )
    return version_id, behaves_as
