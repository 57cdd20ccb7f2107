"""What the documentation tests read: pages, code blocks, links, commands."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    language: str
    text: str


def pages() -> list[Path]:
    """Every page an operator, a user or a developer reads."""
    return [ROOT / name for name in TOP] + sorted(DOCS.rglob("*.md"))


def name_of(page: Path) -> str:
    """The page as written in messages."""
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page; an opening fence without an end is a mistake of the page."""
    text = page.read_text(encoding="utf-8")
    found = [Block(page, m[2], m[3]) for m in _BLOCK.finditer(text)]
    fences = len(re.findall(r"^ *```", text, re.MULTILINE))
    assert fences == 2 * len(found), f"{name_of(page)}: a code block does not end"
    return found


def console_lines(page: Path) -> list[str]:
    """The commands of the ``console`` blocks, without their prompt."""
    return [
        line.strip()[2:]
        for block in blocks(page)
        if block.language == "console"
        for line in block.text.splitlines()
        if line.strip().startswith("$ ")
    ]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def make_targets() -> set[str]:
    """The targets of the Makefile that a person may ask for."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))
