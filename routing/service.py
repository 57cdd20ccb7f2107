"""Changing the subject tree, limits and place names (维护分类、时限与地名)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from routing.errors import ContentInvalid, TaxonomyVersionTaken
from routing.events import GazetteerChanged, TaxonomyChanged
from routing.models import (
    CategoryLimit,
    CategoryRow,
    PlaceKind,
    PlaceName,
    TaxonomyState,
    TaxonomyVersion,
)
from routing.queries import list_limits, load_taxonomy, stored_places
from routing.sheets import Record
from routing.taxonomy import Category, RequestKind, Urgency
from routing.taxonomy_import import (
    RowError,
    TaxonomyReport,
    compare,
    digest_of,
    read_categories,
    to_row,
)

_FIRST_DAY = date(2000, 1, 1)
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
    report.errors = errors
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


async def import_limits(
    session: AsyncSession, records: Sequence[Record], *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import limits (category_code, kind, urgency, working_days, basis, valid_from).

    A row for a key that has one ends the old row the day before; equal rows change nothing.
    """
    report = ImportReport()
    limits = []
    for line, record in enumerate(records, start=2):
        try:
            limits.append(_limit(record))
        except (ValueError, KeyError) as error:
            told = f"缺少 {error.args[0]}" if isinstance(error, KeyError) else str(error)
            report.errors.append(RowError(line, told))
    if not dry_run:
        refuse_errors(report.errors)
    present = {_limit_key(row): row for row in await list_limits(session, clock.local_date())}
    for limit in limits:
        await _apply_limit(session, limit, present.get(_limit_key(limit)), (report, actor, dry_run))
    report.stored = not dry_run
    return report


def _limit_key(limit: CategoryLimit) -> tuple[str | None, str | None, str | None]:
    return (limit.category_code, limit.kind, limit.urgency)


def _limit(record: Record) -> CategoryLimit:
    kind, urgency = record.get("kind", ""), record.get("urgency", "")
    if kind and kind not in RequestKind.__members__:
        msg = f"诉求类型“{kind[:20]}”不存在"
        raise ValueError(msg)
    if urgency and urgency not in Urgency.__members__:
        msg = f"紧急程度“{urgency[:20]}”不存在"
        raise ValueError(msg)
    days = int(record["working_days"])
    if not 1 <= days <= 365:
        msg = "时限应为 1–365 个工作日"
        raise ValueError(msg)
    if not record["basis"]:
        msg = "缺少依据"
        raise ValueError(msg)
    return CategoryLimit(
        id=new_id(),
        category_code=record.get("category_code") or None,
        kind=kind or None,
        urgency=urgency or None,
        working_days=days,
        basis=record["basis"][:300],
        valid_from=to_date(record.get("valid_from")) or _FIRST_DAY,
        valid_to=to_date(record.get("valid_to")),
        created_at=clock.now(),
    )


def to_date(text: str | None) -> date | None:
    """Return an ISO date, ``None`` for blank; raises ``ValueError`` for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        msg = f"日期“{text[:20]}”应写作 2026-01-31"
        raise ValueError(msg) from error


async def _apply_limit(
    session: AsyncSession,
    limit: CategoryLimit,
    old: CategoryLimit | None,
    how: tuple[ImportReport, Actor, bool],
) -> None:
    report, actor, dry_run = how
    same = old is not None and (old.working_days, old.basis) == (limit.working_days, limit.basis)
    if same:
        report.unchanged += 1
        return
    report.changed += old is not None
    report.added += old is None
    if dry_run:
        return
    if old is not None:
        old.valid_to = date.fromordinal(max(limit.valid_from, clock.local_date()).toordinal() - 1)
        limit.valid_from = max(limit.valid_from, clock.local_date())
    limit.created_by = actor.account_id
    session.add(limit)
    after = {"working_days": limit.working_days, "category_code": limit.category_code}
    await record_change(session, actor, Change("limit.import", "limit", limit.id, after=after))


async def import_places(
    session: AsyncSession, records: Sequence[Record], *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import place names (name, kind, district_code, town_code, aliases, code, valid_from, valid_to).

    A known place (same name, kind and town) takes the new aliases and dates.
    """
    report = ImportReport()
    places: dict[tuple[str, str, str, str], PlaceName] = {}
    for line, record in enumerate(records, start=2):
        try:
            place = _place(record)
            places[_place_key(place)] = place
        except (ValueError, KeyError) as error:
            told = f"缺少 {error.args[0]}" if isinstance(error, KeyError) else str(error)
            report.errors.append(RowError(line, told))
    if not dry_run:
        refuse_errors(report.errors)
    known = {_place_key(row): row for row in await stored_places(session)}
    for key, place in places.items():
        _apply_place(session, place, known.get(key), (report, dry_run))
    report.stored = not dry_run
    if report.stored and (report.added or report.changed):
        counts = {"added": report.added, "changed": report.changed}
        await session.flush()
        await record_change(
            session, actor, Change("gazetteer.import", "gazetteer", "-", after=counts)
        )
        await publish(session, GazetteerChanged(report.added + report.changed))
    return report


def _place_key(place: PlaceName) -> tuple[str, str, str, str]:
    return (place.name, place.kind, place.district_code, place.town_code)


def _place(record: Record) -> PlaceName:
    name, kind, district = record["name"], record["kind"].upper(), record["district_code"]
    town = record.get("town_code", "")
    if not 2 <= len(name) <= 60:
        msg = "地名应为 2–60 字"
        raise ValueError(msg)
    if kind not in PlaceKind.__members__:
        msg = f"地名类别“{kind[:20]}”不存在"
        raise ValueError(msg)
    if not (district.isdigit() and len(district) == 6) or (town and not town.startswith(district)):
        msg = "区划代码有误：区六位，镇街以区代码开头"
        raise ValueError(msg)
    aliases = record.get("aliases", "").replace(";", "；").split("；")
    return PlaceName(
        id=new_id(),
        code=record.get("code") or None,
        name=name,
        aliases=[alias.strip() for alias in aliases if alias.strip()],
        kind=kind,
        district_code=district,
        town_code=town,
        valid_from=to_date(record.get("valid_from")) or _FIRST_DAY,
        valid_to=to_date(record.get("valid_to")),
        updated_at=clock.now(),
    )


def _apply_place(
    session: AsyncSession,
    place: PlaceName,
    old: PlaceName | None,
    how: tuple[ImportReport, bool],
) -> None:
    report, dry_run = how
    if old is None:
        report.added += 1
        if not dry_run:
            session.add(place)
        return
    members = ("code", "aliases", "valid_from", "valid_to")
    if all(getattr(old, name) == getattr(place, name) for name in members):
        report.unchanged += 1
        return
    report.changed += 1
    if not dry_run:
        for name in (*members, "updated_at"):
            setattr(old, name, getattr(place, name))
