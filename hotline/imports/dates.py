"""Dates of other systems (外部日期): the forms that tables use, read as local time."""

import re
from datetime import datetime

from hotline.kit import clock

_FORMS = (
    "%Y%m%d",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%d%H%M%S",
    "%Y年%m月%d日 %H:%M",
)
_FRACTION = re.compile(r"(:\d{2})\.\d+$")


def read_instant(text: str) -> datetime:
    """Return the instant of a written date; a day alone is its midnight, a time without zone is local.

    Raises ``ValueError`` with a Chinese reason.
    """
    cleaned = _FRACTION.sub(r"\1", text.strip())
    for form in _FORMS:
        try:
            found = datetime.strptime(cleaned, form)  # noqa: DTZ007 — the zone is added below
        except ValueError:
            continue
        return found.replace(tzinfo=clock.SHANGHAI)
    try:
        found = datetime.fromisoformat(cleaned)
    except ValueError:
        msg = f"看不懂的日期“{text[:30]}”"
        raise ValueError(msg) from None
    return found if found.tzinfo else found.replace(tzinfo=clock.SHANGHAI)
