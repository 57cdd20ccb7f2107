"""Addresses in a text (地址): found by how they are written.

A name has no sign where it begins, so it is followed backwards from its last word (路, 公司) to the
nearest word that cannot belong to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick

_HAN = "\u4e00-\u9fff"
# Words that end a name to their right: prepositions, verbs of telling, pronouns, punctuation.
_BEFORE = (
    "[我你他她们家]和(?!平|谐|睦)|[我你他她们家][同跟与]|查一下|看一下|查查|看看|处理|解决|管管|核实|认为|或者|如果|位于|地址是|地址|来自|住在|家住|就住|在|于|住(?!建(?:局|部门|委|和)|房[和城保])|到|去|从|由|往|向|沿着|经过|靠近|附近|旁边|对面|后面|前面|门口|"
    "投诉|举报|反映|反馈|起诉|要求|希望|请|找|问|说|讲|称|因为|因|被|把|让|给|跟|和(?!城乡|社会保障|水利局|信息化|改革局)|与|及|同(?!济|华|安|庆|福|心|乐|德)|对|是|系|叫|名叫|"
    "我们|我家|我|你们|你|他们|他|她|它|咱们|本人|有人|有个|有家|一家|一个|一间|一所|那所|这所|并由|这家|这个|那家|那个|该|"
    "上午|下午|中午|早上|晚上|凌晨|傍晚|市民|来电人|群众|业主|昨天|今天|昨晚|今晚|每天|每晚|天天|最近|目前|现在|刚才|上周|上个月|购买|买了|入住|"
    "的|了|过|就|都|也|还|再|才|不|很|太|想|要|(?<![社协])会|能|可以|已经|发现|看到|听到|收到|喺|嘅|咗|住喺|同埋|间|"
    "楼下|楼上|隔壁|对面|后面|咨询|请问|前往|经营|开的|开了|签了|欠|拖欠|通过|联系|告知|告诉|是否|当时|但|其|入职|导致|内有|里有|上有|只有|还有|加装|说明|月份|嚟|嘅|哋|呢|咁|嗰|了家|开家|表示|承诺|时候|进行|有(?![限机色为])|打电话|打给|有没有|哪里有|那天|这天|那日|叫了|订了|买的|租的"
)
_CUT = re.compile(rf"(?:{_BEFORE}|[^{_HAN}a-z0-9])")
# These stand in names as well (同济路, 祥和苑): behind nothing they are part of the name, and 和 in 祥和.
_EITHER = frozenset("同和由于安")
# Roads, places and streets of nobody.
_COMMON = re.compile(
    "(?:.*[走跑修堵让带占上问迷绕铁网电的有段条没这那半出回赶开筑养拦封断高速]路|上?山路|.*门[前口]路|马路|道路|公路|大街|小巷|步行街|.*炸街|.*[上读念]小学|.*[上读念]中学|过街|上街|逛街|"
    "地铁站|.*[进出回]小区|老街|小区|社区|学校|医院|公园|广场|市场|商场|大学|(?:老年|哪[个家间]|什么|[读上念考])大学|车站|本村|我村|全村|农村|乡村|[一二两三几每这那本全各]个?(?:村|镇|街道|小区|学校|社区))"
)
# Kinds of places, of which a text names none.
_KINDS = frozenset(
    {
        "幼儿园",
        "工业园",
        "产业园",
        "工业区",
        "购物中心",
        "体育馆",
        "图书馆",
        "村委会",
        "卫生院",
        "客运站",
    }
)
_JOINED = frozenset(
    {"祥和", "仁和", "人和", "义和", "永和", "协和", "泰和", "美的", "平和", "雍和", "中和"}
)
Span = tuple[int, int]
_SHORT = 4  # what is left of a name behind 和 is none of its own: 嘉和|家具厂
_LONG = 14  # characters of a name before its last word

_ROAD_END = r"(?:大道|公路|横路|大街|路|街(?!道)|巷)"
_NUMBER = r"(?:[东西南北中]?(?:段|侧|路口)?)"
_HOUSE = (
    r"(?:[0-9一二三四五六七八九十百]{1,5}(?:号|弄|巷)(?:之[0-9一二三四五六七八九十]+)?)"
    r"(?:[0-9a-z一二三四五六七八九十]{1,4}(?:栋|座|幢|号楼|楼))?(?:[0-9一二三四五六七八九十]{1,3}单元)?"
    r"(?:[0-9]{2,5}(?:房|室|号铺|铺|号房)?)?"
)
_ROAD = re.compile(rf"{_ROAD_END}(?:[东南西北中]段?)?(?P<house>{_HOUSE})?(?![灯牌况障由过费人])")
_PLACE_END = (
    "花园|花苑|华庭|公馆|豪庭|名苑|名城|新村|新城|家园|小区|公寓|大厦|广场|商场|购物中心|市场|小学|中学|学校|"
    "幼儿园|大学|学院|医院|卫生院|公园|体育馆|图书馆|地铁站|车站|客运站|工业园|产业园|工业区|社区|村委会|"
    "村(?<!村村)|镇|街道|立交|大桥|商城|酒楼"
)
_PLACE = re.compile(
    rf"(?:{_PLACE_END}){{1,2}}"
    r"(?:[0-9a-z一二三四五六七八九十]{1,4}(?:栋|座|幢|号楼|期))?(?:[0-9]{1,3}单元)?(?:[0-9]{2,5}(?:房|室|号房)?)?"
)
# A place before the name of a firm: a road with its number, an estate, a plaza, a town.
PLACE_WITHIN = re.compile(
    rf"[{_HAN}]{{2,}}?(?:(?:大道|公路|横路|大街|路(?!桥)|街(?!道)|巷)(?:[东南西北中]段?)?(?:{_HOUSE})?"
    r"|花园|花苑|华庭|公馆|豪庭|名苑|家园|小区|大厦|广场(?!舞)|商场|购物中心|商业街|步行街|工业园|产业园|工业区|社区|街道(?!办)|镇(?!政府)|"
    r"新村|村(?!委|民|镇)|地铁站|车站|美食城|商圈)(?:[一二三四五]期|[0-9a-z]{1,3}[栋座])?(?:[东南西北][门侧边])?"
)
_ROAD_SIGNS = AhoCorasick(["大道", "公路", "横路", "路", "街", "巷"])
_PLACE_SIGNS = AhoCorasick([word.partition("(")[0] for word in _PLACE_END.split("|")])
_RUN = re.compile(rf"[{_HAN}0-9a-z]{{1,{_LONG}}}$")


@dataclass(frozen=True)
class Known:
    """A known place named at ``start``–``end``; a ``firm`` name may begin behind it, an ``own`` one begins an address."""

    start: int
    end: int
    own: bool = True
    firm: bool = True


@dataclass(frozen=True)
class Named:
    """A name found at ``start``–``end``."""

    start: int
    end: int
    text: str


def addresses(normal: str, places: Sequence[Known] = ()) -> list[Named]:
    """Return roads with their house numbers, and estates, schools, plazas and villages, in order.

    ``places`` are known places, in order: an address begins with the division or road that it holds, and
    what touches it is one address with it (均安镇仓门社区, 狮山镇官窑).
    """
    found = (
        name
        for signs, pattern in ((_ROAD_SIGNS, _ROAD), (_PLACE_SIGNS, _PLACE))
        for name in trimmed(_spans(signs, pattern, normal), normal, 3)
    )
    named = [one for one in apart(found) if one.text not in _KINDS]
    return _joined([_begun(one, normal, places) for one in named], normal)


def _begun(name: Named, normal: str, places: Sequence[Known]) -> Named:
    """Let an address begin with the first division or road in it, and reach over the known places that touch it."""
    start, end = name.start, name.end
    start = next((p.start for p in places if p.own and start < p.start and p.end <= end), start)
    for place in reversed(places):
        start = place.start if place.end == start else start
    for place in places:
        end = place.end if place.start == end else end
    return Named(start, end, normal[start:end])


def _joined(found: Iterable[Named], normal: str) -> list[Named]:
    """Make one address of those that touch."""
    kept: list[Named] = []
    for one in apart(found):
        start = kept.pop().start if kept and kept[-1].end == one.start else one.start
        kept.append(Named(start, one.end, normal[start : one.end]))
    return kept


def _spans(signs: Any, pattern: re.Pattern[str], normal: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of all matches, which begin with one of the literals of ``signs``."""
    behind = 0
    hits = signs.find_matches_as_indexes(normal, overlapping=True)
    for start in sorted({hit[1] for hit in hits}):
        match = pattern.match(normal, start) if start >= behind else None
        if match is not None:
            behind = match.end()
            yield match.span()


