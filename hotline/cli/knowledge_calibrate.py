"""`hotline knowledge calibrate` (校准拒答): fit when to hand over, on labelled questions about this city."""

from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.knowledge_labels import titles_of, warn_of_labels
from hotline.cli.running import opened, run, table
from knowledge.answer.calibrating import Fit, examples, fit, keep
from knowledge.evaluation import read_questions


def register(app: typer.Typer) -> None:
    """Add the command to ``hotline knowledge``."""
    app.command("calibrate")(calibrate)


def calibrate(
    file: Annotated[
        Path, typer.Argument(help="JSONL：query、relevant、refuse · labelled questions")
    ],
    *,
    dry_run: Annotated[bool, typer.Option(help="只显示，不启用 · show only, keep nothing")] = False,
) -> None:
    """用有标注的问题校准何时转人工 · fit the threshold below which a person answers; held-out figures."""

    async def work() -> Fit:
        questions = read_questions(file)
        async with opened() as hotline:
            await hotline.start()
            warn_of_labels(questions, await titles_of(hotline.database))
            async with hotline.database.read() as session:
                seen = await examples(session, hotline.search, questions)
            found = fit(seen)
            if not dry_run:
                async with hotline.database.write() as session:
                    await keep(session, found)
            return found

    _show(run(work))


def _show(found: Fit) -> None:
    quality = found.quality
    shares = (
        quality.answers_right,
        quality.offers_useful,
        quality.precision,
        quality.recall,
    )
    figures = [str(quality.answered), str(quality.offered), str(quality.refused)]
    figures += ["–" if share is None else f"{share:.1%}" for share in shares]
    heads = [
        "答复 answered",
        "列出几个 offered",
        "转人工 handed over",
        "答对 right",
        "列得有用 useful",
        "转得对 precision",
        "该转已转 recall",
    ]
    bounds = f"{found.calibration.threshold} / {found.calibration.offer}"
    table(f"拒答校准 · answered / offered from {bounds}", heads, [figures])
