"""The daily brief (热点日报): composed each working morning for the days since the last, kept and mailed.

Every figure is counted from the tickets themselves, so that the brief agrees with the lists; only the hot
topics come from the watch's table.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from hotline.kit import clock
from hotline.kit.calendars import queries as calendars
from hotline.kit.db import Database
from hotline.kit.errors import NotFound
from hotline.kit.outbox.service import publish
from hotline.process.categories import Subjects, load_subjects
from hotline.process.hot.models import HotBriefRecord, HotSource, HotTopicRecord, HotTopicState
from hotline.process.hot.names import NameBook, load_names
from hotline.process.hot.record import midnight, subject_of
from hotline.tickets.models import Status, Ticket
from routing.events import HotBriefMade
from routing.hot.brief import Brief, DayCount, Earlier, Names, brief_of, text_of
from routing.hot.reports import CITY, Topic
from routing.hot.rising import DAYS, Rising, RisingRule, distinct, risen
from routing.hot.state import HotState, HotTopic
from routing.settings import HotSettings
from routing.taxonomy.tree import Confidentiality, Taxonomy

SETTINGS = "hot"  # in session.info: ``HotSettings``
MOST_DAYS = 10  # the longest holiday with its weekends
LEVEL = 2  # of the subject tree: first-level names say too little
DAY = timedelta(days=1)


class BriefUnknown(NotFound):
    """No brief was written for that day."""

    code = "brief_unknown"
    title_zh = "没有这一天的热点日报"
    title_en = "No brief was written for that day"


@dataclass(frozen=True)
class Composed:
    """A brief as data and as Chinese text."""

    brief: Brief
    text: str


@dataclass(frozen=True)
class _Cells:
    """Tickets of a day by category, district and town."""

    counts: Counter[tuple[str, str, str]]

    @property
    def total(self) -> int:
        return self.counts.total()


async def make_due(database: Database, settings: HotSettings) -> list[date]:
    """Write what is due this morning; returns the days. Safe to call as often as one likes."""
    async with database.read() as session:
        days = await due_days(session, settings)
        made = [await compose(session, day, settings) for day in days]
    if not made:
        return []
    async with database.write() as session:  # nobody waits while figures are counted
        for composed in made:
            await keep(session, composed)
        await publish(session, HotBriefMade([day.isoformat() for day in days]))
    return days


async def due_days(session: AsyncSession, settings: HotSettings) -> list[date]:
    """Return the days without a brief, on a working day from the hour on; weekends wait for Monday."""
    now = clock.to_local(clock.now())
    today = now.date()
    if now.hour < settings.brief_hour:
        return []
    if not (await calendars.load(session)).is_working_day(today):
        return []
    last = await session.scalar(select(func.max(HotBriefRecord.day)))
    first = today - DAY if last is None else max(last + DAY, today - MOST_DAYS * DAY)
    return [first + n * DAY for n in range((today - first).days)]


async def keep(session: AsyncSession, made: Composed) -> HotBriefRecord:
    """Store a brief; one that is there is written anew."""
    day = made.brief.day
    row = await session.get(HotBriefRecord, day) or HotBriefRecord(day=day)
    row.made_at, row.total, row.text = clock.now(), made.brief.total, made.text
    row.topics = len(made.brief.new) + len(made.brief.growing) + len(made.brief.going_on)
    row.document = made.brief.to_json()
    session.add(row)
    await session.flush()
    return row


async def compose(session: AsyncSession, day: date, settings: HotSettings) -> Composed:
    """Count the tickets of ``day`` and write its brief, without keeping it."""
    subjects = await load_subjects(session)
    found = _Found(
        day=day,
        days=[await _cells(session, day - n * DAY, subjects) for n in range(DAYS + 1)],
        year=await _cells(session, _year_before(day), subjects),
        topics=await _topics(session, day, subjects),
        is_known=await _is_known(session, day),
    )
    return await asyncio.to_thread(_written, found, await load_names(session), settings)


@dataclass(frozen=True)
class _Found:
    """What the database told: the day and the four weeks before it, the day a year ago, the topics."""

    day: date
    days: list[_Cells]
    year: _Cells
    topics: list[HotTopic]
    is_known: bool


def _written(found: _Found, book: NameBook, settings: HotSettings) -> Composed:
    day, days, tree = found.day, found.days, book.taxonomy
    today, yesterday, week = [_day_count(day - n * DAY, days[n], tree) for n in (0, 1, 7)]
    year = _day_count(_year_before(day), found.year, tree)
    brief = brief_of(
        today,
        found.topics,
        Names(book.categories, book.places),
        earlier=Earlier(*(count if count.total else None for count in (yesterday, week, year))),
        rising=_rising(days, tree, settings) if found.is_known else (),
    )
    return Composed(brief, text_of(brief))


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


async def _is_known(session: AsyncSession, day: date) -> bool:
    """Tell whether tickets of four weeks before ``day`` are there to compare with."""
    query = select(Ticket.id).where(Ticket.received_at < midnight(day - (DAYS - 1) * DAY))
    return await session.scalar(query.order_by(Ticket.created_at).limit(1)) is not None


async def _cells(session: AsyncSession, day: date, subjects: Subjects) -> _Cells:
    """Count a day; subjects of an earlier tree count as those of today, so that days can be compared."""
    columns = (
        Ticket.category_code,
        Ticket.category_version,
        Ticket.district_code,
        Ticket.town_code,
    )
    begin = midnight(day)
    query = (
        select(*columns, func.count())
        .where(
            Ticket.created_at >= begin,  # what was received then was stored then or later
            Ticket.received_at >= begin,
            Ticket.received_at < midnight(day + DAY),
            Ticket.status != Status.VOIDED.value,
            Ticket.confidentiality != Confidentiality.RESTRICTED.value,  # as in the watch (feed)
        )
        .group_by(*columns)
    )
    counts: Counter[tuple[str, str, str]] = Counter()
    for code, version, district, town, number in (await session.execute(query)).all():
        category = subjects.of(code, version)
        counts[(category, district or (town or "")[:6], town or "")] += number
    return _Cells(counts)


def _day_count(day: date, cells: _Cells, taxonomy: Taxonomy) -> DayCount:
    by_category: Counter[str] = Counter()
    by_place: Counter[str] = Counter()
    for (category, district, town), number in cells.counts.items():
        chain = _chain(category, taxonomy)
        if chain:
            by_category[chain[:LEVEL][-1]] += number
        if town or district:
            by_place[town or district] += number
    return DayCount(day, cells.total, by_category, by_place)


def _chain(code: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the codes from the first level down; a subject that ended stands alone."""
    return taxonomy.chain(code)[::-1] or ((code,) if code else ())


