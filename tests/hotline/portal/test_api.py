"""The citizen's door: what cannot be right is said in plain words, and nothing is stored."""

from typing import Any

import pytest

from tests.api.refusals import row_counts
from tests.support.city import City

CONTENT = "禅城区祖庙街道同济路路灯坏了三天，请修复"
CHANCHENG, SHIWAN, GUICHENG = "440604", "440604010", "440605011"


async def submit(city: City, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"content": CONTENT, "contact": {"name": "王女士", "phone": "13800000001"}, **more}
    answer = await city.public.post("/api/public/requests", json=body)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"place": {"district_code": "440106"}}, "不在本市范围"),
        ({"place": {"district_code": "999999"}}, "不在本市范围"),
        ({"place": {"town_code": "440604999"}}, "不在本市范围"),
        ({"place": {"district_code": CHANCHENG, "town_code": GUICHENG}}, "不属于所选区"),
        ({"place": {"town_code": GUICHENG, "village_code": SHIWAN + "001"}}, "不属于所选镇街"),
        ({"place": {"village_code": SHIWAN + "001"}}, "不属于所选镇街"),
        ({"place": {"lng": 116.4, "lat": 39.9}}, "地图位置不在本市范围内"),
        ({"place": {"lng": 113.12}}, "经度和纬度须一并填写"),
        ({"category_code": "99"}, "事项分类不存在或已停用"),
        ({"category_code": "010101"}, "请回答：具体在哪里"),
        ({"category_code": "010101", "answers": {"spot": " "}}, "请回答：具体在哪里"),
        ({"category_code": "010101", "answers": {"spot": "路口", "x": "y"}}, "没有“x”这个提问"),
        (
            {"category_code": "010101", "answers": {"spot": "路口", "since": "一年"}},
            "请从下列选项中选择：今天、两三天",
        ),
        ({"contact": {"phone": "12345"}}, "服务号码"),
        ({"contact": {"phone": "10086"}}, "服务号码"),
    ],
)
async def test_a_slip_of_the_finger_is_said_and_nothing_is_stored(
    city: City, more: dict[str, Any], told: str
) -> None:
    before = await row_counts(city)
    status, problem = await submit(city, **more)
    assert status == 422
    assert told in str(problem), problem
    assert await row_counts(city) == before


@pytest.mark.parametrize(
    "more",
    [
        {"place": {"district_code": CHANCHENG, "town_code": SHIWAN, "address": "同济路12号"}},
        {"place": {"town_code": SHIWAN + "001"}},
        {"place": {"lng": 113.12, "lat": 23.02}},
        {"category_code": "0101"},
        {"category_code": "010101", "answers": {"spot": "同济路口", "since": "今天"}},
        {"contact": {"phone": "0757-83301234"}},
        {"contact": {"phone": "+852 5123 4567"}},
    ],
)
async def test_what_exists_is_taken(city: City, more: dict[str, Any]) -> None:
    assert (await submit(city, **more))[0] == 201


async def test_the_form_offers_nothing_that_is_refused(city: City) -> None:
    frame = (await city.public.get("/api/public/categories")).json()
    for district in frame["districts"]:
        for town in district["towns"]:
            place = {"district_code": district["code"], "town_code": town["code"]}
            status, problem = await submit(city, place=place)
            assert status == 201, problem
    leaf = frame["categories"][0]["children"][0]["children"][0]
    answers = {
        question["key"]: (question["options"] or ["同济路口"])[0] for question in leaf["questions"]
    }
    assert (await submit(city, category_code=leaf["code"], answers=answers))[0] == 201


async def test_staff_who_write_on_behalf_are_told_as_well(city: City) -> None:
    desk = await city.desk("agent01")
    body = {
        "channel": "PLATFORM",
        "source_platform": "POLICE_110",
        "external_ref": "110-2026-0001",
        "content": CONTENT,
        "contact": {"phone": "13800000001"},
        "place": {"district_code": "440106"},
    }
    refused = await desk.client.post("/api/tickets", json=body)
    assert refused.status_code == 422
    assert "不在本市范围" in refused.json()["detail"]
    body["place"] = {"district_code": CHANCHENG}
    assert (await desk.client.post("/api/tickets", json=body)).status_code == 201
    again = await desk.client.post("/api/tickets", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already_registered")