def trimmed(ends: Iterable[tuple[int, int]], normal: str, least: int) -> Iterator[Named]:
    """Yield names that end with one of ``ends`` (spans, in order), without the words before them.

    Names of fewer than ``least`` characters say nothing.
    """
    before = 0
    for first, last in ends:
        run = _RUN.search(normal, max(before, first - _LONG), first)
        before = last
        start = run.start() if run else first
        text = normal[start:last]
        cut = _cut(text)
        if len(text) - cut >= least and not _COMMON.fullmatch(text[cut:]):
            yield Named(start + cut, last, text[cut:])


def _cut(text: str) -> int:
    """Return where the name begins: behind the last word that cannot belong to it."""
    cut = 0
    for word in _CUT.finditer(text):
        begins = word.start() == cut and word.group() in _EITHER
        begins = begins or text[max(word.start() - 1, cut) : word.end()] in _JOINED
        begins = begins or (word.group() in _EITHER and len(text) - word.end() < _SHORT)
        if word.end() < len(text) and not begins:
            cut = word.end()
    return cut


def is_of_one_name(between: str) -> bool:
    """Tell whether what stands between two words may belong to one name with them."""
    return not between or (_RUN.fullmatch(between) is not None and not _CUT.search(between))


def apart(found: Iterable[Named]) -> list[Named]:
    """Join what touches or overlaps into the longer name, in order."""
    kept: list[Named] = []
    for one in sorted(found, key=lambda n: (n.start, -n.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept
