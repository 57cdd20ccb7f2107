"""Rows of Elasticsearch (Elasticsearch 索引行): the mapping, what is sent, and when an index was begun."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from knowledge.audience import Audience
from knowledge.search.port import DocumentKind
from knowledge.search.seeking import Writable, rows_of

_REQUEST = 250_000  # characters of a request: below a megabyte of UTF-8
Action = tuple[dict[str, Any], ...]  # what to do with a row, and the row
_TERMS = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
_KEYWORD = {"type": "keyword"}
_NUMBER = {"type": "integer"}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}
MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        **dict.fromkeys(("line", "whole", "sound", "start"), _TERMS),
        **dict.fromkeys(("doc", "kind", "audience"), _KEYWORD),
        **dict.fromkeys(("since", "until", "rows"), _NUMBER),
        "version": {"type": "long"},
        "data": _KEPT,
    },
}
TAGGED = MAPPING | {"properties": MAPPING["properties"] | {"tags": _KEYWORD}}
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # of a ULID


def begun_at(name: str) -> datetime:
    """Return when an index was begun: its name ends with a ULID."""
    born = 0
    for letter in name[-26:-16]:
        born = born * 32 + _LETTERS.index(letter)
    return datetime.fromtimestamp(born / 1000, UTC)


def writes(document: Writable, rows_before: int) -> list[Action]:
    """Return what writes a document that had ``rows_before`` rows."""
    rows = list(rows_of(document))
    actions: list[Action] = []
    for number, row in enumerate(rows):
        told = {"_id": f"{document.id}#{number}", "version": document.version}
        terms = {name: " ".join(row[name]) for name in ("line", "whole", "sound", "start")}
        more = {"audience": document.audience.value, "rows": len(rows)}
        actions.append(({"index": told | {"version_type": "external_gte"}}, row | terms | more))
    extra = range(len(rows), rows_before)
    return actions + [delete(document.id, number, document.version) for number in extra]


def delete(document_id: str, row: int, version: int) -> Action:
    """Return what removes one row of a document."""
    told = {"_id": f"{document_id}#{row}", "version": version, "version_type": "external_gte"}
    return ({"delete": told},)


def portions(actions: Sequence[Action]) -> Iterator[list[Action]]:
    """Cut a batch into requests that are sent without holding everybody else up."""
    portion: list[Action] = []
    size = 0
    for action in actions:
        length = sum(len(str(value)) for part in action for value in part.values())
        if portion and size + length > _REQUEST:
            yield portion
            portion, size = [], 0
        portion.append(action)
        size += length
    if portion:
        yield portion


def filters(
    audience: Audience, kinds: frozenset[DocumentKind], today: date
) -> list[dict[str, Any]]:
    """Return what leaves out other days, other kinds, and of citizens what is internal."""
    day = today.toordinal()
    filters: list[dict[str, Any]] = [
        {"range": {"since": {"lte": day}}},
        {"range": {"until": {"gte": day}}},
    ]
    if audience is Audience.PUBLIC:
        filters.append({"term": {"audience": Audience.PUBLIC.value}})
    if kinds:
        filters.append({"terms": {"kind": sorted(kind.value for kind in kinds)}})
    return filters
