"""The health page names what people must do something about."""

from datetime import datetime, timedelta

import pytest

from hotline.cli.learning import model_folder
from hotline.kit import clock
from hotline.kit.outbox.service import publish
from knowledge.events import KnowledgeChanged
from routing.classify import modelfile
from routing.classify.modelfile import ModelStatus
from tests.conftest import BACKENDS
from tests.support.city import City
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
BENCH = "禅城区祖庙街道同济路路灯不亮，请尽快维修。"
EVE = datetime(2026, 12, 30, 9, 0, tzinfo=clock.SHANGHAI)


async def parts(city: City) -> dict[str, dict[str, object]]:
    """The findings by part."""
    page = (await city.public.get("/health")).json()
    return {part["part"]: part for part in page["parts"]}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_deadline_beyond_the_last_known_year_is_loud(city: City) -> None:
    await city.submits(BENCH)
    assert "deadlines" not in await parts(city)
    city.move_to(EVE)
    await city.submits(BENCH, contact={"name": "李先生", "phone": "13800000002"})
    told = await parts(city)
    assert told["deadlines"]["state"] == "degraded"
    assert told["deadlines"]["provisional"] >= 1  # type: ignore[operator]
    assert "2027" in str(told["calendar"]["detail"])


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_the_search_tells_when_it_was_built_and_how_far_it_is_behind(city: City) -> None:
    await city.is_searched()
    fresh = (await parts(city))["search"]
    assert (fresh["state"], fresh["behind_seconds"]) == ("ok", 0.0)
    assert datetime.fromisoformat(str(fresh["built_at"])) <= clock.now()
    async with city.hotline.database.write() as session:
        await publish(session, KnowledgeChanged("ARTICLE", "0" * 26, 1))
    city.move_to(clock.now() + timedelta(minutes=3))
    late = (await parts(city))["search"]
    assert (late["state"], late["behind_seconds"]) == ("degraded", 180.0)
    assert "落后" in str(late["detail"])


_TAG = b"0" * 64
_BAD = {
    ModelStatus.TAMPERED: b"HOTLINE-CLASSIFIER %d\n%s\nx" % (modelfile.FORMAT, _TAG),
    ModelStatus.OTHER_FORMAT: b"HOTLINE-CLASSIFIER 1\n%s\nx" % _TAG,
    ModelStatus.UNREADABLE: b"no model",
}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_model_that_cannot_be_used_is_a_fault_and_a_missing_one_is_none(city: City) -> None:
    folder, routing = model_folder(city.hotline.settings), city.hotline.routing
    assert (await parts(city))["routing"]["detail"] == "分类模型：尚未训练"
    assert (await parts(city))["routing"]["state"] == "ok"
    for status, raw in _BAD.items():
        modelfile.write(folder / modelfile.CURRENT, raw)
        assert await routing.refresh_if_stale(city.hotline.database)
        told = (await parts(city))["routing"]
        assert (told["state"], told["detail"]) == ("degraded", f"分类模型：{status.label}")
    (folder / modelfile.CURRENT).unlink()
    assert await routing.refresh_if_stale(city.hotline.database)
    assert (await parts(city))["routing"]["state"] == "ok"
