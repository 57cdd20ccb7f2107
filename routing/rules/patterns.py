"""Patterns of rules (规则词句): regular expressions found in one pass over the text.

Every pattern has a set of *factors*, literals of which one must stand in the text for the pattern to
match at all. One automaton finds the factors of all patterns at once, so that a hundred rules cost
little more than one; where a match needs literals of several places, each place must have one. ``.*`` and ``.+`` reach at most forty characters: an accusation and its danger
stand near each other, and no pattern can make the engine run away.
"""

import re
import re._parser as sre  # type: ignore[import-not-found]
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.text import normalise

REACH = 40
MAX_PATTERN = 300
MAX_NEAR = 2000
_OPEN = re.compile(r"(?<!\\)\.([*+])\??")
_PIECE = re.compile(r"\\.|[^\\]+", re.DOTALL)
_MAX_SET = 12
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
Factors = frozenset[str]
_NEAR = re.compile(r"\s~([0-9]{1,2})~\s")
_LISTS = (2, 3)
_WORD_BREAKS = re.compile(r"[\\.*+?^$(){}\[\]]")
_PLACES = 3


@lru_cache(maxsize=4096)
def prepare(source: str) -> re.Pattern[str]:
    """Return the compiled pattern in normal form; raises ``ValueError`` saying what is wrong with it."""
    if not source.strip() or len(source) > MAX_PATTERN:
        msg = f"应为 1–{MAX_PATTERN} 个字符"
        raise ValueError(msg)
    bounded = _OPEN.sub(
        lambda found: f".{{{0 if found[1] == '*' else 1},{REACH}}}", _normal_source(source)
    )
    try:
        pattern = re.compile(bounded)
        tree = sre.parse(bounded)
    except (re.error, RecursionError, OverflowError) as error:
        msg = f"不是有效的正则表达式：{error}"
        raise ValueError(msg) from error
    if pattern.match("") is not None:
        msg = "会匹配空文字"
        raise ValueError(msg)
    if _runs_away(tree, inside=False):
        msg = "含有嵌套的不限次数重复"
        raise ValueError(msg)
    return pattern


@lru_cache(maxsize=1024)
def prepare_near(source: str) -> tuple[re.Pattern[str], ...]:
    """Return every order of "甲|乙 ~8~ 丙|丁": words of two or three lists, neighbours at most eight characters apart.

    All stand in one sentence; of two distances the larger one counts for both. The lists hold plain words, no
    signs of patterns; the reach is 0 to 40 characters. Raises ``ValueError`` saying what is wrong.
    """
    pieces = _NEAR.split(source.strip())
    lists, reaches = pieces[::2], [int(reach) for reach in pieces[1::2]]
    if len(lists) not in _LISTS or max(reaches) > REACH or not all(lists):
        msg = f"应写作“甲|乙 ~8~ 丙|丁”或再接“ ~8~ 戊|己”，间隔 0–{REACH} 个字"
        raise ValueError(msg)
    if len(source) > MAX_NEAR:
        msg = f"最多 {MAX_NEAR} 个字符"
        raise ValueError(msg)
    gap = f"[^。!?;…]{{0,{max(reaches)}}}"
    orders = permutations(f"(?:{_words(listed)})" for listed in lists)
    return tuple(re.compile(gap.join(order)) for order in orders)


def _words(listed: str) -> str:
    words = [normalise(word.strip()) for word in listed.split("|")]
    if not all(words) or any(_WORD_BREAKS.search(word) for word in words):
        msg = "词组应为用 | 隔开的词，不含正则符号"
        raise ValueError(msg)
    return "|".join(sorted(map(re.escape, set(words)), key=lambda word: (-len(word), word)))


