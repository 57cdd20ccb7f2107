"""How a text is compared (疑似重复件的比对特征): its hashed grams, and the names and numbers that tell its place.

Two texts may share every phrase and still tell of two matters: "3栋" is not "5栋". So a text is read
twice: as a set of grams, in which a number counts as one digit, and as identity marks (building, house,
route and plate numbers; roads, villages, estates; known places). Only hashes are kept, never words.
"""

import re
from array import array
from collections.abc import Iterable, Set
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from hotline.kit.text import Wording, normalise
from routing.extract.gazetteer import PlaceEntry

Keys = NDArray[np.uint64]
Points = NDArray[np.uint32]
Flags = NDArray[np.bool_]
LONGEST = 4_000  # characters read: what follows tells no more about the matter, and bounds the time
LEADING = 12  # grams with the smallest hashes: texts that share half of all share most of these
NAMED = 2  # marks under which the leading grams are looked up, besides under none
_PLANE = 0x10000
_MIX, _MIX_AGAIN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_TIMES, _TIMES_AGAIN = np.uint32(0x9E3779B1), np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)

_NUMERALS = "〇零一二两三四五六七八九"
_ARABIC = str.maketrans(_NUMERALS, "001223456789")
_SPELT = {  # any number may stand before these
    "号线": "line", "号楼": "block", "栋": "block", "幢": "block", "单元": "entrance", "号": "house",
    "楼": "floor", "期": "phase", "巷": "lane", "弄": "lane", "组": "group", "队": "group",
}  # fmt: skip
_WRITTEN = {  # only digits or letters: "一座桥" counts, "3座" names
    "座": "block", "室": "room", "房": "room", "层": "floor", "路": "route", "铺": "shop", "米": "",
}  # fmt: skip
_COMMON = "我们个本该这那所家某"
_LOOSE = _COMMON + "口去车到在是和的了有进出从向往与及跟让被把给对等看说要来边旁里外近前后每间叫"
_NO_NAME = {  # a word that ends so before the suffix names nothing: 马路, 修路, 农村, 家庭
    "路": _COMMON + "绕马道公铁线电走网半修过让堵辅小大主条水油管支带问迷开段行上下叉赶领思门出回的在灯间后前",
    "街": _COMMON + "大上逛后条小步一门满沿行商",
    "村": _COMMON + "农全中乡各回进出自城",
    "镇": _COMMON + "乡城",
    "苑": _COMMON, "湾": _COMMON + "转拐", "庭": _COMMON + "法开", "轩": _COMMON, "涌": _COMMON + "条河",
    "巷": _COMMON + "米小条后街", "小区": _LOOSE + "住宅老旧", "社区": _COMMON, "街道": _COMMON,
    "市场": _LOOSE + "菜贸业", "学校": _LOOSE + "办", "医院": _LOOSE + "民", "公园": _LOOSE, "花园": _LOOSE,
    "家园": _LOOSE, "广场": _LOOSE, "酒店": _LOOSE, "大道": _COMMON, "小学": _LOOSE, "中学": _LOOSE,
    "幼儿园": _LOOSE, "大厦": _LOOSE, "公寓": _LOOSE + "租", "大桥": _COMMON, "新村": _COMMON, "雅居": _COMMON,
    "豪庭": _COMMON, "公馆": _COMMON, "工业区": _LOOSE, "工业园": _LOOSE, "水库": _LOOSE, "立交": _COMMON,
}  # fmt: skip
_ESTATES = (
    "小区",
    "花园",
    "家园",
    "苑",
    "湾",
    "庭",
    "轩",
    "公寓",
    "新村",
    "雅居",
    "豪庭",
    "公馆",
    "广场",
    "大厦",
)
_SORTS = {
    **dict.fromkeys(_ESTATES, "estate"),
    **dict.fromkeys(("路", "街", "大道", "巷", "大桥", "立交", "涌"), "street"),
    **dict.fromkeys(("村", "社区"), "settlement"),
    **dict.fromkeys(("镇", "街道"), "township"),
}
_PLACES = {"DISTRICT": "district", "TOWN": "town", "VILLAGE": "village", "ROAD": "road"}
_WIDE = ("township", "town", "district")  # half the city may lie in one: looked up last
_SPOTS = [
    *dict.fromkeys(kind for name in _NO_NAME if (kind := _SORTS.get(name, name)) not in _WIDE),
    *("point", "road", "village", "plate"),
]
_NUMBERS = list(dict.fromkeys(kind for kind in (*_SPELT.values(), *_WRITTEN.values()) if kind))
_KIND = {kind: (order + 1) << 24 for order, kind in enumerate([*_SPOTS, *_NUMBERS, *_WIDE])}
_FIRST_NUMBER = (len(_SPOTS) + 1) << 24  # marks below name a spot
_FIRST_WIDE = (len(_SPOTS) + len(_NUMBERS) + 1) << 24
_SPOT, _WIDE_SORT = 0, _FIRST_WIDE >> 24
_UNITS = {**_SPELT, **_WRITTEN}
_NEVER = frozenset({"半边", "步行", "十字", "丁字", "三岔", "三叉"})  # 半边路, 步行街, 十字路
_ENDINGS = tuple(_NO_NAME)
_BEGINS = frozenset(ending[0] for ending in _ENDINGS)
_FIGURES = "0-9a-z十百" + _NUMERALS
_NOT_AFTER = frozenset(
    "月0123456789abcdefghijklmnopqrstuvwxyz十百" + _NUMERALS
)  # "5月23号" is a day
_STREETS = frozenset("巷弄路街道村")
_GOES_ON = ("开始", "到", "就")  # "10号到现在" is a day, "4巷10号到现在" a house
_BUT = {
    "期": "(?!间)",
    "房": "(?!间)",
    "路": "(?![口灯上])",
}  # what may not follow a unit


