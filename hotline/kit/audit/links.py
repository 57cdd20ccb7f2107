"""The chain of the audit (审计链): each digest covers its row and the digest before."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hotline.kit.db import dump_json

GENESIS = "0" * 64
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


def digest_of(previous: str, row: Mapping[str, Any]) -> str:
    """Return the digest (64 hex digits) of ``row`` after ``previous``; every stored field counts."""
    content = {name: _stable(row[name]) for name in COVERED}
    return hashlib.sha256(f"{previous}\n{dump_json(content)}".encode()).hexdigest()


def _stable(value: Any) -> Any:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value
