"""The words of a message (告知文字): templates filled for a text of few segments and for an e-mail."""

from collections.abc import Mapping
from functools import partial

from hotline.process import helptexts
from hotline.process.helptexts import say
from hotline.process.notice_values import Occasion, values_of
from hotline.process.recipients import Words, links_allowed
from hotline.process.smstext import MAX_SEGMENTS, fit, fit_inside, speakable, without_links
from hotline.tickets.messages import ADDED_EARLY, TEMPLATES, Template, render

ANSWER = "M24"
ANSWERED_NOW = "M02"
ADDED = "M04"
_STOPS = "。.；;，, "
_DOUBLED = (("？。", "？"), ("！。", "！"), ("?.", "?"), ("!.", "!"))
# An answer in Chinese inside an English survey: every character counts double.
_SEGMENTS = {"eng": 5}


async def words_for(occasion: Occasion, message_id: str, *, asks: bool) -> Words:
    """Return the words of ``message_id``; ``asks`` adds the survey to the unit's answer."""
    if message_id == ANSWER:
        return _answer(occasion, asks=asks)
    templates = _fitting(occasion, message_id)
    values = await values_of(occasion, templates[message_id].fields())
    language = occasion.language
    filled = render(message_id, _trimmed(values), language=language, templates=templates)
    text = _tidy(speakable(filled))
    if message_id == ANSWERED_NOW and occasion.ticket.public_answer:
        return _answered_now(occasion, text)
    hint = helptexts.WHOLE_TEXT.text(language)
    return Words(fit(_for_sms(occasion, text), hint=hint), text, _subject(occasion))


def _fitting(occasion: Occasion, message_id: str) -> Mapping[str, Template]:
    """Return the templates, M04 without a unit to pass on to where no unit has the ticket yet (§3.4, A4, F6)."""
    if message_id == ADDED and occasion.ticket.lead_unit_id is None:
        return {**TEMPLATES, ADDED: ADDED_EARLY}
    return TEMPLATES


def _trimmed(values: dict[str, str]) -> dict[str, str]:
    """Long values end with a stop of their own, which the template has already."""
    return {name: value.rstrip(_STOPS) or value for name, value in values.items()}


def _tidy(text: str) -> str:
    for double, single in _DOUBLED:
        text = text.replace(double, single)
    return text


def _answer(occasion: Occasion, *, asks: bool) -> Words:
    """M24: the whole answer by e-mail; by text a part of it, and the survey by digits."""
    language = occasion.language
    answer = speakable(occasion.ticket.public_answer or "")
    survey = helptexts.SURVEY.text(language)
    frame = helptexts.ANSWER_AND_SURVEY if asks else helptexts.ANSWER_ONLY
    link = _rating_link(occasion)
    if asks and link and links_allowed(occasion.session):
        frame, survey = TEMPLATES[ANSWER], ""
    mail_frame = TEMPLATES[ANSWER] if asks and link else frame
    sms = fit_inside(
        _for_sms(occasion, answer),
        partial(_framed, frame, language, link, survey),
        hint=helptexts.WHOLE_ANSWER.text(language),
        segments=_SEGMENTS.get(language, MAX_SEGMENTS),
    )
    mail = _framed(mail_frame, language, link, helptexts.SURVEY.text(language), answer)
    return Words(sms, mail, _subject(occasion))


def _framed(frame: Template, language: str, link: str, survey: str, answer: str) -> str:
    closed = answer.rstrip(_STOPS) if frame is TEMPLATES[ANSWER] else answer
    return say(frame, language, link=link, survey=survey, answer=closed)


def _answered_now(occasion: Occasion, closing: str) -> Words:
    """M02 comes with the answer that was given on the spot."""
    language = occasion.language
    answer = speakable(occasion.ticket.public_answer or "")

    def frame(part: str) -> str:
        return say(helptexts.ANSWERED_NOW, language, closing=closing, answer=part)

    hint = helptexts.WHOLE_ANSWER.text(language)
    sms = fit_inside(_for_sms(occasion, answer), frame, hint=hint)
    return Words(sms, frame(answer), _subject(occasion))


def _rating_link(occasion: Occasion) -> str:
    base = str(occasion.session.info.get("public_base_url", "")).rstrip("/")
    return f"{base}/#/track?number={occasion.reporter.number}" if base else ""


def _for_sms(occasion: Occasion, text: str) -> str:
    return text if links_allowed(occasion.session) else without_links(text)


def _subject(occasion: Occasion) -> str:
    return f"12345热线：工单{occasion.reporter.number}"
