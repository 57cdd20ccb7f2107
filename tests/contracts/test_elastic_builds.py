"""Builds on a shared search server: what a killed builder left is neither written to nor kept."""

from datetime import timedelta

import pytest

from hotline.kit import clock
from hotline.kit.ids import new_id
from knowledge.elastic import GIVEN_UP, Elastic
from tests.contracts.engines import document, found

pytestmark = pytest.mark.services
LATER = GIVEN_UP + timedelta(minutes=1)


async def test_a_build_whose_builder_was_killed_is_forgotten_after_some_hours(
    elasticsearch_url: str,
) -> None:
    prefix = f"test-{new_id().lower()}"
    killed, engine = (Elastic(elasticsearch_url, prefix=prefix, seconds=60) for _ in range(2))
    try:
        await engine.put([document("a", "居住证签注")])
        left = (await killed.build("killed")).name
        await engine.put([document("b", "身份证补领")])
        assert await rows(engine, left) == 1  # it may still be at work
        with clock.frozen(clock.now() + LATER):
            await engine.put([document("c", "结婚登记")])
            assert await rows(engine, left) == 1
            build = await engine.build("new")
            assert left not in await engine.indexes()
        await build.put([document("a", "居住证签注")])
        await build.publish()
        assert await found(engine, "居住证") == ["a"]
    finally:
        for name in await engine.indexes():
            await engine.remove(name)
        await killed.close()
        await engine.close()


async def rows(engine: Elastic, name: str) -> int:
    async with engine._client() as client:
        await client.indices.refresh(index=name)
        return int((await client.count(index=name))["count"])
