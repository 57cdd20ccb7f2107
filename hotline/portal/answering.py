"""Answering everybody (公开答复): danger is told before the answer; despair is answered by care and a person alone."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.portal.danger import alarms_in, emergencies, in_despair
from hotline.portal.schemas import EmergencyOut, PublicAnswerOut
from knowledge.answer import service
from knowledge.answer.answers import Answer, AnswerKind, Paragraph, Piece, Refusal, Voice
from knowledge.answer.forms import fits, segments
from knowledge.answer.frames import REFUSALS
from knowledge.answer.schemas import AnswerIn, AnswerOut, BubbleOut, SmsOut, answer_out
from knowledge.answer.service import Asking
from knowledge.answer.speaking import spoken
from knowledge.desk import SearchDesk
from knowledge.search.port import EngineDown
from knowledge.understanding.understand import understand
from routing.state import RoutingState

LISTENING = "请让我们的工作人员听您说。"  # after the words of care; no text answers despair
_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")


async def answered(
    session: AsyncSession, desk: SearchDesk, state: RoutingState, asking: Asking
) -> tuple[Answer, list[EmergencyOut], bool]:
    """Return the answer, what is said before it, and whether it is despair, which no knowledge answers.

    While no engine answers, whoever is in danger is told so all the same; others meet ``EngineDown``.
    """
    alarms = alarms_in(state, asking.words)
    urgent, despair = emergencies(alarms), in_despair(alarms)
    if despair:
        return _by_a_person(desk, asking, LISTENING), urgent, True
    try:
        return await service.answer(session, desk, asking), urgent, False
    except EngineDown:
        if not urgent:
            raise
        return _by_a_person(desk, asking), urgent, False


def _by_a_person(desk: SearchDesk, asking: Asking, words: str = "") -> Answer:
    """Return the hand-over in these words or those of knowledge; nothing is looked up."""
    told = words or REFUSALS[Refusal.WANTS_PERSON].label
    return Answer(
        kind=AnswerKind.REFUSE,
        question=understand(asking.words, desk.lexicon),
        paragraphs=(Paragraph((Piece(told, Voice.FRAME),)),),
        refusal=Refusal.WANTS_PERSON,
    )


def public_answer_out(
    made: Answer, body: AnswerIn, urgent: Sequence[EmergencyOut], *, despair: bool
) -> PublicAnswerOut:
    """Return an answer as citizens get it; in every form the words about danger come first."""
    told = answer_out(made, body.form, public=True)
    first = list(dict.fromkeys(one.words for one in urgent))
    shown = PublicAnswerOut(**told.model_dump(), emergencies=list(urgent), despair=despair)
    return shown.model_copy(update=_led_by(told, first)) if first else shown


def _led_by(told: AnswerOut, first: list[str]) -> dict[str, Any]:
    """Put words before an answer in the forms that it has; a text message that is too long is these words alone."""
    head = "\n".join(first)
    led: dict[str, Any] = {"text": f"{head}\n{told.text}"}
    if told.bubbles is not None:
        led["bubbles"] = [*(BubbleOut(text=one, buttons=[]) for one in first), *told.bubbles]
    if told.speech is not None:
        led["speech"] = spoken("".join(first)) + told.speech
    if told.sms is not None:
        text = head + told.sms.text
        text = text if fits(text) else _shortened("".join(first))
        led["sms"] = SmsOut(text=text, segments=segments(text))
    return led


def _shortened(words: str) -> str:
    """Return as many whole sentences from the beginning as one text message holds, or as many characters."""
    sentences = _SENTENCE.findall(words)
    while len(sentences) > 1 and not fits("".join(sentences)):
        sentences.pop()
    text = "".join(sentences)
    while not fits(text):
        text = text[:-1]
    return text
