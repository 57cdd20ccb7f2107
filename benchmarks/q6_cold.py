"""Q6 (冷启动): first-level categories of real complaints without any history, against the majority class.

Run ``python -m benchmarks.q6_cold``; ``--file CSV`` names another export of work orders, ``--categories`` and
``--departments`` its tables. What speaks is what a new house has: the tree with its scope notes and keywords,
our synonyms and our own example requests; no model, no memory. The truth is the category an operator chose,
translated into our first level by ``q6_categories.csv`` (by the meaning of the names; a name that our tree
divides has several codes). ``strict`` counts the first of them only. ``agreed`` are the complaints whose
department, translated by ``q6_departments.csv``, stands for the same first level.
"""

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.labelled import orders_path, parser, read, skipped
from hotline.demo import loader
from hotline.kit.sheets import read_rows
from hotline.kit.text import Wording, normalise
from routing.classify.coldstart import ColdStart
from routing.state import RoutingState, empty_state
from routing.suggest import suggest
from routing.taxonomy.examples import Example, ExampleKind, phrases
from routing.taxonomy.files import read_categories
from routing.taxonomy.tree import Taxonomy, build

MARK_TOP1, MARK_TOP3 = 0.75, 0.90
AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
FOLDER = Path(__file__).parent
_COMPLAINT = re.compile(r"^[^:：]{0,14}(?:反映|投诉|举报)[:：]")


@dataclass(frozen=True)
class Case:
    """A complaint with the first-level codes that are right; ``first`` stands first in the table."""

    text: str
    right: frozenset[str]
    first: str
    agreed: frozenset[str]


def city() -> RoutingState:
    """Return the demonstration city as it is on its first day, without a database."""
    read_tree = read_categories(read_rows(loader.read("categories.csv")))
    tree: Taxonomy = build("first-day", read_tree[0])
    wording = Wording({r["cantonese"]: r["standard"] for r in loader.rows("cantonese.csv")})
    told = [(wording.apply(normalise(words)), code) for words, code in phrases(_examples())]
    nothing = empty_state()
    return RoutingState(
        taxonomy=tree,
        units=nothing.units,
        catalogue=nothing.catalogue,
        gazetteer=nothing.gazetteer,
        rules=nothing.rules,
        wording=wording,
        cold=ColdStart(tree, told),
    )


def _examples() -> Iterable[Example]:
    for row in loader.example_rows():
        words, text = row.cells.get("words", ""), row.cells.get("text", "")
        kind = ExampleKind.WORDS if words else ExampleKind.REQUEST
        yield Example(row.cells["category_code"], kind, words or text)


def table(path: Path, *columns: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of each name, in the order of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {tuple(row[c] for c in columns): tuple(row["codes"].split("|")) for row in rows}


def cases(
    rows: Sequence[dict[str, str]], categories: Path, departments: Path
) -> tuple[int, list[Case]]:
    """Return how many complaints there are, and those whose category has a meaning in our tree."""
    meaning = table(categories, "category_1", "category_2")
    duty = table(departments, "department")
    complaints = [row for row in rows if _COMPLAINT.match(row["text"])]
    found = []
    for row in complaints:
        codes = meaning.get((row["category_1"], row["category_2"]))
        if codes:
            agreed = set(codes) & set(duty.get((row["department"],), ()))
            found.append(Case(row["text"], frozenset(codes), codes[0], frozenset(agreed)))
    return len(complaints), found


def share(right: Sequence[bool]) -> float:
    """Return the share of true ones."""
    return round(sum(right) / max(len(right), 1), 4)


def measure(state: RoutingState, given: Sequence[Case]) -> dict[str, Any]:
    """Return how often the right first level stands first, and among the first three."""
    ranked = []
    for case in given:
        found = suggest(state, case.text, channel="VOICE", at=AT)
        leaf = found.category[0].value[:2] if found.category else ""
        ranked.append(([choice.value for choice in found.branch], leaf))
    pairs = list(zip(given, ranked, strict=True))
    agreed = [(case, said) for case, said in pairs if case.agreed]
    return {
        "top1": share([bool(case.right.intersection(said[:1])) for case, (said, _) in pairs]),
        "top3": share([bool(case.right.intersection(said)) for case, (said, _) in pairs]),
        "top1_of_the_suggested_leaf": share([leaf in case.right for case, (_, leaf) in pairs]),
        "strict_top1": share([[case.first] == said[:1] for case, (said, _) in pairs]),
        "strict_top3": share([case.first in said for case, (said, _) in pairs]),
        "agreed_complaints": len(agreed),
        "agreed_top1": share([bool(case.agreed.intersection(s[:1])) for case, (s, _) in agreed]),
        "agreed_top3": share([bool(case.agreed.intersection(s)) for case, (s, _) in agreed]),
    }


def run(*, tiny: bool = False, options: argparse.Namespace | None = None) -> dict[str, Any]:
    """Return the figures, or that the file is absent."""
    path = orders_path(options.file if options else None)
    if not path.is_file():
        return skipped("Q6", path)
    tables = (
        options.categories if options else FOLDER / "q6_categories.csv",
        options.departments if options else FOLDER / "q6_departments.csv",
    )
    rows = read(path)
    complaints, given = cases(rows[:300] if tiny else rows, *tables)
    common = Counter(code for case in given for code in case.right).most_common(3)
    majority = {code for code, _ in common}
    figures = measure(city(), given)
    return {
        "orders": len(rows),
        "complaints": complaints,
        "with_a_meaning_in_our_tree": len(given),
        "majority_top1": share([common[0][0] in case.right for case in given]) if given else 0.0,
        "majority_top3": share([bool(majority & case.right) for case in given]),
        **figures,
        "reached": figures["top1"] >= MARK_TOP1 and figures["top3"] >= MARK_TOP3,
    }


def main() -> None:
    """Print the figures."""
    wanted = parser("q6_cold")
    wanted.add_argument("--categories", type=Path, default=FOLDER / "q6_categories.csv")
    wanted.add_argument("--departments", type=Path, default=FOLDER / "q6_departments.csv")
    options = wanted.parse_args()
    for name, value in run(tiny=options.tiny, options=options).items():
        print(f"{name:32} {value}")


if __name__ == "__main__":
    main()
