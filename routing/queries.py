"""Reading routing tables (查分类、目录、地名、规则); every ``select`` of this pillar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, rulebooks
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import PageQuery, after, decode, encode
from routing.catalogue.rows import Basis, Partner, Row
from routing.errors import PolicyUnknown, ResponsibilityUnknown, TaxonomyUnknown
from routing.extract.gazetteer import PlaceEntry
from routing.models import (
    POLICY_TABLES,
    CategoryLimit,
    CategoryRow,
    PlaceName,
    PolicyName,
    Responsibility,
    RoutingPolicy,
    RowStatus,
    TaxonomyState,
    TaxonomyVersion,
)
from routing.taxonomy.history import History, Step
from routing.taxonomy.mapping import from_json
from routing.taxonomy.models import TaxonomyMapping
from routing.taxonomy.tree import (
    BasisKind,
    Category,
    RequestKind,
    Taxonomy,
    Urgency,
    build,
    question_from,
)
from routing.units import UnitBook, UnitRef

_CATEGORY_COLUMNS = tuple(CategoryRow.__table__.columns)
_ROW_COLUMNS = tuple(Responsibility.__table__.columns)


async def find_current_version(session: AsyncSession) -> str | None:
    """Return the version of the tree in force."""
    return await session.scalar(
        select(TaxonomyVersion.version).where(TaxonomyVersion.state == TaxonomyState.IN_FORCE.value)
    )


async def load_taxonomy(session: AsyncSession, version: str | None = None) -> Taxonomy:
    """Return the tree in force, empty before the first import, or another ``version``.

    Raises ``TaxonomyUnknown`` (404) for a version that does not exist.
    """
    wanted = version or await find_current_version(session)
    if wanted is None:
        return Taxonomy()
    rows = (
        await session.execute(select(*_CATEGORY_COLUMNS).where(CategoryRow.version == wanted))
    ).mappings()
    categories = [_category(dict(row)) for row in rows]
    if not categories:
        raise TaxonomyUnknown
    return build(wanted, categories)


def _category(row: dict[str, Any]) -> Category:
    hint = row["kind_hint"]
    return Category(
        code=row["code"],
        parent_code=row["parent_code"],
        level=row["level"],
        name=row["name"],
        name_en=row["name_en"],
        scope_note=row["scope_note"],
        kind_hint=RequestKind.__members__[hint] if hint else None,
        keywords=tuple(row["keywords"]),
        questions=tuple(question_from(entry) for entry in row["questions"]),
    )


async def list_versions(session: AsyncSession) -> list[TaxonomyVersion]:
    """List the versions of the tree, newest first."""
    query = select(TaxonomyVersion).order_by(TaxonomyVersion.imported_at.desc())
    return list(await session.scalars(query))


async def count_categories(session: AsyncSession) -> dict[str, int]:
    """Return how many nodes each version has."""
    query = select(CategoryRow.version, func.count()).group_by(CategoryRow.version)
    return {row[0]: row[1] for row in await session.execute(query)}


@dataclass(frozen=True)
class Limit:
    """A limit in working days with its basis; ``category_code`` tells whose row it is."""

    working_days: int
    basis: str
    category_code: str | None
    limit_id: str


async def find_limit(
    session: AsyncSession,
    chain: Sequence[str],
    kind: RequestKind,
    urgency: Urgency,
    on: date,
    history: History,
) -> Limit | None:
    """Return the limit in force on ``on``: nearest category, then kind × urgency, then kind (§4.2).

    ``chain`` is the category with its superiors, nearest first (``Taxonomy.chain``). A limit belongs to the
    tree it was approved under: by ``history`` (the snapshot's, so that nothing more is read) it counts only
    where its code is still the same subject; elsewhere its superior's does until people have decided.
    """
    query = select(CategoryLimit).where(
        or_(CategoryLimit.category_code.in_(chain), CategoryLimit.category_code.is_(None)),
        or_(CategoryLimit.kind == kind.value, CategoryLimit.kind.is_(None)),
        or_(CategoryLimit.urgency == urgency.value, CategoryLimit.urgency.is_(None)),
        CategoryLimit.valid_from <= on,
        or_(CategoryLimit.valid_to.is_(None), CategoryLimit.valid_to >= on),
    )
    found = await session.scalars(query)
    rows = [row for row in found if history.stands(row.category_code, row.created_at)]
    if not rows:
        return None
    near = {code: steps for steps, code in enumerate(chain)}
    best = min(
        rows,
        key=lambda row: (
            near.get(row.category_code or "", len(near)),
            row.urgency is None,
            row.kind is None,
        ),
    )
    return Limit(best.working_days, best.basis, best.category_code, best.id)


async def list_limits(session: AsyncSession, on: date) -> list[CategoryLimit]:
    """List the limits in force on ``on``."""
    query = select(CategoryLimit).where(
        CategoryLimit.valid_from <= on,
        or_(CategoryLimit.valid_to.is_(None), CategoryLimit.valid_to >= on),
    )
    return list(await session.scalars(query.order_by(CategoryLimit.category_code)))


async def stored_limits(session: AsyncSession) -> list[CategoryLimit]:
    """Return every stored limit, past and future ones too."""
    return list(await session.scalars(select(CategoryLimit).order_by(CategoryLimit.id)))


async def load_units(session: AsyncSession) -> UnitBook:
    """Return all units, closed ones too."""
    columns = (
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.level,
        Unit.kind,
        Unit.path,
        Unit.district_code,
        Unit.town_code,
        Unit.valid_from,
        Unit.valid_to,
        Unit.short_name,
    )
    rows = (await session.execute(select(*columns))).mappings()
    return UnitBook({row["id"]: UnitRef(**row) for row in rows})


def to_row(stored: Any) -> Row:
    """Return the pure form of a stored catalogue row (ORM object or result row)."""
    return Row(
        id=stored.id,
        category_code=stored.category_code,
        district_code=stored.district_code,
        lead_unit_id=stored.lead_unit_id,
        valid_from=stored.valid_from,
        valid_to=stored.valid_to,
        condition=stored.condition,
        position=stored.position,
        partners=tuple(Partner(p["unit_id"], p.get("task", "")) for p in stored.partners),
        fallback_unit_id=stored.fallback_unit_id,
        no_push_down=stored.no_push_down,
        basis=tuple(
            Basis(BasisKind.__members__[b["kind"]], b["title"], b.get("article", ""))
            for b in stored.basis
        ),
        limit_override=stored.limit_override,
        limit_basis=stored.limit_basis,
        profile=stored.profile,
        must_review=stored.must_review,
        approved_at=stored.approved_at,
        ended_at=stored.ended_at,
    )


async def load_rows(
    session: AsyncSession, *, statuses: Sequence[RowStatus] = (RowStatus.APPROVED,)
) -> list[Row]:
    """Return all catalogue rows of these statuses, past and future ones too.

    A row of an earlier tree is read by the mapping to the present one; where the mapping leaves open what
    it means, it counts for nothing until a person has carried it over.
    """
    wanted = [status.value for status in statuses]
    query = select(*_ROW_COLUMNS).where(Responsibility.status.in_(wanted))
    history = await load_history(session)
    found = []
    for stored in await session.execute(query):
        codes = _read_today(stored, history)
        found += [replace(to_row(stored), category_code=code) for code in codes]
    return found


def _read_today(stored: Any, history: History) -> tuple[str, ...]:
    if stored.category_version not in history.steps:
        return (stored.category_code,)
    codes = history.possible(stored.category_code, stored.category_version)
    return codes if len(codes) == 1 else ()


async def load_history(session: AsyncSession) -> History:
    """Return how subjects of earlier trees read today; of every pair of versions the latest mapping counts."""
    present = await load_taxonomy(session)
    rows = list(await session.scalars(select(TaxonomyMapping).order_by(TaxonomyMapping.number)))
    latest = {(row.old_version, row.new_version): row for row in rows}
    if not latest:
        return History(present)
    wanted = {version for pair in latest for version in pair} - {present.version}
    trees = {version: await load_taxonomy(session, version) for version in sorted(wanted)}
    trees[present.version] = present
    steps = {
        old: Step(trees[old], trees[new], {r.old_code: r for r in from_json(row.rows)})
        for (old, new), row in sorted(latest.items(), key=lambda item: item[1].imported_at)
    }
    since = [(v.imported_at, v.version) for v in reversed(await list_versions(session))]
    return History(present, steps, since)


async def get_responsibility(session: AsyncSession, row_id: str) -> Responsibility:
    """Return a stored row; raises ``ResponsibilityUnknown`` (404)."""
    return (await get_responsibilities(session, [row_id]))[0]


async def get_responsibilities(session: AsyncSession, ids: Sequence[str]) -> list[Responsibility]:
    """Return stored rows in the order of ``ids``; raises ``ResponsibilityUnknown`` (404)."""
    query = select(Responsibility).where(Responsibility.id.in_(ids))
    found = {row.id: row for row in await session.scalars(query)}
    if not found.keys() >= set(ids):
        raise ResponsibilityUnknown
    return [found[one] for one in ids]


@dataclass(frozen=True)
class RowFilter:
    """Which catalogue rows; every member narrows the list."""

    category_code: str | None = None
    district_code: str | None = None
    unit_id: str | None = None
    status: RowStatus | None = None
    on: date | None = None
    review_before: date | None = None


async def list_responsibilities(
    session: AsyncSession, wanted: RowFilter, page: PageQuery
) -> tuple[list[dict[str, Any]], str | None]:
    """Return one page of rows by category, place and id, and the cursor of the next."""
    table = Responsibility.__table__
    keys = (table.c["category_code"], table.c["district_code"], table.c["id"])
    query = _filtered(select(*_ROW_COLUMNS), wanted).order_by(*keys)
    if page.cursor is not None:
        query = query.where(after(keys, decode(page.cursor, (str, str, str))))
    rows = (await session.execute(query.limit(page.limit + 1))).mappings().all()
    shown = [dict(row) for row in rows[: page.limit]]
    if len(rows) <= page.limit:
        return shown, None
    last = shown[-1]
    return shown, encode([last["category_code"], last["district_code"], last["id"]])


def _filtered(query: Select[Any], wanted: RowFilter) -> Select[Any]:
    if wanted.category_code is not None:
        query = query.where(
            Responsibility.category_code.startswith(wanted.category_code, autoescape=True)
        )
    for name in ("district_code", "status"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(Responsibility, name) == str(value))
    if wanted.unit_id is not None:
        query = query.where(Responsibility.lead_unit_id == wanted.unit_id)
    if wanted.review_before is not None:
        query = query.where(Responsibility.review_by <= wanted.review_before)
    if wanted.on is not None:
        query = query.where(
            Responsibility.status == RowStatus.APPROVED.value,
            Responsibility.valid_from <= wanted.on,
            or_(Responsibility.valid_to.is_(None), Responsibility.valid_to >= wanted.on),
        )
    return query


async def stored_responsibilities(
    session: AsyncSession, statuses: Sequence[RowStatus]
) -> list[Responsibility]:
    """Return the stored rows of these statuses (for import, check and export).

    Their order depends on what they say alone, so that two databases give them in the same one.
    """
    wanted = [status.value for status in statuses]
    query = select(Responsibility).where(Responsibility.status.in_(wanted))
    return sorted(
        await session.scalars(query.order_by(Responsibility.id)),
        key=lambda row: (
            row.category_code,
            row.district_code,
            row.position,
            row.valid_from,
            row.condition or "",
        ),
    )


async def load_places(session: AsyncSession, on: date | None = None) -> list[PlaceEntry]:
    """Return the places valid on ``on`` (default: today)."""
    day = on or clock.local_date()
    columns = (
        PlaceName.name,
        PlaceName.kind,
        PlaceName.district_code,
        PlaceName.town_code,
        PlaceName.aliases,
        PlaceName.code,
    )
    query = select(*columns).where(
        PlaceName.valid_from <= day, or_(PlaceName.valid_to.is_(None), PlaceName.valid_to >= day)
    )
    rows = await session.execute(query.order_by(PlaceName.name, PlaceName.id))
    return [
        PlaceEntry(name, kind, district, town, tuple(aliases), code or "")
        for name, kind, district, town, aliases, code in rows
    ]


async def stored_places(session: AsyncSession) -> list[PlaceName]:
    """Return every stored place name."""
    return list(await session.scalars(select(PlaceName)))


async def find_policy(session: AsyncSession, name: PolicyName) -> RoutingPolicy | None:
    """Return the version in force of the named data."""
    table = POLICY_TABLES[name]
    found: RoutingPolicy | None = await session.scalar(
        rulebooks.in_force(table, table), {"now": clock.now()}
    )
    return found


async def get_policy(session: AsyncSession, policy_id: str) -> RoutingPolicy:
    """Return one version; raises ``PolicyUnknown`` (404)."""
    found = await session.get(RoutingPolicy, policy_id)
    if found is None:
        raise PolicyUnknown
    return found


async def list_policies(session: AsyncSession, name: PolicyName) -> list[RoutingPolicy]:
    """List the versions of a policy, newest first; those that were in force are told as superseded."""
    table = POLICY_TABLES[name]
    versions = list(await session.scalars(select(table).order_by(table.number.desc())))
    present = await find_policy(session, name)
    for version in versions:
        version.overtaken = version.state == rulebooks.IN_FORCE and version is not present
    return list(versions)


async def state_stamp(session: AsyncSession) -> str:
    """Return a text that changes whenever the snapshot would: cheap enough to ask every few seconds."""
    parts: list[Any] = [await find_current_version(session), clock.local_date()]
    for query in (
        select(
            func.count(), func.max(Responsibility.approved_at), func.max(Responsibility.ended_at)
        ),
        select(func.count(), func.max(PlaceName.updated_at)).select_from(PlaceName),
        select(func.count(), func.max(RoutingPolicy.decided_at)).select_from(RoutingPolicy),
        select(func.count()).select_from(TaxonomyMapping),
        select(func.count(), func.sum(Unit.version)).select_from(Unit),
    ):
        parts += (await session.execute(query)).one()
    return "|".join(map(str, parts))
