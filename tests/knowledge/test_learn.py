"""Feedback teaches the ranking; bad feedback is not promoted; files that were altered do not rank."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.learn import (
    ENOUGH,
    PER_ASKER,
    Impression,
    NothingToLearn,
    impressions,
    learn,
    reciprocal_rank,
)
from knowledge.learned import SHIPPED, RankingModel, Shelf, follow
from knowledge.search.ranking import DEFAULTS

NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
TASTE = {**DEFAULTS, "popular": 1.5, "begins": 0.0}
KEY = b"k" * 32


def shown(dice: random.Random) -> tuple[dict[str, float], ...]:
    """Five results as the present weights rank them."""
    results = [
        {
            "base": dice.uniform(0.3, 1),
            "covered": dice.random(),
            "begins": float(dice.random() < 0.3),
            "popular": dice.random(),
            "fresh": dice.random(),
        }
        for _ in range(5)
    ]
    return tuple(sorted(results, key=lambda r: -score(r, DEFAULTS)))


def score(result: dict[str, float], shares: Any) -> float:
    return sum((float(shares[name]) * value for name, value in result.items()), 0.0)


def feedback(count: int, taste: Any, *, seed: int = 1, start: int = 0) -> list[Impression]:
    """Searches of people who choose by ``taste``, with some slips."""
    dice = random.Random(seed)
    found = []
    for number in range(start, start + count):
        results = shown(dice)
        likes = [score(result, taste) + dice.gauss(0, 0.05) for result in results]
        chosen = likes.index(max(likes))
        at = NOW + timedelta(minutes=number)
        found.append(Impression(at, results, frozenset({chosen})))
    return found


def test_what_people_choose_moves_the_weights_and_ranks_better() -> None:
    learned = learn(feedback(800, TASTE))
    assert learned.promotable
    assert learned.after > learned.before + 0.1
    shares = learned.model.shares
    assert shares["popular"] > DEFAULTS["popular"] * 5
    assert shares["begins"] < DEFAULTS["begins"]
    assert shares["base"] == pytest.approx(DEFAULTS["base"])
    assert shares["named"] == DEFAULTS["named"]
    assert learned.model.card["held_out"] == 200


def test_feedback_that_does_not_hold_is_not_promoted() -> None:
    upside_down = {name: -share for name, share in DEFAULTS.items()} | {"base": 1.0}
    bad = feedback(600, upside_down)
    good = feedback(200, DEFAULTS, seed=2, start=600)
    learned = learn([*good, *bad])
    assert not learned.promotable
    assert learned.after < learned.before


def test_too_little_and_one_persons_feedback_teach_nothing() -> None:
    with pytest.raises(NothingToLearn):
        learn(feedback(ENOUGH - 1, TASTE))
    one = [
        Impression(i.at, i.shown, i.chosen, "somebody") for i in feedback(ENOUGH + PER_ASKER, TASTE)
    ]
    with pytest.raises(NothingToLearn):
        learn(one)
    everything = Impression(NOW, ({"base": 1.0},), frozenset({0}))
    with pytest.raises(NothingToLearn):
        learn([everything] * (ENOUGH + 1))


def test_learning_twice_from_the_same_comes_to_the_same() -> None:
    found = feedback(400, TASTE)
    assert learn(found).model.shares == learn(found).model.shares


def test_the_first_chosen_place_is_what_counts() -> None:
    one = Impression(NOW, ({"base": 0.1}, {"base": 0.9}), frozenset({0}))
    assert reciprocal_rank([one], {"base": 1.0}) == 0.5
    assert reciprocal_rank([one], {"base": -1.0}) == 1.0


def test_a_model_is_promoted_followed_and_rolled_back(tmp_path: Path) -> None:
    shelf, desk = Shelf(tmp_path / "ranking", KEY), SearchDesk(Embedded(tmp_path / "search"))
    assert (follow(desk, shelf), shelf.roll_back()) == (SHIPPED.version, None)
    for version in ("one", "two"):
        shelf.store(RankingModel(version, {**DEFAULTS, "popular": len(version)}))
        shelf.promote(version)
    assert follow(desk, shelf) == "two"
    assert desk.shares["popular"] == 3
    assert shelf.roll_back() == "one"
    assert follow(desk, shelf) == "one"
    assert shelf.roll_back() == SHIPPED.version
    assert follow(desk, shelf) == SHIPPED.version
    assert desk.shares == DEFAULTS


def test_an_altered_or_foreign_file_does_not_rank(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, KEY)
    path = shelf.store(RankingModel("one", {**DEFAULTS, "popular": 9.0}))
    shelf.promote("one")
    assert shelf.in_use().version == "one"
    assert Shelf(tmp_path, b"x" * 32).in_use() is SHIPPED
    path.write_bytes(path.read_bytes().replace(b"9.0", b"8.0"))
    assert shelf.in_use() is SHIPPED
    path.unlink()
    assert shelf.in_use() is SHIPPED
    (tmp_path / "in-use.json").write_text("nonsense")
    assert shelf.in_use() is SHIPPED


def search(key: str, **changes: Any) -> KnowledgeSearch:
    values = {
        "id": key,
        "at": clock.now(),
        "channel": "PORTAL",
        "audience": "PUBLIC",
        "words": "身份证",
        "folded": "身份证",
        "shown": [{"id": f"ITEM:{n}", "score": 1.0, "features": {"base": 0.5}} for n in "abc"],
        "top_id": "ITEM:a",
        "confidence": 0.9,
        "answered": True,
        "engine": "embedded",
        "degraded": False,
        "district": "",
        "asker": "",
    }
    return KnowledgeSearch(**values | changes)


def click(key: str, search_id: str, document: str, verdict: str) -> KnowledgeClick:
    return KnowledgeClick(
        id=key,
        at=clock.now(),
        search_id=search_id,
        document_id=document,
        revision_id="",
        position=1,
        verdict=verdict,
        reason="",
        channel="PORTAL",
        audience="PUBLIC",
        asker="",
    )


async def test_searches_and_clicks_are_brought_together(session: AsyncSession) -> None:
    with clock.frozen(NOW):
        session.add_all([search(key) for key in ("s1", "s2", "s3")])
        session.add(search("old", at=NOW - timedelta(days=400)))
        session.add_all(
            [
                click("1", "s1", "ITEM:b", "OPENED"),
                click("2", "s1", "ITEM:c", "ADOPTED"),
                click("3", "s2", "ITEM:a", "OPENED"),
                click("4", "s2", "ITEM:a", "UNHELPFUL"),
                click("5", "s3", "ITEM:z", "OPENED"),
                click("6", "", "ITEM:a", "OPENED"),
            ]
        )
        await session.flush()
        (one,) = await impressions(session)
    assert one.chosen == frozenset({1, 2})
    assert one.shown == ({"base": 0.5},) * 3
