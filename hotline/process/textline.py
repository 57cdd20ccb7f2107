"""What a text message wants (短信意图), pure: everything can be done by SMS alone (features A5).

The reading depends on what the sender has open with us; a digit is an answer only where one was asked.
"""

import re
import unicodedata
from dataclasses import dataclass

from crm.satisfaction import (
    Answers,
    Reason,
    parse_reasons,
    parse_survey,
    rates_unclearly,
    reasons_in_words,
)
from hotline.kit.labels import LabelledEnum
from hotline.kit.text import normalise
from hotline.process.personwords import only_asks_person


class Intent(LabelledEnum):
    """What the message asks of us."""

    HELP = "HELP", "使用帮助"
    HUMAN = "HUMAN", "找人工"
    PROGRESS = "PROGRESS", "查进度"
    SURVEY = "SURVEY", "评价"
    REASONS = "REASONS", "不满意原因"
    UNCLEAR_RATING = "UNCLEAR_RATING", "评价不清楚"
    COURTESY = "COURTESY", "客套话"
    NOT_SOLVED = "NOT_SOLVED", "未解决"
    SUPPLY_INFO = "SUPPLY_INFO", "补充所需信息"
    CODE = "CODE", "补发查询码"
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
    JOINED = "JOINED", "已并单（主单在办）"
    OVER = "OVER", "已并单（主单已结）"


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

    ``text`` is folded for reading; what is stored are the ``own_words``. ``guessed`` tells that nothing but
    the shortness of the words makes them an addition to the ticket.
    """

    intent: Intent
    ticket_id: str | None = None
    number: str | None = None
    answers: Answers | None = None
    reasons: frozenset[Reason] = frozenset()
    text: str = ""
    guessed: bool = False


_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{15})(?!\d)", re.IGNORECASE)
_HELP = re.compile(r"(帮助|幫助|帮手|help|info|点用|怎么用|\?|？)", re.IGNORECASE)
# Whole messages that ask where a matter stands, in simplified characters.
_WHOSE = (
    "(请问|想问下?|问下|你好|您好|麻烦)?[,， ]*(查询?|问)?(一下|下)?(我的|我嘅)?"
    "(诉求|工单|投诉|举报|问题|事情|呢件事|这件事|那件事|上次反映的事)?[,， ]*(现在|而家|依家)?"
)
_PROGRESS = re.compile(
    rf"{_WHOSE}("
    "(进度|进展|办理情况)(如何|怎样|怎么样|点呀|点啊)?"
    "|(怎么|怎样|点样?|如何)(查|查询|查看|睇)(进度|进展|工单)?"
    "|(办|处理|搞|弄)得?(怎么样|点样?|怎样|如何)[了喇]?|办成点"
    "|到(哪|边)一?个?步[了喇]?"
    "|(什么时候|几时|何时|多久|几耐)(能|可以|才|先|会)*(有人)?(来|嚟)?(人)?"
    "(处理|解决|办|修|整|搞掂|有结果|答复|回复|睇|看)(好|完|到)?"
    "|(办|处理|解决|修|搞|弄|整)(好|完|掂|定|成)?[了咗喇]?(没有?|吗|未|冇)"
    "|有(没有|冇)?(结果|进展|消息)[了喇]?(没有?|吗|未)"
    ")[了啊呀呢嘛吗咧喇?。! ]*"
    r"|(progress|status|any (news|updates?)|is it (done|fixed|solved)( yet)?|how is it going)[?.! ]*"
)
_THANKS = (
    "好嘅|好滴|好的?|收到|知道了?|明白了?|了解|谢谢|多谢晒?|感谢|谢了|辛苦晒?|唔该晒?|嗯|哦|okay|ok|"
    "thank you|thanks?|thx|very much|a lot|你哋|你们?|您|大家|了|啦|[👍🙏👌🌹😊]"
)
# Possessive, longer words first: 知道了知道了… may be read in a hundred ways, and a text of it must not stop the house.
_COURTESY = re.compile(rf"(?:(?:{_THANKS})[,，。.!~ ]*+)++")
_CODE = re.compile(
    "(我?(忘|唔记得|不记得|没收到|冇收到)[了咗记]*|补发|重发|再发(一次)?)?(我?的|我嘅)?查询码(是)?(多少|几多|忘了|唔见咗|丢了)?"
    r"[了啊呀?。! ]*|(resend |my )?code[?.! ]*"
)
_URGE = re.compile(
    r"^(请|請|麻烦)?(催办|催辦|催一下|催下|催|尽快办|尽快处理|快啲办|快点办|快啲|加急)[了啊呀吧。！!]*$"
    r"|^(urge|hurry up)[.!]*$",
    re.IGNORECASE,
)
_WITHDRAW = re.compile(
    r"^(我要|申请)?(撤回|撤诉|撤訴|撤销投诉|取消投诉|不投诉了|唔投诉喇)[了。！!]*$|^withdraw[.!]*$",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    r"^(我)?(有异议|有異議|不同意|唔同意|提出异议|contest|i object)", re.IGNORECASE
)
_NOT_SOLVED = re.compile(
    r"(问题)?(还是?|仲|根本|一直)?((没有?|未|冇)(真正|彻底)?(解决|处理|修好|办好|搞[掂定]|人来|人理|人管)|要求重办|重办)"
    r"|(still )?(not|un) ?(solved|fixed)"
)
# Words that go on about a matter we both know, at the very beginning: 灯还是不亮, 师傅没有来过.
_STILL = re.compile(
    ".{0,4}(还是|仍然|仍旧|依然|依旧|照样|仲系)(没|不|冇|未|唔|一样|这样|老样子|咁|坏|漏|堵|臭|吵)"
    "|.{0,4}(没有?|冇|未)(人)?(来|嚟)过"
    "|(it is |it's )?still (not|no|the same|broken|dark|leaking)|nobody (came|has come)"
)
_ADD = re.compile(r"^(?:(?:补充|補充)[:：,，\s]*|(?:补|補|add)[:：,，\s]+)", re.IGNORECASE)
_NEW = re.compile(r"^(新诉求|新訴求|新问题|新投诉|另外反映|new\b)[:：,，\s]*", re.IGNORECASE)
_RUNNING = frozenset({Standing.OPEN, Standing.ASKED, Standing.JOINED})
_SHORT = 12
_RATING_WORDS = 40  # a longer text that mentions satisfaction tells a story, it answers no survey
_GOING_ON = 60  # a longer text tells a matter of its own
_CANTONESE = re.compile("[唔冇嘅喺咁佢哋啲嚟咗嘢嗰乜噉畀]")


def read(text: str, known: tuple[Known, ...]) -> Reading:
    """Read ``text`` for a sender with the tickets ``known`` (newest first)."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not any(char.isalnum() for char in folded) and not _bare(folded):
        return Reading(Intent.NOTHING)
    named = _named(folded, known)
    rest = _NUMBER.sub("", folded).strip(" ，,。:：")
    order = (named, *(k for k in known if k is not named)) if named else known
    return (
        _by_number_alone(folded, rest)
        or _by_prefix(rest, order)
        or _by_word(rest, order)
        or _by_answer(rest, order)
        or _by_matter(rest, order, names=number_in(folded) is not None)
    )


