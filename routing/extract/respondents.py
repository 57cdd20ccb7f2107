"""Whom a text accuses (被反映对象): the firm, unit or person nearest a word of blame or a wrong it does.

The words stand in two automata; only a text that has both a wrong and somebody to blame is looked at closer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from routing.extract.accusing import BLAMES, FIRMS, ROLES, TELLING, WRONGS
from routing.extract.names import PLACE_WITHIN, Known, Named, Span, apart, is_of_one_name, trimmed

_NOT_BEHIND = (
    "附近",
    "旁边",
    "对面",
    "门口",
    "门前",
    "周边",
    "一带",
    "后面",
    "外面",
    "费",
    "路段",
    "前",
    "证",
    "处",
    "旁",
    "宿舍",
    "楼上",
    "楼下",
    "隔壁",
    "斜对面",
)  # a mere place
_OPENING = (":", "一下", "下", ",", " ", "在", "的", "了", "过", "问题", "情况")  # behind 反映
# Behind the name of a firm that nothing else accuses.
_AMISS = re.compile(
    "[不没未冇唔拒坏假拖赔伤臭脏烂破污毒霉晕呛锁粪亏塌响慢罚死扣险]|收[走东]|打爆|半夜|三天两头|天天|日日|每晚|通宵"
)
_ASKING = re.compile(
    "请问|咨询|想问|问下|问一下|怎么[办申去走交查]|如何|几点|什么时候|什么材料|哪里|有没有|建议|表扬|感谢|多谢|谢谢你|好评"
)
_OWN_PART = re.compile("(?:我们?[是系做当]|本人是|我也是|作为|一[名个位])$")  # 我是外卖员
_OWN_LONG = 3
_PLACES = (
    "街道",
    "大厅",
    "学校",
    "大学",
    "中学",
    "小学",
    "医院",
    "市场",
)  # are where it happens as often
_STAFF = "员"  # 超市店员 is no name of a shop
# Behind these a name may go on for some characters: 鸿福物业|管理|有限公司.
_LEGAL = ("公司", "集团", "厂", "店", "中心")
# A street's own office is one name with it: 桂城街道|综合行政|执法队.
_STREET, _OFFICES = "街道", ("队", "办", "局", "所", "办公室")
_GAP = 4
_CHAIN = 3  # last words of a name in a row: 教育|培训机构
_NEAR = 16  # characters between a name and the wrong it does
_LEAST = 3
_CLOSE = 4
_RIGHT_BEFORE = 2  # characters between a mere kind of firm and what it does
_BEHIND, _BEFORE = 3, 6  # a name behind the blame is nearer than one before it


def _spelled(listed: str) -> list[str]:
    """Return "乱[收/扣]|偷" as 乱收, 乱扣, 偷."""
    return [
        "".join(parts)
        for word in listed.split("|")
        for parts in product(*([p for p in c.split("/") if p] for c in _cut(word)))
    ]


def _cut(word: str) -> list[str]:
    return [piece for piece in word.replace("[", "]").split("]") if piece]


def _automaton(words: Sequence[str]) -> Any:
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


_BLAME_WORDS, _WRONG_WORDS = _spelled(BLAMES), _spelled(WRONGS)
_ROLE_WORDS = _spelled(ROLES)
_FIRM_WORDS = [word for word in _spelled(FIRMS) if word not in set(_ROLE_WORDS)]
_PARTS = frozenset(_ROLE_WORDS) & frozenset(_spelled(FIRMS))  # 中介 alone, and the end of a name
_NAMELESS = frozenset(_FIRM_WORDS)  # a mere 停车场 is accused only openly
# What names no firm of its own before its last words: 大沥镇|中心|幼儿园 is one name with its town.
_GENERIC = re.compile(
    "(?:中心|人民|办事处|办公室|区政府|镇政府|城管|国土|社保|司法|财政|税务|规划|水务|应急|土地|征收|治安|联防|队|办|第?[一二三四五六七八九十0-9]|实验|公办|民办|党群|便民|行政|政务|办事|卫生|综合|执法|环卫|市政|供水|供电|自来水|交警|消防|"
    "政府|居民|村民|股份|合作|经济|农业|水利|公交|客运|长途|妇幼|中医|骨科|口腔|市场|监督|管理|服务|物业|社区|养护|里|内|的|旁|边|店|公共|"
    f"{'|'.join(sorted({re.escape(w) for w in (*_FIRM_WORDS, *_ROLE_WORDS)}, key=len, reverse=True))})*"
)
_ACCUSING = _automaton(_BLAME_WORDS + _WRONG_WORDS)
_NAMING = _automaton(_ROLE_WORDS + _FIRM_WORDS)


def respondents(
    normal: str, places: Sequence[Known] = (), written: Sequence[Named] = ()
) -> list[Named]:
    """Return whom a text accuses: the firm or unit nearest a word of blame, else who is named by his part.

    ``places`` are the known places of the text; a place before a name of its own is left out
    (大良凤山路福满楼餐厅 is 福满楼餐厅), one that makes the name stays (罗村医院). ``written`` are the
    addresses of the text: a street that goes on as one (祖庙街道|同华东路12号) is where it happens.
    """
    named = _NAMING.find_matches_as_indexes(normal)
    if not named:
        return []
    told = _ACCUSING.find_matches_as_indexes(normal)
    amiss = _amiss(normal)
    if not told and not amiss:
        return []
    openly = len(_BLAME_WORDS)
    blames = [end for index, _, end in told if index < openly and not _reports(normal, end)]
    wrongs = [start for index, start, _ in told if index >= openly]
    deeds = [start for index, start, _ in told if TELLING <= index < openly]
    whole = apart(trimmed(_chained(_ends(named), normal), normal, _LEAST))
    firms = [
        _without_place(_with_place(firm, normal, places), places)
        for firm in whole
        if not _goes_on_as(firm, written)
    ]
    roles = list(_roles(named, normal, places))
    own = [firm for firm in firms if firm.text not in _NAMELESS]
    accused = [one for one in (*firms, *roles) if _is_behind(one, blames)]
    return (
        _nearest(own, blames, wrongs)
        or _nearest(accused, blames, [])
        or _nearest([one for one in firms if _does(one, [*wrongs, *deeds])], [], [*wrongs, *deeds])
        or _nearest(roles, [], [*wrongs, *deeds])
        or _nearest([one for one in own if not one.text.endswith(_PLACES)], [], amiss)
    )


def _roles(
    named: Sequence[tuple[int, int, int]], normal: str, places: Sequence[Known]
) -> Iterator[Named]:
    """Yield who is named by his part, with what stands right before it: 花档老板, 石湾城管."""
    begun = {place.end: place.start for place in places}
    for index, start, end in named:
        first = begun.get(start, start)
        begun[end] = first
        if index < len(_ROLE_WORDS) and not _OWN_PART.search(normal[:first][-_OWN_LONG:]):
            yield Named(first, end, normal[first:end])


def _with_place(firm: Named, normal: str, places: Sequence[Known]) -> Named:
    """Let a name begin where the known place does that it was cut in: 乐从镇政府 is not 镇政府."""
    start = next((p.start for p in places if p.own and p.start < firm.start < p.end), firm.start)
    return Named(start, firm.end, normal[start : firm.end])


def _without_place(firm: Named, places: Sequence[Known]) -> Named:
    """Leave out the place before a firm's own name."""
    known = [p.end for p in places if p.firm and firm.start <= p.start and p.end < firm.end]
    ends = [end - firm.start for end in known]
    ends += [match.end() for match in PLACE_WITHIN.finditer(firm.text)]
    for end in sorted(ends, reverse=True):
        rest = firm.text[end:]
        if len(rest) >= _LEAST and not _GENERIC.fullmatch(rest):
            return Named(firm.start + end, firm.end, rest)
    return firm