def _rising(days: list[_Cells], taxonomy: Taxonomy, settings: HotSettings) -> list[Rising]:
    """Apply the rule of the reports (domain rules §9.6) to every category at every place."""
    rule = RisingRule(settings.rising_least, settings.rising_deviations)
    sums: list[Counter[Topic]] = [_by_topic(cells, taxonomy) for cells in days]
    found = []
    for topic, count in sums[0].items():
        before = [cells[topic] for cells in sums[:0:-1]]
        rise = risen(topic, count, before, rule)
        if rise is not None:
            found.append(rise)
    return distinct(found)


def _by_topic(cells: _Cells, taxonomy: Taxonomy) -> Counter[Topic]:
    counts: Counter[Topic] = Counter()
    for (category, district, town), number in cells.counts.items():
        for code in _chain(category, taxonomy):
            for place in dict.fromkeys((CITY, district, town)):
                counts[Topic(code, "", place)] += number
    return counts


async def _topics(session: AsyncSession, day: date, subjects: Subjects) -> list[HotTopic]:
    """Return the bursts that were followed on ``day`` and that nobody dismissed."""
    query = select(HotTopicRecord).where(
        HotTopicRecord.source == HotSource.BURST.value,
        HotTopicRecord.state != HotTopicState.DISMISSED.value,
        HotTopicRecord.opened_at < midnight(day + DAY),
        HotTopicRecord.calmed_at.is_(None) | (HotTopicRecord.calmed_at >= midnight(day)),
    )
    return [_as_topic(row, subject_of(row, subjects)) for row in await session.scalars(query)]


def _as_topic(row: HotTopicRecord, subject: str) -> HotTopic:
    return HotTopic(
        id=row.id,
        topic=Topic(subject, row.term, row.place_code),
        state=HotState(row.phase),
        window=row.window_hours,
        observed=row.observed,
        expected=row.expected,
        confidence=row.confidence,
        first_seen=row.first_seen,
        opened_at=row.opened_at,
        closed_at=row.calmed_at,
        words=tuple(row.words),
        places=tuple((code, count) for code, count in row.places),
    )


async def get_brief(session: AsyncSession, day: date) -> HotBriefRecord:
    """Return the brief of a day; raises ``BriefUnknown`` (404)."""
    found = await session.get(HotBriefRecord, day)
    if found is None:
        raise BriefUnknown
    return found


async def on_brief_made(session: AsyncSession, event: HotBriefMade) -> None:
    """Mail the briefs to every subscriber of the settings, each once."""
    settings: HotSettings = session.info.get(SETTINGS) or HotSettings()
    days = [date.fromisoformat(day) for day in event.days]
    texts = [(await get_brief(session, day)).text for day in days]
    last = days[-1]
    subject = f"12345 热点日报 {last.year}年{last.month}月{last.day}日"
    for address in settings.brief_mail_to:
        route = Route(ChannelKind.EMAIL, address, "\n\n".join(texts), subject)
        key = f"hot_brief:{last.isoformat()}:{address}"
        await channels.send(session, Outgoing((route,), Purpose.DUTY, dedupe_key=key[:120]))
