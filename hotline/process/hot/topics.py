"""Hot topics for people (热点查看·处置): the list, one with masked texts, taking note, dismissing.

Texts and ticket ids are shown only of tickets that the reader may see, and never the text of a
confidential one; how many there are is no secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Conflict, NotFound
from hotline.kit.outbox.service import publish
from hotline.kit.pagination import CursorInvalid, Page, PageQuery, after, decode, encode
from hotline.process.categories import load_subjects
from hotline.process.hot.events import HotTopicDecided
from hotline.process.hot.feed import masked
from hotline.process.hot.models import HotBriefRecord, HotSource, HotTopicRecord, HotTopicState
from hotline.process.hot.names import NameBook, load_names
from hotline.process.hot.record import subject_of
from hotline.process.hot.schemas import (
    BriefRowOut,
    HotExampleOut,
    HotTopicDetailOut,
    HotTopicOut,
    PlaceCountOut,
)
from hotline.process.models import TicketSuggestion
from hotline.tickets.models import Ticket
from hotline.tickets.visibility import READ, listed_to
from routing.hot.state import HotState
from routing.taxonomy.tree import Confidentiality

MAX_TEXT = 500  # characters of an example
_PLAIN = (
    "id",
    "source",
    "category_code",
    "term",
    "place_code",
    "state",
    "phase",
    "window_hours",
    "observed",
    "expected",
    "first_seen",
    "opened_at",
    "calmed_at",
    "told_at",
    "told_count",
    "words",
    "trend",
    "acknowledged_by",
    "acknowledged_at",
    "note",
    "dismissed_by",
    "dismissed_at",
    "reason",
)


class HotTopicUnknown(NotFound):
    """There is no such topic."""

    code = "hot_topic_unknown"
    title_zh = "没有这个热点"
    title_en = "No such hot topic"


class HotTopicClosed(Conflict):
    """The topic has calmed or was dismissed already."""

    code = "hot_topic_closed"
    title_zh = "该热点已平息或已排除"
    title_en = "The hot topic has calmed or was dismissed already"


@dataclass(frozen=True)
class Wanted:
    """Which topics; ``place`` is the beginning of a place code."""

    state: HotTopicState | None = None
    place: str | None = None


async def list_topics(
    session: AsyncSession, *, wanted: Wanted, page: PageQuery
) -> Page[HotTopicOut]:
    """Return one page, the newest first."""
    query = select(HotTopicRecord)
    if wanted.state is not None:
        query = query.where(HotTopicRecord.state == wanted.state.value)
    if wanted.place:
        query = query.where(HotTopicRecord.place_code.startswith(wanted.place, autoescape=True))
    if page.cursor is not None:
        query = query.where(
            after([HotTopicRecord.__table__.c.id], decode(page.cursor, [str]), descending=True)
        )
    query = query.order_by(HotTopicRecord.id.desc()).limit(page.limit + 1)
    rows = list(await session.scalars(query))
    shown = rows[: page.limit]
    items = await _shown(session, shown)
    return Page(items=items, next_cursor=encode([shown[-1].id]) if len(rows) > page.limit else None)


async def _shown(session: AsyncSession, rows: Sequence[HotTopicRecord]) -> list[HotTopicOut]:
    book, subjects = await load_names(session), await load_subjects(session)
    people = {p for row in rows for p in (row.acknowledged_by, row.dismissed_by) if p}
    names = await accounts.names_of(session, people) if people else {}
    return [HotTopicOut(**_members(row, subject_of(row, subjects), book, names)) for row in rows]


def _members(
    row: HotTopicRecord, subject: str, book: NameBook, names: dict[str, str]
) -> dict[str, Any]:
    is_burst = row.source == HotSource.BURST.value
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "source_label": HotSource(row.source).label,
        "category_code": subject,
        "category": book.category(subject),
        "place": book.place(row.place_code),
        "title": book.title(subject, row.term, row.place_code),
        "state_label": HotTopicState(row.state).label,
        "phase_label": HotState(row.phase).label,
        "confidence": row.confidence if is_burst else None,
        "places": [
            PlaceCountOut(code=code, name=book.place(code), count=count)
            for code, count in row.places
        ],
        "tickets": len(row.ticket_ids),
        "acknowledged_by_name": names.get(row.acknowledged_by or ""),
        "dismissed_by_name": names.get(row.dismissed_by or ""),
    }


async def get_topic(session: AsyncSession, topic_id: str, *, actor: Actor) -> HotTopicDetailOut:
    """Return one topic with what ``actor`` may see of its tickets; raises ``HotTopicUnknown`` (404)."""
    row = await _get(session, topic_id)
    (plain,) = await _shown(session, [row])
    seen = await _visible(session, row.ticket_ids, actor)
    examples = await _examples(session, row.examples, actor)
    return HotTopicDetailOut(
        **plain.model_dump(),
        examples=examples,
        hidden_examples=len(row.examples) - len(examples),
        ticket_ids=seen,
        hidden_tickets=len(row.ticket_ids) - len(seen),
    )


async def _get(session: AsyncSession, topic_id: str, *, lock: bool = False) -> HotTopicRecord:
    query = select(HotTopicRecord).where(HotTopicRecord.id == topic_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise HotTopicUnknown
    return found


def _may_see(actor: Actor) -> ColumnElement[bool] | None:
    return listed_to(actor) if actor.may(READ) else None


async def _visible(session: AsyncSession, ids: Sequence[str], actor: Actor) -> list[str]:
    condition = _may_see(actor)
    if condition is None or not ids:
        return []
    query = select(Ticket.id).where(Ticket.id.in_(ids), condition).order_by(Ticket.id)
    return list(await session.scalars(query))


async def _examples(session: AsyncSession, ids: Sequence[str], actor: Actor) -> list[HotExampleOut]:
    condition = _may_see(actor)
    if condition is None or not ids:
        return []
    entities = TicketSuggestion.document["entities"].label("entities")
    query = (
        select(Ticket.id, Ticket.number, Ticket.title, Ticket.content, Ticket.received_at, entities)
        .outerjoin(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ids), Ticket.confidentiality == Confidentiality.NONE.value, condition)
        .order_by(Ticket.received_at, Ticket.id)
    )
    return [
        HotExampleOut(
            id=row.id,
            number=row.number,
            title=masked(row.title, ()),
            text=masked(row.content, row.entities)[:MAX_TEXT],
            received_at=row.received_at,
        )
        for row in (await session.execute(query)).all()
    ]


async def acknowledge(
    session: AsyncSession, topic_id: str, *, note: str, actor: Actor
) -> HotTopicOut:
    """Take note of an open topic; raises ``HotTopicUnknown`` (404) and ``HotTopicClosed`` (409)."""
    row = await _open(session, topic_id)
    row.acknowledged_by, row.acknowledged_at, row.note = actor.account_id, clock.now(), note
    return await _decided(session, row, actor, "acknowledge", note)


async def dismiss(
    session: AsyncSession, topic_id: str, *, reason: str, actor: Actor
) -> HotTopicOut:
    """Say that an open topic is none; it comes back only if it doubles. Raises as ``acknowledge`` does."""
    row = await _open(session, topic_id)
    row.state = HotTopicState.DISMISSED.value
    row.dismissed_by, row.dismissed_at, row.reason = actor.account_id, clock.now(), reason
    return await _decided(session, row, actor, "dismiss", reason)


async def _open(session: AsyncSession, topic_id: str) -> HotTopicRecord:
    row = await _get(session, topic_id, lock=True)
    if row.state != HotTopicState.OPEN.value:
        raise HotTopicClosed
    return row


async def _decided(
    session: AsyncSession, row: HotTopicRecord, actor: Actor, action: str, said: str
) -> HotTopicOut:
    await session.flush()
    after = {"state": row.state, "said": said}
    await record_change(
        session, actor, Change(f"hot_topic.{action}", "hot_topic", row.id, after=after)
    )
    await publish(session, HotTopicDecided(row.id, action))
    (shown,) = await _shown(session, [row])
    return shown


async def list_briefs(session: AsyncSession, *, page: PageQuery) -> Page[BriefRowOut]:
    """Return one page of briefs, the newest first."""
    columns = (
        HotBriefRecord.day,
        HotBriefRecord.made_at,
        HotBriefRecord.total,
        HotBriefRecord.topics,
    )
    query = select(*columns).order_by(HotBriefRecord.day.desc()).limit(page.limit + 1)
    if page.cursor is not None:
        (before,) = decode(page.cursor, [str])
        query = query.where(HotBriefRecord.day < _day(before))
    rows = (await session.execute(query)).all()
    shown = [BriefRowOut.model_validate(row) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(items=shown, next_cursor=encode([shown[-1].day.isoformat()]) if more else None)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CursorInvalid from error
