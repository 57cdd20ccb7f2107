"""What is left of a ticket after its period of storage (归档去标识): masked words, proved by the audit."""

from collections.abc import Mapping
from typing import Any

from hotline.kit import chain
from hotline.kit.logs import mask_text

DEIDENTIFIED = "ticket.deidentify"  # the action in the audit
MASKED = "masked"  # the member of its ``after`` that holds the digest


def masked_digest(rows: Mapping[int, Mapping[str, Any]]) -> str:
    """Return the digest of the masked words of a ticket's log rows by their numbers, as the audit shows it."""
    return mask_text(chain.row_digest({str(seq): dict(said) for seq, said in rows.items()}))
