"""Moving data in and out (数据导入导出): the report of an import, and handing a file out.

An import is a list of rows each of which is added, changed, left as it is, or refused with its number in
the file and the reason; reasons are Chinese first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import Response, UploadFile
from pydantic import BaseModel, ConfigDict

from hotline.kit.errors import Problem, TooLarge
from hotline.kit.sheets import MEDIA

MAX_UPLOAD = 25_000_000


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
