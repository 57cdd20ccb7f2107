"""What the imports of this pillar share (导入公用): reading row by row, the report, refusing with the lines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from hotline.kit.sheets import RowFault, SheetRow, fault_words
from routing.errors import ContentInvalid

FIRST_DAY = date(2000, 1, 1)
_MAX_TOLD = 50
T = TypeVar("T")


@dataclass(frozen=True)
class RowError:
    """Why a line cannot be used; ``line`` counts from two, below the header, 0 means the whole."""

    line: int
    reason: str
    reason_en: str


@dataclass
class ImportReport:
    """What an import of rows did or, in a dry run, would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    stored: bool = False


def read_each(
    rows: Iterable[SheetRow], read: Callable[[SheetRow], T]
) -> tuple[list[T], list[RowError]]:
    """Return what ``read`` makes of the rows, and the faults of those that it refuses.

    It refuses by ``RowFault``, ``ValueError`` or ``TypeError``, or by a ``KeyError`` for a missing column.
    """
    found: list[T] = []
    errors: list[RowError] = []
    for row in rows:
        try:
            row.sound()
            found.append(read(row))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            errors.append(RowError(row.number, *fault_words(error)))
    return found, errors


def refuse_errors(errors: Sequence[RowError]) -> None:
    """Raise ``ContentInvalid`` (422) that lists the first faults, if there are any."""
    if errors:
        raise ContentInvalid(*in_short(errors), errors=listed(errors))


def refuse_entries(errors: Sequence[RowError]) -> None:
    """Raise ``ContentInvalid`` (422) as ``refuse_errors`` does, for entries of a list; 0 is the whole of it."""
    if not errors:
        return
    zh = [f"第 {e.line} 条：{e.reason}" if e.line else e.reason for e in errors[:5]]
    en = [f"entry {e.line}: {e.reason_en}" if e.line else e.reason_en for e in errors[:5]]
    raise ContentInvalid("；".join(zh), "; ".join(en), errors=listed(errors))


def in_short(errors: Sequence[RowError]) -> tuple[str, str]:
    """Return the first faults in one sentence, in Chinese and English."""
    told = "；".join(f"第 {error.line} 行：{error.reason}" for error in errors[:5])
    return told, "; ".join(f"row {error.line}: {error.reason_en}" for error in errors[:5])


def listed(errors: Sequence[RowError]) -> list[dict[str, str | int]]:
    """Return the first faults as the ``errors`` of a problem."""
    return [vars(error) for error in errors[:_MAX_TOLD]]


def to_date(text: str | None) -> date | None:
    """Return an ISO date, ``None`` for blank; raises ``RowFault`` for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        day = text[:20]
        raise RowFault(
            f"日期“{day}”应写作 2026-01-31", f"{day} should be a date like 2026-01-31"
        ) from error


def to_span(begins: str | None, ends: str | None, default: date) -> tuple[date, date | None]:
    """Return the first and the last valid day; raises ``RowFault`` for dates that are none, or in reverse."""
    first, last = to_date(begins) or default, to_date(ends)
    if last is not None and last < first:
        raise RowFault("截止日期早于起始日期", "The last day lies before the first")
    return first, last
