"""Follow-up answers (回访与满意度), pure: Q1–Q6, replies by digits, what opens a redo, first and final."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hotline.kit.labels import LabelledEnum
from hotline.kit.text import normalise

CHANGE_WATCH = timedelta(hours=48)
MAX_COMMENT = 500


class Contacted(LabelledEnum):
    """Q1: did the unit contact you?"""

    YES = "YES", "联系过"
    NO = "NO", "没有联系"
    NOT_SURE = "NOT_SURE", "不清楚"


class Resolved(LabelledEnum):
    """Q2: is it solved?"""

    YES = "YES", "已解决"
    PARTLY = "PARTLY", "部分解决"
    NO = "NO", "未解决"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不涉及"


class Rating(LabelledEnum):
    """Q3: are you satisfied?"""

    VERY_SATISFIED = "VERY_SATISFIED", "非常满意"
    SATISFIED = "SATISFIED", "满意"
    BASIC = "BASIC", "基本满意/理解"
    DISSATISFIED = "DISSATISFIED", "不满意"


class Reason(LabelledEnum):
    """Q4: the main reasons of a BASIC or DISSATISFIED rating."""

    NO_CONTACT = "NO_CONTACT", "没有人联系"
    SLOW = "SLOW", "办理太慢"
    ATTITUDE = "ATTITUDE", "态度不好"
    NOT_SOLVED = "NOT_SOLVED", "问题没解决"
    EXPLANATION = "EXPLANATION", "解释不清楚"
    POLICY_ITSELF = "POLICY_ITSELF", "对政策本身不满意"
    OTHER = "OTHER", "其他"


class Truth(LabelledEnum):
    """The caller's judgement of the unit's account (真实度), noted by staff."""

    TRUE = "TRUE", "属实"
    DOUBTFUL = "DOUBTFUL", "存疑"
    FALSE = "FALSE", "不属实"


class Verdict(LabelledEnum):
    """What a set of answers asks for."""

    CLOSE = "CLOSE", "可以办结"
    REDO = "REDO", "重新办理"
    HUMAN = "HUMAN", "人工回访"
    INCOMPLETE = "INCOMPLETE", "回答不完整"


class RedoTrigger(LabelledEnum):
    """Why a redo is ordered (domain rules §3.2 E6; FALSE_CLOSURE comes from audits only)."""

    NOT_CONTACTED = "NOT_CONTACTED", "未联系"
    UNRESOLVED = "UNRESOLVED", "未解决"
    UNIT_AT_FAULT = "UNIT_AT_FAULT", "承办单位责任"


_UNIT_FAULTS = frozenset({Reason.NO_CONTACT, Reason.SLOW, Reason.ATTITUDE, Reason.NOT_SOLVED})


@dataclass(frozen=True)
class Answers:
    """The answers given so far; ``None`` means not answered, never a default."""

    contacted: Contacted | None = None
    resolved: Resolved | None = None
    rating: Rating | None = None
    reasons: frozenset[Reason] = frozenset()
    comment: str = ""
    publish: bool | None = None
    truth: Truth | None = None

    @property
    def complete(self) -> bool:
        """Q1–Q3 are all answered."""
        return None not in {self.contacted, self.resolved, self.rating}

    @property
    def wants_reasons(self) -> bool:
        """Q4 is to be asked."""
        return self.rating in {Rating.BASIC, Rating.DISSATISFIED} and not self.reasons


@dataclass(frozen=True)
class Judgement:
    """What follows from the answers, and why."""

    verdict: Verdict
    trigger: RedoTrigger | None = None


def judge(answers: Answers) -> Judgement:
    """Decide what the answers ask for (domain rules §8).

    Q1 = NO, Q2 = NO, or DISSATISFIED for a fault of the unit → REDO; DISSATISFIED for the policy, the
    explanation, another or no reason → a person; a missing answer is never taken as "satisfied".
    """
    if answers.contacted == Contacted.NO:
        return Judgement(Verdict.REDO, RedoTrigger.NOT_CONTACTED)
    if answers.resolved == Resolved.NO:
        return Judgement(Verdict.REDO, RedoTrigger.UNRESOLVED)
    if answers.rating == Rating.DISSATISFIED:
        if answers.reasons & _UNIT_FAULTS:
            return Judgement(Verdict.REDO, RedoTrigger.UNIT_AT_FAULT)
        return Judgement(Verdict.HUMAN)
    return Judgement(Verdict.CLOSE if answers.complete else Verdict.INCOMPLETE)


_Q1 = {"1": Contacted.YES, "2": Contacted.NO, "3": Contacted.NOT_SURE}
_Q2 = {"1": Resolved.YES, "2": Resolved.PARTLY, "3": Resolved.NO, "4": Resolved.NOT_APPLICABLE}
_Q3 = {
    "1": Rating.VERY_SATISFIED,
    "2": Rating.SATISFIED,
    "3": Rating.BASIC,
    "4": Rating.DISSATISFIED,
}
_Q4 = dict(zip("1234567", Reason, strict=True))

SURVEY_TEXT = (
    "请用三位数字评价：①是否联系过您 1是2否3不清楚；②是否解决 1是2部分3否4不涉及；"
    "③是否满意 1非常满意2满意3基本满意4不满意。例：112。也可在数字后写意见。"
)
REASONS_TEXT = (
    "感谢评价。请回复原因（可多选，如12）：1没人联系2太慢3态度4没解决5解释不清6政策本身7其他"
)

_DIGITS = re.compile(
    r"\s*([0-9](?:[\s,，、.;；/\-]*[0-9]){0,6})(?![0-9])[\s,，、.。;；:：]*(.*)", re.DOTALL
)
_SAYS: tuple[tuple[str, Answers], ...] = (
    ("非常满意|十分满意|very satisfied", Answers(rating=Rating.VERY_SATISFIED)),
    ("基本满意", Answers(rating=Rating.BASIC)),
    ("[不唔]满意|not satisfied|dissatisfied|unsatisfied", Answers(rating=Rating.DISSATISFIED)),
    ("满意|satisfied", Answers(rating=Rating.SATISFIED)),
    ("部分解决|partly solved", Answers(resolved=Resolved.PARTLY)),
    ("(?:没有?|未|冇)解决|not solved|unsolved", Answers(resolved=Resolved.NO)),
    ("已解决|解决[了咗]|solved", Answers(resolved=Resolved.YES)),
    ("(?:没有?|没人|冇人|未)联[系络]", Answers(contacted=Contacted.NO)),
)
# What may stand before and after such a word without turning its sense; 不太, 得到, 吗 are not here.
_BEFORE = (
    "(?:我|我们|我哋|对|这次|今次|你们的?|问题|事情|处理|办理|结果|答复|服务|都|已经?|很|好|挺|比较|觉得|还|仲|"
    "一直|根本|完全|至今|是|it is|it's|i am|i'm|still|is|was)*"
)
_AFTER = "(?:了|啦|喇|的|嘅|呀|啊|哦|过|我|谢谢|多谢|thanks?)*"
_CLAUSES: tuple[tuple[re.Pattern[str], Answers], ...] = tuple(
    (re.compile(rf"{_BEFORE}\s*(?:{words})\s*{_AFTER}"), says) for words, says in _SAYS
)
_ABOUT = re.compile("满意|解决|联[系络]|satisf|solved")
_CUT = re.compile(r"[,，、。.;；!！~\n]+|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_LABEL = re.compile(r"^(?:我的)?(?:评价|评分)[:：是\s]*(?=\d)")
_REASON_WORDS: tuple[tuple[str, Reason], ...] = (
    ("(?:没有?人?|冇人?|未)联[系络]|no contact", Reason.NO_CONTACT),
    ("慢|拖|太久|太耐|slow", Reason.SLOW),
    ("态度|rude|attitude", Reason.ATTITUDE),
    ("(?:没有?|未|冇)(?:真正|彻底)?(?:解决|处理|修好|搞[掂定])|not solved", Reason.NOT_SOLVED),
    ("解释|说不清|讲唔清|explain", Reason.EXPLANATION),
    ("政策|规定|policy", Reason.POLICY_ITSELF),
)


def parse_survey(text: str) -> Answers | None:
    """Read a survey reply such as ``112``, ``1 3 4 一直没人修`` or ``没解决，不满意``.

    Three digits answer Q1–Q3, anything after them is the comment. Plain words answer what they say,
    each in a clause of its own. Returns ``None`` when nothing can be read for certain (wrong digits,
    two or five digits, 不太满意, 解决了吗, other text): no rating is assumed then.
    """
    folded = _LABEL.sub("", unicodedata.normalize("NFKC", text).strip())
    match = _DIGITS.fullmatch(folded)
    if match is None:
        return _from_words(folded)
    digits = re.sub(r"\D", "", match[1])
    if len(digits) != 3:
        return None
    first, second, third = tuple(digits)
    if first not in _Q1 or second not in _Q2 or third not in _Q3:
        return None
    return Answers(_Q1[first], _Q2[second], _Q3[third], comment=match[2].strip()[:MAX_COMMENT])


def parse_reasons(text: str) -> frozenset[Reason] | None:
    """Read a reply to Q4: one to seven different digits 1–7; ``None`` if it is none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    match = _DIGITS.fullmatch(folded)
    digits = re.sub(r"\D", "", match[1]) if match else ""
    if not digits or any(d not in _Q4 for d in digits):
        return None
    return frozenset(_Q4[d] for d in digits)


