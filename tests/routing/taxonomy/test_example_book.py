"""Examples are added and withdrawn one by one, count at once, and every version stays readable."""

from typing import Any

from hotline.kit.sheets import read_sheet
from hotline.kit.text import normalise
from tests.routing.test_api import ALL, Door, door

__all__ = ["door"]
PATH = "/api/routing/examples"
SAID = "傍晚路口全是推车卖水果的，走都走不过去"


async def added(door: Door, **change: Any) -> Any:
    body = {"category_code": "010102", "text": SAID, "note": "近期常见说法", **change}
    return await door.post(PATH, body, 201)


async def knows(door: Door, text: str) -> bool:
    """The cold start of the running process knows these words."""
    routing = door.app.state.routing
    await routing.refresh_if_stale(door.app.state.database)
    return any(normalise(text) == known for known, _code in routing.state.cold.examples)


async def test_an_example_counts_at_once_and_no_longer_when_withdrawn(door: Door) -> None:
    one = await added(door)
    assert (one["kind_label"], one["category"]) == ("样例诉求", "城市管理 / 市容环卫 / 占道经营")
    assert await knows(door, SAID)
    gone = await door.post(f"{PATH}/{one['id']}/withdraw", {"note": "不常见"})
    assert (gone["withdrawn_in"], gone["withdrawn_note"]) == (one["added_in"] + 1, "不常见")
    assert not await knows(door, SAID)
    again = await door.post(f"{PATH}/{one['id']}/withdraw", {"note": "x"}, 409)
    assert again["code"] == "example_withdrawn"
    missing = await door.post(f"{PATH}/{'0' * 26}/withdraw", {"note": "x"}, 404)
    assert missing["code"] == "example_unknown"


async def test_the_same_twice_or_an_unknown_subject_is_refused(door: Door) -> None:
    await added(door)
    body = {"category_code": "010102", "text": SAID}
    assert (await door.post(PATH, body, 409))["code"] == "example_known"
    told = await door.post(PATH, {"category_code": "0999", "text": SAID}, 422)
    assert "没有事项分类" in told["detail"]
    await door.post(PATH, {"category_code": "010102", "text": "", "note": ""}, 422)


async def test_the_list_is_narrowed_by_subject_kind_and_words(door: Door) -> None:
    first = await added(door)
    words = await added(door, category_code="0101", kind="WORDS", text="推车档；走鬼")
    other = await added(door, category_code="010101", text="楼下烧烤档半夜还在烧")
    shown = (await door.get(PATH, category_code="010102"))["items"]
    assert [one["id"] for one in shown] == [first["id"]]
    shown = (await door.get(PATH, category_code="0101"))["items"]
    assert [one["id"] for one in shown] == [other["id"], words["id"], first["id"]]
    assert [one["id"] for one in (await door.get(PATH, kind="WORDS"))["items"]] == [words["id"]]
    assert [one["id"] for one in (await door.get(PATH, q="走鬼"))["items"]] == [words["id"]]
    page = await door.get(PATH, limit=2)
    rest = await door.get(PATH, limit=2, cursor=page["next_cursor"])
    assert [one["id"] for one in rest["items"]] == [first["id"]]
    assert rest["next_cursor"] is None


async def test_every_version_is_kept_and_can_be_given_out_again(door: Door) -> None:
    one = await added(door)
    await added(door, category_code="010101", text="楼下烧烤档半夜还在烧")
    await door.post(f"{PATH}/{one['id']}/withdraw", {"note": "不常见"})
    third, second, first = (await door.get(f"{PATH}/versions"))["items"]
    assert [v["number"] for v in (first, second, third)] == [
        one["added_in"],
        one["added_in"] + 1,
        one["added_in"] + 2,
    ]
    assert [(v["added"], v["withdrawn"], v["standing"]) for v in (first, second, third)] == [
        (1, 0, 1),
        (1, 0, 2),
        (0, 1, 1),
    ]
    assert (third["note"], first["note"]) == ("不常见", "近期常见说法")
    texts = {}
    for number in (first["number"], second["number"], third["number"]):
        answer = await door.client.get(f"{PATH}/export", params={"version": number})
        texts[number] = [row["text"] for row in read_sheet(answer.content)]
    assert [len(texts[number]) for number in sorted(texts)] == [1, 2, 1]
    assert texts[third["number"]] == ["楼下烧烤档半夜还在烧"]
    assert [x["id"] for x in (await door.get(PATH, withdrawn=True))["items"]] == [one["id"]]
    assert len((await door.get(PATH, version=second["number"]))["items"]) == 2


async def test_replacing_by_a_file_keeps_what_stood_before(door: Door) -> None:
    one = await added(door)
    raw = "category_code,words\n0101,垃圾房\n".encode()
    stored = await door.send(f"{PATH}/import", raw, dry_run="false", replace="true")
    assert stored["stored"]
    newest = (await door.get(f"{PATH}/versions"))["items"][0]
    assert (newest["added"], newest["withdrawn"]) == (1, 1)
    (gone,) = (await door.get(PATH, withdrawn=True))["items"]
    assert gone["id"] == one["id"]


async def test_examples_are_for_the_owner_of_the_tree(door: Door) -> None:
    door.act(ALL - {"taxonomy.manage"})
    await door.get(PATH, 403)
    await door.post(PATH, {"category_code": "010102", "text": SAID}, 403)
