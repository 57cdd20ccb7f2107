"""Noting what was asked (问答留痕): every answer and search goes into the search log, without personal data."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.answer.answers import Answer, AnswerKind, Refusal
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
_TOLD = frozenset({AnswerKind.FIELD, AnswerKind.PASSAGE})


@dataclass(frozen=True)
class Inquirer:
    """Who asks by which channel; ``key`` is an address, an account or a conversation, and is never stored."""

    channel: SearchChannel
    audience: Audience
    key: str = ""
    district: str = ""


def note_answer(session: AsyncSession, words: str, made: Answer, by: Inquirer) -> str:
    """Note a question with its answer; returns the id for clicks. Only a told answer counts as answered.

    Words that ask for nothing are no gap of the knowledge base, and are not noted.
    """
    if made.refusal in TALK:
        return ""
    return note(
        session,
        Searched(
            words=words,
            channel=by.channel,
            audience=by.audience,
            shown=[Shown(s.id, made.confidence, s.why.features) for s in made.sources],
            confidence=made.confidence,
            answered=made.kind in _TOLD,
            engine=made.engine,
            degraded=made.degraded,
            district=by.district,
            asker=asker_of(session, by.key),
        ),
    )


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
