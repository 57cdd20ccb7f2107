"""A first catalogue out of last year's orders (目录草稿): who answered what, for people to complete; pure.

A draft row has no basis, and a row without basis is only a suggestion (domain rules §7.1): somebody adds the
text that gives the duty, or strikes the row out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from routing.catalogue.hints import HintRules
from routing.taxonomy.tree import Taxonomy
from routing.training.data import Sample
from routing.units import UnitBook

COLUMNS = (
    *("category_code", "district_code", "lead_unit", "basis"),
    *("历史事项", "历史主办", "历史件数", "历史占比", "历史其次"),  # read by people only
)


@dataclass(frozen=True)
class DraftRow:
    """One subject: how many orders, and who answered most of them, with the next."""

    category_code: str
    cases: int
    unit_code: str
    agreeing: int
    second: str | None

    @property
    def share(self) -> float:
        """Return the share of the orders that the unit answered."""
        return self.agreeing / self.cases


def draft(
    samples: Iterable[Sample], taxonomy: Taxonomy, units: UnitBook, rules: HintRules
) -> tuple[list[DraftRow], list[DraftRow]]:
    """Return the rows that history is clear about, and those it is not; by subject."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in samples:
        category, unit = sample.labels.get("category", ""), sample.labels.get("unit", "")
        if category in taxonomy.categories and unit in units.by_code:
            found[category][unit] += 1
    rows = [_row(code, votes) for code, votes in sorted(found.items())]
    clear = [row for row in rows if row.cases >= rules.cases and row.share >= rules.share]
    return clear, [row for row in rows if row not in clear]


def _row(code: str, votes: Counter[str]) -> DraftRow:
    (unit, agreeing), *others = votes.most_common(2)
    return DraftRow(code, votes.total(), unit, agreeing, others[0][0] if others else None)


def lines(
    rows: Iterable[DraftRow], taxonomy: Taxonomy, units: UnitBook
) -> Iterator[dict[str, Any]]:
    """Yield table rows that `hotline import catalogue` reads once their basis is filled in."""
    for row in rows:
        second = units.by_code[row.second].name if row.second else ""
        told = (
            row.category_code,
            "ALL",
            row.unit_code,
            "",
            taxonomy.label(row.category_code),
            units.by_code[row.unit_code].name,
            row.cases,
            f"{row.share:.0%}",
            second,
        )
        yield dict(zip(COLUMNS, told, strict=True))
