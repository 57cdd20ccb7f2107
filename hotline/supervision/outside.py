"""Anchors outside the database (库外锚点): one line each in a file, and the same lines in a mail.

Who can change the database cannot change these; a file lost or damaged can be put together again from
the mails.
"""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hotline.kit import chain

FILE = "anchors.jsonl"


@dataclass(frozen=True)
class Entry:
    """One anchor: how many rows of ``log`` were sealed until then, and their folded head."""

    log: str
    number: int
    until: datetime
    count: int
    head: str

    def line(self) -> str:
        """Return the line of text; its last member exposes a mistyped one."""
        return json.dumps(
            {
                "log": self.log,
                "number": self.number,
                "until": self.until.isoformat(timespec="microseconds"),
                "count": self.count,
                "head": self.head,
                "seal": chain.anchor(self.count, self.head).seal,
            }
        )


@dataclass
class Kept:
    """What a file holds: anchors in the order of their lines, and the numbers of unreadable lines."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    def anchors_of(self, log: str) -> list[Entry]:
        """List the anchors of one log by number; a repeated equal line counts once."""
        return sorted({e for e in self.entries if e.log == log}, key=lambda e: (e.number, e.until))


def read(path: Path) -> Kept:
    """Read an anchor file; an absent one holds nothing."""
    kept = Kept()
    if not path.exists():
        return kept
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            kept.entries.append(_entry(line))
        except (ValueError, KeyError, TypeError):
            kept.unreadable.append(number)
    return kept


def _entry(line: str) -> Entry:
    """Read one line; raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is none."""
    found = json.loads(line)
    anchor = chain.anchor(int(found["count"]), str(found["head"]))
    if anchor.seal != found["seal"]:
        msg = "the seal of the line is wrong"
        raise ValueError(msg)
    until = datetime.fromisoformat(found["until"])
    return Entry(str(found["log"]), int(found["number"]), until, anchor.count, anchor.head)


def append(path: Path, entries: list[Entry]) -> None:
    """Write the lines of ``entries`` to the end of the file, on the disk when this returns."""
    if not entries:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for entry in entries:
            file.write(entry.line() + "\n")
        file.flush()
        os.fsync(file.fileno())
