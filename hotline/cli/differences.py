"""Reports of imports on the terminal (差异报告): what changes field by field, and which lines are not taken."""

from collections.abc import Sequence
from typing import Any

from hotline.cli.running import table
from hotline.kit.transfer import Refusal
from knowledge.differences import ChangedOut, shortened

SHOWN = 20


def print_changes(changes: Sequence[ChangedOut], key: str = "键") -> None:
    """Print the first changed fields with both values; an entry with a new version number alone has none."""
    lines: list[list[Any]] = [
        [one.key, field.label, shortened(field.before), shortened(field.after)]
        for one in changes
        for field in one.fields
    ]
    if lines:
        title = f"变更的栏目（前 {SHOWN} 处，共 {len(lines)} 处）"
        table(title, [key, "栏目", "原来", "现在"], lines[:SHOWN])


def print_lines(title: str, lines: Sequence[Refusal], key: str = "键") -> None:
    """Print the first lines that are not taken or deserve a second look, with the reason."""
    if lines:
        shown = [[r.row, r.key, r.reason, r.reason_en] for r in lines[:SHOWN]]
        table(f"{title}（前 {SHOWN} 行）", ["行号", key, "原因", "Reason"], shown)
