"""Asking afterwards (回访安排), pure: whom, when again, who decides, and how answers wait (§8)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from crm.models import CitizenKind
from crm.satisfaction import (
    Answers,
    Contacted,
    Judgement,
    Rating,
    Reason,
    Resolved,
    Verdict,
    judge,
)
from hotline.kit import clock
from hotline.kit.labels import LabelledEnum
from hotline.tickets.models import CloseOutcome, Ticket
from hotline.tickets.policy import Policy
from hotline.tickets.vocabulary import ContactOutcome
from routing.taxonomy.tree import Confidentiality, RequestKind

SAMPLE_PERCENT = 20
SAMPLE_KEY = "follow_up_sample_percent"
# Mediation and enforcement under market law: by law, not to please anybody (§4.9).
UNASKED_PROFILES = frozenset({"consumer_complaint", "violation_report"})
_BY_PERSON = frozenset({RequestKind.COMPLAINT.value, RequestKind.REPORT.value})


@dataclass(frozen=True)
class DayPart:
    """A stretch of a local day in which citizens may be asked."""

    begins: time
    ends: time

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies in this part of its Shanghai day."""
        return self.begins <= clock.to_local(at).time() < self.ends

    def start_on(self, day: date) -> datetime:
        """Return the instant at which the part begins on a Shanghai day."""
        return datetime.combine(day, self.begins, clock.SHANGHAI)


DAY_PARTS = (
    DayPart(time(9), time(12)),
    DayPart(time(14, 30), time(18)),
    DayPart(time(18, 30), time(20, 30)),
)


class Next(LabelledEnum):
    """What follows from the answers so far."""

    CLOSE = "CLOSE", "办结"
    REDO = "REDO", "重办"
    ASK_REASONS = "ASK_REASONS", "询问原因"
    ASK_REST = "ASK_REST", "补问"
    PERSON = "PERSON", "转人工回访"


def part_of(at: datetime) -> DayPart | None:
    """Return the day part of an instant, ``None`` between them and at night."""
    return next((part for part in DAY_PARTS if part.holds(at)), None)


def next_try(tries: Sequence[datetime]) -> datetime:
    """Return when to ask again after ``tries`` (oldest first): the next day, in a part not used yet.

    One try a day puts three tries on three days and, as each takes an unused part, in different day
    parts. When every part was used the first one comes round again.
    """
    used = [part_of(at) for at in tries]
    free = [part for part in DAY_PARTS if part not in used] or list(DAY_PARTS)
    return free[0].start_on(clock.local_date(tries[-1]) + timedelta(days=1))


def next_open(at: datetime) -> datetime:
    """Return ``at`` if citizens may be asked then, else the beginning of the next day part."""
    if part_of(at) is not None:
        return at
    today = clock.local_date(at)
    starts = [
        part.start_on(day) for day in (today, today + timedelta(days=1)) for part in DAY_PARTS
    ]
    return next(start for start in starts if start > at)


def enough_tries(tries: Sequence[datetime], policy: Policy) -> bool:
    """Tell whether the citizen counts as unreachable: enough tries, on enough days (§8)."""
    days = {clock.local_date(at) for at in tries}
    return len(tries) >= policy.follow_up_tries and len(days) >= policy.follow_up_days


def is_asked(ticket: Ticket, reporter: Ticket) -> bool:
    """Tell whether the answer of ``ticket`` comes with the survey for this reporter (§8, skipped).

    Not asked: whoever wants no reply or no follow-up, an anonymous citizen, a confidential ticket, praise,
    a reporter whose ticket was joined to another (he is told the answer), a consumer mediation or a report
    of a breach of market law (neither is chased for satisfaction, §4.9), and a ticket that is closed
    without asking.
    """
    if ticket.profile in UNASKED_PROFILES or ticket.citizen_kind == CitizenKind.ANONYMOUS:
        return False
    if ticket.id != reporter.id or ticket.confidentiality != Confidentiality.NONE:
        return False
    wanted = ticket.reply_wanted and ticket.follow_up_wanted
    return wanted and ticket.kind != RequestKind.PRAISE and ticket.close_outcome is None


def needs_person(ticket: Ticket, *, sample_percent: int = SAMPLE_PERCENT) -> bool:
    """Tell whether a person follows up: complaints, reports, supervised, redone, and a sample (§8)."""
    by_rule = ticket.kind in _BY_PERSON or ticket.supervise_level is not None or ticket.redo_round
    return bool(by_rule) or in_sample(ticket.id, sample_percent)


