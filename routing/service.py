"""Changing the subject tree (维护分类), and what the imports of this pillar share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import Record
from routing.errors import ContentInvalid, TaxonomyVersionTaken
from routing.events import TaxonomyChanged
from routing.models import (
    CategoryRow,
    TaxonomyState,
    TaxonomyVersion,
)
from routing.queries import load_taxonomy
from routing.taxonomy.files import (
    RowError,
    TaxonomyReport,
    compare,
    digest_of,
    read_categories,
    repairs,
    to_row,
)
from routing.taxonomy.tree import Category

FIRST_DAY = date(2000, 1, 1)
_MAX_TOLD = 50


@dataclass
class ImportReport:
    """What an import of rows did or, in a dry run, would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    stored: bool = False


def refuse_errors(errors: Sequence[RowError]) -> None:
    """Raise ``ContentInvalid`` (422) that lists the first faults, if there are any."""
    if not errors:
        return
    listed = [{"line": error.line, "reason": error.reason} for error in errors[:_MAX_TOLD]]
    told = "；".join(f"第 {error.line} 行：{error.reason}" for error in errors[:5])
    raise ContentInvalid(told, f"{len(errors)} lines are not valid", errors=listed)


async def import_taxonomy(
    session: AsyncSession,
    records: Sequence[Record],
    *,
    version: str,
    actor: Actor,
    dry_run: bool = False,
) -> TaxonomyReport:
    """Store a new version of the tree and put it in force; a dry run only reports.

    The same content under the same version changes nothing. Raises ``ContentInvalid`` (422) with the
    faults of the lines, ``TaxonomyVersionTaken`` (409) for another content under a known version.
    """
    categories, errors = read_categories(records)
    present = await load_taxonomy(session)
    report = compare(version, categories, present)
    report.errors, report.repaired = errors, repairs(records)
    if dry_run:
        return report
    refuse_errors(errors)
    digest = digest_of(categories)
    known = await session.get(TaxonomyVersion, version)
    if known is not None and known.digest != digest:
        raise TaxonomyVersionTaken
    if known is None:
        await _store_version(session, version, categories, (digest, actor))
        report.stored = True
    return report


async def _store_version(
    session: AsyncSession, version: str, categories: Sequence[Category], by: tuple[str, Actor]
) -> None:
    digest, actor = by
    now = clock.now()
    await session.execute(
        update(TaxonomyVersion)
        .where(TaxonomyVersion.state == TaxonomyState.IN_FORCE.value)
        .values(state=TaxonomyState.SUPERSEDED.value, superseded_at=now)
    )
    session.add(
        TaxonomyVersion(
            version=version,
            state=TaxonomyState.IN_FORCE.value,
            digest=digest,
            imported_by=actor.account_id,
            imported_at=now,
        )
    )
    await session.flush()
    rows = [{"version": version, **to_row(category)} for category in categories]
    await session.execute(insert(CategoryRow), rows)
    change = Change("taxonomy.import", "taxonomy", version, after={"categories": len(rows)})
    await record_change(session, actor, change)
    await publish(session, TaxonomyChanged(version))


def to_date(text: str | None) -> date | None:
    """Return an ISO date, ``None`` for blank; raises ``ValueError`` for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        msg = f"日期“{text[:20]}”应写作 2026-01-31"
        raise ValueError(msg) from error


def told_of(error: Exception) -> str:
    """Return in Chinese what is wrong with a row; a ``KeyError`` names a column that is missing."""
    return f"缺少 {error.args[0]}" if isinstance(error, KeyError) else str(error)
