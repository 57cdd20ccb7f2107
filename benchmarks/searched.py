"""What the search marks share (检索评测共用): the other engine on the same house, and what noise costs."""

import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.q5_noise import NOISES
from hotline.cli.knowledge_evaluate import Scope, measured
from hotline.kit.db import Database
from knowledge.desk import SearchDesk
from knowledge.elastic import Elastic
from knowledge.evaluation import Labelled
from knowledge.index import rebuild
from tests.support import elastic_server

MOST_LOST = 0.05  # of nDCG under noise
NO_SERVER = {"skipped": "no server: python -m tests.support.elastic_server"}

servers: Path | None = None  # the folder of a server that others use too; the tests name one


async def ready(database: Database, desk: SearchDesk) -> None:
    """Build the index of a desk and read its weights and words."""
    await rebuild(database, desk.engine)
    async with database.read() as session:
        await desk.refresh(session)


@asynccontextmanager
async def on_elasticsearch(database: Database, prefix: str) -> AsyncIterator[SearchDesk | None]:
    """Give a desk on a real server with the same documents; ``None`` where no server is installed."""
    if not elastic_server.installed():
        yield None
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        elastic_server.shared(servers or Path(folder)) as url,
    ):
        desk = SearchDesk(Elastic(url, prefix=prefix, seconds=60), seconds=60)
        await ready(database, desk)
        try:
            yield desk
        finally:
            await desk.close()


async def with_noise(
    database: Database, desk: SearchDesk, asked: Sequence[Labelled], scope: Scope
) -> dict[str, Any]:
    """Compare only the questions that the noise changed, each with its own plain form."""
    found = {}
    for name, noise in NOISES.items():
        pick = random.Random(5)
        pairs = [(one, noise(one.query, pick)) for one in asked]
        changed = [(one, said) for one, said in pairs if said != one.query]
        plain = (await measured(database, desk, [one for one, _said in changed], scope)).whole
        noisy = [Labelled(said, one.relevant) for one, said in changed]
        heard = (await measured(database, desk, noisy, scope)).whole
        lost = 1 - heard.ndcg_10 / plain.ndcg_10 if plain.ndcg_10 else 0.0
        found[name] = {
            "questions": len(changed),
            "plain_ndcg_10": round(plain.ndcg_10, 4),
            "noisy_ndcg_10": round(heard.ndcg_10, 4),
            "lost": round(lost, 4),
            "mark_met": lost <= MOST_LOST,
        }
    return found
