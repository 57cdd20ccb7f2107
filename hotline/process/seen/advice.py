"""What to do with what was seen before (重复件处理建议), domain rules §3.5 Duplicates and §6.3 NOTHING_NEW.

New fact or new reason: append to the open ticket or reopen; nothing new while open: tell progress; nothing
new after closing: tell the result. Several citizens, same matter and place: merge, or join the incident.
"""

from dataclasses import dataclass
from datetime import datetime

from hotline.process.seen.schemas import Advice
from hotline.process.smstext import speakable
from hotline.tickets.actions import Action
from hotline.tickets.messages import status_text
from hotline.tickets.vocabulary import OPEN, Status
from routing.taxonomy.tree import Confidentiality

RESULT_LENGTH = 200  # characters of a result that can be read out
_ACTIONS = {
    Advice.TELL_PROGRESS: Action.URGE,
    Advice.ADD_INFO: Action.ADD_CITIZEN_INFO,
    Advice.JOIN: Action.MERGE_INTO,
}


@dataclass(frozen=True)
class Seen:
    """What decides the advice: the earlier ticket beside the new request."""

    status: Status
    same_citizen: bool
    has_news: bool
    reopen_until: datetime | None
    in_open_incident: bool


def advise(seen: Seen, now: datetime) -> Advice:
    """Return what the rules ask for."""
    if not seen.same_citizen:
        return _of_another(seen)
    if seen.status in OPEN:
        return Advice.ADD_INFO if seen.has_news else Advice.TELL_PROGRESS
    if not seen.has_news:
        return Advice.NOTHING_NEW
    window = seen.status is Status.CLOSED and seen.reopen_until is not None
    return Advice.REOPEN if window and seen.reopen_until > now else Advice.FOLLOW_UP_NEW  # type: ignore[operator]


def _of_another(seen: Seen) -> Advice:
    if seen.in_open_incident:
        return Advice.JOIN_INCIDENT
    return Advice.JOIN if seen.status in OPEN else Advice.COMPARE


def action_for(advice: Advice) -> str | None:
    """Return the action of the earlier ticket (of the new one: MERGE_INTO) that follows the advice."""
    action = _ACTIONS.get(advice)
    return None if action is None else action.value


@dataclass(frozen=True)
class Standing:
    """What may be read out of a ticket."""

    number: str
    status: Status
    confidentiality: str
    unit_name: str | None
    handoff_line: str | None
    public_answer: str | None


def words_for(advice: Advice, of: Standing) -> str | None:
    """Return the words of NOTHING_NEW (§6.3) for the citizen's own ticket; none of a confidential one."""
    if advice not in {Advice.TELL_PROGRESS, Advice.NOTHING_NEW}:
        return None
    if of.confidentiality != Confidentiality.NONE:
        return None
    values = {
        "unit": of.unit_name or "承办单位",
        "line": of.handoff_line or "",
        "number": of.number,
    }
    state = status_text(of.status, values) or of.status.label
    answer = speakable(of.public_answer or "")
    if advice is Advice.NOTHING_NEW and answer:
        said = answer[:RESULT_LENGTH].rstrip("。；;，, ")
        return f"您反映的{of.number}结果是：{said}，如有新情况请告诉我。"
    return f"您反映的{of.number}目前{state}，如有新情况请告诉我。"
