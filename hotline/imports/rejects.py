"""Rejected rows as a file (未导入清单): line and reason, never the content, for correcting the source."""

import csv
from collections.abc import Sequence
from pathlib import Path

from hotline.imports.tickets import Rejection

HEADING = ("line", "reason")


def write_rejects(path: Path, rejected: Sequence[Rejection]) -> None:
    """Write the list, with a BOM so that spreadsheet programs read the Chinese; replaces an older one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        writer.writerows((rejection.line, rejection.reason) for rejection in rejected)
