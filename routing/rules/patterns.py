"""Patterns of rules (规则词句): regular expressions found in one pass over the text.

Every pattern has a set of *factors*, literals of which one must stand in the text for the pattern to
match at all. One automaton finds the factors of all patterns at once, so that a hundred rules cost
little more than one; where a match needs literals of several places, each place must have one. ``.*`` and ``.+`` reach at most forty characters: an accusation and its danger
stand near each other, and no pattern can make the engine run away.
"""

import re
import re._parser as sre  # type: ignore[import-not-found]
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from itertools import permutations
from math import prod
from operator import or_
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.sheets import RowFault
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
_SIGN = re.compile(r"\\.|.", re.DOTALL)
_BOUND = re.compile(r"\\[1-9]|\(\?[aiLmsuxP(-]")
_WORD_BREAKS = re.compile(r"[\\.*+?^$(){}\[\]]")
_PLACES = 4
_COMMON = frozenset(
    "的了在人有不来到出上一个是这那里大小我他你们说就都要会没中下去家门车水电路时打过着被把让给得地和也还多"
)
_COMMONLY, _RARELY = 0.01, 0.0005
_BLOCK = 24  # characters


@lru_cache(maxsize=4096)
def prepare(source: str) -> re.Pattern[str]:
    """Return the compiled pattern in normal form; raises ``RowFault`` saying what is wrong with it."""
    if not source.strip() or len(source) > MAX_PATTERN:
        raise RowFault(
            f"应为 1–{MAX_PATTERN} 个字符", f"it should have 1 to {MAX_PATTERN} characters"
        )
    bounded = _OPEN.sub(
        lambda found: f".{{{0 if found[1] == '*' else 1},{REACH}}}", _normal_source(source)
    )
    try:
        pattern = re.compile(bounded)
        tree = sre.parse(bounded)
    except (re.error, RecursionError, OverflowError) as error:
        raise RowFault(
            f"不是有效的正则表达式：{error}", f"it is no regular expression: {error}"
        ) from error
    if pattern.match("") is not None:
        raise RowFault("会匹配空文字", "it matches an empty text")
    if _runs_away(tree, inside=False):
        raise RowFault("含有嵌套的不限次数重复", "it holds an unbounded repeat inside another")
    return pattern


@lru_cache(maxsize=1024)
def prepare_near(source: str) -> tuple[re.Pattern[str], ...]:
    """Return every order of "甲|乙 ~8~ 丙|丁": words of two or three lists, neighbours at most eight characters apart.

    All stand in one sentence; of two distances the larger one counts for both. The lists hold plain words, no
    signs of patterns; the reach is 0 to 40 characters. Raises ``RowFault`` saying what is wrong.
    """
    pieces = _NEAR.split(source.strip())
    lists, reaches = pieces[::2], [int(reach) for reach in pieces[1::2]]
    if len(lists) not in _LISTS or max(reaches) > REACH or not all(lists):
        raise RowFault(
            f"应写作“甲|乙 ~8~ 丙|丁”或再接“ ~8~ 戊|己”，间隔 0–{REACH} 个字",
            f'write it as "a|b ~8~ c|d", perhaps with " ~8~ e|f"; the reach is 0 to {REACH} characters',
        )
    if len(source) > MAX_NEAR:
        raise RowFault(f"最多 {MAX_NEAR} 个字符", f"it may have {MAX_NEAR} characters")
    gap = f"[^。!?;…]{{0,{max(reaches)}}}"
    orders = permutations(f"(?:{_words(listed)})" for listed in lists)
    return tuple(re.compile(gap.join(order)) for order in orders)


