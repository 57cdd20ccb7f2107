"""What the imports of this pillar share (导入公用): their report, refusing with the lines, reading a cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from routing.errors import ContentInvalid
from routing.taxonomy.files import RowError

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
