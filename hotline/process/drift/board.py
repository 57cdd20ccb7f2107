"""The drift dashboard (分类质量看板): series by week, worst classes, confusions, models, and the alerts."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import NotFound
from hotline.kit.outbox.service import publish
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.process.drift.agreement import QUESTIONS, Labels, load_labels, read_cells
from hotline.process.drift.events import DriftAcknowledged
from hotline.process.drift.schemas import (
    BoardOut,
    ClassOut,
    ConfusionOut,
    DriftAlertOut,
    ModelOut,
    WeekOut,
)
from hotline.process.hot.models import DriftAlert
from routing.classify.drift import Cell, Tally, by_class, tally, week_of, weeks_until, wilson
from routing.settings import DriftSettings

SETTINGS = "drift"  # in session.info: ``DriftSettings``
MOST_CLASSES, MOST_CONFUSIONS = 30, 20


class AlertUnknown(NotFound):
    """There is no such alert."""

    code = "drift_alert_unknown"
    title_zh = "没有这条提醒"
    title_en = "No such alert"


def settings_of(session: AsyncSession) -> DriftSettings:
    """Return the settings that travel with the session, else the shipped ones."""
    found: DriftSettings = session.info.get(SETTINGS) or DriftSettings()
    return found


async def board(session: AsyncSession, *, question: str, weeks: int) -> BoardOut:
    """Return the dashboard of one question over the last ``weeks`` ISO weeks, this one included."""
    wanted = weeks_until(week_of(clock.local_date()), weeks)
    cells = await read_cells(session, question, wanted)
    labels = await load_labels(session)
    z = settings_of(session).z
    return BoardOut(
        question=question,
        question_label=QUESTIONS[question],
        weeks=[_week(week, [c for c in cells if c.week == week], z) for week in wanted],
        classes=_classes(question, cells, wanted, (labels, z)),
        confusions=_confusions(question, cells, labels),
        models=_models(cells, z),
    )


def _share(counted: Tally, z: float) -> dict[str, float | int | None]:
    low, high = counted.bounds(z)
    share = counted.agreement
    return {
        "total": counted.total,
        "suggested": counted.suggested,
        "agreed": counted.agreed,
        "agreement": None if share is None else round(share, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _week(week: str, cells: Sequence[Cell], z: float) -> WeekOut:
    models = sorted({cell.model for cell in cells if cell.model})
    return WeekOut.model_validate({**_share(tally(cells), z), "week": week, "models": models})


def _classes(
    question: str, cells: Sequence[Cell], weeks: Sequence[str], how: tuple[Labels, float]
) -> list[ClassOut]:
    """Return the classes whose agreement is surely the worst first."""
    labels, z = how
    found = []
    for code, mine in by_class(cells).items():
        shares = [tally(c for c in mine if c.week == week).agreement for week in weeks]
        series = [None if share is None else round(share, 4) for share in shares]
        row = {
            **_share(tally(mine), z),
            "code": code,
            "name": labels.label(question, code),
            "series": series,
        }
        found.append(ClassOut.model_validate(row))
    found.sort(key=lambda row: (row.high, -row.suggested, row.code))
    return [row for row in found if row.suggested][:MOST_CLASSES]


def _confusions(question: str, cells: Sequence[Cell], labels: Labels) -> list[ConfusionOut]:
    counts: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if cell.suggested and cell.suggested != cell.confirmed:
            counts[(cell.suggested, cell.confirmed)] += cell.tickets
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONFUSIONS]
    return [
        ConfusionOut(
            suggested=suggested,
            suggested_name=labels.label(question, suggested),
            confirmed=confirmed,
            confirmed_name=labels.label(question, confirmed),
            count=count,
        )
        for (suggested, confirmed), count in ranked
    ]


def _models(cells: Sequence[Cell], z: float) -> list[ModelOut]:
    names = sorted({cell.model for cell in cells})
    return [
        ModelOut.model_validate(
            {**_share(tally(c for c in cells if c.model == name), z), "model": name}
        )
        for name in names
    ]


async def list_alerts(
    session: AsyncSession, *, open_only: bool, page: PageQuery
) -> Page[DriftAlertOut]:
    """Return one page of alerts, the newest first; ``open_only`` leaves out what was acknowledged."""
    query = select(DriftAlert)
    if open_only:
        query = query.where(DriftAlert.acknowledged_at.is_(None))
    if page.cursor is not None:
        query = query.where(
            after([DriftAlert.__table__.c.id], decode(page.cursor, [str]), descending=True)
        )
    rows = list(await session.scalars(query.order_by(DriftAlert.id.desc()).limit(page.limit + 1)))
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=await _alerts(session, shown), next_cursor=encode([shown[-1].id]) if more else None
    )


async def acknowledge(
    session: AsyncSession, alert_id: str, *, note: str, actor: Actor
) -> DriftAlertOut:
    """Take note of an alert; raises ``AlertUnknown`` (404)."""
    row = await session.get(DriftAlert, alert_id, with_for_update=True)
    if row is None:
        raise AlertUnknown
    row.acknowledged_by, row.acknowledged_at, row.note = actor.account_id, clock.now(), note
    await session.flush()
    await publish(session, DriftAcknowledged(alert_id))
    return (await _alerts(session, [row]))[0]


async def _alerts(session: AsyncSession, rows: Sequence[DriftAlert]) -> list[DriftAlertOut]:
    labels = await load_labels(session)
    people = {row.acknowledged_by for row in rows if row.acknowledged_by}
    names = await accounts.names_of(session, people) if people else {}
    z = settings_of(session).z
    return [_alert(row, labels, names, z) for row in rows]


def _alert(row: DriftAlert, labels: Labels, names: dict[str, str], z: float) -> DriftAlertOut:
    return DriftAlertOut(
        id=row.id,
        week=row.week,
        question=row.question,
        question_label=QUESTIONS[row.question],
        code=row.code,
        name=labels.label(row.question, row.code),
        total=row.suggested,
        agreement=round(row.agreed / row.suggested, 4),
        high=round(wilson(row.agreed, row.suggested, z)[1], 4),
        before_total=row.before_suggested,
        before=round(row.before_agreed / row.before_suggested, 4),
        before_low=round(wilson(row.before_agreed, row.before_suggested, z)[0], 4),
        model=row.model,
        raised_at=row.raised_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_by_name=names.get(row.acknowledged_by or ""),
        acknowledged_at=row.acknowledged_at,
        note=row.note,
    )
