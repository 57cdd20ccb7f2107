"""`hotline rules` (预警规则): try rules on sentences, before anybody proposes them."""

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from hotline.cli.running import console, opened, run, table
from routing.rules.bench import NONE, Bench, Case, read_cases, run_bench, tags_of
from routing.rules.heldout import hold_out, table_of
from routing.rules.ruleset import RuleSet, read_rules
from routing.state import load_examples_of_rules, load_rules

app = typer.Typer(help="预警与受理范围规则 · rules before the model.", no_args_is_help=True)
SHOWN = 30


@app.callback()
def group() -> None:
    """预警与受理范围规则 · rules before the model."""


@app.command("test")
def try_sentences(
    file: Annotated[
        Path,
        typer.Argument(
            help="每行一句；或“标签<TAB>句子”；或 JSONL（text、expected）· sentences, labelled or not"
        ),
    ],
    rules_file: Annotated[
        Path | None,
        typer.Option("--rules", help="YAML 或 JSON 规则文件；不给则用现行规则 · rules to try"),
    ] = None,
) -> None:
    """规则试验台：逐句试规则；有标签时给出混淆表，有漏报或误报时退出码为 1 · try rules on sentences."""

    async def work() -> bool:
        cases = read_cases(_bytes(file))
        found = await _rules(rules_file)
        bench = run_bench(found, cases)
        _print_open(found, cases)
        if bench.expected:
            _print_bench(bench)
        return bench.clean

    if not run(work):
        raise typer.Exit(1)


@app.command("measure")
def measure() -> None:
    """例句检验：每次留出五分之一的例句，看其余的听不听得出 · how well the examples hear what they were not told."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.read() as session:
            _, examples, ordinary = await load_examples_of_rules(session)
        typer.echo(table_of(hold_out(examples, ordinary)))

    run(work)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise typer.BadParameter(f"找不到文件 {path}")
    return path.read_bytes()


async def _rules(path: Path | None) -> RuleSet:
    if path is not None:
        try:
            content: Any = yaml.safe_load(_bytes(path))
        except yaml.YAMLError as error:
            raise typer.BadParameter(f"不是有效的 YAML 或 JSON：{path}") from error
        return RuleSet(read_rules(content))
    async with opened() as hotline, hotline.database.read() as session:
        return await load_rules(session)


def _print_open(rules: RuleSet, cases: list[Case]) -> None:
    """List what applies to sentences without a label."""
    rows = []
    for case in cases:
        if case.expected is None:
            alarms = rules.test(case.text)
            ids = "；".join(
                f"{a.rule.id} {a.rule.reason_zh}（{case.text[a.start : a.end]}）" for a in alarms
            )
            rows.append([case.text[:40], "、".join(tags_of(alarms)) or NONE, ids])
    if rows:
        table("未标注的句子", ["句子", "标签", "规则"], rows)


def _print_bench(bench: Bench) -> None:
    quiet = bench.expected[NONE]
    rows = []
    for tag in sorted({*bench.expected, *bench.alarmed}):
        count, false = bench.expected[tag], bench.alarmed[tag]
        recall = f"{bench.recall(tag):.3f}" if count else NONE
        share = f"{false / quiet:.3f}" if quiet and tag != NONE else NONE
        rows.append([tag, count, bench.hits[tag], recall, NONE if tag == NONE else false, share])
    table("各类召回与误报", ["应报", "句数", "命中", "召回", "误报", "误报率"], rows)
    pairs = [[*pair, count] for pair, count in sorted(bench.confusion.items())]
    table("混淆表（- 为不报）", ["应报", "实报", "句数"], pairs)
    for title, wrong in (("漏报", bench.missed), ("误报", bench.false)):
        if wrong:
            listed = [[c.expected, "、".join(raised) or NONE, c.text[:60]] for c, raised in wrong]
            table(
                f"{title}（前 {SHOWN} 句，共 {len(wrong)} 句）",
                ["应报", "实报", "句子"],
                listed[:SHOWN],
            )
    console.print(f"误报率 {bench.false_alarms:.3f}")
