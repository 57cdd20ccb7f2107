"""Are the clocks right (时限核对): what the page shows against limits and calendar, computed anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.calendars import queries as calendars
from hotline.kit.organisation import queries as organisation
from hotline.kit.worktime import Calendar
from hotline.simulation.scenario import Plan
from hotline.tickets import deadlines, policies
from hotline.tickets.deadlines import Terms
from hotline.tickets.policy import Limit, Policy, days
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind, Urgency

Page = dict[str, Any]
# Clocks whose limit follows from the ticket as it stands; redo, partner and the like depend on history.
CHECKED = frozenset(
    {
        ClockId.DRAFT_REVIEW,
        ClockId.DISPATCH,
        ClockId.SIGN,
        ClockId.FIRST_CONTACT,
        ClockId.RETURN_WINDOW,
        ClockId.CASE,
        ClockId.RESULT_REVIEW,
        ClockId.FOLLOW_UP,
        ClockId.EXTENSION_DECISION,
        ClockId.PROMISE,
    }
)
# In these plans the promise moves for a reason: more time, another unit, a pause, another round; and an
# answer on the spot names the kind only when the promise has stopped.
_MOVING = frozenset(
    {Plan.EXTENSION, Plan.REDISPATCHED, Plan.MORE_INFO, Plan.MERGED, Plan.REDO, Plan.ANSWERED}
)


@dataclass
class ClockReport:
    """How many clocks were computed anew, and which were not as shown."""

    checked: int = 0
    wrong: list[str] = field(default_factory=list)


async def check_clocks(session: AsyncSession, page: Page, plan: Plan, report: ClockReport) -> None:
    """Compare every checked clock of a ticket's page."""
    policy = await policies.current(session)
    terms = _terms(page, policy)
    for shown in page["clocks"]:
        name = shown["clock"]
        if name not in CHECKED:
            continue
        clock = ClockId(name)
        if clock is ClockId.PROMISE and plan in _MOVING:
            continue
        calendar = await _calendar(session, shown["unit_id"])
        expected = expected_due(calendar, policy, terms, (clock, _at(shown["started_at"])))
        is_promise = clock is ClockId.PROMISE
        found = _at(shown["due_at"] if is_promise else shown["original_due_at"])
        report.checked += 1
        if expected != found:
            told = f"{shown['label']}：应为 {expected}，显示 {found}（{plan.label}）"
            report.wrong.append(told)


def expected_due(
    calendar: Calendar, policy: Policy, terms: Terms, started: tuple[ClockId, datetime]
) -> datetime | None:
    """Return when a clock that started then is due; ``None`` if the ticket should have no such clock.

    Promise and case use the same limit; that of a catalogue row binds both from the dispatch (§4.1, §4.2).
    """
    clock, at = started
    if clock in {ClockId.CASE, ClockId.PROMISE}:
        return deadlines.case_timing(calendar, policy, terms, at, clock).due_at
    limit = deadlines.limit_of(policy, clock, terms)
    return None if limit is None else deadlines.end(calendar, at, limit)


def _terms(page: Mapping[str, Any], policy: Policy) -> Terms:
    received = _at(page["received_at"])
    return Terms(
        profile=policy.profile(page["profile"], received),
        received_at=received,
        kind=RequestKind(page["kind"]) if page["kind"] else None,
        urgency=Urgency(page["urgency"]),
        row_limit=_row_limit(page),
        row_cites_law=bool(page.get("limit_basis")),
        external_due_at=_at(page["external_due_at"]) if page.get("external_due_at") else None,
    )


def _row_limit(page: Mapping[str, Any]) -> Limit | None:
    amount = page.get("limit_days")
    return days(amount) if amount else None


async def _calendar(session: AsyncSession, unit_id: str | None) -> Calendar:
    if unit_id is None:
        return await calendars.load(session)
    return await organisation.calendar_of(session, unit_id)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