def reasons_in_words(text: str) -> frozenset[Reason]:
    """Read a reply to Q4 in words (``太慢，态度又差``); empty if it names none of the reasons."""
    plain = normalise(text)
    return frozenset(reason for words, reason in _REASON_WORDS if re.search(words, plain))


def rates_unclearly(text: str) -> bool:
    """Tell whether ``text`` speaks of solving or satisfaction, or is digits, without being an answer."""
    plain = normalise(unicodedata.normalize("NFKC", text)).strip()
    tried = re.fullmatch(r"[\d\s,，、./-]{1,8}", plain) or re.search(
        "满意|解决|satisf|solved", plain
    )
    return bool(tried) and parse_survey(text) is None


def _from_words(text: str) -> Answers | None:
    plain = normalise(text)
    if "?" in plain or "吗" in plain:
        return None
    found = Answers()
    for clause in (part.strip() for part in _CUT.split(plain)):
        if not _ABOUT.search(clause):
            continue
        says = next((says for form, says in _CLAUSES if form.fullmatch(clause)), None)
        merged = None if says is None else _joined(found, says)
        if merged is None:
            return None
        found = merged
    if found == Answers():
        return None
    return replace(found, comment=text[:MAX_COMMENT])


def _joined(one: Answers, other: Answers) -> Answers | None:
    """Join two readings; ``None`` when they contradict each other."""
    values = {}
    for name in ("contacted", "resolved", "rating"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine is not None and theirs is not None and mine != theirs:
            return None
        values[name] = mine if mine is not None else theirs
    return Answers(**values)


@dataclass(frozen=True)
class RatingEntry:
    """One rating as it was given; ``flagged`` marks a change soon after the unit contacted him."""

    answers: Answers
    at: datetime
    source: str
    flagged: bool = False


@dataclass(frozen=True)
class RatingHistory:
    """All ratings of one case; the first is never overwritten (domain rule 7)."""

    entries: tuple[RatingEntry, ...] = field(default=())

    @property
    def first(self) -> RatingEntry | None:
        """The first complete rating."""
        return self.entries[0] if self.entries else None

    @property
    def final(self) -> RatingEntry | None:
        """The latest rating; the first one if there is no other."""
        return self.entries[-1] if self.entries else None


@dataclass(frozen=True)
class NewRating:
    """A rating that arrives; ``unit_contact_at`` is the unit's last contact after the earlier one."""

    answers: Answers
    at: datetime
    source: str
    unit_contact_at: datetime | None = None


def add_rating(history: RatingHistory, new: NewRating) -> RatingHistory:
    """Put a rating beside the earlier ones; raises ``ValueError`` if it rates nothing.

    A rating that differs from the one before, given within 48 h after the unit contacted the
    citizen, is flagged against coercion (domain rules §8).
    """
    if new.answers.rating is None and new.answers.resolved is None:
        msg = "a rating answers at least Q2 or Q3"
        raise ValueError(msg)
    last = history.final
    changed = last is not None and (
        last.answers.rating != new.answers.rating or last.answers.resolved != new.answers.resolved
    )
    soon = (
        new.unit_contact_at is not None
        and timedelta(0) <= new.at - new.unit_contact_at <= CHANGE_WATCH
    )
    entry = RatingEntry(new.answers, new.at, new.source, flagged=changed and soon)
    return RatingHistory((*history.entries, entry))
