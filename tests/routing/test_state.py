"""The snapshot follows the database and the model file, and a bad model is only told."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.demo.loader import dangers
from hotline.kit.db import Database
from routing.classify import modelfile
from routing.commands import (
    import_catalogue,
    import_dangers,
    import_places,
    import_rules,
    import_taxonomy,
    import_wording,
    try_rules,
)
from routing.decide import Policy
from routing.events import TaxonomyChanged
from routing.models import PolicyName
from routing.queries import load_taxonomy
from routing.rules.policies import propose_policy
from routing.state import RoutingHolder
from routing.suggest import suggest
from routing.training.commands import TrainPlan, options_for, train
from tests.conftest import BACKENDS
from tests.routing.city import AT, RULES, TREE_CSV, catalogue_csv, staff, store_units
from tests.routing.samples import samples
from tests.routing.test_imports import PLACES

KEY = b"k" * 32
SYSTEM = staff(None, "system")
ROW = "010101,ALL,,2026-01-01,,FS-CG,,,0,DUTY_ORDER|三定方案|第三条,,"


async def seed(session: AsyncSession) -> None:
    await store_units(session)
    await import_taxonomy(session, TREE_CSV, version="1", actor=SYSTEM)
    await import_places(session, PLACES, actor=SYSTEM)
    await import_rules(session, RULES, note="初始", actor=SYSTEM)
    await import_wording(session, {"冇人理": "没人管"}, note="初始", actor=SYSTEM)
    listed = [
        {"label": "校车", "unit_code": "FS-RS", "reason": "市里指定"},
        {"label": "旧", "unit_code": "FS-NOBODY", "reason": "单位已撤"},
    ]
    await propose_policy(
        session, name=PolicyName.MUST_ROUTE, content=listed, note="初始", actor=SYSTEM
    )
    await import_catalogue(session, catalogue_csv(ROW), actor=SYSTEM)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_sentences_of_danger_teach_the_ear_as_soon_as_they_are_in_force(
    database: Database, tmp_path: Path
) -> None:
    holder = RoutingHolder(tmp_path, KEY)
    text = "刚刚有个男的从天桥上翻过栏杆掉到马路上，一动不动"
    async with database.write() as session:
        await seed(session)
        await import_dangers(session, dangers(), note="初始", actor=SYSTEM)
    assert await holder.refresh_if_stale(database)
    found = suggest(holder.state, text, channel="WEB", at=AT)
    assert found.urgency.value == "EMERGENCY"
    assert [(e.start, e.end) for e in found.urgency.evidence] == [(0, len(text))]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_the_snapshot_is_refreshed_only_when_something_changed(
    database: Database, tmp_path: Path
) -> None:
    holder = RoutingHolder(tmp_path, KEY, Policy(minimum_confidence=0.1))
    assert await holder.refresh_if_stale(database)
    assert not await holder.refresh_if_stale(database)
    async with database.write() as session:
        await seed(session)
    assert await holder.refresh_if_stale(database)
    assert not await holder.refresh_if_stale(database)
    found = suggest(holder.state, "东广旁垃圾桶满了", channel="WEB", at=AT)
    assert found.category[0].value == "010101"
    assert found.unit[0].label == "FS-CG单位"
    assert holder.state.rules.ear is None
    assert holder.state.rules.test("着火了")
    assert holder.state.wording.apply("冇人理") == "没人管"
    assert [entry.label for entry in holder.state.policy.must_route] == ["校车"]
    assert holder.state.policy.minimum_confidence == 0.1


async def test_a_new_model_is_taken_up_and_a_bad_one_left_alone(
    database: Database, tmp_path: Path
) -> None:
    async with database.write() as session:
        await seed(session)
        taxonomy = await load_taxonomy(session)
    holder = RoutingHolder(tmp_path, KEY)
    await holder.refresh_if_stale(database)
    assert holder.health()["status"] == "MISSING"
    outcome = train(samples(), TrainPlan(tmp_path, KEY, options_for(taxonomy)))
    assert await holder.refresh_if_stale(database)
    assert holder.health()["version"] == outcome.card["version"]
    assert suggest(holder.state, "垃圾桶满了", channel="WEB", at=AT).model is not None
    current = tmp_path / modelfile.CURRENT
    modelfile.write(current, current.read_bytes()[:-9])
    assert await holder.refresh_if_stale(database)
    assert holder.health() == {
        "status": "TAMPERED",
        "label": "签名不符，可能被篡改",
        "version": None,
        "taxonomy": "1",
    }
    assert suggest(holder.state, "垃圾桶满了", channel="WEB", at=AT).category[0].value == "010101"


async def test_an_event_refreshes_the_snapshot(session: AsyncSession, tmp_path: Path) -> None:
    holder = RoutingHolder(tmp_path, KEY)
    await seed(session)
    await holder.on_routing_changed(session, TaxonomyChanged("1"))
    assert holder.state.taxonomy.version == "1"


async def test_an_event_of_what_is_known_already_builds_nothing(
    session: AsyncSession, tmp_path: Path
) -> None:
    """A first start hears four events at once; a snapshot costs a second and a hundred megabytes."""
    holder = RoutingHolder(tmp_path, KEY)
    await seed(session)
    known = await holder.refresh(session)
    await holder.on_routing_changed(session, TaxonomyChanged("1"))
    assert holder.state is known


def test_words_and_model_are_mixed_as_held_out_texts_chose() -> None:
    rows, errors = try_rules(RULES, ["仓库起火", "请保密"])
    assert errors == []
    assert [[a.rule.id for a in row.alarms] for row in rows] == [["fire"], ["hide"]]
    assert try_rules([{"id": "x"}], ["a"])[1]
