"""Links lead somewhere, files that are named exist."""

import re
from pathlib import Path

import pytest

from tests.docs.sources import DOCS, ROOT, blocks, name_of, pages, prose

LINK = re.compile(r"\[[^\]\[]+\]\(([^)\s]+)\)")
CODE = re.compile(
    r"`((?:hotline|channels|routing|knowledge|crm|agent_ui|tests|benchmarks)/[\w/.-]+)`"
)

DECISIONS = DOCS / "decisions"  # may speak of what is to come


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub names them."""
    found = set()
    for line in prose(page).splitlines():
        if line.startswith("#"):
            title = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_internal_link_resolves(page: Path) -> None:
    lost = []
    for link in LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", [p for p in pages() if p.parent != DECISIONS], ids=name_of)
def test_every_named_file_exists(page: Path) -> None:
    lost = [name for name in CODE.findall(prose(page)) if not (ROOT / name).exists()]
    assert lost == []


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md", DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in LINK.findall(prose(page)):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                waiting.append(target)
    lonely = {name_of(p) for p in pages() if p not in reached and p.parent != DECISIONS}
    assert lonely == set()


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_code_blocks_end(page: Path) -> None:
    assert all(block.text.strip() for block in blocks(page))
