"""Which files are accepted (允许的附件类型): judged by content, images drawn anew without metadata."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import filetype  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from hotline.kit.files.errors import FileBroken, FileKindRefused, FileTooLarge
from hotline.kit.files.settings import FilesSettings
from hotline.kit.labels import LabelledEnum

_MACROS = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")
_MAX_ENTRIES = 5000
_MAX_UNPACKED = 200_000_000
_QUALITY = 88


class FileKind(LabelledEnum):
    """What a file is to a reader."""

    IMAGE = "IMAGE", "图片"
    DOCUMENT = "DOCUMENT", "文档"
    AUDIO = "AUDIO", "音频"
    VIDEO = "VIDEO", "视频"


@dataclass(frozen=True)
class Content:
    """Accepted bytes, ready to store."""

    kind: FileKind
    extension: str
    mime: str
    data: bytes


_ACCEPTED: Mapping[str, tuple[FileKind, str]] = {
    "jpg": (FileKind.IMAGE, "image/jpeg"),
    "png": (FileKind.IMAGE, "image/png"),
    "webp": (FileKind.IMAGE, "image/webp"),
    "pdf": (FileKind.DOCUMENT, "application/pdf"),
    "docx": (
        FileKind.DOCUMENT,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        FileKind.DOCUMENT,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "mp3": (FileKind.AUDIO, "audio/mpeg"),
    "wav": (FileKind.AUDIO, "audio/wav"),
    "m4a": (FileKind.AUDIO, "audio/mp4"),
    "amr": (FileKind.AUDIO, "audio/amr"),
    "mp4": (FileKind.VIDEO, "video/mp4"),
    "mov": (FileKind.VIDEO, "video/quicktime"),
}
_OFFICE_PARTS: Mapping[str, str] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_PILLOW_FORMATS: Mapping[str, str] = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def accepted_extensions() -> list[str]:
    """List the accepted kinds by their usual extension."""
    return sorted(_ACCEPTED)


def accept(data: bytes, settings: FilesSettings) -> Content:
    """Judge ``data`` by its content and return what to store; slow, so call it in a thread.

    Raises ``FileKindRefused`` or ``FileBroken`` (422), ``FileTooLarge`` (413).
    """
    extension = _extension_of(data)
    if extension in {"heic", "heif", "avif"}:
        raise FileKindRefused(
            "请在手机相机设置中选择“兼容性最佳”，或转换为 JPG 后上传",
            "Convert the picture to JPG first; its hidden location data cannot be removed otherwise",
        )
    if extension not in _ACCEPTED:
        raise FileKindRefused
    kind, mime = _ACCEPTED[extension]
    _check_size(len(data), kind, settings)
    if kind is FileKind.IMAGE:
        data = _redrawn(data, extension, settings)
    return Content(kind, extension, mime, data)


def _check_size(size: int, kind: FileKind, settings: FilesSettings) -> None:
    limits = {
        FileKind.IMAGE: settings.max_image_bytes,
        FileKind.DOCUMENT: settings.max_document_bytes,
    }
    limit = limits.get(kind, settings.max_media_bytes)
    if size > limit:
        megabytes = limit / 1_000_000
        raise FileTooLarge(
            f"{kind.label}不能超过 {megabytes:.0f} MB", f"At most {megabytes:.0f} MB are accepted"
        )


def _redrawn(data: bytes, extension: str, settings: FilesSettings) -> bytes:
    """Decode and encode again: location, camera and anything appended to the picture are gone."""
    file_format = _PILLOW_FORMATS[extension]
    try:
        with Image.open(io.BytesIO(data), formats=[file_format]) as picture:
            if picture.width * picture.height > settings.max_pixels:
                raise FileTooLarge("图片像素过大", "The picture has too many pixels")
            upright = ImageOps.exif_transpose(picture)
            return _encoded(upright, file_format, settings)
    except FileTooLarge:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        ArithmeticError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise FileBroken from error


def _encoded(picture: Image.Image, file_format: str, settings: FilesSettings) -> bytes:
    mode = "RGB" if file_format == "JPEG" or "A" not in picture.getbands() else "RGBA"
    has_key = file_format != "JPEG" and "transparency" in picture.info
    plain = picture.convert("RGBA" if has_key else mode)
    plain.thumbnail((settings.max_side, settings.max_side))
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    out = io.BytesIO()
    options = {} if file_format == "PNG" else {"quality": _QUALITY}
    clean.save(out, file_format, **options)
    return out.getvalue()


def _extension_of(data: bytes) -> str:
    if data.startswith(b"PK"):
        return _office_extension(data)
    guess = filetype.guess(data)
    return "" if guess is None else str(guess.extension)


def _office_extension(data: bytes) -> str:
    """Tell Word from Excel by the parts inside, in whatever order an office suite writes them.

    Refuses macros and archives that unpack to a flood; nothing is unpacked here.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise FileBroken from error
    names = {entry.filename for entry in entries}
    macros = any(name.lower().endswith(_MACROS) for name in names)
    flood = len(entries) > _MAX_ENTRIES or sum(e.file_size for e in entries) > _MAX_UNPACKED
    if macros or flood:
        raise FileBroken("文档含有宏或异常内容", "The document holds macros or odd content")
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((ext for part, ext in _OFFICE_PARTS.items() if part in names), "zip")