def alternatives(source: str) -> list[str]:
    """Return the parts of "甲|乙(丙|丁)" that stand side by side outside all brackets: 甲 and 乙(丙|丁).

    Each is a pattern of its own with better literals than the whole. A pattern that refers to its own groups
    or sets flags stays whole.
    """
    if _BOUND.search(source):
        return [source]
    parts, depth, inside = [""], 0, False
    for sign in _SIGN.findall(source):
        inside = sign != "]" if inside else sign == "["
        depth += 0 if inside else {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0 and not inside:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _words(listed: str) -> str:
    words = [normalise(word.strip()) for word in listed.split("|")]
    if not all(words) or any(_WORD_BREAKS.search(word) for word in words):
        raise RowFault(
            "词组应为用 | 隔开的词，不含正则符号",
            "a list holds words between |, without the signs of regular expressions",
        )
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


@lru_cache(maxsize=1)  # the width and the literals of a pattern are asked one after the other
def _tree(source: str) -> Any:
    return sre.parse(source)


@lru_cache(maxsize=8192)  # a book of rules is prepared anew with every change of the snapshot
def places(pattern: re.Pattern[str]) -> tuple[Factors, ...]:
    """Return up to four sets of literals, the best first; every match holds one of each set."""
    found = sorted(_places(_tree(pattern.pattern)), key=_worth, reverse=True)
    return tuple(found[:_PLACES])


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


def _worth(found: Factors) -> float:
    """Prefer the set of which a text holds a literal least often."""
    return -sum(map(_often, found))


def _often(literal: str) -> float:
    """Return about how often a literal stands at a place of a text."""
    return prod(_COMMONLY if char in _COMMON else _RARELY for char in literal)


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
    """Many patterns, numbered by their position; a set of them is a number with one bit for each.

    A pattern is tried only where all its literals stand near each other: the text is looked at in blocks, and
    no match of a narrow pattern reaches beyond three of them.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        """Build the automaton of all factors."""
        self.patterns = tuple(patterns)
        self._all = (1 << len(self.patterns)) - 1
        self._free = 0  # a bit for each pattern and place: no literal is needed there
        self._wide = 0
        owners: dict[str, int] = {}
        for number, pattern in enumerate(self.patterns):
            self._wide |= _is_wide(pattern) << number
            needed = places(pattern)
            for place in range(_PLACES):
                bit = 1 << (place * len(self.patterns) + number)
                if place >= len(needed):
                    self._free |= bit
                    continue
                for factor in needed[place]:
                    owners[factor] = owners.get(factor, 0) | bit
        self._owners = list(owners.values())
        self._matcher: Any = (
            AhoCorasick(list(owners), matchkind=MatchKind.Standard) if owners else None
        )

    def candidates(self, normal: str) -> list[tuple[int, int]]:
        """Return the numbers of the patterns that may match, in order, each with where its matches may begin."""
        found: list[tuple[int, int]] = []
        known = 0
        for start, told in self._windows(normal):
            fresh = told & ~known
            if fresh:
                known |= fresh
                found += [(number, start) for number in members(fresh)]
        return sorted(found)

    def possible(self, normal: str) -> int:
        """Return the set of the patterns that may match: each of their places has a literal, near the others."""
        return reduce(or_, (told for _, told in self._windows(normal)), 0)

    def _windows(self, normal: str) -> Iterator[tuple[int, int]]:
        """Yield the patterns whose literals stand together, with where the stretch begins, those from 0 first."""
        if self._matcher is None:
            yield 0, self._complete(0)
            return
        hits = self._matcher.find_matches_as_indexes(normal, overlapping=True)
        owners = self._owners
        if len(normal) <= 3 * _BLOCK:
            yield 0, self._complete(reduce(or_, map(owners.__getitem__, {h[0] for h in hits}), 0))
            return
        blocks = [0] * (len(normal) // _BLOCK + 3)
        for index, start, _ in hits:
            blocks[start // _BLOCK] |= owners[index]
        yield 0, self._complete(0) | (self._complete(reduce(or_, blocks)) & self._wide)
        for first in range(len(blocks) - 2):
            if blocks[first]:
                together = blocks[first] | blocks[first + 1] | blocks[first + 2]
                # A match may begin before its first literal, but not farther than it is wide.
                yield max(first - 2, 0) * _BLOCK, self._complete(together)

    def _complete(self, told: int) -> int:
        """Return the patterns all of whose places were told."""
        told |= self._free
        size = len(self.patterns)
        told &= told >> (2 * size)
        return told & (told >> size) & self._all

    def find(self, normal: str) -> list[tuple[int, int, int]]:
        """Return (number, start, end) of every match in a text of normal form."""
        return [
            (number, match.start(), match.end())
            for number, start in self.candidates(normal)
            for match in self.patterns[number].finditer(normal, start)
        ]


@lru_cache(maxsize=8192)
def _is_wide(pattern: re.Pattern[str]) -> bool:
    """Tell whether a match may reach beyond three blocks, wherever in the first it begins."""
    widest: int = _tree(pattern.pattern).getwidth()[1]
    return widest > 2 * _BLOCK + 1


def members(numbers: int) -> list[int]:
    """Return the numbers in a set of bits, in order."""
    found = []
    while numbers:
        lowest = numbers & -numbers
        found.append(lowest.bit_length() - 1)
        numbers ^= lowest
    return found
