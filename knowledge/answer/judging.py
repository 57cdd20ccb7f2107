"""Judging answers (答复评测): what each labelled question was answered from, or that it was handed over."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge import calling
from knowledge.answer.answers import Answer, AnswerKind, Asks
from knowledge.answer.service import Asking, answer
from knowledge.desk import SearchDesk
from knowledge.evaluation import Outcome

_ASKING_BACK = frozenset({AnswerKind.CLARIFY, AnswerKind.CANDIDATES})


async def answered(
    session: AsyncSession, desk: SearchDesk, outcomes: Sequence[Outcome], like: Asking
) -> list[Outcome]:
    """Return the outcomes with what was told; audience and kinds are those of ``like``.

    Raises ``EngineDown`` when no engine answers.
    """
    called = await calling.names(session)
    found: list[Outcome] = []
    for outcome in outcomes:
        asked = outcome.asked
        made = await answer(
            session, desk, replace(like, words=asked.query, district=asked.district)
        )
        names = [called.get(one, frozenset({one})) for one in told_of(made)]
        refused = made.kind is AnswerKind.REFUSE
        told = frozenset[str]() if refused else frozenset[str]().union(*names)
        offered = made.asks is Asks.PERHAPS
        found.append(replace(outcome, refused=refused, told=told, offered=offered))
    return found


def told_of(made: Answer) -> set[str]:
    """Return the ids of the documents that an answer gives, or lets one choose from."""
    chosen = {option.document for option in made.options} if made.kind in _ASKING_BACK else set()
    return chosen | {source.id for source in made.sources}
