"""What happened to a ticket is told in words: no code, no id, in none of its steps."""

import re
from typing import Any

import pytest

from hotline.process.stepwords import Wording, labelled
from hotline.tickets.models import Action, Ticket
from tests.support.city import City
from tests.support.steps import dispatched, replied

RAW = re.compile(r"[A-Z]{2,}_[A-Z_]+|\b[A-Z]{4,}\b|01[0-9A-HJKMNP-TV-Z]{24}|'|\{")


def texts(page: dict[str, Any], action: str) -> dict[str, str]:
    step = next(s for s in page["timeline"] if s["action"] == action)
    return {row["label"]: row["text"] for row in step["details"]}


async def test_no_step_of_a_whole_life_shows_a_code_or_an_id(city: City) -> None:
    receipt = await city.submits(
        "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
    )
    page = await replied(city, receipt)
    shown = [(s["action"], row) for s in page["timeline"] for row in s["details"]]
    assert len(shown) > 20
    assert [(a, r) for a, r in shown if RAW.search(r["text"]) or RAW.search(r["label"])] == []


async def test_a_dispatch_names_its_units(city: City) -> None:
    page = await dispatched(
        city, await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，要求查处")
    )
    lead = next(p["unit_name"] for p in page["assignments"] if p["role"] == "LEAD")
    assert texts(page, "DISPATCH")["主办单位"] == lead


async def test_an_approval_names_category_place_and_profile(city: City) -> None:
    page = await dispatched(
        city, await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，要求查处")
    )
    told = texts(page, "APPROVE")
    assert told["事项分类"] == page["category_name"]
    assert (told["区"], told["适用规则"]) == ("禅城区", page["profile_label"])
    step = next(s for s in page["timeline"] if s["action"] == "APPROVE")
    assert (step["from_label"], step["to_label"]) == ("待审核", "待派单")


async def test_a_proposal_tells_what_is_proposed_and_its_evidence(city: City) -> None:
    page = await replied(city, await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，要求查处"))
    told = texts(page, "PROPOSE")
    assert told["送审事项"] == "办理答复"
    assert told["佐证"] == "办理凭证 1 份"


async def test_a_restricted_ticket_is_not_told_by_its_number_elsewhere(city: City) -> None:
    words = "禅城区祖庙街道同济路工地半夜倒水泥，要求查处"
    one, other = await city.submits(words), await city.submits(words)
    reviewer = await city.desk("shenhe")
    sent = {"version": (await reviewer.ticket(one["id"]))["version"], "ticket_id": other["id"]}
    await reviewer.client.post(f"/api/tickets/{one['id']}/actions/LINK", json=sent)
    page = await reviewer.ticket(one["id"])
    assert texts(page, "LINK")["工单"] == other["number"]
    async with city.hotline.database.write() as session:
        linked = await session.get_one(Ticket, other["id"])
        linked.confidentiality = "RESTRICTED"
    page = await reviewer.ticket(one["id"])
    assert "工单" not in texts(page, "LINK")
    assert other["number"] not in str(page)


async def test_the_questions_stand_before_their_answers(city: City) -> None:
    receipt = await city.submits(
        "禅城区祖庙街道同济路的路灯不亮，请派人修", answers={"nobody_asked": "三盏"}
    )
    page = await (await city.desk("shenhe")).ticket(receipt["id"])
    assert page["answers_label"] == "三盏"


def test_the_parts_of_a_split_are_told_by_kind_and_words() -> None:
    values = {"parts": [{"kind": "HELP", "content": "修路"}, {"kind": "REPORT", "content": "偷排"}]}
    assert labelled(Action.SPLIT, values, Wording())[0]["text"] == "求助：修路；举报：偷排"


def test_files_are_counted() -> None:
    values = {"text": "补充", "file_ids": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}
    told = {row["label"]: row["text"] for row in labelled(Action.SUPPLY_INFO, values, Wording())}
    assert told == {"补充内容": "补充", "附件": "1 份"}


def test_an_unknown_reference_is_left_out_rather_than_shown_as_an_id() -> None:
    values = {"lead_unit_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "basis": "目录"}
    assert [r["label"] for r in labelled(Action.REDISPATCH, values, Wording())] == ["职责依据"]


@pytest.mark.parametrize(("on", "word"), [(True, "是"), (False, "否")])
def test_yes_and_no_are_words(on: bool, word: str) -> None:
    told = {r["label"]: r["text"] for r in labelled(Action.REPLY, {"within_duty": on}, Wording())}
    assert told["属本单位职责"] == word


@pytest.mark.parametrize(
    ("action", "field", "label"),
    [
        (Action.TRANSFER_DOWN, "due_at", "下级办理期限"),
        (Action.SUSPEND, "expected_end_at", "预计恢复时间"),
        (Action.LOG_CONTACT, "contacted_at", "联系时间"),
        (Action.WHISTLE, "meeting_at", "集合时间"),
        (Action.FILE_APPEAL, "published_at", "公布时间"),
    ],
)
@pytest.mark.parametrize("stored", ["2026-12-16T09:30:00Z", "2026-12-16T17:30:00+08:00"])
def test_an_instant_is_shown_in_local_time(
    action: Action, field: str, label: str, stored: str
) -> None:
    """Domain rules §4.4: instants are stored in UTC and shown in Asia/Shanghai."""
    rows = labelled(action, {field: stored}, Wording())
    assert {"label": label, "text": "2026-12-16 17:30"} in rows


def test_an_objection_names_the_partner_it_suggests() -> None:
    values = {"suggested_partner_id": "01JD0000000000000000000009"}
    known = Wording({"01JD0000000000000000000009": "市公安局"})
    assert labelled(Action.OBJECT, values, known) == [{"label": "建议协办单位", "text": "市公安局"}]
