"""Uploads over HTTP (上传接口): into quarantine; attaching is up to what the file belongs to."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile

from hotline.kit.auth.guard import CurrentActor
from hotline.kit.files import service
from hotline.kit.files.errors import FileBroken
from hotline.kit.files.schemas import UploadOut, upload_out
from hotline.kit.files.store import FileStore
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import DatabaseDep
from hotline.kit.ratelimit import limit_by_address

router = APIRouter(tags=["files 附件"])


def get_store(request: Request) -> FileStore:
    """Return the process's file store."""
    store: FileStore = request.app.state.files
    return store


FileStoreDep = Annotated[FileStore, Depends(get_store)]
OneFile = Annotated[UploadFile, File(description="一个文件")]


async def _content(file: UploadFile) -> bytes:
    data = await file.read()
    if not data:
        raise FileBroken("文件是空的", "The file is empty")
    return data


@router.post("/api/uploads", status_code=201, summary="上传附件（工作人员）")
async def upload(
    file: OneFile, actor: CurrentActor, database: DatabaseDep, store: FileStoreDep
) -> UploadOut:
    """Store one file in quarantine."""
    receipt = await service.upload(
        database, store, await _content(file), uploaded_by=actor.account_id
    )
    return upload_out(receipt)


@router.post(
    "/api/public/uploads",
    status_code=201,
    summary="上传附件（公众）",
    dependencies=[Depends(limit_by_address("public-upload", "20/minute"))],
    responses=LIMITED,
)
async def upload_publicly(file: OneFile, database: DatabaseDep, store: FileStoreDep) -> UploadOut:
    """Store one file in quarantine; location and camera data are removed from pictures."""
    receipt = await service.upload(database, store, await _content(file), uploaded_by=None)
    return upload_out(receipt)
