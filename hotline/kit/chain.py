"""Hash chains (哈希链): rows that show when one of them was altered, removed or reordered.

A row's digest covers its content; its chain value covers the digest and the chain value before. Erasing
a person's key changes no stored byte and so breaks no chain. Who rewrites a whole tail is found only by
an anchor kept elsewhere: ``Anchor`` holds how many rows there were and their folded head.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from hotline.kit.labels import LabelledEnum

GENESIS = "0" * 64
MAX_SEARCHES = 100  # a search for the true predecessor hashes the whole chain


class FaultKind(LabelledEnum):
    """What happened to a chain."""

    ALTERED = "ALTERED", "被改动"
    REMOVED = "REMOVED", "被删除"
    REORDERED = "REORDERED", "次序被改"
    BROKEN = "BROKEN", "断链"
    REWRITTEN = "REWRITTEN", "与存证不符"


@dataclass(frozen=True)
class ChainRow:
    """One stored row: its number in the chain (from 1), its content, digest and chain value."""

    seq: int
    content: Mapping[str, Any]
    digest: str
    chain: str


@dataclass(frozen=True)
class Fault:
    """One fault found at the row ``seq``."""

    kind: FaultKind
    seq: int
    detail: str


@dataclass(frozen=True)
class Anchor:
    """How many rows there were and their folded head; ``line()`` is what is kept outside."""

    count: int
    head: str

    @property
    def seal(self) -> str:
        """Return twelve digits that expose a mistyped line."""
        return _sha256(f"anchor\n{self.count}\n{self.head}".encode())[:12]

    def line(self) -> str:
        """Return the anchor as one line of text."""
        return f"{self.count} {self.head} {self.seal}"


@dataclass(frozen=True)
class AnchorReport:
    """The rows seen, how many of them are covered by anchors that hold, and the faults."""

    rows: int
    anchored: int
    faults: tuple[Fault, ...]

    @property
    def unanchored(self) -> int:
        """Return the length of the tail that no anchor covers."""
        return self.rows - self.anchored


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:
    """Turn what JSON lacks into one text each; raises ``TypeError`` for anything else."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            msg = "a chained instant must be aware"
            raise TypeError(msg)
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Enum):
        return value.value
    msg = f"cannot be chained: {type(value).__name__}"
    raise TypeError(msg)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one JSON text of ``content``: sorted keys, no spaces, UTF-8, instants in UTC.

    Raises ``ValueError`` for NaN and ``TypeError`` for values without a canonical form.
    """
    return _ENCODER.encode(content).encode("utf-8", "surrogatepass")


def row_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (64 hex digits) of a row's content."""
    return _sha256(canonical(content))


def link(previous: str, digest: str) -> str:
    """Return the chain value of a row after the chain value ``previous`` (``GENESIS`` at the start)."""
    return _sha256(f"{previous}\n{digest}".encode())


def fold(previous_head: str, digests: Iterable[str]) -> str:
    """Return the head after ``digests`` follow ``previous_head``, in their order."""
    head = previous_head
    for digest in digests:
        head = link(head, digest)
    return head


def anchor(count: int, head: str) -> Anchor:
    """Return the anchor of ``count`` rows; raises ``ValueError`` for a count or head that cannot be."""
    if count < 0 or len(head) != len(GENESIS) or not set(head) <= set("0123456789abcdef"):
        msg = "an anchor needs a count and 64 hex digits"
        raise ValueError(msg)
    return Anchor(count, head)


def read_anchor(line: str) -> Anchor:
    """Return the anchor written by ``Anchor.line``; raises ``ValueError`` if it was not."""
    parts = line.split()
    if len(parts) != 3 or not parts[0].isdecimal():
        msg = "not an anchor line"
        raise ValueError(msg)
    found = anchor(int(parts[0]), parts[1])
    if found.seal != parts[2]:
        msg = "the seal of the anchor line is wrong"
        raise ValueError(msg)
    return found


def verify(rows: Iterable[ChainRow], *, previous: str = GENESIS, first: int = 1) -> Iterator[Fault]:
    """Yield every fault of one chain; nothing means intact.

    ``previous`` and ``first`` start in the middle of a chain. After a fault the check goes on from the
    row as it is stored, so that one alteration is one fault and not a hundred. BROKEN means that the
    predecessor was removed and the rest renumbered, or that this row or its predecessor was rewritten
    together with its digest. A removed tail shows only against an anchor kept elsewhere.
    """
    listed = list(rows)
    yield from _out_of_order(listed, first)
    expected, before, searches = first, previous, 0
    chains = [previous, *(row.chain for row in listed)]
    for row in sorted(listed, key=lambda row: row.seq):
        if row.seq > expected:
            yield Fault(FaultKind.REMOVED, expected, _missing(expected, row.seq - 1))
        if row_digest(row.content) != row.digest:
            yield Fault(FaultKind.ALTERED, row.seq, "内容与摘要不符")
        elif row.seq == expected and link(before, row.digest) != row.chain:
            searches += 1
            yield _misplaced(row, chains if searches <= MAX_SEARCHES else [])
        expected, before = row.seq + 1, row.chain


def _out_of_order(rows: Sequence[ChainRow], first: int) -> Iterator[Fault]:
    highest = first - 1
    for row in rows:
        if row.seq <= highest:
            yield Fault(FaultKind.REORDERED, row.seq, f"排在第 {highest} 条之后")
        highest = max(highest, row.seq)


def _missing(low: int, high: int) -> str:
    return f"缺少第 {low} 条" if low == high else f"缺少第 {low}–{high} 条"


def _misplaced(row: ChainRow, chains: Iterable[str]) -> Fault:
    """Name a row that does not follow the one before, although their numbers do."""
    if any(link(chain, row.digest) == row.chain for chain in chains):
        return Fault(FaultKind.REORDERED, row.seq, "原接在另一条之后")
    return Fault(FaultKind.BROKEN, row.seq, "与前一条不相接")


def verify_anchors(digests: Iterable[str], anchors: Sequence[Anchor]) -> AnchorReport:
    """Fold all ``digests`` in their order and compare every anchor on the way (any order of anchors).

    A row removed, altered with its digest, or reordered before an anchor shows as REWRITTEN at that
    anchor's count; too few rows show as REMOVED.
    """
    wanted: dict[int, set[str]] = {}
    for known in anchors:
        wanted.setdefault(known.count, set()).add(known.head)
    faults: list[Fault] = []
    head, count, anchored = GENESIS, 0, 0
    for digest in (None, *digests):
        if digest is not None:
            head, count = link(head, digest), count + 1
        heads = wanted.pop(count, None)
        if heads is None:
            continue
        if heads == {head}:
            anchored = count if not faults else anchored
        else:
            faults.append(Fault(FaultKind.REWRITTEN, count, f"前 {count} 条与存证不符"))
    faults += [
        Fault(FaultKind.REMOVED, count + 1, f"存证有 {missing} 条，现只有 {count} 条")
        for missing in sorted(wanted)
    ]
    return AnchorReport(count, anchored, tuple(faults))
