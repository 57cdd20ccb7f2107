"""Files and functions stay small; the accident prevented: a god file nobody dares to touch."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("hotline", "channels", "routing", "knowledge", "crm", "agent_ui", "benchmarks")
SKIPPED = ("node_modules", "migrations/versions", "static", ".gen.")


def files(folder: str, pattern: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / folder).rglob(pattern))
        if not any(part in str(path) for part in SKIPPED)
    ]


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


@pytest.mark.parametrize(
    ("folders", "pattern", "limit"),
    [(PACKAGES, "*.py", 400), (("tests",), "*.py", 500), (("agent_ui/web",), "*.vue", 250)],
)
def test_no_file_is_longer_than_its_limit(
    folders: tuple[str, ...], pattern: str, limit: int
) -> None:
    found = [path for folder in folders for path in files(folder, pattern)]
    assert found
    assert {str(p.relative_to(ROOT)): lines(p) for p in found if lines(p) > limit} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = {}
    for path in [p for folder in PACKAGES for p in files(folder, "*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert long == {}


def test_package_files_hold_no_code() -> None:
    for folder in PACKAGES[:-1]:
        for path in files(folder, "__init__.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            code = [node for node in tree.body if not isinstance(node, ast.Expr)]
            assert not code, f"{path} holds more than its docstring"
