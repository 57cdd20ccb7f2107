"""Moving data in and out (数据导入导出): the upload and the report of an import, and handing a table out.

Every master says which columns it has, how it reads a row and what its ``Table`` is; the rest is here.

An import is a list of rows each of which is added, changed, left as it is, or refused with its number in
the file and the reason; reasons are Chinese first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, File, Form, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem, TooLarge
from hotline.kit.sheets import MEDIA, SheetFormat, write_sheet

MAX_UPLOAD = 25_000_000
SheetFile = Annotated[UploadFile, File(description="CSV（UTF-8 或 GBK）或 XLSX")]
SheetForm = Annotated[SheetFormat, Query(alias="format")]
DryRun = Annotated[bool, Form()]


@dataclass(frozen=True)
class Upload:
    """A table as it came in; a dry run only reports."""

    content: bytes
    dry_run: bool = True


async def _uploaded(file: SheetFile, *, dry_run: DryRun = True) -> Upload:
    return Upload(await received(file), dry_run)


SheetUpload = Annotated[Upload, Depends(_uploaded)]


@dataclass(frozen=True)
class Table:
    """A table that leaves: what the audit calls it, its columns and lines, and by what it was narrowed.

    ``file`` is the name of the file without its ending; by default the name with the day.
    """

    name: str
    columns: Sequence[str]
    records: Sequence[Mapping[str, Any]]
    filters: Mapping[str, Any] = field(default_factory=dict)
    masked: bool = False
    file: str = ""


async def table_bytes(
    session: AsyncSession, table: Table, form: SheetFormat, *, actor: Actor
) -> bytes:
    """Return the file of a table; the export is audited."""
    told = {"format": form, **table.filters}
    export = Export(table.name, len(table.records), masked=table.masked, filters=told)
    await record_export(session, actor, export)
    return write_sheet(form, table.columns, table.records)


async def table_answer(
    session: AsyncSession, table: Table, form: SheetFormat, *, actor: Actor
) -> Response:
    """Return a table as a file to be saved; the export is audited."""
    content = await table_bytes(session, table, form, actor=actor)
    day = f"{clock.local_date():%Y%m%d}"
    return file_answer(form, table.file or f"{table.name.replace('_', '-')}-{day}", content)


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken: its number in the file (0 for the whole), its key, and why."""

    row: int
    key: str
    reason: str
    reason_en: str


def refused(row: int, key: str, problem: Problem) -> Refusal:
    """Return the refusal that a business error means for one row."""
    return Refusal(row, key[:80], problem.detail_zh, problem.detail_en)


@dataclass
class TransferReport:
    """What an import did or, in a dry run, would do; lists of keys in the order of the file."""

    dry_run: bool = False
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Tell whether there is anything to store."""
        return bool(self.added or self.changed or self.removed)


class RefusalOut(BaseModel):
    """A row that is not taken, and why."""

    model_config = ConfigDict(from_attributes=True)

    row: int
    key: str
    reason: str
    reason_en: str


class TransferReportOut(BaseModel):
    """What an import did, or would do."""

    model_config = ConfigDict(from_attributes=True)

    dry_run: bool
    added: list[str]
    changed: list[str]
    unchanged: list[str]
    removed: list[str]
    refused: list[RefusalOut]


def listed(refusals: Sequence[Refusal], shown: int = 50) -> list[dict[str, str | int]]:
    """Return the first refusals as the ``errors`` of a problem."""
    return [
        {"line": r.row, "key": r.key, "reason": r.reason, "reason_en": r.reason_en}
        for r in refusals[:shown]
    ]


def file_answer(kind: str, name: str, content: bytes) -> Response:
    """Return a file to be saved, of a kind of ``sheets.MEDIA``; nobody on the way may keep it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=MEDIA[kind], headers=headers)


async def received(file: UploadFile, limit: int = MAX_UPLOAD) -> bytes:
    """Return an uploaded file; raises ``TooLarge`` (413) beyond ``limit`` bytes."""
    content = await file.read(limit + 1)
    if len(content) > limit:
        raise TooLarge
    return content
