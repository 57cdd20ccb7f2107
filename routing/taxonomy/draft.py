"""A first subject tree out of last year's orders (分类草稿): their paths of names, numbered; pure.

The names stay as the orders write them, so that `hotline train` reads them as the new codes without a table of
names. Scope notes are left to people: they know what a subject takes in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hotline.kit.errors import Invalid
from routing.taxonomy.tree import MAX_LEVEL

COLUMNS = ("code", "parent_code", "name", "scope_note", "历史件数")
MOST = 99  # siblings: two digits a level
LONGEST = 60  # characters of a name
Path = tuple[str, ...]


class TooManySiblings(Invalid):
    """More subjects side by side than two digits can number."""

    code = "subjects_too_many"
    title_zh = f"同一上级之下的分类超过 {MOST} 个"
    title_en = f"More than {MOST} subjects side by side"


class TooDeep(Invalid):
    """More levels than a tree has."""

    code = "subjects_too_deep"
    title_zh = f"分类最多 {MAX_LEVEL} 级"
    title_en = f"A tree has {MAX_LEVEL} levels at most"


def draft(paths: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows that `hotline taxonomy import` reads, superiors first, the most frequent first.

    A path ends at its first empty or overlong name. Raises ``TooManySiblings``, ``TooDeep`` (422).
    """
    orders: Counter[Path] = Counter()
    for path in paths:
        if len(path) > MAX_LEVEL:
            raise TooDeep
        for depth in range(1, _usable(path) + 1):
            orders[path[:depth]] += 1
    below: dict[Path, list[Path]] = defaultdict(list)
    for path in sorted(orders, key=lambda one: (-orders[one], one)):
        below[path[:-1]].append(path)
    yield from _rows((), "", below, orders)


def _usable(path: Path) -> int:
    for depth, name in enumerate(path):
        if not 1 <= len(name) <= LONGEST:
            return depth
    return len(path)


def _rows(
    superior: Path, code: str, below: Mapping[Path, list[Path]], orders: Mapping[Path, int]
) -> Iterator[Mapping[str, Any]]:
    children = below.get(superior, [])
    if len(children) > MOST:
        told = "/".join(superior)
        raise TooManySiblings(
            f"“{told}”之下有 {len(children)} 个分类，最多 {MOST} 个；请换更粗的列",
            f"{len(children)} subjects under “{told}”, {MOST} at most: choose a coarser column",
        )
    for number, path in enumerate(children, start=1):
        own = f"{code}{number:02}"
        cells = (own, code, path[-1], "", orders[path])
        yield dict(zip(COLUMNS, cells, strict=True))
        yield from _rows(path, own, below, orders)
