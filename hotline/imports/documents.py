"""Policy numbers in and out (时限政策、监察政策导入导出): a JSON file that an import only ever proposes.

The file holds the numbers without the number of the version, which every installation counts for itself.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import rulebooks
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Invalid
from hotline.kit.fieldfaults import invalid_fields
from hotline.kit.labels import LabelledEnum
from hotline.kit.rulebooks import NewVersion, VersionRow
from hotline.kit.sheets import decode
from hotline.supervision import policies as supervision
from hotline.tickets import policies as tickets
from hotline.tickets.workflow_table import SWITCHES

_JSON = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


class DocumentUnreadable(Invalid):
    """The file holds no numbers of this kind."""

    code = "policy_file_unreadable"
    title_zh = "不是这类政策的文件"
    title_en = "The file is no policy of this kind"


class Book(LabelledEnum):
    """Which numbers; the value stands in the file."""

    LIMITS = "ticket_policy", "时限政策"
    SUPERVISION = "supervision_rules", "监察政策"


@dataclass(frozen=True)
class _Room:
    """The public door of the room that owns a book."""

    current: Callable[[AsyncSession], Awaitable[Any]]
    list_documents: Callable[[AsyncSession], Awaitable[list[Any]]]
    propose: Callable[[AsyncSession, Actor, NewVersion], Awaitable[Any]]
    model: type[BaseModel]
    invalid: type[Invalid]


_ROOMS: Mapping[Book, _Room] = {
    Book.LIMITS: _Room(
        tickets.current,
        tickets.list_documents,
        tickets.propose,
        type(tickets.BOOK.shipped),
        tickets.BOOK.invalid,
    ),
    Book.SUPERVISION: _Room(
        supervision.current,
        supervision.list_documents,
        supervision.propose,
        type(supervision.BOOK.shipped),
        supervision.BOOK.invalid,
    ),
}


@dataclass(frozen=True)
class DocumentFile:
    """A file of numbers, why they should change and from when."""

    raw: bytes
    reason: str
    effective_from: datetime
    dry_run: bool = False


@dataclass
class DocumentReport:
    """Which members the file changes; ``proposal`` waits for its second person, ``None`` if nothing does.

    ``turned`` are the switches that the file turns, in words.
    """

    dry_run: bool
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    proposal: int | None = None


async def export_document(session: AsyncSession, book: Book, *, actor: Actor) -> bytes:
    """Return the numbers in force now as a file that can be imported again; the export is audited."""
    document = await _ROOMS[book].current(session)
    told = {"number": document.number}
    await record_export(session, actor, Export(book.value, 1, masked=False, filters=told))
    content = {"kind": book.value, "document": _numberless(document.document())}
    return orjson.dumps(content, option=_JSON)


def _numberless(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name != "number"}


async def import_document(
    session: AsyncSession, book: Book, file: DocumentFile, *, actor: Actor
) -> DocumentReport:
    """Propose the numbers of a file, unless they are in force or wait already.

    A second person still approves. Raises ``DocumentUnreadable`` and the room's refusal of wrong members
    (422) with ``errors``.
    """
    room = _ROOMS[book]
    wanted = _read(book, room, file.raw)
    present = _numberless((await room.current(session)).document())
    report = DocumentReport(dry_run=file.dry_run)
    for name in sorted(wanted):
        same = wanted[name] == present.get(name)
        (report.unchanged if same else report.changed).append(name)
    report.turned = _turned(present, wanted)
    if file.dry_run or not report.changed:
        return report
    report.proposal = await _waiting(session, room, wanted)
    if report.proposal is None:
        new = NewVersion(wanted, file.reason, file.effective_from)
        report.proposal = (await room.propose(session, actor, new)).number
    return report


def _turned(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Say in words which switches differ; numbers of e-supervision have none."""
    before, after = (members.get("switches", {}) for members in (present, wanted))
    return [
        f"{label}（{name}）：{_on(before.get(name, shipped))}→{_on(after.get(name, shipped))}"
        for name, (shipped, label) in SWITCHES.items()
        if before.get(name, shipped) != after.get(name, shipped)
    ]


def _on(value: object) -> str:
    return "开" if value else "关"


def _read(book: Book, room: _Room, raw: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(decode(raw))
    except orjson.JSONDecodeError as error:
        raise DocumentUnreadable("不是有效的 JSON", "Not valid JSON") from error
    if not isinstance(content, dict) or content.get("kind") != book.value:
        raise DocumentUnreadable(
            f"文件的 kind 应为 {book.value}（{book.label}）", f"The kind must be {book.value}"
        )
    document = content.get("document")
    if not isinstance(document, dict) or "number" in document:
        raise DocumentUnreadable(
            "document 应为不含版本号的政策内容", "The document must hold the numbers alone"
        )
    try:
        good: Any = room.model.model_validate(document)
    except ValidationError as error:
        raise invalid_fields(room.invalid, error.errors()) from error
    return _numberless(good.document())


async def _waiting(session: AsyncSession, room: _Room, wanted: dict[str, Any]) -> int | None:
    rows: list[VersionRow] = await room.list_documents(session)
    for row in rows:
        if row.state == rulebooks.PROPOSED and _numberless(row.document) == wanted:
            return row.number
    return None
