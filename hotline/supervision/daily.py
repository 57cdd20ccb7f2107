"""What e-supervision does once a day (每日任务): anchors are made and kept outside, a past month is graded."""

from pathlib import Path

from hotline.kit.db import Database
from hotline.supervision import anchors, grading


async def run(database: Database, data_dir: Path) -> None:
    """Do what is due today; safe to call as often as one likes. ``data_dir`` is that of the settings."""
    await anchors.run(database, data_dir / anchors.FOLDER)
    async with database.read() as session:
        graded = await grading.is_graded(session, grading.last_month())
    if not graded:
        async with database.write() as session:
            await grading.compute(session, month=grading.last_month())
