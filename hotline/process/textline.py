"""What a text message wants (短信意图), pure: everything can be done by SMS alone (features A5).

The reading depends on what the sender has open with us; a digit is an answer only where one was asked.
"""

import re
import unicodedata
from dataclasses import dataclass

from crm.satisfaction import Answers, Reason, parse_reasons, parse_survey
from hotline.kit.labels import LabelledEnum


class Intent(LabelledEnum):
    """What the message asks of us."""

    HELP = "HELP", "使用帮助"
    HUMAN = "HUMAN", "找人工"
    PROGRESS = "PROGRESS", "查进度"
    SURVEY = "SURVEY", "评价"
    REASONS = "REASONS", "不满意原因"
    NOT_SOLVED = "NOT_SOLVED", "未解决"
    SUPPLY_INFO = "SUPPLY_INFO", "补充所需信息"
    URGE = "URGE", "催办"
    WITHDRAW = "WITHDRAW", "撤回"
    ADD_INFO = "ADD_INFO", "补充情况"
    CONTEST = "CONTEST", "对不受理提出异议"
    NEW_REQUEST = "NEW_REQUEST", "新诉求"
    NOTHING = "NOTHING", "无内容"


class Standing(LabelledEnum):
    """How a ticket of the sender stands, as far as a text message cares."""

    OPEN = "OPEN", "办理中"
    AWAITING_INFO = "AWAITING_INFO", "待补充"
    ASKED = "ASKED", "待评价"
    ASKED_WHY = "ASKED_WHY", "待说明原因"
    CLOSED = "CLOSED", "已办结"
    DECLINED = "DECLINED", "不予受理"
    JOINED = "JOINED", "已并单"


@dataclass(frozen=True)
class Known:
    """One ticket of the sender; ``same_matter``: the text is about what this ticket is about."""

    ticket_id: str
    number: str
    standing: Standing
    same_matter: bool = False


@dataclass(frozen=True)
class Reading:
    """The reading of one message: the intent, the ticket it concerns, and what it says.

    ``text`` is folded for reading; what is stored are the ``own_words``.
    """

    intent: Intent
    ticket_id: str | None = None
    number: str | None = None
    answers: Answers | None = None
    reasons: frozenset[Reason] = frozenset()
    text: str = ""


_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{15})(?!\d)", re.IGNORECASE)
_HELP = re.compile(r"(帮助|幫助|帮手|help|info|点用|怎么用|\?|？)", re.IGNORECASE)
_HUMAN = re.compile(
    r"(转|轉|找|要)?(人工|真人|话务员|客服)|human|agent|operator|call me", re.IGNORECASE
)
_PROGRESS = re.compile(
    r"^(查询?|查詢?|问|問)?(一下|下)?(我的|我嘅)?(诉求|訴求|工单|投诉|投訴)?(进度|進度|进展|進展|办理情况|办得怎么样了?|"
    r"办成点|辦成點|查进度|查進度)(如何|怎样|怎么样|点呀|点啊)?[了啊呀?？。！!]*$"
    r"|^(progress|status)[?.!]*$",
    re.IGNORECASE,
)
_URGE = re.compile(
    r"^(请|請|麻烦)?(催办|催辦|催一下|催下|催|尽快办|尽快处理|快啲办|快点办|快啲|加急)[了啊呀吧。！!]*$"
    r"|^(urge|hurry up)[.!]*$",
    re.IGNORECASE,
)
_WITHDRAW = re.compile(
    r"^(我要|申请)?(撤回|撤诉|撤訴|撤销投诉|不投诉了|唔投诉喇)[了。！!]*$|^withdraw[.!]*$",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    r"^(我)?(有异议|有異議|不同意|唔同意|提出异议|contest|i object)", re.IGNORECASE
)
_NOT_SOLVED = re.compile(
    r"^(问题|問題)?(还|仲)?(未解决|没解决|没有解决|冇解决|未解決|冇解決|沒解決|未搞掂|仲未搞掂|要求重办|重办|重辦)"
    r"|^(still )?(not|un) ?solved",
    re.IGNORECASE,
)
_ADD = re.compile(r"^(?:(?:补充|補充)[:：,，\s]*|(?:补|補|add)[:：,，\s]+)", re.IGNORECASE)
_NEW = re.compile(r"^(新诉求|新訴求|新问题|新投诉|另外反映|new\b)[:：,，\s]*", re.IGNORECASE)
_SHORT = 12
_RATING_WORDS = 40  # a longer text that mentions satisfaction tells a story, it answers no survey
_CANTONESE = re.compile("[唔冇嘅喺咁佢哋啲嚟咗嘢嗰乜噉畀]")


def read(text: str, known: tuple[Known, ...]) -> Reading:
    """Read ``text`` for a sender with the tickets ``known`` (newest first)."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        return Reading(Intent.NOTHING)
    named = _named(folded, known)
    rest = _NUMBER.sub("", folded).strip(" ，,。:：")
    order = (named, *(k for k in known if k is not named)) if named else known
    return (
        _by_number_alone(folded, rest)
        or _by_prefix(rest, order)
        or _by_word(rest, order)
        or _by_answer(rest, order)
        or _by_matter(rest, order)
    )


def number_in(text: str) -> str | None:
    """Return a ticket number mentioned in the text, in capitals, or ``None``."""
    match = _NUMBER.search(unicodedata.normalize("NFKC", text))
    return match[1].upper() if match else None


def own_words(text: str) -> str:
    """Return the sender's words as he wrote them, without a leading 新诉求： or 补充： (§13.5)."""
    plain = text.strip()
    for prefix in (_NEW, _ADD):
        if match := prefix.match(plain):
            return plain[match.end() :].strip() or plain
    return plain


