"""The ticket search as staff use it (工单检索): hits with their place, filters, pages, refusals, and no leak."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hotline.health import inspections
from hotline.process.search.documents import read_batch
from hotline.process.search.index import note_messages
from tests.conftest import BACKENDS
from tests.contracts.test_search_contract import HOSTILE
from tests.journeys.test_bot_talk import NOISE, Chat, newest
from tests.support.city import City, Desk
from tests.support.steps import replied

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PATH = "/api/tickets/search"
PHONE, IDENTITY, PLATE = "13812345678", "440604199001011234", "粤E12345"
WITH_NUMBERS = (
    f"禅城区祖庙街道同济路烧烤店油烟扰民。我叫陈小明，电话{PHONE}，"
    f"身份证{IDENTITY}，车牌{PLATE}，邮箱chenxm@example.com"
)


async def asks(desk: Desk, words: str, **more: Any) -> httpx.Response:
    return await desk.client.get(PATH, params={"q": words, **more})


async def finds(desk: Desk, words: str, **more: Any) -> list[dict[str, Any]]:
    answer = await asks(desk, words, **more)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def indexed(city: City) -> None:
    await city.hotline.ticket_search.keep_up(city.hotline.database)


@both
async def test_a_ticket_is_found_by_its_matter_with_the_words_marked(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响")
    await city.submits("南海区桂城街道人行道地砖松动，老人容易绊倒")
    await indexed(city)
    boss = await city.desk("banzhang")
    (hit,) = await finds(boss, "工地 半夜")
    assert hit["id"] == receipt["id"]
    assert hit["number"] == receipt["number"]
    assert hit["status_label"]
    (part,) = [one for one in hit["excerpts"] if one["part"] == "CONTENT"]
    assert part["part_label"] == "诉求内容"
    marked = [part["text"][start:end] for start, end in part["marks"]]
    assert any("工地" in one for one in marked)
    assert [one["id"] for one in await finds(boss, "工地半夜倒水泥")] == [receipt["id"]]
    assert await finds(boss, "游泳池水质") == []


@both
async def test_answers_are_searched_and_conversations_for_the_hotline_alone(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处")
    await replied(city, receipt)
    await indexed(city)
    boss, clerk = await city.desk("banzhang"), await city.desk("cg-lianluo")
    for desk in (boss, clerk):
        (hit,) = await finds(desk, "经现场检查")
        assert hit["id"] == receipt["id"]
        assert "REPLY" in {part["part"] for part in hit["excerpts"]}


@both
async def test_a_chat_is_found_by_what_was_said_in_it_but_not_by_a_unit(city: City) -> None:
    chat = await Chat.open(city)
    await chat.say(NOISE)
    await chat.say("1")
    told = await chat.say("禅城区祖庙街道建新路12号")
    for _ in range(8):
        if "手机号" in told:
            break
        told = await chat.say("跳过")
    await chat.say("13800138066")
    ticket = await newest(city)
    await city.settle()
    await indexed(city)
    boss, clerk = await city.desk("banzhang"), await city.desk("cg-lianluo")
    said = "跳过"  # stands in the conversation alone
    (hit,) = [one for one in await finds(boss, said) if one["id"] == ticket.id]
    assert [part["part"] for part in hit["excerpts"]] == ["CONVERSATION"]
    assert await finds(clerk, said) == []
    assert await finds(boss, "13800138066") == []


async def test_a_chat_that_goes_on_after_its_ticket_is_read_again(city: City) -> None:
    chat = await Chat.open(city)
    await chat.say(NOISE)
    await chat.say("1")
    told = await chat.say("禅城区祖庙街道建新路12号")
    for _ in range(8):
        if "手机号" in told:
            break
        told = await chat.say("跳过")
    await chat.say("13800138066")
    await city.settle()
    await indexed(city)
    boss, ticket = await city.desk("banzhang"), await newest(city)
    assert await finds(boss, "补充楼上老人心脏不好") == []
    await chat.say("补充：楼上老人心脏不好")
    database, at_once = city.hotline.database, timedelta(seconds=-1)
    assert await note_messages(database, at_once) >= 1
    await indexed(city)
    assert ticket.id in [hit["id"] for hit in await finds(boss, "楼上老人心脏不好")]
    assert await note_messages(database, at_once) == 0


@both
async def test_no_number_of_a_person_finds_anything_or_lies_in_the_index(city: City) -> None:
    receipt = await city.submits(WITH_NUMBERS, contact={"name": "陈小明", "phone": PHONE})
    await indexed(city)
    boss = await city.desk("banzhang")
    (hit,) = await finds(boss, "烧烤店油烟扰民")
    assert hit["id"] == receipt["id"]
    shown = str(hit["excerpts"])
    asked = [
        PHONE, "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "5678", "1381234",
        IDENTITY, "440604 19900101 1234", "19900101", "440604199001011234".lower(),
        PLATE, "粤e12345", "E12345", "12345", "chenxm", "chenxm@example.com", "陈小明", "小明",
    ]  # fmt: skip
    for words in asked:
        assert await finds(boss, words) == [], words
        assert words not in shown
    held = b"".join(path.read_bytes() for path in _files(city))
    async with city.hotline.database.read() as session:
        batch = await read_batch(session, [receipt["id"]], city.hotline.routing.state)
    (record,) = batch.records
    assert not any(char.isdigit() for char in record.line + record.whole), record
    assert "陈小明" not in record.whole
    for secret in (PHONE, "5678", IDENTITY, "19900101", PLATE, "12345", "chenxm", "陈小明"):
        assert secret.encode() not in held, secret


def _files(city: City) -> list[Path]:
    folder = city.hotline.settings.data_dir / "search-tickets"
    return [path for path in folder.rglob("*") if path.is_file()]


@both
async def test_a_number_and_its_beginning_come_first(city: City) -> None:
    first = await city.submits("禅城区祖庙街道同济路路灯不亮")
    second = await city.submits(f"请尽快处理工单{first['number']}，路灯还是不亮")
    await indexed(city)
    boss = await city.desk("banzhang")
    hits = await finds(boss, first["number"])
    assert [(hit["number"], hit["by_number"]) for hit in hits] == [
        (first["number"], True),
        (second["number"], False),
    ]
    begun = await finds(boss, first["number"][:12].lower())
    assert {hit["number"] for hit in begun if hit["by_number"]} >= {
        first["number"],
        second["number"],
    }


@both
async def test_pages_follow_one_another_without_gap_or_repeat(city: City) -> None:
    ids = set()
    for number in "甲乙丙丁戊己庚":
        ids.add((await city.submits(f"禅城区祖庙街道同济路{number}栋楼下路灯不亮"))["id"])
    await indexed(city)
    boss = await city.desk("banzhang")
    for words in ("路灯不亮", "FS2026"):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            more = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = (await asks(boss, words, **more)).json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
            assert len(page["items"]) == 2
        assert len(seen) == len(set(seen))
        assert ids <= set(seen)


async def test_a_cursor_of_another_list_is_refused(city: City) -> None:
    boss = await city.desk("banzhang")
    for cursor in ("nonsense", "WyJYIiwxLjAsImEiXQ", "WyJUIixudWxsLG51bGxd"):
        assert (await asks(boss, "路灯", cursor=cursor)).status_code == 422


BAD = [
    *HOSTILE,
    "的",
    "请问一下",
    "身",
    "a",
    "5",
    "路灯" * 2_500,
    "%",
    "_",
    "路灯 -不亮 OR *:*",
    "🙂路灯🙂",
]


async def test_bad_input_finds_little_and_breaks_nothing(city: City) -> None:
    await city.submits("禅城区祖庙街道同济路路灯不亮")
    await indexed(city)
    boss = await city.desk("banzhang")
    for words in BAD:
        answer = await asks(boss, words)
        refused = not words or "\x00" in words or "\u202e" in words
        assert answer.status_code in ({200, 422} if refused else {200}), (words, answer.text)
        assert "<script" not in answer.text
    assert len(await finds(boss, "🙂路灯🙂")) >= 1
    assert (await asks(boss, "路" * 5_001)).status_code == 422
    assert (await asks(boss, "路灯", status="NO_SUCH")).status_code == 422
    assert (await asks(boss, "路灯", category="01*")).status_code == 422
    assert (await boss.client.get(PATH)).status_code == 422


@both
async def test_filters_and_days_narrow_a_search(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路路灯不亮")
    await indexed(city)
    boss = await city.desk("banzhang")
    page = await boss.ticket(receipt["id"])
    fitting: list[dict[str, Any]] = [
        {"status": page["status"]},
        {"from": "2026-03-04", "to": "2026-03-05"},
        {"from": "2026-03-01T00:00:00"},
        {"from": "2020-01-01", "to": "2030-01-01"},
        {"to": "2026-12-31"},
    ]
    fitting += [{"kind": page["kind"]}] if page["kind"] else []
    fitting += [{"category": page["category_code"][:2]}] if page["category_code"] else []
    for filters in fitting:
        found = [hit["id"] for hit in await finds(boss, "同济路路灯不亮", **filters)]
        assert receipt["id"] in found, filters
    for filters in ({"status": "CLOSED"}, {"to": "2026-03-04"}, {"from": "2026-03-05"}):
        found = [hit["id"] for hit in await finds(boss, "同济路路灯不亮", **filters)]
        assert receipt["id"] not in found, filters


async def test_who_may_not_list_tickets_may_not_search_them(city: City) -> None:
    await city.submits("禅城区祖庙街道同济路路灯不亮")
    await indexed(city)
    for login in ("fenxi", "shenji", "yinsi", "admin"):
        assert (await asks(await city.desk(login), "路灯")).status_code == 403, login
    assert (await city.public.get(PATH, params={"q": "路灯"})).status_code == 401


async def test_health_tells_how_the_index_of_tickets_is(city: City) -> None:
    async def told() -> dict[str, Any]:
        found = [one for inspect in inspections(city.hotline) for one in await inspect()]
        return next(one for one in found if one["part"] == "ticket_search")

    assert (await told())["state"] == "degraded"
    assert "尚未建立" in (await told())["detail"]
    await indexed(city)
    assert (await told())["state"] == "ok"


@both
async def test_what_an_erased_person_said_leaves_the_search(city: City) -> None:
    chat = await Chat.open(city)
    await chat.say(NOISE)
    await chat.say("1")
    told = await chat.say("禅城区祖庙街道建新路12号")
    for _ in range(8):
        if "手机号" in told:
            break
        told = await chat.say("跳过")
    await chat.say("13800138066")
    await city.settle()
    await indexed(city)
    boss, ticket = await city.desk("banzhang"), await newest(city)
    for words in ("烧烤店油烟扰民", "跳过"):
        assert ticket.id in [hit["id"] for hit in await finds(boss, words)], words
    officer = await city.desk("yinsi")
    path = f"/api/citizens/{ticket.citizen_id}/actions/ERASE"
    assert (await officer.client.post(path, json={"rule": "本人书面申请删除"})).status_code == 200
    await city.settle()
    await indexed(city)
    for words in ("烧烤店油烟扰民", "跳过"):
        assert ticket.id not in [hit["id"] for hit in await finds(boss, words)], words
    hits = await finds(boss, ticket.number)
    assert [(hit["id"], hit["excerpts"]) for hit in hits] == [(ticket.id, [])]
