"""The book of examples (分类样例簿): read, add one, withdraw one, and every version there was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import Actor
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.kit.sheets import fault_words
from routing.errors import ContentInvalid, ExampleKnown, ExampleUnknown, ExampleWithdrawn
from routing.queries import load_taxonomy
from routing.taxonomy.examples import Changed, change, example_of, stands
from routing.taxonomy.models import ExampleKind, ExampleText, ExampleVersion
from routing.taxonomy.schemas import ExampleOut, ExampleVersionOut
from routing.taxonomy.tree import Taxonomy

_Added, _Gone = aliased(ExampleVersion), aliased(ExampleVersion)


@dataclass(frozen=True)
class Wanted:
    """Which examples; ``code`` means a subject with everything under it, ``version`` as they stood then."""

    code: str | None = None
    kind: ExampleKind | None = None
    text: str | None = None
    withdrawn: bool = False
    version: int | None = None


async def list_examples(
    session: AsyncSession, *, wanted: Wanted, page: PageQuery
) -> Page[ExampleOut]:
    """List examples, the newest first."""
    query = _rows().order_by(ExampleText.id.desc())
    if wanted.withdrawn:
        query = query.where(ExampleText.withdrawn_in.is_not(None))
    else:
        query = query.where(stands(wanted.version))
    if wanted.code is not None:
        query = query.where(ExampleText.category_code.startswith(wanted.code, autoescape=True))
    if wanted.kind is not None:
        query = query.where(ExampleText.kind == wanted.kind.value)
    if wanted.text:
        query = query.where(ExampleText.text.contains(wanted.text, autoescape=True))
    if page.cursor is not None:
        key = [ExampleText.__table__.c.id]
        query = query.where(after(key, decode(page.cursor, [str]), descending=True))
    rows = (await session.execute(query.limit(page.limit + 1))).all()
    shown = rows[: page.limit]
    cursor = encode([shown[-1][0].id]) if len(rows) > page.limit else None
    return Page(items=await _shown(session, shown), next_cursor=cursor)


async def add_example(
    session: AsyncSession, *, code: str, kind: ExampleKind, text: str, note: str, actor: Actor
) -> ExampleOut:
    """Add one; new texts are compared with it at once. Raises ``ContentInvalid`` (422), ``ExampleKnown`` (409)."""
    taxonomy = await load_taxonomy(session)
    cell = "text" if kind is ExampleKind.REQUEST else "words"
    try:
        example = example_of({"category_code": code, cell: text}, taxonomy)
    except ValueError as error:
        raise ContentInvalid(*fault_words(error)) from error
    same = (
        ExampleText.category_code == example.category_code,
        ExampleText.kind == example.kind.value,
        ExampleText.text == example.text,
        stands(),
    )
    if await session.scalar(select(ExampleText.id).where(*same)) is not None:
        raise ExampleKnown
    await change(session, Changed(fresh=[example], note=note), actor)
    return await _one(session, await session.scalar(select(ExampleText.id).where(*same)))


async def withdraw_example(
    session: AsyncSession, *, example_id: str, note: str, actor: Actor
) -> ExampleOut:
    """Withdraw one; it stays in the versions it stood in. Raises ``ExampleUnknown`` (404), ``ExampleWithdrawn`` (409)."""
    row = await session.get(ExampleText, example_id, with_for_update=True)
    if row is None:
        raise ExampleUnknown
    if row.withdrawn_in is not None:
        raise ExampleWithdrawn
    await change(session, Changed(gone=ExampleText.id == example_id, note=note), actor)
    return await _one(session, example_id)


async def list_example_versions(
    session: AsyncSession, *, page: PageQuery
) -> Page[ExampleVersionOut]:
    """List every change, the newest first, with how many examples stood after it."""
    query = select(ExampleVersion).order_by(ExampleVersion.number.desc())
    if page.cursor is not None:
        query = query.where(ExampleVersion.number < decode(page.cursor, [int])[0])
    rows = list(await session.scalars(query.limit(page.limit + 1)))
    shown = rows[: page.limit]
    names = await accounts.names_of(session, [row.by for row in shown if row.by])
    standing = await _standing(session, [row.number for row in shown])
    items = [
        ExampleVersionOut(
            number=row.number,
            at=row.at,
            by=row.by,
            by_name=names.get(row.by or ""),
            note=row.note,
            added=row.added,
            withdrawn=row.withdrawn,
            standing=standing[row.number],
        )
        for row in shown
    ]
    cursor = encode([shown[-1].number]) if len(rows) > page.limit else None
    return Page(items=items, next_cursor=cursor)


async def _standing(session: AsyncSession, numbers: Sequence[int]) -> dict[int, int]:
    """Sum up what came and went until each version."""
    total = func.sum(ExampleVersion.added - ExampleVersion.withdrawn)
    found = {}
    for number in numbers:
        query = select(total).where(ExampleVersion.number <= number)
        found[number] = int(await session.scalar(query) or 0)
    return found


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(ExampleText, _Added, _Gone)
        .join(_Added, _Added.number == ExampleText.added_in)
        .outerjoin(_Gone, _Gone.number == ExampleText.withdrawn_in)
    )


async def _one(session: AsyncSession, example_id: str | None) -> ExampleOut:
    query = _rows().where(ExampleText.id == example_id)
    rows = (await session.execute(query.execution_options(populate_existing=True))).all()
    (shown,) = await _shown(session, rows)
    return shown


async def _shown(session: AsyncSession, rows: Sequence[Any]) -> list[ExampleOut]:
    taxonomy = await load_taxonomy(session)
    people = {version.by for row in rows for version in row[1:] if version is not None}
    names = await accounts.names_of(session, [one for one in people if one])
    return [_out(row, taxonomy, names) for row in rows]


def _out(row: Any, taxonomy: Taxonomy, names: dict[str, str]) -> ExampleOut:
    example, added, gone = row
    kind = ExampleKind[example.kind]
    return ExampleOut(
        id=example.id,
        category_code=example.category_code,
        category=taxonomy.label(example.category_code),
        kind=kind,
        kind_label=kind.label,
        text=example.text,
        added_in=example.added_in,
        added_at=added.at,
        added_by=added.by,
        added_by_name=names.get(added.by or ""),
        withdrawn_in=example.withdrawn_in,
        withdrawn_at=gone.at if gone else None,
        withdrawn_by=gone.by if gone else None,
        withdrawn_by_name=names.get(gone.by or "") if gone else None,
        withdrawn_note=gone.note if gone else None,
    )