def _bare(folded: str) -> bool:
    """A question mark asks for help, a raised thumb says thanks: both are words enough."""
    return bool(_HELP.fullmatch(folded) or _COURTESY.fullmatch(folded))


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
    if number and (not rest or _PROGRESS.fullmatch(normalise(rest))):
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
        target = _first(known, Standing.OPEN, Standing.ASKED, Standing.JOINED)
        if target:
            return Reading(Intent.ADD_INFO, target.ticket_id, text=rest[match.end() :])
    return None


def _by_word(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """Whole-message words that mean one thing."""
    plain = normalise(rest)
    if _HELP.fullmatch(rest):
        return Reading(Intent.HELP)
    if only_asks_person(plain):
        return Reading(Intent.HUMAN, text=rest)
    for intent, asked in ((Intent.PROGRESS, _PROGRESS), (Intent.CODE, _CODE)):
        if asked.fullmatch(plain):
            return Reading(intent, known[0].ticket_id if known else None, text=rest)
    if _COURTESY.fullmatch(plain):
        return Reading(Intent.COURTESY, text=rest)
    return _by_wish(rest, known)


def _by_wish(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """What the sender wants done with a ticket of his."""
    own = (Standing.OPEN, Standing.AWAITING_INFO)
    wishes = ((Intent.URGE, _URGE, (*own, Standing.JOINED)), (Intent.WITHDRAW, _WITHDRAW, own))
    for intent, pattern, standings in wishes:
        if not pattern.match(rest):
            continue
        if running := _first(known, *standings):
            return Reading(intent, running.ticket_id, text=rest)
        return Reading(Intent.PROGRESS, known[0].ticket_id if known else None, text=rest)
    declined = _first(known, Standing.DECLINED)
    if declined and _CONTEST.match(rest):
        return Reading(Intent.CONTEST, declined.ticket_id, text=rest)
    return None


def _by_answer(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """Digits and words where we asked something."""
    if why := _by_reasons(rest, known):
        return why
    if rated := _rating(rest, known):
        return rated
    waiting = _first(known, Standing.AWAITING_INFO)
    if waiting:
        return Reading(Intent.SUPPLY_INFO, waiting.ticket_id, text=rest)
    return _unsolved(rest, known) or _unclear(rest, known)


def _by_reasons(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """Why he is not satisfied, by digits or in his own words."""
    why = _first(known, Standing.ASKED_WHY)
    if why is None or not _distinct(rest):
        return None
    reasons = parse_reasons(rest)
    in_words = len(rest) <= _RATING_WORDS and any(char.isalpha() for char in rest)
    if reasons is None and in_words and parse_survey(rest) is None:
        reasons = reasons_in_words(rest) or frozenset({Reason.OTHER})
    return Reading(Intent.REASONS, why.ticket_id, reasons=reasons, text=rest) if reasons else None


def _unsolved(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """It is not solved; a single 1 says so only where M02 offered it."""
    unsolved = _first(known, Standing.ASKED, Standing.ASKED_WHY, Standing.CLOSED)
    if unsolved and _NOT_SOLVED.match(normalise(rest)):
        return Reading(Intent.NOT_SOLVED, unsolved.ticket_id, text=rest)
    closed = _first(known, Standing.CLOSED)
    if closed and rest == "1":
        return Reading(Intent.NOT_SOLVED, closed.ticket_id, text=rest)
    return None


def _unclear(rest: str, known: tuple[Known, ...]) -> Reading | None:
    """A short attempt at a rating that cannot be read for certain is asked again, never guessed."""
    asked = _first(known, Standing.ASKED, Standing.ASKED_WHY)
    if asked and len(rest) <= _RATING_WORDS and rates_unclearly(rest):
        return Reading(Intent.UNCLEAR_RATING, asked.ticket_id, text=rest)
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


def _by_matter(rest: str, known: tuple[Known, ...], *, names: bool) -> Reading:
    """Free words: an addition to what is open, or something new; ``names``: they name a ticket."""
    running = [ticket for ticket in known if ticket.standing in _RUNNING]
    told = names or _goes_on(rest) or any(ticket.same_matter for ticket in running)
    for ticket in running:
        if ticket.same_matter or len(rest) < _SHORT:
            return Reading(Intent.ADD_INFO, ticket.ticket_id, text=rest, guessed=not told)
    if known and known[0].standing in _RUNNING and _goes_on(rest):
        return Reading(Intent.ADD_INFO, known[0].ticket_id, text=rest)
    if len(rest) < 2 or rest.isdigit():
        return Reading(Intent.HELP)
    return Reading(Intent.NEW_REQUEST, text=rest)


def _goes_on(rest: str) -> bool:
    """Tell whether a few words go on about what we last spoke of, rather than begin something."""
    return len(rest) <= _GOING_ON and _STILL.match(normalise(rest)) is not None


def _first(known: tuple[Known, ...], *standings: Standing) -> Known | None:
    return next((k for k in known if k.standing in standings), None)
