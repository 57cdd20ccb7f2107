"""Importing words (词库导入): CSV, XLSX or JSON lines, idempotent, with a dry run and reasons."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem
from hotline.kit.outbox.service import publish
from hotline.kit.text import normalise
from hotline.kit.transfer import TransferReport
from knowledge.events import LexiconChanged
from knowledge.lexicon.models import LexiconWord
from knowledge.lexicon.schemas import WordIn
from knowledge.lexicon.service import next_version, write
from knowledge.lines import Entry, read_entries, refusal, taken

_LISTS = frozenset({"values"})
Known = dict[tuple[str, str], LexiconWord]


async def import_words(
    session: AsyncSession, content: bytes, *, actor: Actor, dry_run: bool = False
) -> TransferReport:
    """Take the words of a file; a repeat changes nothing, a wrong entry stops no other.

    Raises ``SheetUnreadable`` (422) for a file that cannot be read at all.
    """
    report = TransferReport(dry_run=dry_run)
    number = 0 if dry_run else await next_version(session)
    rows = await session.scalars(select(LexiconWord))
    known = {(row.kind, row.key): row for row in rows}
    for word in _sound(read_entries(content, _LISTS), report):
        key = (word.kind.value, normalise(word.key))
        standing = known.get(key)
        if not _sorted_in(report, standing, word) or dry_run:
            continue
        known[key] = write(session, standing, word, (number, actor))
    if report.changes and not dry_run:
        await session.flush()
        counts = {"added": len(report.added), "changed": len(report.changed)}
        await record_change(session, actor, Change("lexicon.import", "lexicon", "-", after=counts))
        await publish(session, LexiconChanged(number))
    return report


def _sound(entries: Iterable[Entry], report: TransferReport) -> Iterable[WordIn]:
    for entry in entries:
        try:
            yield taken(entry, WordIn)
        except Problem as problem:
            report.refused.append(refusal(entry, "key", problem))


def _sorted_in(report: TransferReport, standing: LexiconWord | None, word: WordIn) -> bool:
    """Note what the word means for the lexicon; tells whether anything is to be written."""
    named = f"{word.kind.value}:{word.key}"
    if standing is None or standing.retired:
        report.added.append(named)
        return True
    if (standing.values, standing.note) == (list(word.values), word.note):
        report.unchanged.append(named)
        return False
    report.changed.append(named)
    return True
