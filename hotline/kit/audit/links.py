"""What the chain covers (入链内容): every stored column of an entry except its digest and chain value."""

from collections.abc import Mapping
from typing import Any

from hotline.kit.chain import ChainRow

COVERED = (
    "seq",
    "id",
    "category",
    "actor_id",
    "actor_kind",
    "action",
    "object_kind",
    "object_id",
    "field",
    "purpose",
    "before",
    "after",
    "at",
    "request_id",
    "address_hash",
)


def content_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that the digest covers."""
    return {name: row[name] for name in COVERED}


def chain_row(row: Mapping[str, Any]) -> ChainRow:
    """Return a stored entry as the chain checks it."""
    return ChainRow(row["seq"], content_of(row), row["digest"], row["chain"])
