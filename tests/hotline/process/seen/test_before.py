"""What was seen before is hinted to those who may see it, with the advice of the rules."""

from datetime import timedelta
from typing import Any

from hotline.kit import clock
from hotline.process.seen import index as similar_index
from tests.support.city import City, Json
from tests.support.steps import HANDLER, accepted, dispatched, signed

LAMP = "禅城区祖庙街道同济路12号门口的路灯坏了三天，晚上很黑，走路都看不清，请尽快修复"
AGAIN = "您好，同济路12号门口的路灯坏了三天，晚上很黑，走路都看不清，麻烦尽快处理"
NEWS = AGAIN + "，昨晚有一辆电动车撞到了花坛，司机受伤送院"
MINE = "13800000001"
OTHERS = "13800000002"


async def hints(city: City, text: str, login: str = "agent01", **more: Any) -> Json:
    desk = await city.desk(login)
    response = await desk.client.post("/api/similar", json={"text": text, **more})
    assert response.status_code == 200, response.text
    return dict(response.json())


async def test_the_same_citizen_with_nothing_new_is_told_progress(city: City) -> None:
    first = await city.submits(LAMP)
    found = await hints(city, AGAIN, phone=MINE)
    assert found["complete"] is True
    (hint,) = found["hints"]
    assert (hint["id"], hint["same_citizen"], hint["advice"]) == (
        first["id"],
        True,
        "TELL_PROGRESS",
    )
    assert (hint["action"], hint["new_parts"]) == ("URGE", [])
    assert hint["words"] == f"您反映的{first['number']}目前已登记，如有新情况请告诉我。"


async def test_a_new_fact_is_shown_and_goes_to_the_open_ticket(city: City) -> None:
    await city.submits(LAMP)
    (hint,) = (await hints(city, NEWS, phone=MINE))["hints"]
    assert hint["advice"] == "ADD_INFO"
    assert hint["new_parts"] == ["昨晚有一辆电动车撞到了花坛", "司机受伤送院"]
    assert hint["words"] is None


async def test_another_citizen_is_advised_to_join(city: City) -> None:
    await city.submits(LAMP)
    (hint,) = (await hints(city, AGAIN, phone=OTHERS))["hints"]
    assert (hint["same_citizen"], hint["advice"], hint["action"]) == (False, "JOIN", "MERGE_INTO")
    assert hint["words"] is None  # another's progress is not read out


async def test_nothing_new_after_closing_is_told_the_result(city: City) -> None:
    first = await closed(city)
    (hint,) = (await hints(city, AGAIN, phone=MINE))["hints"]
    assert hint["advice"] == "NOTHING_NEW"
    assert hint["words"].startswith(f"您反映的{first['number']}结果是：经现场检查")
    (hint,) = (await hints(city, NEWS, phone=MINE))["hints"]
    assert hint["advice"] == "REOPEN"
    city.move_to(clock.now() + timedelta(days=16))
    (hint,) = (await hints(city, NEWS, phone=MINE))["hints"]
    assert hint["advice"] == "FOLLOW_UP_NEW"


async def test_another_house_number_is_another_matter(city: City) -> None:
    await city.submits(LAMP)
    assert (await hints(city, AGAIN.replace("12号", "80号"), phone=OTHERS))["hints"] == []


async def test_the_place_beside_the_words_tells_two_matters_apart(city: City) -> None:
    words = "路灯坏了三天晚上很黑走路都看不清请尽快修复"
    place = {"district_code": "440604", "address": "同济路12号"}
    body = {"channel": "VOICE", "content": words, "place": place, "contact": {"phone": MINE}}
    agent = await city.desk("agent01")
    assert (await agent.client.post("/api/tickets", json=body)).status_code == 201
    await city.settle()
    same = await hints(city, words, phone=OTHERS, place=place)
    other = await hints(city, words, phone=OTHERS, place={**place, "address": "同济路80号"})
    assert [len(found["hints"]) for found in (same, other)] == [1, 0]


async def test_five_citizens_in_three_days_are_a_batch(city: City) -> None:
    phones = [f"138000000{n}" for n in range(11, 15)]
    for phone in phones:
        await city.submits(LAMP, contact={"name": "市民", "phone": phone})
    assert (await hints(city, AGAIN, phone=phones[0]))["batch"] is None
    batch = (await hints(city, AGAIN, phone=OTHERS))["batch"]
    assert (batch["citizens"], len(batch["ticket_ids"]), batch["hours"]) == (5, 4, 72)
    city.move_to(clock.now() + timedelta(hours=73))
    assert (await hints(city, AGAIN, phone=OTHERS))["batch"] is None


async def test_a_restricted_ticket_is_hinted_to_nobody_not_even_to_the_named(city: City) -> None:
    first = await city.submits(LAMP)
    boss = await city.desk("banzhang")
    me = (await boss.client.get("/api/auth/me")).json()
    await (await city.desk("shenhe")).does(
        first["id"],
        "SET_CONFIDENTIAL",
        level="RESTRICTED",
        named_account_ids=[me["account"]["id"]],
    )
    assert (await hints(city, AGAIN, phone=MINE))["hints"] == []
    assert (await hints(city, AGAIN, login="banzhang", phone=MINE))["hints"] == []