def _pattern() -> re.Pattern[str]:
    """Return the pattern of numbers with units (1), number plates (2) and suffixes of names.

    It begins with one set of characters, so that the engine passes over all others at once.
    """
    units = "|".join(unit + _BUT.get(unit, "") for unit in sorted(_UNITS, key=len, reverse=True))
    endings: dict[str, list[str]] = {}
    for suffix in sorted(_NO_NAME, key=len, reverse=True):
        but = {"路": "(?!灯)", "村": "(?!民(?!警))"}.get(suffix, "")
        endings.setdefault(suffix[0], []).append(suffix[1:] + but)
    names = "|".join(f"(?<={first})(?:{'|'.join(rest)})" for first, rest in endings.items())
    return re.compile(
        rf"[{_FIGURES}{''.join(endings)}](?:(?<=[{_FIGURES}])[{_FIGURES}]{{0,7}}({units})"
        rf"|(?<=[a-z])([0-9a-z]{{5,6}})(?![0-9a-z])|{names})"
    )


_MARKS = _pattern()
_PLATE = 2  # its group


class Reading(NamedTuple):
    """One text: its grams as sixteen-bit ``codes``, its identity ``marks`` (also ``packed``), its keys.

    A text with marks is asked for under each of them, and among the texts without; one without marks is
    asked for among all. So a phrase heard all over the city does not lead to every text that has it.
    """

    codes: NDArray[np.uint16]
    marks: frozenset[int]
    packed: bytes
    keys: Keys
    stored: slice
    asked: slice


