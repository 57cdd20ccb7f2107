"""From one version of the subject tree to another (分类对照): one, split, merged or ended; read, checked, suggested; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, log
from typing import Any

from hotline.kit.labels import LabelledEnum
from hotline.kit.sheets import RowFault, SheetRow
from routing.imports import RowError, read_each
from routing.taxonomy.tree import Taxonomy

COLUMNS = ("old_code", "new_codes", "kind", "old_name", "new_names", "score")
_BETWEEN = "；"
Said = tuple[str, str]  # in Chinese and English


class MapKind(LabelledEnum):
    """What became of a subject."""

    ONE = "one", "对应一个"
    SPLIT = "split", "拆分"
    MERGE = "merge", "合并"
    ENDED = "ended", "取消"


@dataclass(frozen=True)
class MapRow:
    """One line: a subject of the old tree, and what it is in the new one; ``line`` is 0 if it is stored."""

    old_code: str
    new_codes: tuple[str, ...]
    kind: MapKind
    line: int = field(default=0, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            "old_code": self.old_code,
            "new_codes": list(self.new_codes),
            "kind": self.kind.value,
        }


@dataclass
class MappingReport:
    """What a mapping says, what is wrong with it, and which old leaves nobody has placed."""

    counts: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Tell whether it may be stored."""
        return not self.errors and not self.unmapped


def read_mapping(rows: Sequence[SheetRow]) -> tuple[list[MapRow], list[RowError]]:
    """Return the lines of a table and the faults of the others."""
    seen: set[str] = set()

    def read(row: SheetRow) -> MapRow:
        mapped = _row(row)
        if mapped.old_code in seen:
            raise RowFault(f"{mapped.old_code} 重复", f"{mapped.old_code} stands there twice")
        seen.add(mapped.old_code)
        return mapped

    return read_each(rows, read)


def _row(row: SheetRow) -> MapRow:
    record = row.cells
    kind = record["kind"].lower()
    known = {member.value: member for member in MapKind}
    if kind not in known:
        raise RowFault(f"kind 应为 {'、'.join(known)}", f"kind is one of {', '.join(known)}")
    text = record.get("new_codes", "")
    for sign in (";", "、", ",", "，", "|", " "):
        text = text.replace(sign, _BETWEEN)
    codes = tuple(dict.fromkeys(code for code in text.split(_BETWEEN) if code))
    return MapRow(record["old_code"], codes, known[kind], row.number)


def from_json(rows: Iterable[Mapping[str, Any]]) -> list[MapRow]:
    """Return the stored rows."""
    return [MapRow(r["old_code"], tuple(r["new_codes"]), MapKind(r["kind"])) for r in rows]


def check_mapping(rows: Sequence[MapRow], old: Taxonomy, new: Taxonomy) -> MappingReport:
    """Hold a mapping against both trees; leaves with the same code and name need no line."""
    into = Counter(code for row in rows for code in row.new_codes)
    report = MappingReport(counts={kind.value: 0 for kind in MapKind})
    for row in rows:
        report.counts[row.kind.value] += 1
        fault = _fault(row, into, old, new)
        if fault:
            zh, en = fault
            told = (f"{row.old_code}：{zh}", f"{row.old_code}: {en}")
            report.errors.append(RowError(row.line, *told))
    placed = {row.old_code for row in rows}
    report.unmapped = [
        f"{leaf.code} {old.label(leaf.code)}"
        for leaf in old.leaves()
        if leaf.code not in placed and not is_same(leaf.code, old, new)
    ]
    return report


def _fault(row: MapRow, into: Counter[str], old: Taxonomy, new: Taxonomy) -> Said | None:
    if row.old_code not in old.categories:
        return "旧版没有这个分类", "not in the old version"
    unknown = [code for code in row.new_codes if code not in new.categories]
    if unknown:
        return f"新版没有 {'、'.join(unknown)}", f"the new version lacks {', '.join(unknown)}"
    return _KINDS[row.kind](row, into)


def _one(row: MapRow, into: Counter[str]) -> Said | None:
    if len(row.new_codes) != 1:
        return "one 须对应一个新分类", "one names one new category"
    if into[row.new_codes[0]] > 1:
        return "有几个旧分类对应它，应为 merge", "several old ones become it: that is merge"
    return None


