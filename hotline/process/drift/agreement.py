"""Drift watch (分类质量监测): what was suggested against what people confirmed, by week, class and model.

The figures are recounted from the tickets: ``ticket_suggestions`` keeps the first suggestion, the log who
confirmed and when, the ticket what stands now, corrections included. A ticket counts in the ISO week in
which a person first confirmed it; the weeks of ``RECOUNTED`` follow later corrections.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.process import turns
from hotline.process.categories import Subjects, load_subjects
from hotline.process.hot.models import AgreementWeek, DriftAlert
from hotline.process.hot.names import load_names
from hotline.process.hot.record import midnight
from hotline.process.models import TicketSuggestion
from hotline.process.turns import Turn
from hotline.tickets.actions import Action
from hotline.tickets.models import Ticket, TicketAction
from routing.classify.drift import (
    Cell,
    DriftRule,
    Fall,
    Tally,
    falls,
    has_fallen,
    monday_of,
    week_of,
    weeks_until,
)
from routing.events import AgreementFell
from routing.models import TaxonomyVersion
from routing.queries import load_units
from routing.settings import DriftSettings
from routing.taxonomy.tree import RequestKind

QUESTIONS: Mapping[str, str] = {"kind": "诉求类型", "category": "事项分类", "unit": "承办单位"}
TURN = "drift"
RECOUNTED = 4  # weeks
REPEATED = 4  # weeks in which a class is not told again unless it fell further
ALL_CLASSES = "全部"
_CLASSIFIED = (Action.APPROVE, Action.ANSWER_NOW, Action.RECLASSIFY)
_DISPATCHED = (Action.DISPATCH, Action.REDISPATCH, Action.RULE, Action.SIGN)
_CONFIRMING = {"kind": _CLASSIFIED, "category": _CLASSIFIED, "unit": _DISPATCHED}
_SUGGESTED = {
    "kind": TicketSuggestion.kind,
    "category": TicketSuggestion.category_code,
    "unit": TicketSuggestion.unit_id,
}
_CONFIRMED = {
    "kind": Ticket.kind,
    "category": Ticket.category_code,
    "unit": Ticket.lead_unit_id,
}


async def run_once(database: Database, settings: DriftSettings) -> int:
    """Recount and judge if it is time and nobody else did; returns how many alerts were raised."""
    turn = Turn(TURN, new_id(), timedelta(seconds=settings.check_seconds))
    async with database.write() as session:
        if not await turns.take(session, turn, clock.now()):
            return 0
    await recount(database, weeks=RECOUNTED)
    async with database.write() as session:
        return await judge(session, settings)


async def recount(database: Database, *, weeks: int) -> None:
    """Count the last ``weeks`` ISO weeks anew, this one included; writers wait only while it is stored."""
    wanted = weeks_until(week_of(clock.local_date()), weeks)
    values: list[dict[str, Any]] = []
    async with database.read() as session:
        subjects = await load_subjects(session)
        for question in QUESTIONS:
            for week in wanted:
                values += await _count(session, question, week, subjects)
    async with database.write() as session:
        await session.execute(delete(AgreementWeek).where(AgreementWeek.week.in_(wanted)))
        if values:
            await session.execute(insert(AgreementWeek), values)


async def _count(
    session: AsyncSession, question: str, week: str, subjects: Subjects
) -> list[dict[str, Any]]:
    """Count a week; what was suggested and confirmed under an earlier tree is told in today's codes."""
    begin = midnight(monday_of(week))
    counted: Counter[tuple[str, str, str]] = Counter()
    query = _counted(question, begin, begin + timedelta(days=7))
    for model, suggested, confirmed, then, version, tickets in await session.execute(query):
        told = (suggested, confirmed)
        if question == "category":
            told = (
                subjects.of(suggested, then) if suggested else "",
                subjects.of(confirmed, version),
            )
        counted[model, *told] += tickets
    tree = subjects.history.present.version
    return [
        {**dict(zip(Cell._fields[1:], (*key, tickets), strict=True)), "week": week, "tree": tree}
        | {"question": question}
        for key, tickets in counted.items()
    ]


def _tree_then() -> ColumnElement[str | None]:
    """Return the version of the tree that was in force when the suggestion was made."""
    return (
        select(TaxonomyVersion.version)
        .where(TaxonomyVersion.imported_at <= TicketSuggestion.made_at)
        .order_by(TaxonomyVersion.imported_at.desc())
        .limit(1)
        .correlate(TicketSuggestion)
        .scalar_subquery()
    )


def _counted(question: str, begin: datetime, end: datetime) -> Any:
    """Count tickets first confirmed by a person between two instants by model, suggestion and confirmation."""
    earlier = aliased(TicketAction)
    actions = [action.value for action in _CONFIRMING[question]]
    before = exists().where(
        earlier.ticket_id == TicketAction.ticket_id,
        earlier.seq < TicketAction.seq,
        _by_person(earlier, actions),
    )
    columns = (
        func.coalesce(TicketSuggestion.model, "").label("model"),
        func.coalesce(_SUGGESTED[question], "").label("suggested"),
        _CONFIRMED[question].label("confirmed"),
        _tree_then().label("then"),
        Ticket.category_version.label("version"),
    )
    return (
        select(*columns, func.count())
        .select_from(TicketAction)
        .join(Ticket, Ticket.id == TicketAction.ticket_id)
        .join(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)
        .where(
            TicketAction.at >= begin,
            TicketAction.at < end,
            _by_person(TicketAction, actions),
            _CONFIRMED[question].is_not(None),
            ~before,
        )
        .group_by(*columns)
    )


