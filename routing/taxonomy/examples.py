"""Example requests and synonyms of the tree (分类样例与同义词): what a category sounds like before it has a history.

A row belongs to a category of any level and holds either one request in a citizen's words or a list of words
and phrases. They feed the cold start; a city writes its own, and may replace ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import Record, RowFault, SheetRow
from hotline.kit.text import clean_input
from hotline.kit.transfer import Table
from routing.classify.treematch import Phrase
from routing.events import TaxonomyChanged
from routing.imports import ImportReport, RowError, read_each, refuse_errors
from routing.queries import list_versions, load_history, load_taxonomy
from routing.taxonomy.history import version_at
from routing.taxonomy.models import ExampleKind, ExampleText, ExampleVersion
from routing.taxonomy.tree import Taxonomy

COLUMNS = ("category_code", "words", "text")
_BETWEEN = "；"
MAX_TEXT = 4000
MAX_ROWS = 20_000
_CHUNK = 500
_COUNTER = "routing_example_versions"


@dataclass(frozen=True)
class Example:
    """One row as it is read."""

    category_code: str
    kind: ExampleKind
    text: str


async def load_examples(session: AsyncSession) -> tuple[Phrase, ...]:
    """Return (words, category code) in a fixed order; lists of words are taken apart.

    An example of an earlier tree is read by the mapping to the present one; where that leaves open what it
    belongs to, it speaks for nothing until a person says so.
    """
    query = select(
        ExampleText.category_code, ExampleText.kind, ExampleText.text, ExampleVersion.at
    ).join(ExampleVersion, ExampleVersion.number == ExampleText.added_in)
    rows = (await session.execute(query.where(stands()).order_by(ExampleText.id))).all()
    history = await load_history(session)
    trees = [(v.imported_at, v.version) for v in reversed(await list_versions(session))]
    read = ((history.possible(code, version_at(trees, at)), k, t) for code, k, t, at in rows)
    known = (Example(codes[0], ExampleKind(k), t) for codes, k, t in read if len(codes) == 1)
    return tuple(phrases(known))


def phrases(examples: Iterable[Example]) -> Iterable[Phrase]:
    """Yield what the cold start reads."""
    for example in examples:
        if example.kind is ExampleKind.REQUEST:
            yield example.text, example.category_code
        else:
            for word in example.text.split(_BETWEEN):
                if word.strip():
                    yield word.strip(), example.category_code


async def examples_stamp(session: AsyncSession) -> str:
    """Return a text that changes whenever the examples do."""
    return str(await session.scalar(select(func.max(ExampleVersion.number))) or 0)


def stands(version: int | None = None) -> ColumnElement[bool]:
    """Return the condition of a row that stands now, or stood at a version."""
    if version is None:
        return ExampleText.withdrawn_in.is_(None)
    still = or_(ExampleText.withdrawn_in.is_(None), ExampleText.withdrawn_in > version)
    return and_(ExampleText.added_in <= version, still)


async def import_examples(
    session: AsyncSession,
    rows: Sequence[SheetRow],
    *,
    actor: Actor,
    dry_run: bool = False,
    replace: bool = False,
) -> ImportReport:
    """Import rows (category_code, words or text); ``replace`` withdraws all that were there before.

    A row that is there already is left as it is. Nothing is stored if a row is refused. Raises
    ``ContentInvalid`` (422).
    """
    examples, errors = _read(rows, await load_taxonomy(session))
    report = ImportReport(errors=errors)
    if not dry_run:
        refuse_errors(report.errors)
    known = set() if replace else await _stored(session)
    fresh = [example for example in dict.fromkeys(examples) if example not in known]
    report.added, report.unchanged = len(fresh), len(examples) - len(fresh)
    report.stored = not dry_run
    if report.stored and (fresh or replace):
        note = "文件导入，替换原有样例" if replace else "文件导入"
        await change(session, Changed(fresh, gone=stands() if replace else None, note=note), actor)
    return report


@dataclass(frozen=True)
class Changed:
    """What one version brings: fresh rows, and those that go (a condition on ``ExampleText``)."""

    fresh: Sequence[Example] = ()
    gone: ColumnElement[bool] | None = None
    note: str = ""


async def change(session: AsyncSession, changed: Changed, actor: Actor) -> int:
    """Make the next version; returns its number. Rows that go stay readable in the versions they stood in."""
    number = await counters.take(session, _COUNTER)
    version = ExampleVersion(
        number=number,
        at=clock.now(),
        by=actor.account_id,
        note=changed.note,
        added=len(changed.fresh),
        withdrawn=0,
    )
    session.add(version)
    await session.flush()
    if changed.gone is not None:
        going = (
            update(ExampleText).where(stands(), changed.gone).values(withdrawn_in=number)
        ).returning(ExampleText.id)
        version.withdrawn = len((await session.scalars(going)).all())
    await _insert(session, changed.fresh, number)
    after = {"number": number, "added": version.added, "withdrawn": version.withdrawn}
    await record_change(session, actor, Change("examples.change", "examples", "-", after=after))
    await publish(session, TaxonomyChanged((await load_taxonomy(session)).version))
    return number


async def example_table(session: AsyncSession, version: int | None = None) -> Table:
    """Return all examples, now or at a version, as a table in a fixed order."""
    found = sorted(
        await _stored(session, version), key=lambda one: (one.category_code, one.kind, one.text)
    )
    records = [
        {
            "category_code": one.category_code,
            "words": one.text if one.kind is ExampleKind.WORDS else "",
            "text": one.text if one.kind is ExampleKind.REQUEST else "",
        }
        for one in found
    ]
    return Table("examples", COLUMNS, records, {"version": version})


async def _stored(session: AsyncSession, version: int | None = None) -> set[Example]:
    query = select(ExampleText.category_code, ExampleText.kind, ExampleText.text)
    rows = (await session.execute(query.where(stands(version)))).all()
    return {Example(code, ExampleKind(kind), text) for code, kind, text in rows}


async def _insert(session: AsyncSession, fresh: Sequence[Example], number: int) -> None:
    records = [
        {
            "id": new_id(),
            "category_code": example.category_code,
            "kind": example.kind.value,
            "text": example.text,
            "added_in": number,
        }
        for example in fresh
    ]
    for start in range(0, len(records), _CHUNK):
        await session.execute(insert(ExampleText), records[start : start + _CHUNK])


def _read(rows: Sequence[SheetRow], taxonomy: Taxonomy) -> tuple[list[Example], list[RowError]]:
    read, errors = read_each(rows[:MAX_ROWS], lambda row: example_of(row.cells, taxonomy))
    if len(rows) > MAX_ROWS:
        told = (f"最多 {MAX_ROWS} 行", f"At most {MAX_ROWS} rows")
        errors.append(RowError(rows[MAX_ROWS].number, *told))
    return read, errors


def example_of(record: Record, taxonomy: Taxonomy) -> Example:
    """Return one row as it is stored; raises ``ValueError`` and ``KeyError`` with what is wrong."""
    code = record["category_code"].strip()
    if code not in taxonomy.categories:
        raise RowFault(f"没有事项分类“{code[:20]}”", f"No category {code[:20]}")
    words, text = record.get("words", "").strip(), record.get("text", "").strip()
    if bool(words) == bool(text):
        raise RowFault("words 与 text 须填且只填一项", "Fill in either words or text")
    if len(words or text) > MAX_TEXT:
        raise RowFault(f"最多 {MAX_TEXT} 字", f"At most {MAX_TEXT} characters")
    if text:
        return Example(code, ExampleKind.REQUEST, clean_input(text))
    return Example(code, ExampleKind.WORDS, words.replace(";", _BETWEEN).replace("、", _BETWEEN))
