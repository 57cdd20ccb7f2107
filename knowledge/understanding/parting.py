"""Parting (拆分多问): the questions that stand in one text, each with what was told before it; pure."""

import re
from itertools import pairwise

from hotline.kit.text import normalise
from knowledge.understanding.grams import fold
from knowledge.understanding.question import MAX_QUERY

_LEAST = 5  # folded characters of a question that names its matter
# A question mark inside an address ends nothing.
_OTHER = r"另外|还有我|还有想|还想|顺便|再问|再就是|同时想|第二个问题"
_AND = r"(?<=[,，、])还有(?!没|多|什么|哪|几|谁|吗|别的|其他|其它|[一二两三四五六七八九十半\d]+)"  # 要身份证，还有什么 goes on
_ENDS = re.compile(rf"(?<=[。！？!；;\n])|(?<=\?)(?![!-~])|(?={_OTHER})|(?={_AND})")
_BEGINS = re.compile(rf"[ ,，]*(?:{_OTHER}|还有)")
# Who says what he wants before he announces another question has asked for it.
_WANTS = re.compile(r"想|申请|办理|唔见|不见|丢了|遗失")
_ASKS = re.compile(
    r"[?？吗嘛]|怎么|怎样|点样|点办|如何|哪|边度|边个|边间|几时|多少|几多|几钱|多久|几耐|什么|咩|谁"
    r"|请问|想问|问下|能不能|可不可以|可唔可以|要不要|要唔要|是不是|系咪|有没有|有冇|用不用|使唔使|会不会"
)
# What may be asked of any matter: a sentence that holds nothing else goes on about the one before.
_OF_ANY = re.compile(
    r"另外|还有|顺便|那么?|这个|这样|这|它|佢|要|需要|使|用|多少|几多|钱|收费|费用|免费|交费|带|准备|什么|咩|材料|资料|证件|手续|怎么|怎样|点样|点|如何|流程"
    r"|办理|办|搞|几天|多久|几耐|几时|时间|时候|在|去|到|哪里|哪|边度|边|里|地方|地址|窗口|部门|单位|电话|打|号码|打给|找|谁|边个"
    r"|开门|营业|上班|下班|周末|周[一二三四五六日]|星期[一二三四五六日天]?|中午|休息|预约|排队|网上|线上|手机|代办|代|帮|别人|家人|本人|亲自|自己"
    r"|原件|复印件|条件|结果|拿到|拿|取|领|一定|必须|请问|麻烦|我|你|你们|想|知道|问|一下|下|的|地|得|了|是|系|有|冇|没|可以|可|能|会|不|唔|吧|好|请"
    r"|还|也|都|就|又|再|先|后|和|跟|对|吗|嘛|呢|啊|呀|咧|㗎|嘅"
)
_MATTER = 2  # characters that name one


def questions_in(words: str) -> tuple[str, ...]:
    """Return the questions of ``words`` in order; words that ask once are returned whole."""
    if len(words) > MAX_QUERY:
        return (words,)
    parts: list[str] = []
    told = ""
    for sentence in _sentences(words):
        wanted = _WANTS.search(normalise(told)) and _names(told)
        if wanted and _BEGINS.match(sentence) and _ASKS.search(normalise(sentence)):
            parts.append(told)
            told = ""
        if parts and not told and _is_of_any(sentence):
            parts[-1] += sentence
            continue
        told += sentence
        if _ASKS.search(normalise(sentence)) and _names(told):
            parts.append(told)
            told = ""
    if not parts:
        return (words,)
    parts[-1] += told
    return tuple(parts)


def _names(told: str) -> bool:
    return len(fold(told)) >= _LEAST and not _is_of_any(told)


def _is_of_any(told: str) -> bool:
    """Tell whether nothing is named: “那要多少钱？” asks about the matter of the sentence before."""
    return len(_OF_ANY.sub("", fold(told))) < _MATTER


def _sentences(words: str) -> list[str]:
    """Cut words where a sentence ends or another question is announced, in traditional characters too."""
    plain = normalise(words)
    read = plain if len(plain) == len(words) else words
    cuts = [0, *(found.start() for found in _ENDS.finditer(read)), len(words)]
    found = [words[start:end] for start, end in pairwise(cuts)]
    return [sentence for sentence in found if sentence.strip()]
