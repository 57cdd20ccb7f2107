"""What a wrong payload is told, in Chinese and in English."""

from typing import Any

import pytest

from hotline.tickets import service
from hotline.tickets.actions import Action
from hotline.tickets.errors import PayloadInvalid
from tests.hotline.tickets.city import APPROVED, CHECKLIST, REPLY

ID = "01JD0000000000000000000001"
WORDS = {"reason": "经核对"}
NOW = "2026-03-02T10:00:00+08:00"
DISPATCH = {"lead_unit_id": ID, "dispatch_basis": "三定方案"}
CLASSIFIED = {"kind": "HELP", "category_code": "0101", "public_answer": "请到窗口办理"}
TOLD = {"told_citizen": False, "told_proof": "未告知"}
WRONG: list[tuple[Action, dict[str, Any]]] = [
    (Action.ANSWER_NOW, CLASSIFIED),
    (Action.ANSWER_NOW, CLASSIFIED | {"article_revision_ids": [ID]}),
    (Action.CONFIRM_RECEIVED, {}),
    (
        Action.DECLINE,
        {
            "ground_code": "NOTHING_NEW",
            "lawful_path": "来电",
            "words_told": "无新情况",
            "legal_basis": "依据",
        },
    ),
    (Action.MERGE_INTO, {"lead_ticket_id": ID, "same_fact": False} | WORDS),
    (Action.APPROVE, APPROVED | {"catalogue_no_match": False}),
    (Action.APPROVE, {k: v for k, v in APPROVED.items() if k != "district_code"}),
    (Action.SET_CONFIDENTIAL, {"level": "NONE"}),
    (Action.SET_CONFIDENTIAL, {"level": "RESTRICTED"}),
    (Action.CLEAR_CONFIDENTIAL, {}),
    (Action.DISPATCH, {"lead_unit_id": ID}),
    (Action.DISPATCH, DISPATCH | {"partner_unit_ids": [ID]}),
    (Action.NOTE_PROGRESS, {"next_step": "复查", "next_date": "2026-03-03"}),
    (Action.PARTNER_REPLY, {"result": "已查", "is_stage_report": True}),
    (
        Action.REQUEST_EXTENSION,
        {"days": 2, "reason_code": "COMPLEX", "legal_basis": "依据", "plan": "计划"} | TOLD,
    ),
    (
        Action.TRACK,
        {
            "why_impossible": "需改造",
            "measures": "改造",
            "responsible": "张工",
            "milestones": "三季度",
            "promised_date": "2026-09-01",
        }
        | TOLD,
    ),
    (Action.REPLY, REPLY | {"resolved": "NO"}),
    (Action.ACCEPT_RESULT, {"checklist": CHECKLIST[:-1]}),
    (Action.CLOSE, {"close_outcome": "RESOLVED"}),
    (Action.CLOSE, {"close_outcome": "RESOLVED", "unreachable": True}),
    (Action.REOPEN, WORDS | {"trigger": "FALSE_CLOSURE"}),
    (
        Action.OBJECT,
        {
            "return_reason": "WRONG_PLACE",
            "legal_basis": "行政区划图",
            "explanation": "不在本辖区范围内",
            "map_point": "祖庙",
        },
    ),
]


@pytest.mark.parametrize(("action", "wrong"), WRONG)
def test_a_wrong_payload_is_told_in_both_languages(action: Action, wrong: dict[str, Any]) -> None:
    with pytest.raises(PayloadInvalid) as caught:
        service.read_payload(action, wrong)
    (entry,) = caught.value.extra["errors"]
    assert any("一" <= char <= "鿿" for char in entry["reason"])
    assert entry["reason_en"].isascii()
    assert "not acceptable" not in entry["reason_en"]


def test_what_the_checklist_lacks_is_named() -> None:
    with pytest.raises(PayloadInvalid) as caught:
        service.read_payload(Action.ACCEPT_RESULT, {"checklist": CHECKLIST[:-1]})
    (entry,) = caught.value.extra["errors"]
    assert "承诺有时间" in entry["reason"]
    assert "PROMISE_DATED" in entry["reason_en"]
