"""Handing a file out (下载): as a download, never as a page of ours."""

from fastapi.responses import FileResponse

from hotline.kit.files.errors import UploadUnknown
from hotline.kit.files.kinds import FileKind
from hotline.kit.files.queries import FileFacts
from hotline.kit.files.store import FileStore

_SHOWN = frozenset({FileKind.IMAGE.value, FileKind.AUDIO.value, FileKind.VIDEO.value})


def file_response(store: FileStore, file: FileFacts) -> FileResponse:
    """Return the answer that carries a file; the caller has checked who may see its owner.

    Raises ``UploadUnknown`` (404) if the bytes are missing.
    """
    path = store.path_of(file.storage_name)
    if not path.is_file():
        raise UploadUnknown("附件内容缺失", "The content of this file is missing")
    return FileResponse(
        path,
        media_type=file.mime,
        filename=f"{file.id}.{file.extension}",
        content_disposition_type="inline" if file.kind in _SHOWN else "attachment",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
