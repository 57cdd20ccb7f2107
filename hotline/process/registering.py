"""A message becomes a ticket (来信受理): danger first, then the receipt, then advice (A11)."""

from typing import Any

from crm.identity import NewCitizen
from hotline.kit.errors import Problem
from hotline.process import helptexts, notices
from hotline.process.commands import Accepted, IntakeCommand
from hotline.process.correspondence import Letter
from hotline.process.intake import accept_in_session
from hotline.process.notices import FirstNotice
from hotline.process.textline import own_words
from routing.rules.ruleset import RuleKind

_DANGER = frozenset(
    {RuleKind.DANGER_TO_LIFE.value, RuleKind.SELF_HARM.value, RuleKind.EMERGENCY_LINE.value}
)
_EMERGENCY = "110、119、120"


async def register(letter: Letter) -> str | None:
    """Register the text as a new request; returns its ticket."""
    try:
        async with letter.session.begin_nested():
            accepted = await accept_in_session(
                letter.session, command_of(letter), routing=letter.routing
            )
    except Problem as problem:
        if problem.status >= 500:
            raise
        reason = problem.detail_en if letter.language == "eng" else problem.detail_zh
        await letter.say(helptexts.NOT_STORED, reason=reason.rstrip("。."))
        return None
    await _warn(letter, accepted)
    await notices.first_notice(letter.session, _receipt(letter, accepted))
    await _advise(letter, accepted)
    return accepted.ticket_id


def command_of(letter: Letter) -> IntakeCommand:
    """Return what is to be registered: the citizen's own words, his number, the conversation."""
    point = letter.sender.point
    return IntakeCommand(
        channel=letter.channel,
        content=own_words(letter.text),
        received_at=letter.message.stored_at,
        citizen=None if point is None else NewCitizen(contacts=(point,)),
        language=letter.language,
        conversation_id=letter.message.conversation_id,
        submission_key=f"message:{letter.message.id}",
    )


def _receipt(letter: Letter, accepted: Accepted) -> FirstNotice:
    return FirstNotice(
        ticket_id=accepted.ticket_id,
        number=accepted.number,
        code=accepted.query_code,
        due=accepted.promise_due_at,
        phone=letter.message.address,
        language=letter.language,
        citizen_id=letter.sender.citizen_id,
        answers_text=True,
    )


async def _warn(letter: Letter, accepted: Accepted) -> None:
    """Danger goes before everything else; the report is registered all the same.

    Somebody who speaks of taking his life is answered with the rule's own words to him (§6.2).
    """
    alarms = [a for a in accepted.alarms if a.get("kind") in _DANGER]
    if not alarms:
        return
    care = [a for a in alarms if a.get("kind") == RuleKind.SELF_HARM.value]
    words = _told(care[0], letter.language) if care else ""
    if words:
        await letter.say(helptexts.CARE, words=words)
        return
    lines = dict.fromkeys(str(a["line"]) for a in alarms if a.get("line"))
    await letter.say(helptexts.DANGER, lines="、".join(lines) or _EMERGENCY)


async def _advise(letter: Letter, accepted: Accepted) -> None:
    """What may be outside our remit comes with the lawful way; a person still decides."""
    for alarm in accepted.alarms:
        advice = _told(alarm, letter.language)
        if alarm.get("kind") == RuleKind.OUT_OF_REMIT.value and advice:
            await letter.say(helptexts.ADVICE, advice=advice)
            return


def _told(alarm: dict[str, Any], language: str) -> str:
    """Return the words for the citizen; a suggestion of an earlier release holds the advice alone."""
    chinese = str(alarm.get("told") or alarm.get("advice") or "")
    return str(alarm.get("told_en") or chinese) if language == "eng" else chinese
