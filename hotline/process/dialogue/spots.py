"""The spot (具体地点) that a citizen has told already, in his own words: nobody is asked for it again; pure."""

import re
from dataclasses import dataclass
from itertools import pairwise

from hotline.kit.text import normalise
from routing.extract.gazetteer import Gazetteer
from routing.extract.names import Named, addresses

_ENGLISH = re.compile(
    "[a-z0-9']*[a-z0-9] (?:road|rd|street|st|avenue|ave|lane|lu|jie|dadao|village|estate|garden|plaza|square|building|"
    r"mansion|tower|station|school|hospital|market|park)\b"
)
_NAMELESS = re.compile(
    "(?:the|a|an|this|that|my|our|your|same|which|what|some|any|no|not|of|at|on|in|near|by|to|is|and|or) "
)
_CLAUSE = re.compile("[，,。.！!；;\n]+")
_ONLY_WHERE = re.compile(
    "(?:我家?|就|应该|大概|地址|地点|位置)*(?:住?在|是|位于)?(?:的|那里|那边|这里|这边|那一带|附近)?"
    "|(?:[一-鿿]{2,4}(?:省|市|区|县|镇|村|街道|社区)){1,4}"
)
_SPACES = re.compile(r"\s+")
_DIVISION = re.compile("(?:[市区县镇村]|街道|社区|村委会)$")
_ESTATE = re.compile("小区$")
_ROAD = re.compile("(?:大道|公路|路|街|巷)(?:[东南西北中]段?)?$")
_CROSSING = re.compile("[与和跟同、/-]|交")
_BESIDE = re.compile(
    "(?:的?(?:正?对面|旁边?|隔壁|附近|门口|楼下|路口|交叉口|交界处?|后面|前面|入口|出口|[a-z]口|[东南西北][门口侧边]))+"
)


@dataclass(frozen=True)
class Spot:
    """What was told of the spot; ``exact`` where it can be found by it: a house, a crossing, an estate, a station."""

    words: str
    exact: bool


def spot_told(gazetteer: Gazetteer, text: str) -> Spot | None:
    """Return the spot that words tell, an exact one first; a division or town alone is none."""
    plain = _SPACES.sub("", normalise(text))
    found = addresses(plain, gazetteer.locate(plain).known())
    named = [one for one in found if not _is_division(one.text)]
    crossing = (pair for pair in pairwise(named) if _cross(plain, *pair))
    spots = [_reach(plain, a.start, b.end, exact=True) for a, b in crossing]
    spots += [_reach(plain, o.start, o.end, exact=not _ROAD.search(o.text)) for o in named]
    return next((one for one in spots if one.exact), spots[0] if spots else None)


def names_spot(text: str) -> bool:
    """Tell whether words name a spot by themselves; 祖庙街道那一段 only adds to one."""
    normal = normalise(text)
    if any(not _is_division(one.text) for one in addresses(_SPACES.sub("", normal))):
        return True
    return any(_NAMELESS.match(one[0]) is None for one in _ENGLISH.finditer(normal.lower()))


def beside_spot(text: str) -> str:
    """Return what words tell beside the places they name, as it was written; empty if they name none.

    A place is read as ``spot_told`` reads it, by how it is written alone.
    """
    normal = normalise(text)
    at = [*(i for i, char in enumerate(normal) if not char.isspace()), len(text)]
    plain = _SPACES.sub("", normal)
    named = [(one.start, _reach(plain, one.start, one.end, exact=True)) for one in addresses(plain)]
    if not named:
        return ""
    ends = [0, *(start + len(spot.words) for start, spot in named)]
    starts = [*(start for start, _spot in named), len(plain)]
    left = "".join(text[at[end] : at[start]] for end, start in zip(ends, starts, strict=True))
    clauses = [one.strip().removeprefix("的") for one in _CLAUSE.split(left)]
    return "，".join(one for one in clauses if one and not _ONLY_WHERE.fullmatch(one))


def _reach(plain: str, start: int, end: int, *, exact: bool) -> Spot:
    """Let a spot reach over what says where beside it."""
    beside = _BESIDE.match(plain, end)
    return Spot(plain[start : beside.end() if beside else end], exact)


def _cross(plain: str, first: Named, second: Named) -> bool:
    between = plain[first.end : second.start]
    roads = all(_ROAD.search(one.text) for one in (first, second))
    return roads and _CROSSING.fullmatch(between) is not None


def _is_division(text: str) -> bool:
    return _DIVISION.search(text) is not None and _ESTATE.search(text) is None
