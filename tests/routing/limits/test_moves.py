"""Limits follow their subjects into another tree: one by one, split, merged to the strictest; people decide."""

from typing import Any

from hotline.kit.sheets import read_rows
from routing.limits.moves import Key, Move, Written, find_moves
from routing.taxonomy.files import read_categories
from routing.taxonomy.history import History, Step
from routing.taxonomy.mapping import MapKind, MapRow
from routing.taxonomy.tree import Taxonomy, build
from tests.routing.test_api import ALL, Door, door

__all__ = ["door"]
OLD = "code,name\n01,城管\n0101,环卫\n010101,垃圾\n010102,占道\n010103,招牌\n010104,公厕\n"
NEW = "code,name\n01,城管\n0101,环卫\n010101,垃圾分类\n010105,垃圾\n010106,占道\n010107,市容\n010108,厕所\n"
ANY: Key = (None, None)


def tree(text: str, version: str) -> Taxonomy:
    return build(version, read_categories(read_rows(text.encode()))[0])


def history() -> History:
    old, new = tree(OLD, "1"), tree(NEW, "2")
    rows = [
        MapRow("010101", ("010105",), MapKind.ONE),
        MapRow("010102", ("010106", "010107"), MapKind.SPLIT),
        MapRow("010103", ("010107",), MapKind.MERGE),
        MapRow("010104", (), MapKind.ENDED),
    ]
    return History(new, {"1": Step(old, new, {row.old_code: row for row in rows})})


def limit(code: str, days: int, key: Key = ANY, version: str = "1") -> Written:
    return Written(f"L-{code}-{days}", code, version, key, days, f"依据{days}")


def moves(*limits: Written) -> dict[tuple[str, Key], Move]:
    return {(move.code, move.key): move for move in find_moves(limits, history()).moves}


def test_a_split_gives_every_part_the_limit_and_a_merger_takes_the_strictest() -> None:
    found = moves(limit("010102", 7), limit("010103", 5))
    assert {code: move.working_days for (code, _), move in found.items()} == {
        "010106": 7,
        "010107": 5,
    }
    merged = found["010107", ANY]
    assert [source.code for source in merged.sources] == ["010102", "010103"]
    assert merged.basis == "依据5"


def test_a_limit_for_one_kind_is_held_against_the_general_one_of_the_other_source() -> None:
    found = moves(limit("010102", 7, ("COMPLAINT", None)), limit("010103", 5))
    assert found["010107", ("COMPLAINT", None)].working_days == 5
    assert found["010107", ANY].working_days == 5
    assert found["010106", ("COMPLAINT", None)].working_days == 7


def test_a_source_without_a_limit_counts_with_its_superiors() -> None:
    found = moves(limit("0101", 3), limit("010103", 8))
    assert found["010107", ANY].working_days == 3
    assert ("0101", ANY) not in found


def test_a_limit_that_was_set_for_the_new_code_already_stays_if_it_is_as_strict() -> None:
    own = limit("010106", 7, version="2")
    assert ("010106", ANY) not in moves(limit("010102", 7), own)
    laxer = limit("010106", 9, version="2")
    assert moves(limit("010102", 7), laxer)["010106", ANY].working_days == 7


def test_ended_subjects_and_codes_with_another_meaning_are_left_to_a_person() -> None:
    found = find_moves([limit("010104", 4), limit("010101", 6)], history())
    assert [(one.code, why[0][:5]) for one, why in found.undecided] == [
        ("010104", "分类已取消"),
        ("010101", "编码在新分"),
    ]
    assert [(move.code, move.working_days) for move in found.moves] == [("010105", 6)]


CARRY, LIST = "/api/routing/limits/carry-over", "/api/routing/limits"
LIMITS = (
    "category_code,kind,urgency,working_days,basis\n"
    "010101,,,7,服务承诺\n010102,COMPLAINT,,5,投诉办理规定\n"
)
TREE = "code,name\n01,城市管理\n0101,市容环卫\n010109,环境卫生\n"
MAP = "old_code,new_codes,kind\n010101,010109,merge\n010102,010109,merge\n"


async def changed(door: Door) -> None:
    """A house with limits takes another tree, in which two subjects have become one."""
    await door.send(f"{LIST}/import", LIMITS.encode(), dry_run="false")
    files = {"file": ("t.csv", TREE.encode()), "mapping": ("m.csv", MAP.encode())}
    form = {"version": "9", "dry_run": "false"}
    answer = await door.client.post("/api/categories/import", files=files, data=form)
    assert answer.status_code == 200, answer.text
    assert answer.json()["limits"] == 2


async def in_force(door: Door) -> dict[tuple[Any, Any], int]:
    rows = await door.get(LIST)
    return {(one["category_code"], one["kind"]): one["working_days"] for one in rows}


async def test_proposed_limits_count_after_another_person_approved_them(door: Door) -> None:
    await changed(door)
    tried = await door.post(CARRY, {"dry_run": True})
    assert tried["proposed"] == 2
    assert await door.get(f"{LIST}/proposals") == []
    told = await door.post(CARRY, {"dry_run": False})
    general = next(one for one in told["proposals"] if one["kind"] is None)
    assert (general["category_code"], general["working_days"]) == ("010109", 7)
    assert (general["state_label"], general["kind_label"]) == ("待批准", "全部")
    special = next(one for one in told["proposals"] if one["kind"] == "COMPLAINT")
    assert special["working_days"] == 5
    assert special["zh"] == "由 010101（7 天）、010102（5 天） 而来，取最严的 5 天"
    assert special["en"] == (
        "From 010101 (7 working days), 010102 (5 working days); the strictest, 5 working days"
    )
    assert ("010109", None) not in await in_force(door)
    body = {"ids": [one["id"] for one in told["proposals"]], "accept": True, "note": "同意"}
    refused = await door.post(f"{LIST}/proposals/decide", body, 403)
    assert refused["code"] == "own_proposal"
    door.act(ALL)
    done = await door.post(f"{LIST}/proposals/decide", body)
    assert {(one["state"], bool(one["limit_id"])) for one in done} == {("APPROVED", True)}
    found = await in_force(door)
    assert (found["010109", None], found["010109", "COMPLAINT"]) == (7, 5)
    assert ("010101", None) not in found
    assert (await door.post(CARRY, {"dry_run": False}))["proposed"] == 0
    await door.post(f"{LIST}/proposals/decide", body, 409)


async def test_a_refused_limit_is_kept_and_not_proposed_again(door: Door) -> None:
    await changed(door)
    told = await door.post(CARRY, {"dry_run": False})
    body = {"ids": [told["proposals"][0]["id"]], "accept": False, "note": "另行规定"}
    (row,) = await door.post(f"{LIST}/proposals/decide", body)
    assert (row["state"], row["note"], row["limit_id"]) == ("REJECTED", "另行规定", None)
    assert (await door.post(CARRY, {"dry_run": True}))["proposed"] == 0
    assert len(await door.get(f"{LIST}/proposals", state="REJECTED")) == 1
    missing = {"ids": ["0" * 26], "accept": True}
    assert (await door.post(f"{LIST}/proposals/decide", missing, 404))["code"]


async def test_limits_are_proposed_and_approved_by_whoever_may(door: Door) -> None:
    door.act(ALL - {"policy.propose"})
    await door.get(LIST, 403)
    await door.post(CARRY, {"dry_run": True}, 403)
    door.act(ALL - {"policy.approve"})
    await door.post(f"{LIST}/proposals/decide", {"ids": ["0" * 26], "accept": True}, 403)
