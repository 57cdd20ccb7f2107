"""Days of training rows (时间列): whatever an export writes as a date becomes a number that sorts."""

import re
from datetime import date, datetime
from typing import Any

_DAY = re.compile(r"\D*(\d{4})\D{0,2}(\d{1,2})\D{1,2}(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\D*(\d{4})(\d{2})(\d{2})(?:\d{2}|\d{4}|\d{6})?(?!\d)")


def day_of(value: Any) -> int | None:
    """Return the day as a proleptic ordinal; ``None`` for what is no date.

    2026-11-25, 2026/1/5, 2026年1月5日, 20261125 and 20261125093000 are understood, with any time behind.
    """
    if isinstance(value, (date, datetime)):
        return value.toordinal()
    found = _COMPACT.match(str(value or "")) or _DAY.match(str(value or ""))
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups())).toordinal()
    except ValueError:
        return None
