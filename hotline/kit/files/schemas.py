"""Shapes of uploads over HTTP (附件接口的数据)."""

from pydantic import BaseModel

from hotline.kit.files.kinds import FileKind
from hotline.kit.files.queries import FileFacts
from hotline.kit.files.service import Receipt


class UploadOut(BaseModel):
    """An upload in quarantine; send ``claim`` along with the form it belongs to."""

    id: str
    claim: str
    kind: FileKind
    extension: str
    size: int


class FileOut(BaseModel):
    """An attached file as lists show it."""

    id: str
    kind: FileKind
    extension: str
    size: int


def upload_out(receipt: Receipt) -> UploadOut:
    """Build the answer to an upload."""
    return UploadOut(
        id=receipt.id,
        claim=receipt.claim,
        kind=receipt.kind,
        extension=receipt.extension,
        size=receipt.size,
    )


def file_out(file: FileFacts) -> FileOut:
    """Build one row of a list of files."""
    return FileOut(id=file.id, kind=FileKind[file.kind], extension=file.extension, size=file.size)
