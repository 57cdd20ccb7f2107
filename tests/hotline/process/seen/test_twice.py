"""Two processes on one database: each answers from its own index, both from the same tickets."""

from pathlib import Path

import pytest

from hotline.bootstrap import build
from hotline.kit.auth.actor import SYSTEM
from hotline.process.seen import index as similar_index
from hotline.process.seen.before import Asked, look_up
from tests.conftest import BACKENDS
from tests.support.city import City, settings_for

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
LAMP = "禅城区祖庙街道同济路12号门口的路灯坏了三天，晚上很黑，老人摔倒了，请尽快修复"


async def test_what_one_process_registers_another_finds_at_once(
    city: City, seeded_url: str, tmp_path: Path
) -> None:
    other = build(settings_for(seeded_url, tmp_path))
    await other.start()
    index = other.database.info[similar_index.KEY]
    await index.keep_up(other.database)
    before = len(index)
    receipt = await city.submits(LAMP)
    async with other.database.read() as session:
        found = await look_up(session, Asked(LAMP, LAMP), SYSTEM)
    assert (found.complete, [one.row.id for one in found.found]) == (True, [receipt["id"]])
    assert len(index) == before + 1
    await other.close()
    again = build(settings_for(seeded_url, tmp_path))  # and after a restart
    await again.start()
    async with again.database.read() as session:
        found = await look_up(session, Asked(LAMP, LAMP), SYSTEM)
    assert [one.row.id for one in found.found] == [receipt["id"]]
    await again.close()
