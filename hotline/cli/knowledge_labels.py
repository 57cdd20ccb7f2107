"""Labels of questions (标注核对): what documents go by, and a warning of labels that name none."""

from collections.abc import Collection

from rich.text import Text

from hotline.cli.running import console
from hotline.kit.db import Database
from knowledge import calling
from knowledge.evaluation import Labelled, mislabelled
from knowledge.index import documents

_WARNED = 50  # questions named one by one; a file of another city would name them all


async def titles_of(database: Database) -> dict[str, str]:
    """Return a title for every name that a document goes by."""
    async with database.read() as session:
        called = await calling.names(session)
    found: dict[str, str] = {}
    async for batch in documents(database):
        for document in batch:
            names = called.get(document.id, frozenset({document.id}))
            found |= dict.fromkeys(names, document.title)
    return found


def warn_of_labels(questions: list[Labelled], known: Collection[str]) -> None:
    """Tell which labels name nothing: they count as misses, which is no fault of the search."""
    wrong = mislabelled(questions, known)
    for asked, names in wrong[:_WARNED]:
        where = f"第 {asked.line} 行“{asked.query}”"
        told = f"{where}：检索里没有 {'、'.join(names)} · no such document"
        console.print(Text(told, style="yellow"))
    if wrong:
        count = sum(len(names) for _asked, names in wrong)
        told = f"{len(wrong)} 个问题共有 {count} 个编号对不上，按没有找到计 · count as misses"
        console.print(Text(told, style="yellow"))
