"""What every action's function looks like (操作效果), and small steps several of them share."""

from collections.abc import Awaitable, Callable
from typing import Any

from hotline.tickets.deed import Deed
from hotline.tickets.models import Ticket
from routing.taxonomy.tree import RequestKind

Effect = Callable[[Deed, Any], Awaitable[None]]


def note_classification(
    ticket: Ticket, kind: RequestKind, category_code: str, version: str | None = None
) -> None:
    """Set kind and category; the first ones stay beside them (domain rules §6.1)."""
    ticket.kind = kind.value
    ticket.first_kind = ticket.first_kind or kind.value
    ticket.category_code = category_code
    ticket.first_category_code = ticket.first_category_code or category_code
    ticket.category_version = version or ticket.category_version
