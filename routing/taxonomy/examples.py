"""Example requests and synonyms of the tree (分类样例与同义词): what a category sounds like before it has a history.

A row belongs to a category of any level and holds either one request in a citizen's words or a list of words
and phrases. They feed the cold start; a city writes its own, and may replace ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, String, Text, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Base, UtcDateTime
from hotline.kit.ids import new_id
from hotline.kit.labels import LabelledEnum
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import Record, SheetRow
from hotline.kit.text import clean_input
from routing.classify.treematch import Phrase
from routing.events import TaxonomyChanged
from routing.queries import load_taxonomy
from routing.service import ImportReport, refuse_errors, told_of
from routing.taxonomy.files import RowError
from routing.taxonomy.tree import Taxonomy

COLUMNS = ("category_code", "words", "text")
_BETWEEN = "；"
MAX_TEXT = 4000
MAX_ROWS = 20_000
_CHUNK = 500


class ExampleKind(LabelledEnum):
    """What a row holds."""

    WORDS = "WORDS", "同义词"
    REQUEST = "REQUEST", "样例诉求"


class ExampleText(Base):
    """Words or a request that belong to a category (分类样例)."""

    __tablename__ = "routing_examples"
    __table_args__ = (Index("ix_routing_examples_category_code", "category_code"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Example:
    """One row as it is read."""

    category_code: str
    kind: ExampleKind
    text: str


async def load_examples(session: AsyncSession) -> tuple[Phrase, ...]:
    """Return (words, category code) in a fixed order; lists of words are taken apart."""
    query = select(ExampleText.category_code, ExampleText.kind, ExampleText.text)
    rows = (await session.execute(query.order_by(ExampleText.id))).all()
    return tuple(phrases(Example(code, ExampleKind(kind), text) for code, kind, text in rows))


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
    query = select(func.count(), func.max(ExampleText.id)).select_from(ExampleText)
    return "|".join(map(str, (await session.execute(query)).one()))


async def import_examples(
    session: AsyncSession,
    rows: Sequence[SheetRow],
    *,
    actor: Actor,
    dry_run: bool = False,
    replace: bool = False,
) -> ImportReport:
    """Import rows (category_code, words or text); ``replace`` drops all that were there before.

    A row that is there already is left as it is. Nothing is stored if a row is refused. Raises
    ``ContentInvalid`` (422).
    """
    report = ImportReport()
    taxonomy = await load_taxonomy(session)
    examples = _read(rows, taxonomy, report)
    if not dry_run:
        refuse_errors(report.errors)
    known = set() if replace else await _stored(session)
    fresh = [example for example in dict.fromkeys(examples) if example not in known]
    report.added, report.unchanged = len(fresh), len(examples) - len(fresh)
    report.stored = not dry_run
    if report.stored and (fresh or replace):
        await _store(session, fresh, replace=replace)
        counts = {"added": len(fresh), "replaced": replace}
        await record_change(
            session, actor, Change("examples.import", "examples", "-", after=counts)
        )
        await publish(session, TaxonomyChanged(taxonomy.version))
    return report


async def example_records(session: AsyncSession) -> list[dict[str, str]]:
    """Return the export lines of all examples in a fixed order."""
    found = sorted(await _stored(session), key=lambda one: (one.category_code, one.kind, one.text))
    return [
        {
            "category_code": one.category_code,
            "words": one.text if one.kind is ExampleKind.WORDS else "",
            "text": one.text if one.kind is ExampleKind.REQUEST else "",
        }
        for one in found
    ]


async def _stored(session: AsyncSession) -> set[Example]:
    query = select(ExampleText.category_code, ExampleText.kind, ExampleText.text)
    rows = (await session.execute(query)).all()
    return {Example(code, ExampleKind(kind), text) for code, kind, text in rows}


async def _store(session: AsyncSession, fresh: Sequence[Example], *, replace: bool) -> None:
    if replace:
        await session.execute(delete(ExampleText))
    at = clock.now()
    records = [
        {
            "id": new_id(),
            "category_code": example.category_code,
            "kind": example.kind.value,
            "text": example.text,
            "added_at": at,
        }
        for example in fresh
    ]
    for start in range(0, len(records), _CHUNK):
        await session.execute(insert(ExampleText), records[start : start + _CHUNK])


def _read(rows: Sequence[SheetRow], taxonomy: Taxonomy, report: ImportReport) -> list[Example]:
    examples = []
    for row in rows[:MAX_ROWS]:
        try:
            if row.fault:
                raise ValueError(row.fault)
            examples.append(_example(row.cells, taxonomy))
        except (ValueError, KeyError) as error:
            report.errors.append(RowError(row.number, told_of(error)))
    if len(rows) > MAX_ROWS:
        report.errors.append(RowError(rows[MAX_ROWS].number, f"最多 {MAX_ROWS} 行"))
    return examples


def _example(record: Record, taxonomy: Taxonomy) -> Example:
    code = record["category_code"].strip()
    if code not in taxonomy.categories:
        msg = f"没有事项分类“{code[:20]}”"
        raise ValueError(msg)
    words, text = record.get("words", "").strip(), record.get("text", "").strip()
    if bool(words) == bool(text):
        msg = "words 与 text 须填且只填一项"
        raise ValueError(msg)
    if len(words or text) > MAX_TEXT:
        msg = f"最多 {MAX_TEXT} 字"
        raise ValueError(msg)
    if text:
        return Example(code, ExampleKind.REQUEST, clean_input(text))
    return Example(code, ExampleKind.WORDS, words.replace(";", _BETWEEN).replace("、", _BETWEEN))
