"""The demonstration city in a folder of its own (评测用演示城市), for programs that ask it questions."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import measure
from hotline import schema
from hotline.bootstrap import Hotline, build
from hotline.demo import loader
from hotline.settings import Settings
from tests.support.server import furnish


@asynccontextmanager
async def demo_house() -> AsyncIterator[Hotline]:
    """Load the demonstration through its own imports, build its index, and take all away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "environment": "test",
                "database_url": f"sqlite+aiosqlite:///{folder}/hotline.db",
                "data_dir": folder,
                "public_base_url": "http://test",
            }
        )
        if measure.city is not None:
            furnish(measure.city, Path(folder))
        hotline = build(settings)
        await schema.migrate(hotline.database)
        await loader.load(hotline.database)
        await hotline.search.keep_up(hotline.database)
        await hotline.start()
        try:
            yield hotline
        finally:
            await hotline.close()
