"""Changing to another tree (更换分类版本): the tree with its mapping, and the catalogue carried over to the new codes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import SheetRow
from hotline.kit.transfer import Table
from routing.catalogue import service as catalogue_service
from routing.catalogue.files import Draft
from routing.errors import ContentInvalid, MappingUnknown, TaxonomyVersionTaken
from routing.events import TaxonomyChanged
from routing.imports import in_short, listed, refuse_errors
from routing.limits import files as limit_files
from routing.limits import proposals as limit_proposals
from routing.models import (
    CategoryRow,
    Responsibility,
    RowStatus,
    TaxonomyState,
    TaxonomyVersion,
)
from routing.queries import (
    load_history,
    load_taxonomy,
    stored_limits,
    stored_responsibilities,
)
from routing.queries import to_row as catalogue_row
from routing.taxonomy.files import (
    TaxonomyReport,
    compare,
    digest_of,
    read_categories,
    repairs,
    to_row,
)
from routing.taxonomy.history import History, version_at
from routing.taxonomy.mapping import COLUMNS as MAPPING_COLUMNS
from routing.taxonomy.mapping import (
    MappingReport,
    MapRow,
    check_mapping,
    from_json,
    read_mapping,
    suggest_mapping,
    to_records,
)
from routing.taxonomy.models import TaxonomyMapping
from routing.taxonomy.tree import Category, build

_TOLD = 50
_SEVERAL_LEADS = (
    "合并后有不同的主办单位，请确定一个",
    "The merged rows name several leading units: choose one",
)
_TWICE = ("合并后重复，请终止", "Merged with another row that says the same: end it")
_ENDED = ("分类已取消，请终止条目", "The subject ended: end the row")


@dataclass(frozen=True)
class TreeFile:
    """A tree to be put in force under ``version``, with how the present one reads in it, if that is known."""

    rows: Sequence[SheetRow]
    version: str
    mapping: Sequence[SheetRow] | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class TreeReport:
    """What the tree changes, what its mapping leaves open, and how many limits of old codes wait for a person."""

    taxonomy: TaxonomyReport
    mapping: MappingReport
    limits: int = 0


async def import_tree(session: AsyncSession, file: TreeFile, *, actor: Actor) -> TreeReport:
    """Put a tree in force together with its mapping; a dry run only reports.

    Without a mapping the old subjects that no longer exist are listed, and read as nothing later on. Raises
    ``ContentInvalid`` (422) for faults of tree or mapping, ``TaxonomyVersionTaken`` (409).
    """
    old = await load_taxonomy(session)
    new = build(file.version, read_categories(file.rows)[0])
    rows, faults = read_mapping(file.mapping or ())
    checked = check_mapping(rows, old, new)
    checked.errors = faults + checked.errors
    if file.mapping is not None and not file.dry_run:
        _refuse(checked)
    report = await import_taxonomy(
        session, file.rows, version=file.version, actor=actor, dry_run=file.dry_run
    )
    if report.stored and file.mapping is not None and old.version:
        await _store(session, (old.version, new.version), rows, actor)
    waiting = await _waiting_limits(session, actor) if report.stored else 0
    return TreeReport(report, checked, waiting)


async def _waiting_limits(session: AsyncSession, actor: Actor) -> int:
    found = await limit_proposals.propose(session, actor=actor, dry_run=True)
    return len(found.proposals) + len(found.undecided)


async def import_taxonomy(
    session: AsyncSession,
    rows: Sequence[SheetRow],
    *,
    version: str,
    actor: Actor,
    dry_run: bool = False,
) -> TaxonomyReport:
    """Store a new version of the tree and put it in force; a dry run only reports.

    The same content under the same version changes nothing. Raises ``ContentInvalid`` (422) with the
    faults of the lines, ``TaxonomyVersionTaken`` (409) for another content under a known version.
    """
    categories, errors = read_categories(rows)
    present = await load_taxonomy(session)
    report = compare(version, categories, present)
    report.errors, report.repaired = errors, repairs(rows)
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


def _refuse(report: MappingReport) -> None:
    if report.usable:
        return
    told = [in_short(report.errors)] if report.errors else []
    if report.unmapped:
        many, shown = len(report.unmapped), "、".join(report.unmapped[:5])
        en = f"{many} old categories are not mapped: {shown}"
        told.append((f"{many} 个旧分类没有对照：{shown}", en))
    raise ContentInvalid(
        "；".join(zh for zh, _en in told),
        "; ".join(en for _zh, en in told),
        errors=listed(report.errors),
        unmapped=report.unmapped[:_TOLD],
    )


async def map_versions(
    session: AsyncSession, pair: tuple[str, str], lines: Sequence[SheetRow], *, actor: Actor
) -> MappingReport:
    """Store a mapping between two versions that are both known; it counts from now on, earlier ones are kept.

    Raises ``TaxonomyUnknown`` (404), ``ContentInvalid`` (422).
    """
    old, new = await load_taxonomy(session, pair[0]), await load_taxonomy(session, pair[1])
    rows, faults = read_mapping(lines)
    report = check_mapping(rows, old, new)
    report.errors = faults + report.errors
    _refuse(report)
    await _store(session, pair, rows, actor)
    return report


async def _store(
    session: AsyncSession, pair: tuple[str, str], rows: Sequence[MapRow], actor: Actor
) -> None:
    last = await session.scalar(
        select(func.max(TaxonomyMapping.number)).where(
            TaxonomyMapping.old_version == pair[0], TaxonomyMapping.new_version == pair[1]
        )
    )
    stored = TaxonomyMapping(
        id=new_id(),
        old_version=pair[0],
        new_version=pair[1],
        number=(last or 0) + 1,
        rows=[row.to_json() for row in rows],
        imported_by=actor.account_id,
        imported_at=clock.now(),
    )
    session.add(stored)
    await session.flush()
    after = {"old": pair[0], "new": pair[1], "number": stored.number, "rows": len(rows)}
    change = Change("taxonomy.map", "taxonomy_mapping", stored.id, after=after)
    await record_change(session, actor, change)
    await publish(session, TaxonomyChanged(pair[1]))


async def mapping_table(session: AsyncSession, pair: tuple[str, str]) -> Table:
    """Return the latest mapping between two versions as a table that can be imported again (404 if none)."""
    query = (
        select(TaxonomyMapping)
        .where(TaxonomyMapping.old_version == pair[0], TaxonomyMapping.new_version == pair[1])
        .order_by(TaxonomyMapping.number.desc())
        .limit(1)
    )
    stored: TaxonomyMapping | None = await session.scalar(query)
    if stored is None:
        raise MappingUnknown
    old, new = await load_taxonomy(session, pair[0]), await load_taxonomy(session, pair[1])
    return Table(
        "taxonomy_mapping",
        MAPPING_COLUMNS,
        to_records(from_json(stored.rows), old, new),
        {"old": pair[0], "new": pair[1]},
        file=f"mapping-{pair[0]}-{pair[1]}",
    )


async def suggested_records(
    session: AsyncSession, lines: Sequence[SheetRow]
) -> list[dict[str, Any]]:
    """Suggest how the tree in force reads in another one, by names and scope notes; a person decides."""
    old = await load_taxonomy(session)
    new = build("new", read_categories(lines)[0])
    rows, scores = suggest_mapping(old, new)
    return to_records(rows, old, new, scores)


@dataclass
class CarryOver:
    """What was or would be proposed for the new codes; undecided rows need a person, and say why (zh, en).

    ``limits`` are lines for the import of limits: they come into force there, not here.
    """

    proposed: int = 0
    row_ids: list[str] = field(default_factory=list)
    undecided: list[tuple[str, tuple[str, str]]] = field(default_factory=list)
    limits: list[dict[str, Any]] = field(default_factory=list)


async def carry_over(session: AsyncSession, *, actor: Actor, dry_run: bool = False) -> CarryOver:
    """Propose every valid row of earlier trees for the codes of the present one; approval is another person's.

    A row is superseded by the one for its first new code. Rows that were merged but name different leads,
    and rows of subjects that ended, are left to a person.
    """
    history = await load_history(session)
    report = CarryOver(limits=await _limit_lines(session, history))
    for group in (await _groups(session, history, report)).values():
        moved = [(row, code) for row, code in group if not _stays(row, history)]
        if not moved:
            continue
        if len({row.lead_unit_id for row, _code in group}) > 1:
            report.undecided += [(row.id, _SEVERAL_LEADS) for row, _code in group]
            continue
        stays = len(moved) < len(group)
        spare = moved if stays else moved[1:]
        report.undecided += [(row.id, _TWICE) for row, _code in spare]
        report.proposed += not stays
        if not stays and not dry_run:
            report.row_ids.append(await _propose(session, *moved[0], actor))
    return report


Group = list[tuple[Responsibility, str]]


async def _groups(
    session: AsyncSession, history: History, report: CarryOver
) -> dict[tuple[str, str, str | None], Group]:
    """Group the rows to be carried over by what they would say; what cannot be is told."""
    today = clock.local_date()
    found: dict[tuple[str, str, str | None], Group] = defaultdict(list)
    superseded = {row.supersedes_id for row in await _proposed(session)}
    for row in await stored_responsibilities(session, (RowStatus.APPROVED,)):
        over = row.valid_to is not None and row.valid_to < today
        if over or row.category_version not in history.steps or row.id in superseded:
            continue
        codes = history.possible(row.category_code, row.category_version)
        if not codes:
            report.undecided.append((row.id, _ENDED))
        for code in codes:
            found[code, row.district_code, row.condition].append((row, code))
    return found


def _stays(row: Responsibility, history: History) -> bool:
    codes = history.possible(row.category_code, row.category_version)
    return codes == (row.category_code,)


async def _proposed(session: AsyncSession) -> list[Responsibility]:
    return await stored_responsibilities(session, (RowStatus.PROPOSED,))


async def _propose(session: AsyncSession, old: Responsibility, code: str, actor: Actor) -> str:
    row = replace(
        catalogue_row(old),
        id="",
        category_code=code,
        valid_from=clock.local_date(),
        valid_to=old.valid_to,
    )
    later = old.valid_from < row.valid_from
    draft = Draft(row, review_by=old.review_by, supersedes_id=old.id if later else None)
    return (await catalogue_service.propose(session, draft=draft, actor=actor)).id


async def _limit_lines(session: AsyncSession, history: History) -> list[dict[str, Any]]:
    """Limits name no version: what no longer stands is read by the tree that was in force when it was written."""
    today = clock.local_date()
    lines = []
    for limit in await stored_limits(session):
        code, over = limit.category_code, limit.valid_to is not None and limit.valid_to < today
        if over or code is None or history.stands(code, limit.created_at):
            continue
        for new in sorted(history.possible(code, version_at(history.trees, limit.created_at))):
            lines.append(
                {**limit_files.to_record(limit), "category_code": new, "valid_from": today}
            )
    return lines