class Reader:
    """Reads texts with a dialect table and the known places, if there are any."""

    def __init__(self, wording: Wording, places: Iterable[PlaceEntry]) -> None:
        """Prepare the names; a name of several places stands for itself."""
        self._wording = wording
        found: dict[str, set[int]] = {}
        for entry in places:
            mark = _mark(_PLACES.get(entry.kind, "point"), normalise(entry.name))
            for name in (entry.name, *entry.aliases, *entry.short_forms()):
                found.setdefault(normalise(name), set()).add(mark)
        found.pop("", None)
        self._values = [
            min(marks) if len(marks) == 1 else _mark("point", name) for name, marks in found.items()
        ]
        self._names: Any = AhoCorasick(list(found), matchkind=MatchKind.LeftmostLongest)

    def read(self, text: str, leads: Flags) -> Reading:
        """Return grams and identity of ``text``; one without letters and digits has neither.

        ``leads`` tells of each code whether its grams may lead. Those of set phrases do not, unless there
        are no others.
        """
        folded, points = _normal(text[:LONGEST])
        words = self._wording.apply(folded)
        grams = _grams(points if words is folded else _points(words))
        codes = grams.astype(np.uint16)
        marks = sorted(self._marks(words))
        leading = grams.compress(leads.take(codes))[:LEADING]
        if leading.size < 2:
            leading = grams[:LEADING]
        spots = [mark for mark in marks[:NAMED] if mark < _FIRST_NUMBER]
        keys = _keys(leading, spots or marks[:NAMED])
        each = leading.size
        stored = slice(0, keys.size - each if marks else keys.size)
        asked = slice(each, keys.size) if marks else slice(0, each)
        return Reading(codes, frozenset(marks), array("I", marks).tobytes(), keys, stored, asked)

    def _marks(self, words: str) -> set[int]:
        found = set(map(_marked, _MARKS.finditer(words)))
        for index, _, end in self._names.find_matches_as_indexes(words):
            after = words[end : end + 1]  # 龙山 is no part of 龙山花园
            if after not in _BEGINS or not words.startswith(_ENDINGS, end):
                found.add(self._values[index])
        found.discard(0)
        return found


class Sameness(IntEnum):
    """What the identity marks of two texts say of their being one matter."""

    OTHER = 0
    ONE_SIDED = 1
    SILENT = 2
    MORE_SPOTS = 3
    SAME_SPOT = 4


def sameness(ours: frozenset[int], held: bytes) -> Sameness:
    """Compare the marks of a text with the packed ones of a held text.

    They tell of two matters if each names a spot, or a number of one kind, that the other lacks, or if both
    name numbers and none agrees. Towns count only where no spot agrees: people mistake the town more often
    than the street. ``ONE_SIDED``: only one of them names a spot; ``MORE_SPOTS``: they share one, and one of them names others.
    """
    theirs = set(memoryview(held).cast("I"))
    both = ours & theirs
    agreed = bool(both) and min(both) < _FIRST_NUMBER
    lacking = {mark >> 24 if mark >= _FIRST_NUMBER else _SPOT for mark in ours - both}
    lacked = {mark >> 24 if mark >= _FIRST_NUMBER else _SPOT for mark in theirs - both}
    clash = lacking & lacked
    if (clash and not (agreed and min(clash) >= _WIDE_SORT)) or _numbers_apart(ours, theirs, both):
        return Sameness.OTHER
    more = _SPOT in lacking or _SPOT in lacked
    if agreed:
        return Sameness.MORE_SPOTS if more else Sameness.SAME_SPOT
    return Sameness.ONE_SIDED if more else Sameness.SILENT


def own_sameness(marks: frozenset[int]) -> Sameness:
    """Return what ``sameness`` says of two texts with these same marks."""
    named = bool(marks) and min(marks) < _FIRST_NUMBER
    return Sameness.SAME_SPOT if named else Sameness.SILENT


def _numbers_apart(ours: Set[int], theirs: Set[int], both: Set[int]) -> bool:
    return _numbers(ours) and _numbers(theirs) and not _numbers(both)


def _numbers(marks: Set[int]) -> bool:
    return any(_FIRST_NUMBER <= mark < _FIRST_WIDE for mark in marks)


def _mark(kind: str, value: str) -> int:
    return _KIND[kind] | crc32(value.encode()) & 0xFFFFFF


