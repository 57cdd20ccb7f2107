"""Confirming a spot (核对地点), pure: what is kept of a place that was told, once the citizen is asked whether it is right.

What was told is given up only for words that say it is wrong or that name another spot by themselves.
"""

import re

from hotline.kit.text import normalise
from hotline.process.dialogue.hearing import Heard, Wish, refuses
from hotline.process.dialogue.spots import names_spot

MOST = 500  # characters of one answer
_SHORTEST = 4  # characters that can add to a place without naming one
_COMMON = 3  # characters with which words go on where the place ends: 同华路|8号
_STOPS = r"[，,。.！!；;：:、\s]"
_OVER = rf"(?:{_STOPS}+|$)"
_END = r"(?:\s*[，,。.！!；;：:、]+\s*|\s*$)"
_SPACES = re.compile(r"\s+")
_CLAUSE = re.compile(r"[，,。！!；;\n]+")
_SORRY = re.compile(
    rf"^(?:不好意思|唔好意思|对不起|對唔住|对唔住|抱歉|sorry)啊?{_STOPS}+", re.IGNORECASE
)
# A bare 不 or no denies where nothing hangs on it: 不远处 and no.12 do not.
_WRONG = re.compile(
    rf"(?:(?:(?:不对|不對|唔啱)(?!面)|错了|錯了)的?[啊吧呀]?{_STOPS}*|(?:错|錯|错的|[不唔])[啊呀]?{_OVER}"
    rf"|(?:no|nope)(?:{_OVER}|(?= (?:it|that)\b))(?! ?[0-9])"
    rf"|(?:(?:it|that)(?:'s| is) )?(?:wrong|incorrect|not (?:right|correct|true))\b{_STOPS}*"
    rf"|(?:it|that) (?:isn't|is not|'s not)(?: it)?{_END})+",
    re.IGNORECASE,
)
# What hangs on these may be what is denied (不是同华路) or what is right (不是，福宁路).
_NOT = re.compile(
    rf"(?:不是|唔系|唔係|并?不在|唔喺)的?[啊吧呀]?(?P<apart>{_OVER})?"
    r"|(?P<english>(?:(?:it|that)(?:'s not| isn't| is not) |not )(?:at |on |in )?)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"[，,。；;！!\n]+|(?<=.)(?=(?:而|应该|應該)*是)")
_THERE = re.compile(
    "(?:[这那這](?:里|儿|边|裡|個|个|条路)|呢度|嗰度|there|here|it)的?(?:地方|位置|路)?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:我(?:记得|说的?|指的?)|应该|應該|其实|其實|实际上?|正确的?|准确的?|具体|地址|地点|位置|而|就|都)*(?:是|系|係|在|喺|位于)的?)+"
    r"|(?:(?:actually|rather|but|so)\b[ ,]*)?(?:(?:it|that)(?:'s| is)|it should be|should be)\b ?(?:(?:at|on|in)\b )?"
    r"|(?:at|on|in) (?!front\b)",
    re.IGNORECASE,
)
_AGREES = re.compile(
    rf"(?:(?:对的?|對的?|是的?|系嘅?|没错|冇错|啱|正确|没问题|嗯+|好的?|可以|就[是在](?:这里|那里|这儿)?)[啊呀了]?{_OVER}"
    rf"|(?:right|correct|ok){_END}|(?:yes|yeah|yep)\b[,.! ]*)+",
    re.IGNORECASE,
)
# These words say where beside the place that was told: they complete it, whatever else they name.
_BESIDE = re.compile(
    r"[不唔]|但|靠近|临近|旁边|隔壁|附近|对面|對面|后面|前面|挨着|还有|补充"
    r"|(?:no(?![. ]*[0-9])|but|near|next to|opposite|beside|behind|in front of|close to|across from)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    "不(?:是|太|很|大|怎么|够)*(?:知道|知|清楚|记得|記得|确定|晓得|了解|明白)|记不[得清起住]|[说讲]不[上清准出]|想不起|忘了|忘记|"
    "唔(?:系|係|太|多)*(?:知|清楚|记得|記得)|(?:don't|do not|can't|cannot) (?:know|remember|tell|say)|not sure|no idea|forgot",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    r"(?:也|我)?(?:(?:不用|不要|不需要|不必|无需|没有?|沒有?|唔使|唔需要|冇)(?:再|要|什么|其他|别的|可以|需要)*"
    r"(?:补充|補充|多?[加说講讲写填改]|更正)(?:的|了|啦|嘅)*|(?:没有?|冇)(?:别的|其他|其它)了?|就(?:是)?(?:这样|咁)(?:吧|了)?|谢谢|多谢|唔该"
    r"|nothing (?:else|more|to add)|(?:it|that)(?:'s| is)(?: (?:it|right|correct|all))?|right|correct|please|thanks|thank you)\.?",
    re.IGNORECASE,
)
_HOUSE = re.compile("[0-9]+[号號]")  # read as an option where one is so numbered
_PART = re.compile(
    "[0-9一二三四五六七八九十百](?:号|號|栋|座|幢|楼|期|巷|单元)|[区县市镇村](?:$|[，,])|街道|对面|旁边|隔壁|门口|路口|楼下"
)


def confirmed(told: str, heard: Heard) -> str:
    """Return the place as it is now known, empty where it is denied or nothing usable is said.

    It stays as it was told where it is confirmed, or where no more of it is known; what names another spot
    stands instead of it, without the words that lead to it; anything else completes it.
    """
    if heard.wish is Wish.YES or heard.choice == 1 or leaves(heard):
        return told
    if heard.wish is not Wish.WORDS and not _HOUSE.fullmatch(heard.text):
        return ""
    said = _SORRY.sub("", _straight(heard.text[:MOST]), count=1)
    instead = _instead(told, said)
    if instead is None:
        return _undenied(told, said)
    if names_spot(instead):
        return instead
    return f"{told}，{said}"[:MOST] if _tells(instead) else ""


def leaves(heard: Heard) -> bool:
    """Tell whether somebody has no more to say of a place (不用了, 不知道): what he told of it stays."""
    unsure = heard.wish is Wish.SKIP and _UNSURE.search(heard.text) is not None
    return unsure or refuses(heard)


def _undenied(told: str, said: str) -> str:
    """Words that deny nothing: they confirm the place, go on with it, add to it, or name another."""
    agrees = _AGREES.match(said)
    more = _plain(said[agrees.end() :] if agrees else said)
    if not more:
        return told
    joined = _joined(told, more)
    if joined:
        return joined
    adds = agrees or _BESIDE.match(more) or _UNSURE.search(said)
    if names_spot(more) and not adds:
        return more
    return f"{told}，{more}"[:MOST] if agrees or _tells(more) else ""


def _instead(told: str, said: str) -> str | None:
    """Return what is said instead of a place that is denied, perhaps nothing; ``None`` where it is not denied."""
    wrong = _WRONG.match(said)
    rest = said[wrong.end() :] if wrong else said
    denies = None if _UNSURE.match(rest) else _NOT.match(rest)
    if denies is None:
        return _plain(rest) if wrong else None
    rest = rest[denies.end() :]
    if denies["apart"] is not None:
        return _plain(rest)
    named, *after = _INSTEAD.split(_LEAD.sub("", rest, count=1), maxsplit=1)
    then = after[0] if after else ""
    if denies["english"] or _is_told(told, named):
        return _plain(then)
    if names_spot(named):
        return _plain(then if _LEAD.match(then) and names_spot(then) else rest)
    return _plain(rest) if wrong else None


def _is_told(told: str, named: str) -> bool:
    """Tell whether words are the place that was told, a part of it, or point to it."""
    one, other = _folded(named), _folded(told)
    return not one or one in other or other in one or _THERE.fullmatch(named.strip()) is not None


def _plain(words: str) -> str:
    """Return words without what says that no more is known, and without what only leads to a place."""
    clauses = [one.strip() for one in _CLAUSE.split(words)]
    kept = [one for one in clauses if one and not _says_nothing(one)]
    whole = len(kept) == len([one for one in clauses if one])
    text = words if whole else "，".join(kept)
    lead = _LEAD.match(text.strip())
    return text.strip()[lead.end() if lead else 0 :].strip("，,。.！!；;：:、 \n")


def _says_nothing(clause: str) -> bool:
    unsure = _UNSURE.search(clause) is not None and not names_spot(clause)
    return unsure or _NO_MORE.fullmatch(clause) is not None


def _joined(told: str, more: str) -> str:
    """Return the longer of two wordings of one place, or both where one goes on with the other; else nothing."""
    known, said = _folded(told), _folded(more)
    if said in known:
        return told
    if known in said:
        return more
    for size in range(min(len(known), len(said)) - 1, _COMMON - 1, -1):
        if known.endswith(said[:size]):
            return (known + said[size:])[:MOST]
    return ""


def _tells(words: str) -> bool:
    """Tell whether words say something of a place: a house or a district may be short, the rest may not."""
    return len(words) >= _SHORTEST or _PART.search(words) is not None


def _straight(text: str) -> str:
    return text.replace("’", "'").strip()


def _folded(text: str) -> str:
    return _SPACES.sub("", normalise(text))