def _by_person(log: Any, actions: list[str]) -> ColumnElement[bool]:
    return log.action.in_(actions) & (log.actor_kind == "staff")  # type: ignore[no-any-return]


async def read_cells(session: AsyncSession, question: str, weeks: Sequence[str]) -> list[Cell]:
    """Return the counts of some weeks, categories in the codes of the tree in force."""
    columns = (
        AgreementWeek.week,
        AgreementWeek.model,
        AgreementWeek.suggested,
        AgreementWeek.confirmed,
        AgreementWeek.tickets,
        AgreementWeek.tree,
    )
    query = select(*columns).where(
        AgreementWeek.question == question, AgreementWeek.week.in_(list(weeks))
    )
    rows = (await session.execute(query.order_by(*columns))).all()
    if question != "category":
        return [Cell(*row[:5]) for row in rows]
    subjects = await load_subjects(session)
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for week, model, suggested, confirmed, tickets, tree in rows:
        now = subjects.of(suggested, tree) if suggested else ""
        counted[week, model, now, subjects.of(confirmed, tree)] += tickets
    return [Cell(*key, tickets) for key, tickets in sorted(counted.items())]


async def judge(session: AsyncSession, settings: DriftSettings) -> int:
    """Raise alerts for last week by class and for this week as a whole; returns how many."""
    this = week_of(clock.local_date())
    last = week_of(clock.local_date() - timedelta(days=7))
    raised = 0
    for question in QUESTIONS:
        for week, classes in ((last, True), (this, False)):
            cells = await read_cells(
                session, question, weeks_until(week, settings.baseline_weeks + 1)
            )
            found = falls(cells, week, rule_of(settings), classes=classes)
            raised += await _raise(session, question, week, found, rule_of(settings))
    return raised


def rule_of(settings: DriftSettings) -> DriftRule:
    """Return the numbers of the settings."""
    return DriftRule(settings.least_confirmed, settings.least_drop, settings.z)


async def _raise(
    session: AsyncSession, question: str, week: str, found: list[Fall], rule: DriftRule
) -> int:
    """Keep what is new, and publish one event for all of it."""
    recent = await _recent(session, question, week)
    fresh = [fall for fall in found if _is_news(fall, recent.get(fall.code, []), week, rule)]
    rows = [_row(question, week, fall) for fall in fresh]
    session.add_all(rows)
    await session.flush()
    if rows:
        await publish(session, AgreementFell(week, question, [row.id for row in rows]))
    return len(rows)


async def _recent(session: AsyncSession, question: str, week: str) -> dict[str, list[DriftAlert]]:
    weeks = weeks_until(week, REPEATED + 1)
    query = select(DriftAlert).where(DriftAlert.question == question, DriftAlert.week.in_(weeks))
    found: dict[str, list[DriftAlert]] = {}
    for row in await session.scalars(query.order_by(DriftAlert.week)):
        found.setdefault(row.code, []).append(row)
    return found


def _is_news(fall: Fall, told: list[DriftAlert], week: str, rule: DriftRule) -> bool:
    """Tell again only what fell further by more than chance since it was told."""
    if any(row.week == week for row in told):
        return False
    return not told or has_fallen(fall.now, _tally(told[-1]), rule)


def _tally(row: DriftAlert) -> Tally:
    return Tally(row.suggested, row.suggested, row.agreed)


def _row(question: str, week: str, fall: Fall) -> DriftAlert:
    return DriftAlert(
        id=new_id(),
        week=week,
        question=question,
        code=fall.code,
        model=fall.model,
        suggested=fall.now.suggested,
        agreed=fall.now.agreed,
        before_suggested=fall.before.suggested,
        before_agreed=fall.before.agreed,
        raised_at=clock.now(),
        note="",
    )


@dataclass(frozen=True)
class Told:
    """One alert in words; shares between 0 and 1."""

    name: str
    agreement: float
    before: float


async def alerts_of(session: AsyncSession, ids: Sequence[str]) -> list[Told]:
    """Return alerts in words, all classes together first, then the deepest fall."""
    rows = list(await session.scalars(select(DriftAlert).where(DriftAlert.id.in_(ids))))
    naming = await load_labels(session)
    told = [
        Told(
            naming.label(row.question, row.code),
            row.agreed / row.suggested,
            row.before_agreed / row.before_suggested,
        )
        for row in rows
    ]
    return sorted(told, key=lambda t: (t.name != ALL_CLASSES, t.agreement - t.before, t.name))


@dataclass(frozen=True)
class Labels:
    """What the answers of every question are called."""

    categories: Mapping[str, str]
    units: Mapping[str, str]

    def label(self, question: str, code: str) -> str:
        """Return the name of an answer, its code if it is unknown; an empty code means all."""
        if not code:
            return ALL_CLASSES
        if question == "kind":
            return RequestKind[code].label if code in RequestKind.__members__ else code
        names = self.categories if question == "category" else self.units
        return names.get(code, code)


async def load_labels(session: AsyncSession) -> Labels:
    """Read the names in force."""
    units = await load_units(session)
    names = {unit_id: unit.name for unit_id, unit in units.by_id.items()}
    return Labels((await load_names(session)).categories, names)
