"""Hearing (听懂): what one message of a citizen wants of the bot, before anything is looked up; pure."""

import re
import unicodedata
from dataclasses import dataclass

from hotline.kit.identifiers import is_mobile, normalise_phone
from hotline.kit.labels import LabelledEnum
from hotline.kit.text import normalise
from hotline.process.dialogue.anger import is_angry
from hotline.process.personwords import asks_person
from hotline.process.textline import Intent, language_of, number_in, read
from knowledge.understanding.smalltalk import GREETING, TICKET

LONGEST = 2000  # characters of one chat message
_CODE_DIGITS = 6  # fewer digits by themselves choose an option
_SHORT = 12  # characters of a message that only greets


class Wish(LabelledEnum):
    """What a message wants, as far as its own words tell."""

    NOTHING = "NOTHING", "无内容"
    GREETING = "GREETING", "问候"
    COURTESY = "COURTESY", "客套话"
    HELP = "HELP", "使用帮助"
    HUMAN = "HUMAN", "找人工"
    PROGRESS = "PROGRESS", "查进度"
    CHOICE = "CHOICE", "选项"
    YES = "YES", "同意"
    NO = "NO", "不要"
    SKIP = "SKIP", "跳过"
    TICKET = "TICKET", "要求登记"
    AGAIN = "AGAIN", "重新开始"
    WORDS = "WORDS", "诉说"


@dataclass(frozen=True)
class Heard:
    """One message: its words, what they want, and what they name; ``about`` is the document it goes on about."""

    text: str
    wish: Wish
    language: str = "cmn"
    choice: int = 0
    number: str = ""
    code: str = ""
    phone: str = ""
    angry: bool = False
    asks: bool = False
    about: str = ""


_YES = re.compile(
    "(好的?|好嘅|可以|行|是的?|系|对的?|没错|冇错|啱|要|需要|同意|确定|ok|y|嗯+|"
    "(yes|yeah|yep)([, ]+(please|it is|(it|that)('s| is) (right|correct|it)|right|correct))?|"
    "((it|that)('s| is) )?(right|correct))(吧|呀|啊|了|[，,。.!])*"
)
_NO = re.compile(
    "(不|不要|不用了?|不需要|唔使|否|没有?|算了|取消|不登记|返回|no|n|cancel|no,? ?(thanks|thank you))"
    "(吧|了|啦|谢谢你?|多谢|唔该|[，,。.!])*"
)
_BARE_NO = re.compile("(不|否|没有?|no|n)(吧|了|[，,。.!])*")
_GIVES_UP = re.compile("(算了|取消|不登记|返回|cancel)")
_SKIP = re.compile(
    "(跳过|不知道|不清楚|唔知|没有|无|不方便|不留|不想留|不填|skip)(了|。|!|号码|电话|手机)*"
)
_AGAIN = re.compile(
    "(重新开始|重新来|再问(一个|个)?问题|继续(提问|问)|返回自动|机器人|自动(答复|回复))[吧。! ]*"
)
_DIGIT = re.compile(r"[（(【\[]?([0-9]{1,2})[)）】\]]?[.。、号项]?(?:立案|登记)?")
_NAMES_CHOICE = re.compile(r"(?:我?选|第|回复)([0-9一二三四五六七八九])(?:个|项|种|条)?")
_NUMERALS = "零一二三四五六七八九"
_CODE = re.compile(r"(?<![0-9])([0-9]{6})(?![0-9])")
_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[- ]?)?(1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}[- ]?[0-9]{7,8})(?![0-9])"
)
_ASKS = re.compile(
    r"[?？]|吗|呢$|么$|怎么|怎样|如何|多少|什么|哪|几(点|号|时|天|个)|能不能|可不可以|是否|要不要|有没有|"
    "可以.{0,12}(吗|么)|需要.{0,12}(材料|证件|手续)|请问|点样?|点解|边度|幾|乜|係咪|how|what|where|when|which|can i"
)
_MY_MATTER = re.compile(
    "(查|问|想知道|了解).{0,6}我?的?(投诉|工单|诉求|举报|反映).{0,10}(进度|进展|怎么?样|结果|处理|办)|"
    "我的?(投诉|工单|诉求|举报).{0,8}(进度|进展|办得怎|怎么样了|到哪|有结果)"
)
_BY_INTENT = {
    Intent.NOTHING: Wish.NOTHING,
    Intent.HUMAN: Wish.HUMAN,
    Intent.PROGRESS: Wish.PROGRESS,
    Intent.CODE: Wish.PROGRESS,
}
_WHOLE: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    (Wish.YES, _YES),
    (Wish.NO, _NO),
    (Wish.SKIP, _SKIP),
    (Wish.TICKET, TICKET),
    (Wish.AGAIN, _AGAIN),
)


