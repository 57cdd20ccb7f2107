"""`hotline units` (单位): a first table of units where a city has none."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.files import write_table
from hotline.cli.learning_source import column_values
from hotline.cli.running import console, load_settings, run
from hotline.kit.organisation import draft as unit_draft
from routing.training.files import FileNotes

app = typer.Typer(help="单位表草稿 · a first table of units.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep the command's name although it is the only one of its noun."""


@app.command("draft")
def draft_units(
    file: Annotated[Path, typer.Argument(help="旧工单（CSV、XLSX、JSONL） · last year's orders")],
    label: Annotated[str, typer.Option(help="承办单位的列名 · column of the unit")],
    city: Annotated[str, typer.Option(help="城市名，如 佛山市 · name of the city")],
    out: Annotated[Path, typer.Option("--out", help="草稿表格（CSV 或 XLSX） · the draft")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")
    ] = False,
) -> None:
    """按旧工单起草单位表，层级和性质由人核对 · draft the units from last year's orders."""

    async def work() -> None:
        notes = FileNotes()
        orders = Counter(name for (name,) in column_values(file, (label,), notes) if name)
        prefix = load_settings().city_prefix
        rows = list(unit_draft.draft(orders, prefix=prefix, city=city))
        await write_table(out, unit_draft.COLUMNS, rows, overwrite=overwrite)
        for told in notes.lines():
            console.print(f"  {told}")
        console.print(
            f"起草单位 {len(rows)} 个，件数最多的在前，层级和性质是按名称猜的，请逐行核对。已保存：{out}"
        )

    run(work)