def _marked(match: re.Match[str]) -> int:
    """Return the mark of one match, 0 for a word that only looks like a name or a number."""
    words, start, kind = match.string, match.start(), match.lastindex
    if kind is None:
        return _named(words, start, match[0])
    unit = match[kind]
    if kind == _PLATE:
        plate = start > 0 and words[start - 1] > "一" and any(map(str.isdigit, unit))
        return _mark("plate", words[start - 1 : match.end()]) if plate else 0
    number = words[start : match.start(1)]
    if unit in _WRITTEN and not number.isascii():
        return _named(words, match.start(1), unit) if unit in _NO_NAME else 0
    before = words[start - 1] if start else ""
    if before in _NOT_AFTER or (
        unit == "号" and before not in _STREETS and words.startswith(_GOES_ON, match.end())
    ):
        return 0
    return _number_mark(number, unit)


@lru_cache(maxsize=1 << 12)
def _number_mark(number: str, unit: str) -> int:
    return _mark(_UNITS[unit], _arabic(number)) if _UNITS[unit] else 0


def _named(words: str, end: int, suffix: str) -> int:
    """Return the mark of the two characters before ``end`` as a name."""
    return _name_mark(words[end - 2 : end], suffix) if end >= 2 else 0


@lru_cache(maxsize=1 << 13)
def _name_mark(name: str, suffix: str) -> int:
    if name[1] in _NO_NAME[suffix]:
        return 0
    if name[0] < "一" or name[1] < "一" or name in _NEVER or name in _NO_NAME:
        return 0
    return _mark(_SORTS.get(suffix, suffix), name + suffix)


def _arabic(number: str) -> str:
    """Return a number in digits: 二十三, 2十3 and 23 are one."""
    digits = number.translate(_ARABIC)
    if "十" in digits:
        before, _, after = digits.partition("十")
        digits = (before or "1") + (after or "0")
    return digits


@cache
def _normal_form() -> Points:
    """Return the normal form of every character of the basic plane."""
    table = np.arange(_PLANE, dtype=np.uint32)
    for first in range(0, _PLANE, 256):
        if not 0xD800 <= first < 0xE000:
            row = normalise("\n".join(map(chr, range(first, first + 256))))
            table[first : first + 256] = np.frombuffer(row.encode("utf-32-le"), np.uint32)[::2]
    return table


@cache
def _letter() -> Points:
    """Return a random number for each letter of the basic plane, one for all digits, 0 for other signs."""
    points = np.arange(1, _PLANE + 1, dtype=np.uint64)
    mixed = points * _MIX
    mixed ^= mixed >> _HALF
    table = (mixed * _MIX_AGAIN >> _HALF).astype(np.uint32) | np.uint32(1)
    table[[ord(char) for char in "0123456789" + _NUMERALS]] = table[ord("0")]
    table[[not chr(point).isalnum() for point in range(_PLANE)]] = 0
    return table


def _points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _normal(text: str) -> tuple[str, Points]:
    """Return the normal form and its code points, by one look-up a character.

    That is what ``normalise`` gives for single characters.
    """
    try:
        points = _normal_form().take(_points(text))
    except IndexError:  # a character beyond the basic plane
        words = normalise(text)
        return words, _points(words)
    return points.tobytes().decode("utf-32-le", "replace"), points


def _grams(points: Points) -> Points:
    """Return the distinct hashed pairs of letters in rising order; a single letter counts as one."""
    letters = _letter().take(points, mode="clip")
    letters = letters.compress(letters)
    grams = letters[:-1] * _TIMES + letters[1:] if letters.size > 1 else letters
    grams.sort()
    first = np.ones(grams.size, bool)
    np.not_equal(grams[1:], grams[:-1], out=first[1:])
    distinct: Points = grams.compress(first)
    return distinct


def _keys(leading: Points, marks: list[int]) -> Keys:
    """Return the keys of the leading grams: for all texts, with each of ``marks``, for texts without."""
    keys = np.array([0, *marks, 1], np.uint64)[:, None] ^ leading
    keys *= _TIMES_AGAIN
    return keys.ravel()
