"""Names instead of codes (名称对照): a city's export says 城市管理局, the house says FS-CG.

A label that is a code of the house stays. A name is read by the table that comes with the file, else by the
names of the house itself where they mean one thing only. What nobody knows stays as it is and is counted: the
model learns it, but no suggestion can show it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hotline.kit.sheets import read_rows
from routing.taxonomy.tree import RequestKind, Taxonomy
from routing.training.data import Sample
from routing.units import UnitBook, UnitRef

HEADS = {"kind": "诉求类型", "category": "事项分类", "unit": "承办单位"}
_NAME, _CODE = "name", "code"
_SHOWN = 5


@dataclass
class LabelNames:
    """Codes and names by question, and what was met that is neither (rows by label)."""

    codes: Mapping[str, frozenset[str]]
    names: Mapping[str, Mapping[str, str]]
    unknown: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def read(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """Yield the samples with codes for names."""
        for sample in samples:
            labels = {head: self._code(head, label) for head, label in sample.labels.items()}
            yield replace(sample, labels=labels)

    def _code(self, head: str, label: str) -> str:
        if head not in self.codes or label in self.codes[head]:
            return label
        found = self.names[head].get(_plain(label))
        if found is None:
            self.unknown[head][label] += 1
            return label
        return found

    def lines(self) -> list[str]:
        """Say in Chinese which labels no suggestion will be able to show."""
        told = []
        for head, rows in self.unknown.items():
            shown = "、".join(label for label, _ in rows.most_common(_SHOWN))
            more = "等" if len(rows) > _SHOWN else ""
            told.append(
                f"{HEADS[head]}有 {len(rows):,} 个名称对不上编码（{rows.total():,} 行）：{shown}{more}；"
                "建议中不会出现，请用 --names 对照"
            )
        return told

    def to_fill(self) -> list[dict[str, str]]:
        """Return every name that nobody knows, the most frequent first, as a table to write codes into."""
        return [
            {_NAME: label, _CODE: "", "question": HEADS[head], "rows": str(count)}
            for head, rows in self.unknown.items()
            for label, count in rows.most_common()
        ]


def house_names(taxonomy: Taxonomy, units: UnitBook, table: Mapping[str, str]) -> LabelNames:
    """Return codes and names of this house; ``table`` (name → code) goes before its own names."""
    codes = {
        "kind": frozenset(kind.value for kind in RequestKind),
        "category": frozenset(taxonomy.categories),
        "unit": frozenset(units.by_code),
    }
    pairs = {
        "kind": [(kind.label, kind.value) for kind in RequestKind],
        "category": [pair for code in taxonomy.categories for pair in _of_category(taxonomy, code)],
        "unit": [pair for unit in units.by_code.values() for pair in _of_unit(unit)],
    }
    names = {
        head: _unique(found) | {n: c for n, c in table.items() if c in codes[head]}
        for head, found in pairs.items()
    }
    return LabelNames(codes, names)


def _of_category(taxonomy: Taxonomy, code: str) -> Iterator[tuple[str, str]]:
    yield taxonomy.categories[code].name, code
    yield taxonomy.label(code), code


def _of_unit(unit: UnitRef) -> Iterator[tuple[str, str]]:
    yield unit.name, unit.code
    if unit.short_name:
        yield unit.short_name, unit.code


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        found[_plain(name)].add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _plain(name: str) -> str:
    return "".join(name.split())


def read_table(raw: bytes) -> dict[str, str]:
    """Read a table with the columns ``name`` and ``code`` (CSV or XLSX); raises ``SheetUnreadable`` (422)."""
    rows = [row.cells for row in read_rows(raw, needed=(_NAME, _CODE))]
    return {_plain(row[_NAME]): row[_CODE] for row in rows if row.get(_NAME) and row.get(_CODE)}
