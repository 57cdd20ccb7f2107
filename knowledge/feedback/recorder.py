"""The search log (检索日志): what is searched and clicked is noted in memory and stored a moment later.

Nobody waits for it: a search never becomes slower, and a process that dies loses a few rows that do no harm.
Words are masked before they are stored; in memory they live for seconds.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.logs import get_logger, mask_text
from hotline.kit.naming import mask_names
from hotline.kit.vault.service import hash_of
from hotline.kit.wiping import DOOR, PAPER, ROOM, SOCIAL, numberless
from knowledge.audience import Audience
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.vocabulary import SearchChannel, Verdict
from knowledge.search.ranking import Ranked
from knowledge.understanding.grams import fold
from knowledge.understanding.question import MAX_QUERY

log = get_logger(__name__)
KEY = "knowledge.search_log"  # in ``session.info``
SHOWN = 5  # results that are kept with a search: what fits on a screen and may have been read
MOST_WAITING = 5_000  # rows in memory; when the database is away for longer the oldest are lost
BATCH = 500
_ASKER = 16  # hex digits of a keyed hash
_NUMBER = re.compile(r"[0-9*][0-9* -]{5,}[0-9*]")  # seven digits and more: never part of a question
_BEYOND = 60  # characters behind the end of a question, so that no number is cut before it is seen
_PLACES = (DOOR, ROOM, SOCIAL, PAPER)
_HIDDEN = re.compile(r"[0-9A-Za-z@._+-]*\*[0-9A-Za-z@._+*-]*")
_UNSTORABLE = re.compile("[\x00-\x1f\ud800-\udfff]")


class Shown(NamedTuple):
    """One result as it was shown: its document, its score and what decided its place."""

    id: str
    score: float
    features: Mapping[str, float] = MappingProxyType({})

    @classmethod
    def of(cls, hit: Ranked) -> "Shown":
        """Return a hit of the search desk."""
        return cls(hit.found.id, hit.score, hit.features)


@dataclass(frozen=True)
class Searched:
    """One search as it was asked and answered; ``answered`` says that something sure was told."""

    words: str
    channel: SearchChannel
    audience: Audience
    shown: Sequence[Shown | Ranked] = ()
    confidence: float = 0.0
    answered: bool = False
    engine: str = ""
    degraded: bool = False
    district: str = ""
    asker: str = ""


@dataclass(frozen=True)
class Clicked:
    """What somebody did with one document of a search; ``position`` counts from 1, 0 is unknown."""

    document_id: str
    verdict: Verdict
    channel: SearchChannel
    audience: Audience
    search_id: str = ""
    revision_id: str = ""
    position: int = 0
    reason: str = ""
    asker: str = ""


@dataclass
class SearchLog:
    """What waits to be stored by one process; ``mask`` hides personal data in free text."""

    mask: Callable[[str], str] = mask_text
    lost: int = 0
    _searches: deque[tuple[str, datetime, Searched]] = field(
        default_factory=lambda: deque(maxlen=MOST_WAITING)
    )
    _clicks: deque[tuple[str, datetime, Clicked]] = field(
        default_factory=lambda: deque(maxlen=MOST_WAITING)
    )

    def search(self, searched: Searched) -> str:
        """Take one search; returns the id it will have."""
        key = new_id()
        self.lost += len(self._searches) == MOST_WAITING
        self._searches.append((key, clock.now(), searched))
        return key

    def click(self, clicked: Clicked) -> None:
        """Take one click."""
        self.lost += len(self._clicks) == MOST_WAITING
        self._clicks.append((new_id(), clock.now(), clicked))

    async def flush(self, database: Database) -> int:
        """Store what waits; returns the rows. What cannot be stored waits for the next time."""
        stored = 0
        while self._searches or self._clicks:
            searches = [self._searches.popleft() for _ in range(min(BATCH, len(self._searches)))]
            clicks = [self._clicks.popleft() for _ in range(min(BATCH, len(self._clicks)))]
            try:
                await self._store(database, searches, clicks)
            except (OperationalError, OSError, asyncio.CancelledError):
                self._searches.extendleft(reversed(searches))
                self._clicks.extendleft(reversed(clicks))
                raise
            except Exception as error:  # these rows will never be taken: the others must not wait
                log.warning("search_log.refused", error=type(error).__name__)
                self.lost += len(searches) + len(clicks)
                continue
            stored += len(searches) + len(clicks)
        if self.lost:
            log.warning("search_log.lost", rows=self.lost)
            self.lost = 0
        return stored

    async def _store(
        self,
        database: Database,
        searches: Sequence[tuple[str, datetime, Searched]],
        clicks: Sequence[tuple[str, datetime, Clicked]],
    ) -> None:
        rows = await asyncio.to_thread(self._rows, searches)
        async with database.write() as session:
            if rows:
                await session.execute(insert(KnowledgeSearch), rows)
            if clicks:
                await session.execute(insert(KnowledgeClick), [_click(*one) for one in clicks])

    def _rows(self, searches: Iterable[tuple[str, datetime, Searched]]) -> list[dict[str, Any]]:
        return [_search(key, at, one, self.masked(one.words)) for key, at, one in searches]

    def masked(self, words: str) -> str:
        """Return words without names, numbers and addresses of people; never longer than a question.

        What only may be a name is masked as well: a question teaches without it.
        """
        storable = _UNSTORABLE.sub(" ", words[: MAX_QUERY + _BEYOND])
        told = numberless(self.mask(numberless(storable, _PLACES)), _PLACES)
        return _NUMBER.sub("*", mask_names(told))[:MAX_QUERY]


def _search(key: str, at: datetime, one: Searched, words: str) -> dict[str, Any]:
    shown = [
        {"id": hit.id, "score": round(hit.score, 4), "features": _rounded(hit.features)}
        for hit in map(_shown, one.shown[:SHOWN])
    ]
    return {
        "id": key,
        "at": at,
        "channel": one.channel.value,
        "audience": one.audience.value,
        "words": words,
        "folded": fold(_HIDDEN.sub("", words)),
        "shown": shown,
        "top_id": shown[0]["id"] if shown else "",
        "confidence": round(one.confidence, 4),
        "answered": one.answered,
        "engine": one.engine,
        "degraded": one.degraded,
        "district": one.district,
        "asker": one.asker,
    }


def _shown(one: Shown | Ranked) -> Shown:
    return Shown.of(one) if isinstance(one, Ranked) else one


def _rounded(features: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in features.items() if value}


def _click(key: str, at: datetime, one: Clicked) -> dict[str, Any]:
    return {
        "id": key,
        "at": at,
        "search_id": one.search_id,
        "document_id": one.document_id,
        "revision_id": one.revision_id,
        "position": one.position,
        "verdict": one.verdict.value,
        "reason": one.reason,
        "channel": one.channel.value,
        "audience": one.audience.value,
        "asker": one.asker,
    }


def note(session: AsyncSession, searched: Searched) -> str:
    """Note one search; returns its id for clicks. Never waits, never fails; without a log it is not kept."""
    kept = session.info.get(KEY)
    return kept.search(searched) if isinstance(kept, SearchLog) else new_id()


def click(session: AsyncSession, clicked: Clicked) -> None:
    """Note one click; never waits, never fails."""
    kept = session.info.get(KEY)
    if isinstance(kept, SearchLog):
        kept.click(clicked)


def asker_of(session: AsyncSession, value: str) -> str:
    """Return who asks as a keyed hash that is another one every week, so that no profile grows; "" stays "".

    ``value`` is a network address, an account or a conversation.
    """
    if not value:
        return ""
    year, week, _day = clock.local_date().isocalendar()
    return hash_of(session, "knowledge_asker", f"{year}-{week}:{value}")[:_ASKER]
