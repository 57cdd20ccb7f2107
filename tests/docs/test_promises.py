"""The page of the floor's promises names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/explanation/what-the-floor-promises.md"


def _names() -> set[str]:
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
    return found


def test_every_promise_names_tests_that_exist() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "`test_" in line]
    named = {name for row in rows for name in re.findall(r"`(test_\w+)`", row)}
    assert len(rows) >= 35
    assert sorted(named - _names()) == []


def test_every_part_of_the_floor_has_a_promise() -> None:
    text = PAGE.read_text(encoding="utf-8")
    parts = {p.stem for p in (ROOT / "hotline/kit").iterdir() if p.is_dir() or p.suffix == ".py"}
    minor = {
        "bulk",
        "chain",
        "counters",
        "crashpoints",
        "fieldfaults",
        "identifiers",
        "inputs",
        "labels",
        "lockout",
        "masking",
        "officehours",
        "rulebooks",
        "sheets",
        "sqlitedriver",
        "transfer",
        "vault",
        "worktime_batch",
    }  # fmt: skip — they serve the parts that are named
    assert sorted(p for p in parts - minor if not p.startswith("__") and f"`{p}`" not in text) == []