def _normal_source(source: str) -> str:
    """Put the literal parts into normal form; escapes stay, a full-width sign stays a literal."""

    def piece(found: re.Match[str]) -> str:
        if found[0].startswith("\\"):
            return found[0]
        normal = normalise(found[0])
        pairs = zip(found[0], normal, strict=True)
        return "".join(re.escape(n) if n != o and not n.isalnum() else n for o, n in pairs)

    return _PIECE.sub(piece, source)


def _runs_away(tree: Any, *, inside: bool) -> bool:
    for code, argument in tree:
        name = str(code)
        unbounded = name in _REPEATS and argument[1] is sre.MAXREPEAT
        if unbounded and inside:
            return True
        if any(_runs_away(part, inside=inside or unbounded) for part in _parts(name, argument)):
            return True
    return False


def _parts(name: str, argument: Any) -> list[Any]:
    if name in _REPEATS:
        return [argument[2]]
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "BRANCH":
        return list(argument[1])
    return []


def places(pattern: re.Pattern[str]) -> list[Factors]:
    """Return up to three sets of literals, the best first; every match holds one of each set."""
    found = sorted(_places(sre.parse(pattern.pattern)), key=_worth, reverse=True)
    return found[:_PLACES]


def _places(tree: Any) -> list[Factors]:
    found: list[Factors] = []
    run = ""
    for code, argument in tree:
        if str(code) == "LITERAL":
            run += chr(argument)
            continue
        part = _of_part(str(code), argument)
        found += [frozenset({run})] if run else []
        found += [part] if part else []
        run = ""
    return [*found, frozenset({run})] if run else found


def _required(tree: Any) -> Factors | None:
    return max(_places(tree), key=_worth, default=None)


def _worth(found: Factors) -> tuple[int, int]:
    """Prefer the set whose shortest literal is longer, then the smaller set."""
    return min(map(len, found)), -len(found)


def _of_part(name: str, argument: Any) -> Factors | None:
    if name == "BRANCH":
        return _union([_required(part) for part in argument[1]])
    if name == "SUBPATTERN":
        return _required(argument[3])
    if name in _REPEATS and argument[0] >= 1:
        return _required(argument[2])
    if name == "IN" and len(argument) <= _MAX_SET and all(str(c) == "LITERAL" for c, _ in argument):
        return frozenset(chr(point) for _, point in argument)
    return None


def _union(parts: Sequence[Factors | None]) -> Factors | None:
    known = [part for part in parts if part]
    return frozenset().union(*known) if len(known) == len(parts) else None


class PatternSet:
    """Many patterns, numbered by their position."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        """Build the automaton of all factors."""
        self.patterns = tuple(patterns)
        owners: dict[str, list[int]] = {}
        self._free = [0] * _PLACES  # patterns that need no literal at this place
        for number, pattern in enumerate(self.patterns):
            needed = places(pattern)
            for place in range(_PLACES):
                if place >= len(needed):
                    self._free[place] |= 1 << number
                    continue
                for factor in needed[place]:
                    owners.setdefault(factor, [0] * _PLACES)[place] |= 1 << number
        self._owners = list(owners.values())
        self._matcher: Any = (
            AhoCorasick(list(owners), matchkind=MatchKind.Standard) if owners else None
        )

    def candidates(self, normal: str) -> list[int]:
        """Return the numbers of the patterns that may match, in order."""
        first, second, third = self._free
        if self._matcher is not None:
            hits = self._matcher.find_matches_as_indexes(normal, overlapping=True)
            for index in {hit[0] for hit in hits}:
                owners = self._owners[index]
                first |= owners[0]
                second |= owners[1]
                third |= owners[2]
        left = first & second & third
        found = []
        while left:
            lowest = left & -left
            found.append(lowest.bit_length() - 1)
            left ^= lowest
        return found

    def find(self, normal: str) -> list[tuple[int, int, int]]:
        """Return (number, start, end) of every match in a text of normal form."""
        return [
            (number, match.start(), match.end())
            for number in self.candidates(normal)
            for match in self.patterns[number].finditer(normal)
        ]
