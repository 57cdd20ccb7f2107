"""Asking the index (检索请求): a search in words and filters becomes needs and tags; pure.

Every word that stands by itself must be met by most of its pairs of characters: a city writes about the same
few matters, and without that every ticket on street lamps would answer a question for one.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline.kit import clock
from hotline.kit.text import normalise
from hotline.process.search.documents import talk_tag
from hotline.tickets.queries import TicketFilter
from hotline.tickets.readers import Sight
from knowledge.search.rows import SOUND, WHOLE, Clause
from knowledge.search.seeking import Need, Seeking
from knowledge.understanding.grams import runs, wide_grams
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.question import MAX_QUERY, Question

MOST_WORDS = 8  # words that must each be met; of a longer text only the whole is
MOST_LIKED = 240  # clauses that only add to the score: the heaviest ones
_STORY = 12  # pairs from which a search is a story told rather than a matter named
# Of the pairs of a word so many must stand in the ticket: one may be written differently, and the pairs over
# a joint are in no other order. Of a story that was pasted a third is another's telling of the same.
_NAMED, _TOLD = 0.6, 1 / 3
_YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Asker:
    """What lets the asker in, and whether transcripts are for him."""

    sight: Sight
    hears: bool

    @property
    def tags(self) -> frozenset[str]:
        """Return the tags of which a record must have one."""
        own = self.sight.tags
        return own | {talk_tag(tag) for tag in own} if self.hears else own


def seeking(question: Question, lexicon: Lexicon, asker: Asker, wanted: TicketFilter) -> Seeking:
    """Return what the engine is asked; hopeless where the words say nothing."""
    needs = tuple(_needs(question, lexicon))
    liked = [Clause("line", gram, share) for gram, share in question.terms.items()]
    needed = {clause.term for need in needs for clause in need.clauses}
    liked += [
        Clause("whole", gram, WHOLE * share)
        for gram, share in question.terms.items()
        if len(gram) > 1 and gram not in needed
    ]
    liked += [Clause("sound", sound, SOUND) for sound in question.sounds]
    liked.sort(key=lambda clause: -clause.weight)
    return Seeking(
        needs=needs,
        among=(asker.tags, *narrowed(wanted)),
        liked=tuple(liked[:MOST_LIKED]),
        barred=asker.sight.barred,
    )


def _needs(question: Question, lexicon: Lexicon) -> Iterator[Need]:
    said = lexicon.wording.apply(normalise(question.raw[:MAX_QUERY]))
    words = [found for word in said.split() if (found := _asked(word, question))]
    if not words and question.terms:
        words = [list(question.terms)]  # another spelling of what was typed
    if len(words) > MOST_WORDS:
        words = [list(dict.fromkeys(gram for word in words for gram in word))]
    for grams in words:
        yield _need(grams, question)


def _asked(word: str, question: Question) -> list[str]:
    """Return the grams of a word that are searched: what only asks, and politeness, is left out."""
    grams = dict.fromkeys(wide_grams("".join(runs(word))))
    return [gram for gram in grams if gram in question.terms]


def _need(grams: list[str], question: Question) -> Need:
    if all(len(gram) == 1 for gram in grams):  # characters stand alone in headings only
        both = [Clause(name, gram, 1.0) for gram in grams for name in ("line", "whole")]
        return Need(tuple(both), 1)
    clauses = tuple(Clause("whole", gram, WHOLE * question.terms[gram]) for gram in grams)
    share = _NAMED if len(grams) <= _STORY else _TOLD
    return Need(clauses, max(1, math.ceil(share * len(grams))))


def narrowed(wanted: TicketFilter) -> Iterator[frozenset[str]]:
    """Yield a group of tags for every filter; what it cannot tell is left to the database."""
    plain = {
        "st": wanted.status,
        "kind": wanted.kind,
        "cat": wanted.category,
        "unit": wanted.unit_id,
        "in": wanted.district,
    }
    for name, value in plain.items():
        if value is not None:
            yield frozenset({f"{name}:{value}"})
    if wanted.received_from is not None or wanted.received_to is not None:
        yield frozenset(_days(wanted.received_from, wanted.received_to))


def _days(since: datetime | None, until: datetime | None) -> Iterator[str]:
    """Yield whole years and months of a time where they fit, single days at its ends."""
    first = max(clock.local_date(since), date(_YEARS[0], 1, 1)) if since else date(_YEARS[0], 1, 1)
    last = min(clock.local_date(until), date(_YEARS[-1], 12, 31)) if until else _last_day()
    day = first
    while day <= last:
        span, tag = _longest(day, last)
        yield f"on:{tag}"
        day += span


def _last_day() -> date:
    return date(clock.local_date().year, 12, 31)


def _longest(day: date, last: date) -> tuple[timedelta, str]:
    if day.month == day.day == 1 and date(day.year, 12, 31) <= last:
        return date(day.year + 1, 1, 1) - day, f"{day:%Y}"
    next_month = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    if day.day == 1 and next_month - timedelta(days=1) <= last:
        return next_month - day, f"{day:%Y%m}"
    return timedelta(days=1), f"{day:%Y%m%d}"
