"""What did not help (没有帮助的结果): which texts people turned away from, why, and what they had asked.

A person counts once for a text, whatever he clicks; the weekly hash of the asker is all that is known of him.
What was clicked before the text was last changed is about another text and is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.organisation.models import Unit
from hotline.kit.organisation.queries import get_unit
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.schemas import UnhelpfulOut, WhyNotOut
from knowledge.feedback.vocabulary import NoHelp, Verdict
from knowledge.index import SOURCES
from knowledge.search.port import Document, DocumentKind

DAYS = 90  # a season, as long as demand is counted
MOST = 100  # texts of one list
_CANDIDATES = 400  # texts that are looked at, those with the most clicks; a change or another unit takes some out
_WORDS = 3  # questions that are told of one text
_JUDGED = (Verdict.UNHELPFUL.value, Verdict.HELPFUL.value)
_BATCH = 200


class _Click(NamedTuple):
    document_id: str
    verdict: str
    reason: str
    asker: str
    search_id: str
    at: datetime


async def list_unhelpful(
    session: AsyncSession, *, days: int = DAYS, unit_id: str | None = None
) -> list[UnhelpfulOut]:
    """List texts that did not help within so many days, those of most people first.

    With ``unit_id`` only those of the unit and of units below it; raises ``UnitUnknown`` (404).
    """
    since = clock.now() - timedelta(days=days)
    units = await _units(session, unit_id)
    ids = await _turned_away_from(session, since)
    documents = [one for one in await _documents(session, ids) if one.unit_code in units]
    clicks = await _clicks(session, [one.id for one in documents], since)
    told = [
        _told(one, units[one.unit_code], _since_change(one, clicks[one.id])) for one in documents
    ]
    shown = sorted(
        (one for one in told if one.people), key=lambda one: (-one.people, one.document)
    )[:MOST]
    return await _with_words(session, shown, clicks)


async def _units(session: AsyncSession, unit_id: str | None) -> dict[str, tuple[str, str]]:
    """Return id and name of the units whose texts are wanted, by code."""
    query = select(Unit.code, Unit.id, Unit.name)
    if unit_id is not None:
        query = query.where(Unit.path.startswith((await get_unit(session, unit_id)).path))
    return {code: (key, name) for code, key, name in await session.execute(query)}


async def _turned_away_from(session: AsyncSession, since: datetime) -> list[str]:
    query = (
        select(KnowledgeClick.document_id)
        .where(KnowledgeClick.at >= since, KnowledgeClick.verdict == Verdict.UNHELPFUL.value)
        .group_by(KnowledgeClick.document_id)
        .order_by(func.count().desc(), KnowledgeClick.document_id)
        .limit(_CANDIDATES)
    )
    return list(await session.scalars(query))


async def _documents(session: AsyncSession, ids: Iterable[str]) -> list[Document]:
    """Return those that can still be found: what was withdrawn needs no repair."""
    keys: dict[DocumentKind, list[str]] = defaultdict(list)
    for one in ids:
        kind, _, key = one.partition(":")
        keys[DocumentKind(kind)].append(key)
    found: list[Document] = []
    for kind, some in keys.items():
        if kind in SOURCES:
            found += await SOURCES[kind].some(session, some)
    return found


async def _clicks(
    session: AsyncSession, ids: Sequence[str], since: datetime
) -> dict[str, list[_Click]]:
    found: dict[str, list[_Click]] = defaultdict(list)
    for start in range(0, len(ids), _BATCH):
        query = (
            select(
                KnowledgeClick.document_id,
                KnowledgeClick.verdict,
                KnowledgeClick.reason,
                KnowledgeClick.asker,
                KnowledgeClick.search_id,
                KnowledgeClick.at,
            )
            .where(
                KnowledgeClick.at >= since,
                KnowledgeClick.verdict.in_(_JUDGED),
                KnowledgeClick.document_id.in_(ids[start : start + _BATCH]),
            )
            .order_by(KnowledgeClick.at.desc(), KnowledgeClick.id)
        )
        for row in await session.execute(query):
            found[row.document_id].append(_Click(*row))
    return found


def _since_change(document: Document, clicks: Sequence[_Click]) -> list[_Click]:
    """Return the clicks on the text as it stands now, from the day on which it was last changed."""
    if document.updated_on is None:
        return list(clicks)
    begun = datetime.combine(document.updated_on, time(), clock.SHANGHAI)
    return [one for one in clicks if one.at >= begun]


def _told(document: Document, unit: tuple[str, str], clicks: Sequence[_Click]) -> UnhelpfulOut:
    against = [one for one in clicks if one.verdict == Verdict.UNHELPFUL.value]
    people = {one.asker for one in against}
    why = Counter(reason for _asker, reason in {(one.asker, one.reason) for one in against})
    reasons = [
        WhyNotOut(reason=reason, reason_label=reason.label, people=why[reason.value])
        for reason in NoHelp
        if why[reason.value]
    ]
    return UnhelpfulOut(
        document=document.id,
        kind=document.kind,
        kind_label=document.kind.label,
        title=document.title,
        unit_id=unit[0],
        unit_code=document.unit_code,
        unit_name=unit[1],
        people=len(people),
        helped=len({one.asker for one in clicks} - people),
        last_at=against[0].at if against else None,
        reasons=sorted(reasons, key=lambda one: -one.people),
        words=[],
    )


async def _with_words(
    session: AsyncSession, shown: list[UnhelpfulOut], clicks: dict[str, list[_Click]]
) -> list[UnhelpfulOut]:
    """Add the latest masked questions after which each text did not help."""
    asked = {
        one.document: list(
            dict.fromkeys(
                click.search_id
                for click in clicks[one.document]
                if click.search_id and click.verdict == Verdict.UNHELPFUL.value
            )
        )[: 3 * _WORDS]
        for one in shown
    }
    words: dict[str, str] = {}
    ids = sorted({key for keys in asked.values() for key in keys})
    for start in range(0, len(ids), _BATCH):
        query = select(KnowledgeSearch.id, KnowledgeSearch.words).where(
            KnowledgeSearch.id.in_(ids[start : start + _BATCH])
        )
        words |= {row.id: row.words for row in await session.execute(query)}
    return [
        one.model_copy(
            update={"words": _different(words.get(key, "") for key in asked[one.document])}
        )
        for one in shown
    ]


def _different(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in words if text))[:_WORDS]
