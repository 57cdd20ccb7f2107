"""Every interface that a page names exists, with that method."""

import re
from collections.abc import Iterable
from pathlib import Path

import orjson
import pytest

from hotline.cli.openapi import document
from tests.docs.sources import name_of, pages

PATH = re.compile(
    r"(?:(GET|POST|PUT|PATCH|DELETE) )?(?:http://127\.0\.0\.1:8000)?(/api/[\w/{}.-]*\w}?)"
)
NAMED = re.compile(r"\{\w+\}|[A-Z_]{4,}|\d+")


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """The methods of every path; whatever stands for an id is one star."""
    found: dict[str, set[str]] = {}
    for path, methods in orjson.loads(document())["paths"].items():
        for shape in shapes(path):
            found.setdefault(shape, set()).update(m.upper() for m in methods)
    return found


def shapes(path: str) -> Iterable[str]:
    """A path as it is, and with every id or action as a star."""
    return {path, re.sub(r"\{\w+\}", "*", path), NAMED.sub("*", path)}


def named(page: Path) -> set[tuple[str, str]]:
    """Method (empty if none is written) and path of every interface a page names."""
    return {(m[1] or "", m[2]) for m in PATH.finditer(page.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", [p for p in pages() if p.parent.name != "decisions"], ids=name_of)
def test_every_named_interface_exists(page: Path, known: dict[str, set[str]]) -> None:
    strange = []
    for method, path in named(page):
        methods = set().union(*(known.get(shape, set()) for shape in shapes(path)))
        if not methods or (method and method not in methods):
            strange.append(f"{method} {path}".strip())
    assert strange == []