def _goes_on_as(firm: Named, written: Sequence[Named]) -> bool:
    """Tell whether a street is but the beginning of an address."""
    return firm.text.endswith(_STREET) and any(one.start < firm.end < one.end for one in written)


def _reports(normal: str, end: int) -> bool:
    """Tell whether 反映 only opens what is told: 市民来电反映:, 反映一下, 反映在."""
    return normal.startswith("反映", end - 2) and normal.startswith(_OPENING, end)


def _amiss(normal: str) -> list[int]:
    """Return where something is said not to be as it should, in a text that neither asks nor thanks."""
    return [] if _ASKING.search(normal) else [word.start() for word in _AMISS.finditer(normal)]


def _does(name: Named, wrongs: Sequence[int]) -> bool:
    """Tell whether a wrong stands right behind a name."""
    return any(0 <= wrong - name.end <= _RIGHT_BEFORE for wrong in wrongs)


def _is_behind(name: Named, blames: Sequence[int]) -> bool:
    """Tell whether a word of blame stands right before a name."""
    return any(0 <= name.start - blame <= _CLOSE for blame in blames)


def _ends(named: Iterable[tuple[int, int, int]]) -> Iterator[Span]:
    """Yield where names of firms may end; 装修公司 ends one, and is a part as well."""
    for index, start, end in named:
        if index >= len(_ROLE_WORDS) or _ROLE_WORDS[index] in _PARTS:
            yield start, end
        elif _ROLE_WORDS[index].endswith("公司"):
            yield end - 2, end


def _chained(ends: Iterable[Span], normal: str) -> Iterator[Span]:
    """Join last words that stand in a row, and leave out mere places and members of staff."""
    rows: list[list[Span]] = []
    for span in ends:
        if rows and len(rows[-1]) < _CHAIN and _goes_on(rows[-1][-1][1], span, normal):
            rows[-1].append(span)
        else:
            rows.append([span])
    for row in rows:
        start, end = row[0][0], row[-1][1]
        behind = normal[end : end + 2]
        if _STAFF not in behind and not behind.startswith(_NOT_BEHIND):
            yield start, end


def _goes_on(last: int, span: Span, normal: str) -> bool:
    """Tell whether a name that had a last word at ``last`` ends with ``span`` only."""
    between = normal[last : span[0]]
    own = _LEGAL + _OFFICES if normal.endswith(_STREET, 0, last) else _LEGAL
    legal = not between or normal.endswith(own, span[0], span[1])
    return len(between) <= _GAP and legal and is_of_one_name(between)


def _nearest(names: Sequence[Named], blames: Sequence[int], wrongs: Sequence[int]) -> list[Named]:
    far = [(found, name.start, name) for name in names for found in _far(name, blames, wrongs)]
    return [min(far, key=lambda one: one[:2])[2]] if far else []


def _far(name: Named, blames: Sequence[int], wrongs: Sequence[int]) -> Iterator[int]:
    """Yield how far a name stands from each thing it is blamed for."""
    for blame in blames:
        if 0 <= name.start - blame <= _NEAR:
            yield name.start - blame
        elif name.end <= blame:
            yield _BEHIND * (blame - name.end) + _BEFORE
    for wrong in wrongs:
        if 0 <= wrong - name.end <= _NEAR:
            yield _BEFORE + _BEHIND * (wrong - name.end)