def in_sample(ticket_id: str, percent: int) -> bool:
    """Draw the sample by the ticket's id: the same answer whenever it is asked."""
    drawn = int.from_bytes(hashlib.sha256(ticket_id.encode()).digest()[:4]) % 100
    return drawn < percent


def joined(earlier: Answers | None, new: Answers) -> Answers:
    """Add what is answered now to what was answered before; the newer answer speaks."""
    if earlier is None:
        return new
    return Answers(
        contacted=new.contacted or earlier.contacted,
        resolved=new.resolved or earlier.resolved,
        rating=new.rating or earlier.rating,
        reasons=new.reasons or earlier.reasons,
        comment=new.comment or earlier.comment,
        publish=new.publish if new.publish is not None else earlier.publish,
    )


def contradicts(earlier: Answers | None, new: Answers) -> bool:
    """Tell whether a given answer is changed: then a person looks, nothing is overwritten (rule 7)."""
    if earlier is None:
        return False
    pairs = (
        (earlier.contacted, new.contacted),
        (earlier.resolved, new.resolved),
        (earlier.rating, new.rating),
    )
    return any(a is not None and b is not None and a != b for a, b in pairs)


def decide(answers: Answers, *, changed: bool, by_person: bool) -> tuple[Next, Judgement]:
    """Decide what the answers lead to; a machine closes only on complete and unchanged ones.

    Whoever is followed up by a person is still believed at once when he says that it is not solved.
    """
    judgement = judge(answers)
    following = Next.CLOSE
    if judgement.verdict is Verdict.REDO:
        following = Next.REDO
    elif changed:
        following = Next.PERSON
    elif answers.wants_reasons:
        following = Next.ASK_REASONS
    elif judgement.verdict is Verdict.INCOMPLETE:
        following = Next.ASK_REST
    elif judgement.verdict is Verdict.HUMAN or by_person:
        following = Next.PERSON
    return following, judgement


def outcome_of(answers: Answers) -> CloseOutcome:
    """Return how a ticket ends by the citizen's own word."""
    return {
        Resolved.YES: CloseOutcome.RESOLVED,
        Resolved.PARTLY: CloseOutcome.PARTLY_RESOLVED,
    }.get(answers.resolved or Resolved.NOT_APPLICABLE, CloseOutcome.ANSWERED)


_NOTE = re.compile(r"评价\[([1-9-])([1-9-])([1-9-])(?:/([1-7]+))?\]")
_QUESTIONS: tuple[tuple[str, type[LabelledEnum]], ...] = (
    ("contacted", Contacted),
    ("resolved", Resolved),
    ("rating", Rating),
)


def written(answers: Answers) -> str:
    """Write answers as the note of a follow-up try: ``评价[112] 联系过、已解决、满意``.

    The digits are those of the survey, ``-`` for what was not answered; ``read_note`` reads them back.
    """
    digits, words = "", []
    for name, kind in _QUESTIONS:
        value = getattr(answers, name)
        digits += "-" if value is None else str(list(kind).index(value) + 1)
        words += [] if value is None else [value.label]
    reasons = sorted(answers.reasons, key=list(Reason).index)
    tail = "/" + "".join(str(list(Reason).index(r) + 1) for r in reasons) if reasons else ""
    told = "、".join([*words, *(r.label for r in reasons)])
    comment = f"；意见：{answers.comment}" if answers.comment else ""
    return f"评价[{digits}{tail}] {told}{comment}"


def read_note(note: str | None) -> Answers | None:
    """Read the answers in the note of a follow-up try; ``None`` if there are none."""
    match = _NOTE.match(note or "")
    if match is None:
        return None
    values = {}
    for position, (name, kind) in enumerate(_QUESTIONS, start=1):
        digit = match[position]
        members = list(kind)
        if digit != "-" and int(digit) > len(members):
            return None
        values[name] = None if digit == "-" else members[int(digit) - 1]
    reasons = frozenset(list(Reason)[int(d) - 1] for d in match[4] or "")
    _, _, comment = (note or "").partition("；意见：")
    return replace(Answers(**values), reasons=reasons, comment=comment)  # type: ignore[arg-type]


def is_answered(outcome: str) -> bool:
    """Tell whether a follow-up try reached the citizen."""
    return outcome == ContactOutcome.REACHED
