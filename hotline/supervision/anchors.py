"""Anchors (存证锚点): daily heads of every chained log, kept outside the database as well.

The rows of a log are taken in the order of (server time, id) up to an instant safely in the past; the
anchor holds how many there are and the folded head of their digests. Verification recomputes every
digest from the row itself, so an altered, removed or reordered row is found up to the last anchor.
"""

import json
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain, clock
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.supervision import logbook
from hotline.supervision.events import AnchorMade
from hotline.supervision.models import Anchor

MARGIN = timedelta(minutes=10)
FILE = "anchors.jsonl"


@dataclass
class Fold:
    """A running head over one log."""

    count: int = 0
    head: str = chain.GENESIS

    def add(self, digest: str) -> None:
        """Take one more row in."""
        self.count += 1
        self.head = chain.link(self.head, digest)


async def make(session: AsyncSession, folder: Path) -> list[Anchor]:
    """Make today's anchor of every log and append it to the file outside the database.

    A second call on the same day makes nothing. Returns the new anchors.
    """
    now = clock.now()
    made = []
    number = 0
    for log in logbook.LOGS:
        last = await _last(session, log.name)
        if last is not None and clock.local_date(last.made_at) == clock.local_date(now):
            continue
        fold = Fold(last.count, last.head) if last else Fold()
        since = last.until if last else None
        until = now - MARGIN
        async for row in logbook.rows(session, log, since=since, until=until):
            fold.add(log.digest(row))
        number = (last.number if last else 0) + 1
        made.append(
            Anchor(
                id=new_id(),
                log=log.name,
                number=number,
                until=until,
                count=fold.count,
                head=fold.head,
                made_at=now,
            )
        )
    session.add_all(made)
    await session.flush()
    if made:
        _keep_outside(folder, made)
        await publish(session, AnchorMade(number))
    return made


async def _last(session: AsyncSession, log: str) -> Anchor | None:
    query = select(Anchor).where(Anchor.log == log).order_by(Anchor.number.desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


def as_line(anchor: Anchor) -> dict[str, Any]:
    """Return the anchor as it is kept in the file and in the mail."""
    return {
        "log": anchor.log,
        "number": anchor.number,
        "until": anchor.until.isoformat(timespec="microseconds"),
        "count": anchor.count,
        "head": anchor.head,
    }


def _keep_outside(folder: Path, anchors: list[Anchor]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a", encoding="utf-8") as file:
        for anchor in anchors:
            file.write(json.dumps(as_line(anchor), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_outside(path: Path) -> dict[str, list[Mapping[str, Any]]]:
    """Read an anchor file (ours, or one restored from the mails): anchors by log, in order."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    if not path.exists():
        return found
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found.setdefault(entry["log"], []).append(entry)
    for entries in found.values():
        entries.sort(key=lambda e: int(e["number"]))
    return found


@dataclass(frozen=True)
class Finding:
    """One thing verification found wrong; ``row_id`` is empty where rows are missing."""

    log: str
    row_id: str
    problem: str


@dataclass
class Verdict:
    """The outcome for one log: rows checked under anchors, rows in the unanchored tail, findings."""

    log: str
    anchored: int = 0
    tail: int = 0
    anchors: int = 0
    findings: list[Finding] | None = None

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.findings


async def verify(session: AsyncSession, path: Path) -> list[Verdict]:
    """Check every log against the anchors in ``path``; never trusts the database's own anchors."""
    outside = read_outside(path)
    return [
        await _verify_log(session, log, list(outside.get(log.name, []))) for log in logbook.LOGS
    ]


async def _verify_log(
    session: AsyncSession, log: logbook.Log, anchors: list[Mapping[str, Any]]
) -> Verdict:
    verdict = Verdict(log.name, anchors=len(anchors), findings=[])
    findings = verdict.findings
    assert findings is not None  # noqa: S101 — set on the line above
    checker = logbook.ChainChecker(log)
    fold = Fold()
    since: datetime | None = None
    for anchor in anchors:
        until = datetime.fromisoformat(anchor["until"])
        async for row in logbook.rows(session, log, since=since, until=until):
            findings += [Finding(log.name, row["id"], p) for p in checker.check(row)]
            fold.add(log.digest(row))
        since = until
        if (fold.count, fold.head) != (anchor["count"], anchor["head"]):
            findings.append(_mismatch(log.name, anchor, fold))
            fold = Fold(anchor["count"], anchor["head"])
    verdict.anchored = fold.count
    async for row in _tail(session, log, since):
        findings += [Finding(log.name, row["id"], p) for p in checker.check(row)]
        verdict.tail += 1
    return verdict


def _tail(
    session: AsyncSession, log: logbook.Log, since: datetime | None
) -> AsyncIterator[dict[str, Any]]:
    return logbook.rows(session, log, since=since, until=None)


def _mismatch(log: str, anchor: Mapping[str, Any], fold: Fold) -> Finding:
    until = clock.to_local(datetime.fromisoformat(anchor["until"]))
    if fold.count != anchor["count"]:
        problem = f"截至 {until:%Y-%m-%d %H:%M} 应有 {anchor['count']} 行，实有 {fold.count} 行"
    else:
        problem = f"截至 {until:%Y-%m-%d %H:%M} 的内容或顺序与锚点 {anchor['number']} 不符"
    return Finding(log, "", problem)
