"""Files are judged by their content; pictures lose what they secretly tell."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from hotline.kit.files.errors import FileBroken, FileKindRefused, FileTooLarge
from hotline.kit.files.kinds import FileKind, accept, accepted_extensions
from hotline.kit.files.settings import FilesSettings

SETTINGS = FilesSettings(
    max_image_bytes=500_000, max_document_bytes=100_000, max_pixels=1_000_000, max_side=200
)
SECRET = b"GPS 23.0218 113.1219"


def picture(file_format: str, *, size: tuple[int, int] = (80, 40), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    Image.new(mode, size, "red").save(out, file_format, exif=exif)
    return out.getvalue()


def office(names: list[str], *, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


WORD = ["[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "word/document.xml"]


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_upright_without_its_metadata(file_format: str) -> None:
    original = picture(file_format) + b"<?php appended ?>"
    assert SECRET in original
    content = accept(original, SETTINGS)
    assert content.kind is FileKind.IMAGE
    assert SECRET not in content.data
    assert b"php" not in content.data
    with Image.open(io.BytesIO(content.data)) as redrawn:
        assert redrawn.format == file_format
        assert redrawn.size == (40, 80)
        assert not redrawn.getexif()
        red, green, _ = redrawn.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
        assert red > 200
        assert green < 50


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1", "I;16"])
def test_pictures_of_every_mode_are_accepted(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 30)).save(out, "PNG")
    assert accept(out.getvalue(), SETTINGS).extension == "png"


def test_a_large_picture_is_made_smaller() -> None:
    content = accept(picture("JPEG", size=(900, 300)), SETTINGS)
    with Image.open(io.BytesIO(content.data)) as redrawn:
        assert max(redrawn.size) == 200


def test_a_decompression_bomb_is_refused_before_it_unpacks() -> None:
    bomb = bytearray(picture("PNG"))
    bomb[16:24] = struct.pack(">II", 60_000, 60_000)
    with pytest.raises((FileTooLarge, FileBroken)):
        accept(bytes(bomb), SETTINGS)
    with pytest.raises(FileTooLarge):
        accept(picture("PNG", size=(1100, 1000)), SETTINGS)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_broken_picture_is_refused(file_format: str) -> None:
    whole = picture(file_format)
    with pytest.raises(FileBroken):
        accept(whole[: len(whole) // 2], SETTINGS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ" + b"\0" * 100,
        b"\x7fELF" + b"\0" * 100,
        b"#!/bin/sh\nrm -rf /",
        b"GIF89a" + b"\0" * 100,
        b"Rar!\x1a\x07\x00" + b"\0" * 100,
        "纯文本𠮷".encode(),
    ],
)
def test_other_kinds_are_refused(data: bytes) -> None:
    with pytest.raises(FileKindRefused):
        accept(data, SETTINGS)


def test_a_phone_format_that_hides_its_place_is_refused_with_advice() -> None:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 64
    with pytest.raises(FileKindRefused) as refusal:
        accept(heic, SETTINGS)
    assert "JPG" in refusal.value.detail_zh


def test_documents_sound_and_film_pass_unchanged() -> None:
    samples = {
        "pdf": b"%PDF-1.7\n" + b"\0" * 100,
        "docx": office(WORD),
        "xlsx": office(["xl/workbook.xml", "[Content_Types].xml", "xl/printerSettings1.bin"]),
        "mp3": b"ID3\x03" + b"\0" * 100,
        "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 100,
        "amr": b"#!AMR\n" + b"\0" * 100,
        "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0" * 64,
    }
    for extension, data in samples.items():
        content = accept(data, SETTINGS)
        assert content.extension == extension
        assert content.data == data
        assert extension in accepted_extensions()


def test_a_document_with_macros_or_a_flood_inside_is_refused() -> None:
    with pytest.raises(FileBroken):
        accept(office([*WORD, "word/vbaProject.bin"]), SETTINGS)
    with pytest.raises(FileKindRefused):
        accept(office(["a.txt"]), SETTINGS)
    flood = office(WORD, content=bytes(60_000_000))
    settings = FilesSettings(max_document_bytes=1_000_000)
    with pytest.raises(FileBroken):
        accept(flood, settings)
    with pytest.raises(FileBroken):
        accept(office(WORD)[:-30], SETTINGS)


def test_each_kind_has_its_own_size_cap() -> None:
    with pytest.raises(FileTooLarge):
        accept(b"%PDF-1.7\n" + b"\0" * 100_000, SETTINGS)
    with pytest.raises(FileTooLarge):
        accept(picture("JPEG") + b"\0" * 500_000, SETTINGS)
