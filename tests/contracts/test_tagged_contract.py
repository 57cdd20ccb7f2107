"""The exam of tagged engines: who has no tag finds nothing, however he asks, and both engines say the same."""

import random
from pathlib import Path

import pytest

from hotline.kit.ids import new_id
from knowledge.elastic import Elastic
from knowledge.embedded import Embedded
from knowledge.search.port import BuildOvertaken, Removal
from knowledge.search.rows import WHOLE, Clause
from knowledge.search.seeking import Hit, Need, Record, Seeking, TaggedEngine
from knowledge.understanding.grams import grams, wide_grams
from tests.contracts.engines import tagged
from tests.contracts.test_search_contract import HOSTILE

__all__ = ["tagged"]


def record(key: str, line: str, whole: str = "", *tags: str, version: int = 1) -> Record:
    return Record(f"TICKET:{key}", version, line, f"{line}\n{whole}", tags, key)


def asking(
    words: str, *groups: set[str], barred: tuple[str, ...] = (), share: float = 0.6, limit: int = 50
) -> Seeking:
    pairs = list(dict.fromkeys(wide_grams(words)))
    least = max(1, round(share * len(pairs)))
    needs = (Need(tuple(Clause("whole", pair, WHOLE) for pair in pairs), least),) if pairs else ()
    liked = tuple(Clause("line", gram, 1.0) for gram in dict.fromkeys(grams(words)))
    among = tuple(frozenset(group) for group in groups or ({"all"},))
    return Seeking(needs, among, liked, frozenset(barred), limit)


async def found(engine: TaggedEngine, seeking: Seeking) -> list[str]:
    return [hit.kept for hit in await engine.seek(seeking)]


LAMP = record("lamp", "路灯不亮", "同济路一处路灯三天不亮", "all", "is:OPEN", "at:a")
NOISE = record("noise", "夜间施工噪声", "同济路工地半夜施工", "all", "is:CLOSED", "at:b")
RUBBISH = record("rubbish", "垃圾成堆", "同济路菜市场旁垃圾无人清运", "all", "is:OPEN", "not:/a/")


async def test_one_tag_of_each_group_lets_in(tagged: TaggedEngine) -> None:
    await tagged.put([LAMP, NOISE, RUBBISH])
    assert set(await found(tagged, asking("同济路"))) == {"lamp", "noise", "rubbish"}
    assert set(await found(tagged, asking("同济路", {"is:OPEN", "at:z"}))) == {"lamp", "rubbish"}
    assert await found(tagged, asking("同济路", {"all"}, {"at:a", "at:z"})) == ["lamp"]
    assert await found(tagged, asking("同济路", {"is:OPEN"}, {"at:b"})) == []


async def test_without_a_tag_nothing_is_found(tagged: TaggedEngine) -> None:
    await tagged.put([LAMP, NOISE, RUBBISH])
    assert await found(tagged, asking("同济路", set())) == []
    assert await found(tagged, asking("同济路", {"all"}, set())) == []
    assert await found(tagged, Seeking((), (frozenset({"all"}),))) == []
    assert await found(tagged, Seeking(asking("同济路").needs, ())) == []


async def test_a_tag_that_bars_excludes(tagged: TaggedEngine) -> None:
    await tagged.put([LAMP, NOISE, RUBBISH])
    assert set(await found(tagged, asking("同济路", barred=("not:/", "not:/a/")))) == {
        "lamp",
        "noise",
    }
    assert set(await found(tagged, asking("同济路", barred=("not:/a/b/",)))) >= {"rubbish"}


async def test_most_of_the_pairs_must_stand_in_it(tagged: TaggedEngine) -> None:
    await tagged.put([LAMP, NOISE, RUBBISH])
    assert await found(tagged, asking("路灯不亮")) == ["lamp"]
    assert await found(tagged, asking("路灯不亮", share=1.0)) == ["lamp"]
    assert await found(tagged, asking("施工路灯", share=1.0)) == []
    both = asking("同济路")
    narrow = Seeking((*both.needs, *asking("垃圾").needs), both.among, both.liked)
    assert await found(tagged, narrow) == ["rubbish"]


async def test_the_heading_counts_more_than_the_story(tagged: TaggedEngine) -> None:
    other = record("other", "其他事项", "顺便反映路灯不亮的问题", "all")
    await tagged.put([other, LAMP])
    assert await found(tagged, asking("路灯不亮")) == ["lamp", "other"]


