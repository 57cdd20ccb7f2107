"""Versions of the tree and their mappings read again (分类版本·对照查阅): which there were, and which count."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hotline.kit.auth import queries as accounts
from routing.errors import MappingUnknown
from routing.models import CategoryRow, TaxonomyState
from routing.queries import count_categories, load_taxonomy
from routing.queries import list_versions as stored_versions
from routing.taxonomy.mapping import MapKind, MapRow, from_json
from routing.taxonomy.models import TaxonomyMapping
from routing.taxonomy.schemas import MapLineOut, MappingDetailOut, MappingOut, VersionOut
from routing.taxonomy.tree import Taxonomy


async def list_versions(session: AsyncSession) -> list[VersionOut]:
    """List the versions of the tree, newest first, with their sizes and whoever brought them."""
    stored = await stored_versions(session)
    sizes, leaves = await count_categories(session), await _leaves(session)
    names = await accounts.names_of(session, [v.imported_by for v in stored if v.imported_by])
    return [
        VersionOut(
            version=found.version,
            state=found.state,
            state_label=TaxonomyState[found.state].label,
            imported_by_name=names.get(found.imported_by or ""),
            imported_at=found.imported_at,
            superseded_at=found.superseded_at,
            categories=sizes.get(found.version, 0),
            leaves=leaves.get(found.version, 0),
        )
        for found in stored
    ]


async def _leaves(session: AsyncSession) -> dict[str, int]:
    """Count the nodes of each version that are nobody's parent."""
    child = aliased(CategoryRow)
    parents = exists().where(
        child.version == CategoryRow.version, child.parent_code == CategoryRow.code
    )
    query = select(CategoryRow.version, func.count()).where(~parents)
    return {row[0]: row[1] for row in await session.execute(query.group_by(CategoryRow.version))}


async def list_mappings(session: AsyncSession) -> list[MappingOut]:
    """List all mappings, newest first; earlier ones of a pair of versions are kept and no longer count."""
    query = select(TaxonomyMapping).order_by(TaxonomyMapping.imported_at.desc())
    return await _shown(session, list(await session.scalars(query.order_by(TaxonomyMapping.id))))


async def get_mapping(session: AsyncSession, mapping_id: str) -> MappingDetailOut:
    """Return one mapping with its lines; raises ``MappingUnknown`` (404)."""
    stored = await session.get(TaxonomyMapping, mapping_id)
    if stored is None:
        raise MappingUnknown
    (head,) = await _shown(session, [stored])
    old = await load_taxonomy(session, stored.old_version)
    new = await load_taxonomy(session, stored.new_version)
    lines = [_line(row, old, new) for row in from_json(stored.rows)]
    return MappingDetailOut(**head.model_dump(), lines=lines)


async def _shown(session: AsyncSession, stored: Sequence[TaxonomyMapping]) -> list[MappingOut]:
    names = await accounts.names_of(session, [m.imported_by for m in stored if m.imported_by])
    pair = (TaxonomyMapping.old_version, TaxonomyMapping.new_version)
    query = select(*pair, func.max(TaxonomyMapping.number)).group_by(*pair)
    last = {(old, new): number for old, new, number in await session.execute(query)}
    return [_head(one, names, last[one.old_version, one.new_version]) for one in stored]


def _head(stored: TaxonomyMapping, names: dict[str, str], last: int) -> MappingOut:
    counts = Counter(row["kind"] for row in stored.rows)
    return MappingOut(
        id=stored.id,
        old_version=stored.old_version,
        new_version=stored.new_version,
        number=stored.number,
        in_use=stored.number == last,
        counts={kind.value: counts[kind.value] for kind in MapKind},
        rows=len(stored.rows),
        imported_by=stored.imported_by,
        imported_by_name=names.get(stored.imported_by or ""),
        imported_at=stored.imported_at,
    )


def _line(row: MapRow, old: Taxonomy, new: Taxonomy) -> MapLineOut:
    return MapLineOut(
        old_code=row.old_code,
        old_name=old.label(row.old_code),
        new_codes=list(row.new_codes),
        new_names=[new.label(code) for code in row.new_codes],
        kind=row.kind,
        kind_label=row.kind.label,
    )
