"""Tables that a command writes (命令输出的表格): never over a file that is there, readable by their owner alone."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hotline.kit.errors import Conflict, Invalid
from hotline.kit.sheets import write_sheet


class TableExists(Conflict):
    """The file is there already."""

    code = "file_exists"
    title_zh = "文件已存在；要覆盖请加 --overwrite"
    title_en = "The file exists; add --overwrite to replace it"


class TableFormUnknown(Invalid):
    """Only CSV and XLSX are written."""

    code = "table_form_unknown"
    title_zh = "文件名须以 .csv 或 .xlsx 结尾"
    title_en = "The file's name ends in .csv or .xlsx"


async def write_table(
    file: Path,
    columns: Sequence[str],
    records: Sequence[Mapping[str, Any]],
    *,
    overwrite: bool = False,
) -> None:
    """Write records as a table; raises ``TableExists`` (409), ``TableFormUnknown`` (422)."""
    form = file.suffix.lower()
    if form not in {".csv", ".xlsx"}:
        raise TableFormUnknown
    _refuse_existing(file, overwrite=overwrite)
    content = write_sheet("xlsx" if form == ".xlsx" else "csv", columns, records)
    await asyncio.to_thread(_write, file, content)


def _refuse_existing(file: Path, *, overwrite: bool) -> None:
    if file.exists() and not overwrite:
        raise TableExists


def _write(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    part.replace(file)