async def test_an_older_record_never_replaces_a_newer_one(tagged: TaggedEngine) -> None:
    await tagged.put([record("a", "新的说法", "", "all", version=3)])
    told = await tagged.put([record("a", "旧的说法", "", "all", "more", version=2)])
    assert told.older == ("TICKET:a",)
    assert await found(tagged, asking("旧的", share=1.0)) == []
    assert await found(tagged, asking("新的", {"more"})) == []
    await tagged.drop([Removal("TICKET:a", 4)])
    assert (await tagged.put([record("a", "新的说法", "", "all", version=3)])).older
    assert await found(tagged, asking("说法")) == []


async def test_a_tag_that_is_gone_lets_nobody_in(tagged: TaggedEngine) -> None:
    await tagged.put([record("a", "路灯不亮", "", "at:a")])
    await tagged.put([record("a", "路灯不亮", "", "at:b", version=2)])
    assert await found(tagged, asking("路灯", {"at:a"})) == []
    assert await found(tagged, asking("路灯", {"at:b"})) == ["a"]


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_and_tags_are_only_words(tagged: TaggedEngine, words: str) -> None:
    await tagged.put([LAMP, NOISE, RUBBISH])
    assert set(await found(tagged, asking(words[:300]))) <= {"lamp", "noise", "rubbish"}
    assert await found(tagged, asking("同济路", {words or "*"})) == []
    assert await found(tagged, asking("同济路", {"*", "is:*", "all OR is:OPEN", ".*"})) == []


async def test_many_tags_of_one_group_are_taken(tagged: TaggedEngine) -> None:
    await tagged.put([LAMP, NOISE, RUBBISH])
    many = {f"at:{number}" for number in range(5_000)} | {"at:b"}
    assert await found(tagged, asking("同济路", many)) == ["noise"]


async def test_a_rebuild_keeps_tags_and_one_of_two_is_published(tagged: TaggedEngine) -> None:
    await tagged.put([LAMP, NOISE])
    first, second = await tagged.build("one"), await tagged.build("two")
    await first.put([LAMP])
    await second.put([LAMP, RUBBISH])
    await tagged.put([record("noise", "夜间施工停了", "同济路", "all", version=2)])
    await second.publish()
    with pytest.raises(BuildOvertaken):
        await first.publish()
    assert set(await found(tagged, asking("同济路"))) == {"lamp", "noise", "rubbish"}
    assert set(await found(tagged, asking("同济路", {"is:OPEN"}))) == {"lamp", "rubbish"}
    assert (await tagged.state()).stamp == "two"


async def test_whatever_is_asked_the_answer_is_what_the_tags_allow(tagged: TaggedEngine) -> None:
    """A thousand random questions against sets in memory: not one too many, not one too few."""
    rng = random.Random(21)
    tags = [f"t{number}" for number in range(12)]
    held = {f"k{n:03d}": frozenset(rng.sample(tags, rng.randrange(1, 5))) for n in range(150)}
    await tagged.put([record(key, "路灯不亮", key, *sorted(mine)) for key, mine in held.items()])
    for _ in range(200):
        groups = [set(rng.sample(tags, rng.randrange(1, 6))) for _ in range(rng.randrange(1, 3))]
        barred = tuple(rng.sample(tags, rng.randrange(0, 3)))
        want = {
            key
            for key, mine in held.items()
            if all(mine & group for group in groups) and not mine & set(barred)
        }
        got = await found(tagged, asking("路灯", *groups, barred=barred, limit=200))
        assert set(got) == want
        assert len(got) == len(want)


@pytest.mark.services
async def test_both_engines_score_the_same(elasticsearch_url: str, tmp_path: Path) -> None:
    elastic = Elastic(
        elasticsearch_url, prefix=f"test-{new_id().lower()}", seconds=60, index="tagged"
    )
    embedded = Embedded(tmp_path / "tagged", tagged=True)
    told: list[list[list[tuple[str, float]]]] = []
    try:
        for engine in (embedded, elastic):
            await (await engine.build("empty")).publish()
            await engine.put([LAMP, NOISE, RUBBISH])
            hits = [await engine.seek(asking(words)) for words in ("同济路", "路灯不亮", "施工")]
            told.append([_rounded(one) for one in hits])
        for name in await elastic.indexes():
            await elastic.remove(name)
    finally:
        await elastic.close()
        await embedded.close()
    assert told[0] == told[1]
    assert all(told[0])


def _rounded(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.kept, round(hit.score, 3)) for hit in hits]
