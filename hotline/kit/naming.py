"""Possible names (疑似人名): what in a short text may name a person, for texts that are better masked than kept.

A name is told by its family name and by the part of speech that the tokenizer gives it, without any context.
It takes some words for names that are none; of a question that only teaches, nothing is lost by that.
"""

import re

from hotline.kit.text import default_tokenizer, normalise

HIDDEN = "*"
_FAMILIES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦马苗花方俞任"
    "袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛禹狄贝明臧伏戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房缪丁宣邓郁单杭洪"
    "包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳焦巴牧谷车侯宓全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎蓟"
    "薄印宿白怀蒲邰鄂索咸赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄"
    "晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚"
    "那简饶空曾沙乜鞠须丰巢关蒯相查荆红游竺权逯盖益桓区麦招冼邝伦肖闫付代覃邹涂佘钱"
)
# Families that may stand apart from the given name: not those that are words by themselves.
_APART = _FAMILIES - frozenset(
    "能都公养钱付张盖仲国文万连别那查通全双单管包关相安乐于向边空满费车时常高和平水元成明东利房强经古从容"
)
_DOUBLES = (
    "欧阳",
    "司徒",
    "上官",
    "司马",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "端木",
)
# Names to the tokenizer, words to everybody.
_WORDS = re.compile(
    "许可.*|明星|高[一二三]|叶子|周转|养老.*|顺德|禅城|高明|三水|公.{1,2}|都.{1,2}|能.{1,2}|通.{1,2}|别.{1,2}|相.{1,2}|满.{1,2}|连.{1,2}|全.{1,2}|"
    "牛.{1,2}|江.{1,2}人|盖.{1,2}|付.{1,2}|费.{1,2}|黄黄|路仲|蓝屏|皮全|[云华农区水]人|何[时处地人方种必物事].?|查.{1,2}|养.{1,2}|居.{1,2}|权.{1,2}"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 3  # characters of a name with a family name of one
# A single family name stands for a person behind a break, or behind who he is to the speaker.
_BEHIND = re.compile(
    r"(?:^|[^\u3400-\u9fff]|邻居|老公|老婆|丈夫|妻子|儿子|女儿|父亲|母亲|爸|妈|哥|姐|弟|妹|同事|老板|房东|朋友|是|叫|找|跟|和|给|帮|替|代|查|问)$"
)
_VERBS = frozenset("查问帮替代找叫跟和给")
_NO_NAME = frozenset("的了吗呢怎是在有我你他这那不都就要能会可以为什么多少哪几先后")


def mask_names(text: str) -> str:
    """Return ``text`` with everything masked that may be a person's name; family names stay."""
    normal = normalise(text)
    shown = text if len(normal) == len(text) else normal
    place = 0
    spans: list[tuple[int, int]] = []
    pieces = default_tokenizer().tagged(normal)
    for at, (word, tag) in enumerate(pieces):
        later = [one for one, _tag in pieces[at + 1 : at + 3]]
        glued = len(word) == 2 and word[0] in _VERBS and word[1] in _APART  # 问王|小红
        length = _alone(later) if glued else _length(word, tag, later, normal[:place])
        if length:
            spans.append((place + glued, place + glued + length))
        place += len(word)
    for start, end in reversed(spans):
        family = 2 if normal[start:end].startswith(_DOUBLES) else 1
        shown = shown[: start + family] + HIDDEN * (end - start - family) + shown[end:]
    return shown


def _length(word: str, tag: str, later: list[str], before: str) -> int:
    """Return how many characters from the beginning of ``word`` may be a name; 0 for none."""
    if not _HAN.fullmatch(word) or (word[0] not in _FAMILIES and not word.startswith(_DOUBLES)):
        return 0
    if word in _DOUBLES:
        return len(word) + _rest(2, later, single=False)
    most = _LONGEST + word.startswith(_DOUBLES)
    if tag.startswith("nr") and 1 < len(word) <= most and not _WORDS.fullmatch(word):
        return len(word) + _rest(most - len(word), later, single=True)
    if word in _APART and _BEHIND.search(before):
        return _alone(later)
    return 0


def _alone(later: list[str]) -> int:
    """A family name by itself: with the word behind it, if that may be a given name."""
    rest = _rest(_LONGEST - 1, later, single=False)
    return 1 + rest if rest else 0


def _rest(most: int, later: list[str], *, single: bool) -> int:
    if not later or most < 1:
        return 0
    word = later[0]
    fits = _HAN.fullmatch(word) and len(word) <= (1 if single else most)
    return len(word) if fits and _NO_NAME.isdisjoint(word) else 0