def hear(text: str) -> Heard:
    """Read one message; nothing in it is ever an instruction to us, whatever it says."""
    folded = unicodedata.normalize("NFKC", text).strip()
    plain = _plain(folded)
    number = number_in(folded) or ""
    rest = folded.upper().replace(number, " ") if number else folded
    code = _CODE.search(rest)
    wish, choice = _wish(folded, plain)
    return Heard(
        text=text.strip(),
        wish=wish,
        language=language_of(text),
        choice=choice,
        number=number,
        code=code[1] if code else "",
        phone=phone_in(rest),
        angry=is_angry(text),
        asks=_ASKS.search(plain) is not None,
    )


def gives_up(heard: Heard) -> bool:
    """Tell whether nothing is wanted any more (取消, 算了): any other no refuses one question alone."""
    return heard.wish is Wish.NO and _GIVES_UP.match(_plain(heard.text)) is not None


def refuses(heard: Heard) -> bool:
    """Tell whether an answer is refused (不用了, 不要): a bare no may be one, and who gives up wants nothing."""
    bare = _BARE_NO.fullmatch(_plain(heard.text)) is not None
    return heard.wish is Wish.NO and not bare and not gives_up(heard)


def phone_in(text: str) -> str:
    """Return the first telephone number that a person can be rung at, normalised, or an empty text."""
    for found in _PHONE.finditer(text):
        normal = normalise_phone(found[1])
        if normal and (is_mobile(normal) or normal.startswith("0")):
            return normal
    return ""


def _plain(text: str) -> str:
    """Return words as they are read: in normal form, with a straight apostrophe."""
    return normalise(text).lower().replace("’", "'").strip()


def _wish(folded: str, plain: str) -> tuple[Wish, int]:
    choice = _choice(folded)
    if asks_person(folded):
        return Wish.HUMAN, 0
    if choice or (folded.isdecimal() and len(folded) < _CODE_DIGITS):
        return Wish.CHOICE, choice
    intent = read(folded, ()).intent
    told = _BY_INTENT.get(intent)
    if told is not None or _MY_MATTER.search(plain):
        return told or Wish.PROGRESS, 0
    whole = (wish for wish, pattern in _WHOLE if pattern.fullmatch(plain))
    return next(whole, None) or _rest(folded, plain, intent), 0


def _rest(folded: str, plain: str, intent: Intent) -> Wish:
    if len(plain) <= _SHORT and GREETING.fullmatch(plain):
        return Wish.GREETING
    if intent is Intent.COURTESY:
        return Wish.COURTESY
    # digits by themselves may be a code or a telephone number
    return Wish.HELP if intent is Intent.HELP and not folded.isdecimal() else Wish.WORDS


def _choice(folded: str) -> int:
    if match := _DIGIT.fullmatch(folded):
        return int(match[1])
    if match := _NAMES_CHOICE.fullmatch(folded):
        told = match[1]
        return int(told) if told.isdecimal() else _NUMERALS.index(told)
    return 0
