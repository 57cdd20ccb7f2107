"""The spot (具体地点) that a citizen has told already, in his own words: nobody is asked for it again; pure."""

import re
from dataclasses import dataclass
from itertools import pairwise

from hotline.kit.text import normalise
from routing.extract.gazetteer import Gazetteer
from routing.extract.names import Named, addresses

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
    return any(not _is_division(one.text) for one in addresses(_SPACES.sub("", normalise(text))))


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
