"""Noting what was asked (问答留痕): every answer and search goes into the search log, without personal data."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.answer.answers import Answer, AnswerKind, Asks, Refusal
from knowledge.audience import Audience
from knowledge.desk import Asked, Found
from knowledge.feedback.recorder import Searched, Shown, asker_of, note
from knowledge.feedback.vocabulary import SearchChannel

TALK = frozenset(
    {
        Refusal.NOTHING_SAID,
        Refusal.GREETING,
        Refusal.COURTESY,
        Refusal.WANTS_TICKET,
        Refusal.WANTS_PERSON,
    }
)
_TOLD = frozenset({AnswerKind.FIELD, AnswerKind.PASSAGE, AnswerKind.CLARIFY})


@dataclass(frozen=True)
class Inquirer:
    """Who asks by which channel; ``key`` is an address, an account or a conversation, and is never stored."""

    channel: SearchChannel
    audience: Audience
    key: str = ""
    district: str = ""


def note_answer(session: AsyncSession, words: str, made: Answer, by: Inquirer) -> str:
    """Note a question with its answer; returns the id for clicks.

    Words that ask for nothing are no gap of the knowledge base, and are not noted. Where a person's own matter
    stands is told by number and code: no document is noted with it, and none becomes popular.
    """
    if made.refusal in TALK:
        return ""
    sources = () if made.refusal is Refusal.PROGRESS else made.sources
    return note(
        session,
        Searched(
            words=words,
            channel=by.channel,
            audience=by.audience,
            shown=[Shown(s.id, made.confidence, s.why.features) for s in sources],
            confidence=made.confidence,
            answered=lacks_nothing(made),
            engine=made.engine,
            degraded=made.degraded,
            district=by.district,
            asker=asker_of(session, by.key),
        ),
    )


def lacks_nothing(made: Answer) -> bool:
    """Tell whether what was asked is in the knowledge base, so that nobody has to write it.

    A question back is asked only of a sure matter, and its options lead to answers; so do candidates unless
    they were offered without being sure. Progress is no knowledge, and is told elsewhere.
    """
    if made.kind is AnswerKind.CANDIDATES:
        return made.asks is not Asks.PERHAPS
    return made.kind in _TOLD or made.refusal is Refusal.PROGRESS


def note_search(session: AsyncSession, asked: Asked, found: Found, by: Inquirer) -> str:
    """Note a search with its list of results; returns the id for clicks.

    A list whose first hit would not be answered with is no answer: such searches are what knowledge lacks,
    and make nothing popular.
    """
    return note(
        session,
        Searched(
            words=asked.words,
            channel=by.channel,
            audience=by.audience,
            shown=[Shown.of(hit) for hit in found.hits],
            confidence=found.confidence,
            answered=found.sure,
            engine=found.engine,
            degraded=found.degraded,
            district=asked.district,
            asker=asker_of(session, by.key),
        ),
    )