def _merge(row: MapRow, into: Counter[str]) -> Said | None:
    if len(row.new_codes) != 1:
        return "merge 须对应一个新分类", "merge names one new category"
    if into[row.new_codes[0]] < 2:
        return "没有别的旧分类并入，应为 one", "no other old one becomes it: that is one"
    return None


def _split(row: MapRow, _into: Counter[str]) -> Said | None:
    if len(row.new_codes) < 2:
        return "split 须对应两个以上新分类", "split names two or more new categories"
    return None


def _ended(row: MapRow, _into: Counter[str]) -> Said | None:
    return ("ended 不应有新分类", "ended names no new category") if row.new_codes else None


_KINDS = {
    MapKind.ONE: _one,
    MapKind.MERGE: _merge,
    MapKind.SPLIT: _split,
    MapKind.ENDED: _ended,
}


def is_same(code: str, old: Taxonomy, new: Taxonomy) -> bool:
    """Tell whether a code means the same in both trees: it exists there under the same name."""
    before, after = old.categories.get(code), new.categories.get(code)
    return before is not None and after is not None and before.name == after.name


def to_records(
    rows: Iterable[MapRow],
    old: Taxonomy,
    new: Taxonomy,
    scores: Mapping[str, float] | None = None,
) -> list[dict[str, Any]]:
    """Return the lines of a table that can be imported again, names beside the codes."""
    return [
        {
            "old_code": row.old_code,
            "new_codes": _BETWEEN.join(row.new_codes),
            "kind": row.kind.value,
            "old_name": old.label(row.old_code),
            "new_names": _BETWEEN.join(new.label(code) for code in row.new_codes),
            "score": "" if scores is None else f"{scores.get(row.old_code, 0.0):.2f}",
        }
        for row in rows
    ]


def suggest_mapping(old: Taxonomy, new: Taxonomy) -> tuple[list[MapRow], dict[str, float]]:
    """Suggest a line for every leaf that is not the same in both; the score (0–1) says how alike they are.

    Names count, and what stands in the scope notes; a person decides. A leaf that resembles nothing is
    suggested as ended with score 0.
    """
    leaves = [leaf.code for leaf in old.leaves() if not is_same(leaf.code, old, new)]
    index = _Index(new)
    best = {code: index.nearest(_grams(old, code)) for code in leaves}
    into = Counter(found[0] for found in best.values() if found)
    into.update(leaf.code for leaf in old.leaves() if is_same(leaf.code, old, new))
    rows = [_suggested(code, best[code], into) for code in leaves]
    return rows, {code: found[1] if found else 0.0 for code, found in best.items()}


def _suggested(code: str, found: tuple[str, float] | None, into: Counter[str]) -> MapRow:
    if found is None:
        return MapRow(code, (), MapKind.ENDED)
    kind = MapKind.MERGE if into[found[0]] > 1 else MapKind.ONE
    return MapRow(code, (found[0],), kind)


def _grams(tree: Taxonomy, code: str) -> frozenset[str]:
    """Pairs of characters of the name, its superiors' names and the scope note."""
    category = tree.categories[code]
    texts = [tree.categories[member].name for member in tree.chain(code)] + [category.scope_note]
    return frozenset(text[i : i + 2] for text in texts for i in range(len(text) - 1))


class _Index:
    """The new tree's leaves by the pairs of characters they hold; a rare pair says more than a common one."""

    def __init__(self, tree: Taxonomy) -> None:
        self.grams = {leaf.code: _grams(tree, leaf.code) for leaf in tree.leaves()}
        self.holders: dict[str, list[str]] = defaultdict(list)
        for code, grams in self.grams.items():
            for gram in grams:
                self.holders[gram].append(code)
        self.sizes = {code: self._weight(grams) for code, grams in self.grams.items()}

    def _weight(self, grams: Iterable[str]) -> float:
        leaves = len(self.grams)
        return fsum(log(1 + leaves / max(len(self.holders.get(gram, ())), 1)) for gram in grams)

    def nearest(self, grams: frozenset[str]) -> tuple[str, float] | None:
        """Return the leaf with the most in common (weighted Dice coefficient), the smaller code of equals."""
        shared: dict[str, list[str]] = defaultdict(list)
        for gram in grams:
            for code in self.holders.get(gram, ()):
                shared[code].append(gram)
        if not shared:
            return None
        own = self._weight(grams)
        alike = {
            code: 2 * self._weight(both) / (own + self.sizes[code]) for code, both in shared.items()
        }
        best = min(alike, key=lambda code: (-alike[code], code))
        return best, alike[best]
