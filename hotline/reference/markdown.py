"""Markdown of the reference pages (参考文档的排版): heads and tables."""

from collections.abc import Iterable, Sequence

NOTICE = (
    "由 `hotline docs` 从代码生成，测试核对；请勿手工修改。\n"
    "Generated from the code by `hotline docs` and checked by a test; do not edit by hand."
)


def page(title: str, *parts: str) -> str:
    """Return a whole page: title, notice, parts, one newline at the end."""
    return "\n\n".join([f"# {title}", NOTICE, *(part.strip("\n") for part in parts)]) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a cell may hold anything but is written on one line."""
    lines = [_line(columns), "|" + "---|" * len(columns)]
    lines += [_line([cell(value) for value in row]) for row in rows]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def cell(text: str) -> str:
    """Keep a text inside its cell."""
    return " ".join(text.replace("|", "\\|").split())


def code(text: str) -> str:
    """Mark a word as code; an empty word stays empty."""
    return f"`{text}`" if text else ""


def first_sentence(docstring: str | None) -> str:
    """Return the first paragraph of a docstring on one line."""
    return cell((docstring or "").strip().split("\n\n")[0])
