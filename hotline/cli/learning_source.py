"""Where `hotline train` learns from (训练数据来源): a file, the house's confirmed tickets, or our own texts."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import typer

from hotline.bootstrap import Hotline
from hotline.kit import clock
from hotline.process.categories import read_today
from hotline.process.learning import confirmed as lessons
from routing.state import RoutingState
from routing.training import commands as learning
from routing.training.data import Cleaning, Counted, Gathering, Prepared, Sample, gather
from routing.training.files import Columns, FileNotes, read_samples
from routing.training.label_names import LabelNames, house_names, read_table

SEED_TEXTS = "requests.jsonl"
_TELL_EVERY = 1_000
Gathered = Callable[[Cleaning, Counted], Awaitable[Prepared]]


@dataclass(frozen=True)
class Source:
    """Where the texts come from, said in Chinese, and what was noticed while they were read."""

    told: str
    heads: tuple[str, ...]
    gathered: Gathered
    notes: Callable[[], Sequence[str]]
    names: LabelNames | None = None

    @classmethod
    def of_file(cls, path: Path, columns: Columns, names: LabelNames | None = None) -> "Source":
        """Read a file row by row, names as the codes they stand for; only what is learned from is held."""
        notes = FileNotes()

        async def gathered(cleaning: Cleaning, counted: Counted) -> Prepared:
            samples: Iterable[Sample] = read_samples(path, columns, notes)
            if names is not None:
                samples = names.read(samples)
            return await asyncio.to_thread(gather, samples, cleaning, counted)

        def told() -> list[str]:
            return [*notes.lines(), *(names.lines() if names else ())]

        return cls(path.name, tuple(columns.labels), gathered, told, names)


def labels_of(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    """Read ``COLUMN[,COLUMN…][=HEAD]``; without a name the last column names the question.

    Raises ``typer.BadParameter`` for an empty part or a question named twice.
    """
    if not pairs:
        return dict(Columns().labels)
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        told, _, head = pair.partition("=")
        columns = tuple(part.strip() for part in told.split(","))
        name = head.strip() or columns[-1]
        if not all(columns):
            raise typer.BadParameter(f"应为 列名[,列名…][=问题名]：{pair}")
        if name in found:
            raise typer.BadParameter(f"问题“{name}”出现了两次，请用 =问题名 区分")
        found[name] = columns
    return found


def column_values(
    path: Path, columns: tuple[str, ...], notes: FileNotes
) -> Iterator[tuple[str, ...]]:
    """Yield what stands in the columns, row by row, filling ``notes`` on the way.

    No text is needed, so the first column stands for it.

    Raises ``typer.BadParameter`` for a file that is not there or an empty name, ``NothingToLearn`` (422) for a
    column that is not there.
    """
    if not path.is_file():
        raise typer.BadParameter(f"找不到文件 {path}")
    if not all(columns):
        raise typer.BadParameter("列名不能为空")
    labels = {name: (name,) for name in columns}
    for sample in read_samples(path, Columns(columns[0], labels), notes):
        yield tuple(sample.labels.get(name, "") for name in columns)


def named(state: RoutingState, table: Path | None) -> LabelNames:
    """Return how names become codes; raises ``typer.BadParameter`` for a table that is not there."""
    return house_names(state.taxonomy, state.units, names_of(table))


def names_of(table: Path | None) -> dict[str, str]:
    """Return the code of every name of a table; raises ``typer.BadParameter`` for one that is not there."""
    if table is not None and not table.is_file():
        raise typer.BadParameter(f"找不到文件 {table}")
    return read_table(table.read_bytes()) if table else {}


async def own_source(hotline: Hotline) -> Source:
    """Return the house's confirmed tickets if they are enough to learn from, else our own texts."""
    async with hotline.database.read() as session:
        count = await lessons.count_confirmed(session)
    if learning.enough(count):
        return confirmed_source(hotline, count)
    told = f"自带样例（本系统经人确认的工单只有 {count} 件，不足 {learning.ENOUGH} 件）"
    path = Path(str(files("hotline.demo") / "data" / SEED_TEXTS))
    return replace(Source.of_file(path, Columns()), told=told)


def confirmed_source(hotline: Hotline, count: int) -> Source:
    """Return the house's own ``count`` confirmed tickets, oldest first, one citizen's in one group."""
    history = hotline.routing.state.history
    ended = 0

    async def gathered(cleaning: Cleaning, counted: Counted) -> Prepared:
        nonlocal ended
        gathering = Gathering(cleaning)
        async with hotline.database.read() as session:
            number = 0
            async for lesson in lessons.confirmed(session):
                number += 1
                labels = read_today(lesson, history).labels
                ended += "category" in lesson.labels and "category" not in labels
                day = clock.local_date(lesson.at).toordinal()
                gathering.add(Sample(lesson.text, labels, lesson.group, day))
                if number % _TELL_EVERY == 0:
                    counted(number)
        return await asyncio.to_thread(gathering.finish)

    return Source(
        told=f"本系统经人确认的工单 {count:,} 件",
        heads=learning.HEADS,
        gathered=gathered,
        notes=lambda: [f"{ended:,} 件的旧分类在现行版本中没有对应，不学习其分类"] if ended else [],
    )