async def test_a_unit_is_shown_its_own_tickets_only(city: City) -> None:
    first = await city.submits(LAMP.replace("路灯坏了", "工地半夜施工噪声"))
    second = await city.submits(
        LAMP.replace("路灯坏了", "工地半夜施工噪声"), contact={"name": "李", "phone": OTHERS}
    )
    await signed(city, first)
    handler, clerk = await city.desk(HANDLER), await city.desk("agent01")
    address = f"/api/tickets/{first['id']}/seen-before"
    assert (await handler.client.get(address)).json()["hints"] == []
    seen = (await clerk.client.get(address)).json()["hints"]
    assert [hint["id"] for hint in seen] == [second["id"]]
    await dispatched(city, second)
    seen = (await handler.client.get(address)).json()["hints"]
    assert [hint["id"] for hint in seen] == [second["id"]]


async def test_a_unit_never_learns_that_a_confidential_person_wrote_twice(city: City) -> None:
    words = LAMP.replace("路灯坏了", "工地半夜施工噪声")
    first = await city.submits(words)
    second = await city.submits(words, confidential=True)
    for receipt in (first, second):
        await dispatched(city, receipt)
    handler, agent = await city.desk(HANDLER), await city.desk("agent01")
    for receipt in (first, second):
        address = f"/api/tickets/{receipt['id']}/seen-before"
        (hint,) = (await handler.client.get(address)).json()["hints"]
        assert (hint["same_citizen"], hint["words"]) == (False, None)
        (hint,) = (await agent.client.get(address)).json()["hints"]
        assert hint["same_citizen"] is True


async def test_changed_words_are_compared_as_they_are_now(city: City) -> None:
    first = await city.submits(LAMP)
    assert len((await hints(city, AGAIN, phone=OTHERS))["hints"]) == 1
    agent = await city.desk("agent01")
    await agent.does(first["id"], "ADD_CITIZEN_INFO", text="地址应为同济路80号", is_new_fact=True)
    await agent.does(
        first["id"],
        "SPLIT",
        parts=[
            {"kind": "HELP", "content": "咨询社保卡遗失之后怎样补办，需要准备哪些材料"},
            {"kind": "HELP", "content": "垃圾桶满了没有人来清运，味道很大"},
        ],
    )
    assert (await hints(city, AGAIN, phone=OTHERS))["hints"] == []


async def test_withdrawn_tickets_are_not_hinted(city: City) -> None:
    first = await city.submits(LAMP)
    assert len((await hints(city, AGAIN, phone=OTHERS))["hints"]) == 1
    body = {"code": first["query_code"], "text": "已经修好"}
    address = f"/api/public/tickets/{first['number']}/withdraw"
    assert (await city.public.post(address, json=body)).status_code == 200
    assert (await hints(city, AGAIN, phone=OTHERS))["hints"] == []


async def test_a_restarted_process_fills_its_index_in_pieces(city: City) -> None:
    await city.submits(LAMP)
    database = city.hotline.database
    old = database.info[similar_index.KEY]
    fresh = similar_index.TicketIndex(old.routing, old.window)
    database.info[similar_index.KEY] = fresh
    async with database.read() as session:
        assert await fresh.catch_up(session, most=0) is False
    assert fresh.complete is False
    await fresh.keep_up(database)
    assert (fresh.complete, len(fresh)) == (True, len(old))
    assert len((await hints(city, AGAIN, phone=OTHERS))["hints"]) == 1


async def test_a_ticket_committed_late_is_found_by_the_next_look_back(city: City) -> None:
    database = city.hotline.database
    index = database.info[similar_index.KEY]
    await index.keep_up(database)
    now = clock.now()
    city.move_to(now + timedelta(minutes=1))
    await city.submits("咨询社保卡遗失之后怎样补办，需要准备哪些材料")
    await index.keep_up(database)
    city.move_to(now)  # another process began earlier and commits only now
    await city.submits(LAMP)
    city.move_to(now + timedelta(minutes=2))
    await index.keep_up(database)
    assert len((await hints(city, AGAIN, phone=OTHERS))["hints"]) == 1


async def closed(city: City) -> Json:
    """The citizen's complaint is handled, answered and closed as solved."""
    receipt = await city.submits(LAMP.replace("路灯坏了三天", "工地半夜施工三天"))
    return await close(city, receipt)


async def close(city: City, receipt: Json) -> Json:
    await accepted(city, receipt)
    follower = await city.desk("huifang")
    await follower.does(
        receipt["id"],
        "CLOSE",
        contacted="YES",
        resolved="YES",
        rating="SATISFIED",
        close_outcome="RESOLVED",
    )
    return receipt