def language_of(text: str) -> str:
    """Return the language a text is written in: ``cmn``, ``yue`` or ``eng`` (for the reply only)."""
    if _CANTONESE.search(text):
        return "yue"
    letters = sum(char.isascii() and char.isalpha() for char in text)
    return "eng" if letters > 3 and letters * 2 > len(text) else "cmn"


def _named(text: str, known: tuple[Known, ...]) -> Known | None:
    number = number_in(text)
    return next((k for k in known if k.number == number), None) if number else None


def _by_number_alone(folded: str, rest: str) -> Reading | None:
    """A number with nothing else, or beside the word progress, asks for its progress."""
    number = number_in(folded)
    if number and (not rest or _PROGRESS.search(rest)):
        return Reading(Intent.PROGRESS, number=number, text=rest)
    return None


def _by_prefix(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """The sender says himself whether it is new or an addition."""
    if match := _NEW.match(rest):
        return Reading(Intent.NEW_REQUEST, text=rest[match.end() :] or rest)
    if match := _ADD.match(rest):
        waiting = _first(known, Standing.AWAITING_INFO)
        if waiting:
            return Reading(Intent.SUPPLY_INFO, waiting.ticket_id, text=rest[match.end() :])
        target = _first(known, Standing.OPEN, Standing.ASKED)
        if target:
            return Reading(Intent.ADD_INFO, target.ticket_id, text=rest[match.end() :])
    return None


def _by_word(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """Whole-message words that mean one thing."""
    if _HELP.fullmatch(rest):
        return Reading(Intent.HELP)
    if _HUMAN.fullmatch(rest.rstrip("。！!")):
        return Reading(Intent.HUMAN, text=rest)
    if _PROGRESS.search(rest):
        return Reading(Intent.PROGRESS, known[0].ticket_id if known else None)
    return _by_wish(rest, known)


def _by_wish(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """What the sender wants done with a ticket of his."""
    running = _first(known, Standing.OPEN, Standing.AWAITING_INFO)
    for intent, pattern in ((Intent.URGE, _URGE), (Intent.WITHDRAW, _WITHDRAW)):
        if not pattern.match(rest):
            continue
        if running:
            return Reading(intent, running.ticket_id, text=rest)
        return Reading(Intent.PROGRESS, known[0].ticket_id if known else None, text=rest)
    declined = _first(known, Standing.DECLINED)
    if declined and _CONTEST.match(rest):
        return Reading(Intent.CONTEST, declined.ticket_id, text=rest)
    return None


def _by_answer(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """Digits and words where we asked something."""
    why = _first(known, Standing.ASKED_WHY)
    if why and _distinct(rest) and (reasons := parse_reasons(rest)):
        return Reading(Intent.REASONS, why.ticket_id, reasons=reasons, text=rest)
    if rated := _rating(rest, known):
        return rated
    waiting = _first(known, Standing.AWAITING_INFO)
    if waiting:
        return Reading(Intent.SUPPLY_INFO, waiting.ticket_id, text=rest)
    return _unsolved(rest, known)


def _unsolved(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """It is not solved; a single 1 says so only where M02 offered it."""
    unsolved = _first(known, Standing.ASKED, Standing.ASKED_WHY, Standing.CLOSED)
    if unsolved and _NOT_SOLVED.match(rest):
        return Reading(Intent.NOT_SOLVED, unsolved.ticket_id, text=rest)
    closed = _first(known, Standing.CLOSED)
    if closed and rest == "1":
        return Reading(Intent.NOT_SOLVED, closed.ticket_id, text=rest)
    return None


def _distinct(rest: str) -> bool:
    """A digit given twice names no reasons: 111 is a rating given anew."""
    digits = re.sub(r"\D", "", rest)
    return len(digits) == len(set(digits))


def _rating(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """An answer to the survey, or a rating given again after closing (digits only)."""
    asked = _first(known, Standing.ASKED, Standing.ASKED_WHY)
    closed = _first(known, Standing.CLOSED)
    by_digits = rest[:1].isdigit()
    target = asked or (closed if by_digits else None)
    if target is None or not (by_digits or len(rest) <= _RATING_WORDS):
        return None
    answers = parse_survey(rest)
    if answers is None:
        return None
    return Reading(Intent.SURVEY, target.ticket_id, answers=answers, text=rest)


def _by_matter(rest: str, known: tuple[Known, ...]) -> Reading:
    """Free words: an addition to what is open, or something new."""
    for ticket in known:
        if ticket.standing in {Standing.OPEN, Standing.ASKED} and (
            ticket.same_matter or len(rest) < _SHORT
        ):
            return Reading(Intent.ADD_INFO, ticket.ticket_id, text=rest)
    if len(rest) < 2 or rest.isdigit():
        return Reading(Intent.HELP)
    return Reading(Intent.NEW_REQUEST, text=rest)


def _first(known: tuple[Known, ...], *standings: Standing) -> Known | None:
    return next((k for k in known if k.standing in standings), None)
