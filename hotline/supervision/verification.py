"""Verification (存证核验): every log against the anchors kept outside; finds what was changed and where.

The database's own anchors are never believed: only which rows each of them sealed is read from there,
and a false answer to that gives a wrong head.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.supervision import logbook, masked, outside
from hotline.supervision.anchors import LOOK_BACK, Fold
from hotline.supervision.logbook import Log, Span
from hotline.supervision.outside import Entry
from hotline.tickets.models import TicketAction

MAX_FINDINGS = 1_000


@dataclass(frozen=True)
class Finding:
    """One thing found wrong; ``subject`` and ``seq`` name the row; the row is 0 where it is gone."""

    problem: str
    subject: str = ""
    seq: int = 0
    row_id: str = ""


@dataclass
class Verdict:
    """The outcome for one log: rows under anchors, rows after the last one, and what is wrong."""

    log: str
    label: str
    anchors: int = 0
    anchored: int = 0
    tail: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.findings

    def add(self, found: list[Finding]) -> None:
        """Keep findings up to a readable number."""
        self.findings += found[: MAX_FINDINGS - len(self.findings)]


async def verify(session: AsyncSession, path: Path) -> list[Verdict]:
    """Check every log against the anchor file at ``path``."""
    kept = outside.read(path)
    verdicts = [await _verify(session, log, kept.anchors_of(log.name)) for log in logbook.LOGS]
    for verdict in verdicts:
        if verdict.log == TicketAction.__tablename__:
            verdict.add(
                [Finding(problem, ticket) for ticket, problem in await masked.faults(session)]
            )
    for number in kept.unreadable:
        verdicts[0].add([Finding(f"锚点文件第 {number} 行无法读取")])
    return verdicts


async def _verify(session: AsyncSession, log: Log, entries: list[Entry]) -> Verdict:
    verdict = Verdict(log.name, log.label, anchors=len(entries))
    verdict.add(_numbering(entries))
    fold = Fold()
    for entry in entries:
        await _under(session, log, entry, fold, verdict)
    await _tail(session, log, entries, verdict)
    return verdict


def _numbering(entries: list[Entry]) -> list[Finding]:
    """Report lines that are missing or contradict one another."""
    numbers = Counter(entry.number for entry in entries)
    top = max(numbers, default=0)
    missing = [f"锚点文件缺少第 {n} 号锚点" for n in range(1, top + 1) if n not in numbers]
    double = [f"第 {n} 号锚点有互相矛盾的记载" for n, times in numbers.items() if times > 1]
    return [Finding(problem) for problem in (*missing, *double)]


async def _under(
    session: AsyncSession, log: Log, entry: Entry, fold: Fold, verdict: Verdict
) -> None:
    """Check the rows one anchor sealed; after a mismatch go on from what the anchor says."""
    spans = await logbook.spans_of(session, log, entry.number)
    held: Counter[str] = Counter()
    async for row in logbook.rows_of(session, log, spans):
        verdict.add(_of_row(log, row))
        fold.add(log.digest(row))
        held[row[logbook.SUBJECT]] += 1
    verdict.anchored += held.total()
    verdict.add(_lacking(spans, held))
    if (fold.count, fold.head) != (entry.count, entry.head):
        verdict.add([_mismatch(entry, fold)])
        fold.count, fold.head = entry.count, entry.head


def _lacking(spans: Sequence[Span], held: Counter[str]) -> list[Finding]:
    """Name the objects of which rows are gone: only the last ones leave no gap in a chain to point at."""
    return [
        Finding(
            f"封存至第 {span.last_seq} 条，缺少 {span.last_seq - span.first_seq + 1 - held[span.subject]} 条",
            span.subject,
        )
        for span in spans
        if held[span.subject] < span.last_seq - span.first_seq + 1
    ]


def _of_row(log: Log, row: logbook.Row) -> list[Finding]:
    return [
        Finding(problem, row[logbook.SUBJECT], row["seq"], row["id"])
        for problem in logbook.check(log, row)
    ]


def _mismatch(entry: Entry, fold: Fold) -> Finding:
    until = f"{clock.to_local(entry.until):%Y-%m-%d %H:%M}"
    if fold.count != entry.count:
        return Finding(f"截至 {until} 封存 {entry.count} 行，现有 {fold.count} 行")
    return Finding(f"截至 {until} 的内容或次序与第 {entry.number} 号锚点不符")


async def _tail(session: AsyncSession, log: Log, entries: list[Entry], verdict: Verdict) -> None:
    """Check what no anchor covers: its chain, and that nothing in it pretends to be old."""
    beyond = max((entry.number for entry in entries), default=0)
    last = max((entry.until for entry in entries), default=None)
    async for row in logbook.tail_rows(session, log, beyond=beyond):
        verdict.tail += 1
        verdict.add(_of_row(log, row))
        if last is not None and row["at"] <= last - LOOK_BACK:
            backdated = Finding(
                "写入时间早于锚点，却未被封存", row[logbook.SUBJECT], row["seq"], row["id"]
            )
            verdict.add([backdated])
