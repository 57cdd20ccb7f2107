"""Answered on the spot, confidential, merged, declined, urgent: the other ways a ticket goes."""

import pytest

from tests.conftest import BACKENDS
from tests.support.city import City
from tests.support.steps import CLERK, approved, dispatched

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]


async def test_a_consultation_is_answered_now_from_a_cited_revision(city: City) -> None:
    await city.is_searched()
    receipt = await city.submits("请问身份证丢了怎么补办，要带什么材料去哪里办")
    agent = await city.desk("agent01")
    hits = (await agent.client.get("/api/articles/search", params={"q": "身份证丢了补办"})).json()
    page = await agent.ticket(receipt["id"])
    page = await agent.does(
        receipt["id"],
        "ANSWER_NOW",
        kind="CONSULT",
        category_code=page["suggestion"]["category"][0]["value"],
        public_answer=hits[0]["spoken"],
        article_revision_ids=[hits[0]["revision_id"]],
    )
    assert (page["status"], page["answered_now"]) == ("CLOSED", True)
    assert (await city.tracks(receipt))["answer"] == hits[0]["spoken"]


async def test_an_answer_without_a_source_is_refused(city: City) -> None:
    await city.is_searched()
    receipt = await city.submits("请问身份证丢了怎么补办，要带什么材料去哪里办")
    agent = await city.desk("agent01")
    refused = await agent.tries(
        receipt["id"],
        "ANSWER_NOW",
        kind="CONSULT",
        category_code="010101",
        public_answer="带户口本就行。",
    )
    assert refused.status_code == 422
    assert "请引用知识点" in refused.text


async def test_a_confidential_reporter_is_never_shown_to_the_unit(city: City) -> None:
    receipt = await city.submits(
        "举报禅城区祖庙街道某工地夜里偷偷施工，请为我保密，不要让工地知道是我",
        kind="REPORT",
        confidential=True,
    )
    sent = len(city.texts)
    await dispatched(city, receipt)
    clerk = await city.desk(CLERK)
    page = await clerk.ticket(receipt["id"])
    assert page["citizen"]["hidden"] is True
    assert "13800000001" not in str(page)
    assert "王" not in str(page["citizen"])
    refused = await clerk.client.post(
        f"/api/tickets/{receipt['id']}/reveal", json={"field": "phone", "purpose": "联系市民"}
    )
    assert refused.status_code == 403
    assert all("新进展" in text for text in city.texts[sent:])


async def test_the_same_matter_is_merged_and_every_reporter_is_told(city: City) -> None:
    first = await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响")
    second = await city.submits(
        "禅城区祖庙街道同济路工地半夜倒水泥，十二点多还在响",
        contact={"name": "陈先生", "phone": "13800000002"},
    )
    reviewer = await city.desk("shenhe")
    similar = (await reviewer.client.get(f"/api/tickets/{second['id']}/similar")).json()
    assert first["id"] in [hint["id"] for hint in similar]
    page = await reviewer.does(
        second["id"],
        "MERGE_INTO",
        lead_ticket_id=first["id"],
        same_fact=True,
        reason="同一工地、同一晚",
    )
    assert page["status"] == "MERGED"
    shown = await city.tracks(second)
    assert shown["merged_into"] == first["number"]
    told = len(city.texts)
    await dispatched(city, first)
    assert len(city.texts) - told == 2  # both reporters hear of the dispatch


async def test_a_matter_outside_the_remit_is_declined_with_its_lawful_path(city: City) -> None:
    receipt = await city.submits("我不服法院的判决，要求你们改判，判决书上个月下来的")
    agent = await city.desk("agent01")
    page = await agent.does(
        receipt["id"],
        "DECLINE",
        ground_code="LITIGATION",
        lawful_path="在上诉期内向上一级人民法院上诉",
        words_told="此事需通过诉讼解决，可咨询法律援助。",
        legal_basis="《广东省12345政务服务便民热线管理办法》",
    )
    assert page["status"] == "DECLINED"
    shown = await city.tracks(receipt)
    assert "contest" in shown["can"]


async def test_a_stale_version_is_refused_and_nothing_is_merged_silently(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响")
    await approved(city, receipt)
    dispatcher = await city.desk("paidan")
    page = await dispatcher.ticket(receipt["id"])
    await dispatcher.does(receipt["id"], "COMMENT", text="先看看")
    decision = page["suggestion"]["decision"]
    response = await dispatcher.client.post(
        f"/api/tickets/{receipt['id']}/actions/DISPATCH",
        json={
            "version": page["version"],
            "lead_unit_id": decision["lead_unit_id"],
            "catalogue_row_id": decision["row_id"],
        },
    )
    assert response.status_code == 409
    assert response.json()["current_version"] == page["version"] + 1


async def test_a_lost_answer_does_not_register_twice(city: City) -> None:
    key = "a" * 32
    first = await city.submits("禅城区祖庙街道路灯不亮三天了", submission_key=key)
    again = await city.submits("禅城区祖庙街道路灯不亮三天了", submission_key=key)
    assert again["number"] == first["number"]
    assert (await city.tracks(again))["number"] == first["number"]


async def test_the_portal_names_divisions_not_governments(city: City) -> None:
    frame = (await city.public.get("/api/public/categories")).json()
    chancheng = next(d for d in frame["districts"] if d["code"] == "440604")
    assert chancheng["name"] == "禅城区"
    assert "祖庙街道" in {town["name"] for town in chancheng["towns"]}
