"""The action log (操作日志): how a row is digested and chained; pure.

Codes, ids and instants are chained in clear; free text is chained by a salted digest, so that erasing a
person's words breaks nothing and guessing them from the digest is hopeless.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from hotline.kit import chain
from hotline.kit.ids import new_id
from hotline.tickets.forms import personal_fields, text_fields

SALT = "_"
CHAINED = (
    "id",
    "ticket_id",
    "seq",
    "action",
    "row_id",
    "actor_id",
    "actor_kind",
    "actor_unit_id",
    "requester_id",
    "assignment_id",
    "at",
    "from_status",
    "to_status",
    "version",
    "payload",
    "changes",
    "texts_digest",
    "message_id",
)


@dataclass(frozen=True)
class Head:
    """The last row of a ticket's chain: its number and chain value."""

    seq: int = 0
    chain: str = chain.GENESIS


def digest_of(row: Mapping[str, Any]) -> str:
    """Return the digest (64 hex digits) of a log row: every column but the texts and the chain."""
    return chain.row_digest({name: row[name] for name in CHAINED})


def texts_digest(texts: Mapping[str, Any] | None) -> str | None:
    """Return the digest of the free text, ``None`` if there is none."""
    return None if texts is None else chain.row_digest(texts)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON has it: enums by value, instants and dates as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def parted(payload: BaseModel) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Part a payload into its codes and its free text (salted); empty members are left out.

    Personal data is left out too: it stands sealed on the ticket.
    """
    texts = text_fields(type(payload))
    left_out = set(personal_fields(type(payload)))
    members = _without_secrets(payload.model_dump(mode="json", exclude_none=True, exclude=left_out))
    codes = {name: value for name, value in members.items() if name not in texts}
    said = {name: value for name, value in members.items() if name in texts and value != []}
    return codes, {SALT: new_id(), **said} if said else None


def _without_secrets(value: Any) -> Any:
    """Keep of a file only its id; the secret of an upload's claim is no business of the log."""
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _ids(item) if name in {"file_id", "file_ids"} else _without_secrets(item)
        for name, item in value.items()
    }


def _ids(value: Any) -> Any:
    return [_ids(item) for item in value] if isinstance(value, list) else value.partition(".")[0]


def chained(row: dict[str, Any], head: Head) -> dict[str, Any]:
    """Complete a row: number, digests and chain value behind ``head``."""
    row["seq"] = head.seq + 1
    row["texts_digest"] = texts_digest(row["texts"])
    row["digest"] = digest_of(row)
    row["chain"] = chain.link(head.chain, row["digest"])
    return row
