"""Rising categories as hot topics (上升事项): told once, again when the day has doubled, not every day anew.

Domain rules §9.6 (D): a category at a place alerts when its day exceeds its four weeks by three standard
deviations and has ten tickets. What an open burst tells already is not told a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from hotline.kit import clock
from hotline.process.categories import Subjects
from hotline.process.hot.models import HotSource, HotTopicRecord, HotTopicState
from hotline.process.hot.record import TREE, Desk, new_row, subject_of, write
from routing.hot.reports import Topic
from routing.hot.rising import related
from routing.hot.state import HotChange, HotState, HotTopic

DOUBLED = 2
QUIET = timedelta(days=7)  # a category that rises again within a week goes on as the same topic


@dataclass(frozen=True)
class Rise:
    """One rising category of today, described like a topic, with its tickets of the day."""

    topic: HotTopic
    tickets: Sequence[str]


async def record_rises(desk: Desk, rises: Sequence[Rise]) -> None:
    """Write the rises of a look down, tell what is new, and let go what rose no more for a week."""
    query = select(HotTopicRecord).where(HotTopicRecord.phase != HotState.CLOSED.value)
    standing = list(await desk.session.scalars(query.order_by(HotTopicRecord.id)))
    today = clock.local_date(desk.at)
    for rise in rises:
        own = next((row for row in standing if _is_same(row, rise, desk.subjects)), None)
        if own is not None:
            await _goes_on(desk, own, rise, today)
        elif not any(_explains(row, rise) for row in standing):
            standing.append(await _begins(desk, rise, today))
    for row in standing:
        if row.source == HotSource.RISING.value:
            _fade(row, desk, today)


def _is_same(row: HotTopicRecord, rise: Rise, subjects: Subjects) -> bool:
    topic = Topic(subject_of(row, subjects), row.term, row.place_code)
    return row.source == HotSource.RISING.value and related(topic, rise.topic.topic)


def _explains(row: HotTopicRecord, rise: Rise) -> bool:
    """Tell whether an open burst holds most tickets of the rise."""
    shared = set(row.ticket_ids).intersection(rise.tickets)
    return row.source == HotSource.BURST.value and 2 * len(shared) >= len(rise.tickets)


async def _begins(desk: Desk, rise: Rise, today: date) -> HotTopicRecord:
    row = new_row(desk.session, rise.topic.id, HotSource.RISING, rise.topic.topic)
    write(row, rise.topic, rise.tickets)
    row.live = _live(desk, today, rise.topic.observed)
    await desk.session.flush()
    await desk.tell(row, HotChange.OPENED)
    return row


async def _goes_on(desk: Desk, row: HotTopicRecord, rise: Rise, today: date) -> None:
    told = int((row.live or {}).get("told", row.observed))
    first_seen, opened_at = row.first_seen, row.opened_at
    write(row, rise.topic, rise.tickets)
    row.first_seen, row.opened_at = first_seen, opened_at
    doubled = rise.topic.observed >= DOUBLED * told
    row.phase = HotState.GROWING.value if doubled else HotState.OPEN.value
    row.live = _live(desk, today, rise.topic.observed if doubled else told)
    if doubled:
        await desk.tell(row, HotChange.GREW)


def _live(desk: Desk, today: date, told: int) -> dict[str, Any]:
    version = desk.subjects.history.present.version
    return {"risen": today.isoformat(), "told": told, TREE: version}


def _fade(row: HotTopicRecord, desk: Desk, today: date) -> None:
    """A day without a rise is fading, a week ends the topic; that end is in the list only."""
    risen = date.fromisoformat(str((row.live or {}).get("risen", today.isoformat())))
    if risen < today:
        row.phase = HotState.FADING.value
    if today - risen > QUIET:
        row.phase, row.calmed_at, row.live = HotState.CLOSED.value, desk.at, None
        if row.state == HotTopicState.OPEN.value:
            row.state = HotTopicState.CALMED.value
