"""Preparing a catalogue (目录预读): everything that needs no database; rows become items or refusals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hotline.kit.transfer import Refusal
from knowledge.items.assembling import RowRefused, row_of
from knowledge.items.columns import Columns, columns_for
from knowledge.items.reading import RawCatalogue, RawRow, read_catalogue
from knowledge.items.schemas import ItemRow

_TOLD_EVERY = 100


@dataclass(frozen=True)
class PreparedRow:
    """One row that is an item, with its number in the file."""

    number: int
    item: ItemRow


@dataclass(frozen=True)
class Prepared:
    """A file ready to be compared with what stands; ``codes_refused`` are those of refused rows."""

    columns: Columns
    rows: tuple[PreparedRow, ...]
    refused: tuple[Refusal, ...] = ()
    codes_refused: frozenset[str] = field(default_factory=frozenset)


def prepare(
    content: bytes, wanted: Sequence[str] = (), progress: Callable[[int], None] | None = None
) -> Prepared:
    """Read a file and every row of it; ``wanted`` holds ``field=column`` pairs.

    ``progress`` is told how many rows are read. Raises ``CatalogueUnreadable``, ``MappingUnusable`` (422).
    """
    return assemble(read_catalogue(content), wanted, progress)


def assemble(
    raw: RawCatalogue, wanted: Sequence[str] = (), progress: Callable[[int], None] | None = None
) -> Prepared:
    """Return the items of a file that was read."""
    columns = columns_for(raw.columns, wanted)
    rows: list[PreparedRow] = []
    refused: list[Refusal] = []
    for count, row in enumerate(raw.rows, start=1):
        taken = _taken(row, columns)
        if isinstance(taken, Refusal):
            refused.append(taken)
        else:
            rows.append(taken)
        if progress is not None and count % _TOLD_EVERY == 0:
            progress(_TOLD_EVERY)
    if progress is not None:
        progress(len(raw.rows) % _TOLD_EVERY)
    return Prepared(columns, tuple(rows), tuple(refused), frozenset(r.key for r in refused))


def _taken(row: RawRow, columns: Columns) -> PreparedRow | Refusal:
    key = str(row.cells.get(columns.by_field["code"]) or "").strip()[:80]
    if row.fault is not None:
        return Refusal(row.number, key, *row.fault)
    try:
        return PreparedRow(row.number, row_of(row.cells, columns))
    except RowRefused as fault:
        return Refusal(row.number, key, fault.zh, fault.en)
