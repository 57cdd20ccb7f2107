"""What staff write down on behalf (受理登记) is checked whole, and refused in both languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from hotline.kit import clock
from hotline.kit.fieldfaults import field_errors
from hotline.portal.schemas import RequestIn
from hotline.process.fields import PlaceIn
from hotline.process.schemas import StaffIntakeIn, SuggestIn

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CALL = {"channel": "VOICE", "content": "小区门口的路灯不亮", "contact": {"phone": "13800000001"}}
NOBODY = {"channel": "VISIT", "content": "小区门口的路灯不亮", "anonymous": True}
WEB = {"content": "小区门口的路灯不亮"}


def faults(model: Any, **members: Any) -> list[dict[str, str]]:
    """What is wrong with a payload of these members."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(members)
    return field_errors(caught.value.errors())


@pytest.mark.parametrize(
    ("model", "members", "zh", "en"),
    [
        (PlaceIn, {"lng": 113.1}, "经度和纬度须一并填写", "must be given together"),
        (RequestIn, WEB, "请填写联系电话，或选择匿名提交", "give a telephone number"),
        (
            RequestIn,
            {**WEB, "anonymous": True, "contact": {"phone": "13800000001"}},
            "匿名提交不能填写联系方式",
            "cannot hold contact details",
        ),
        (
            StaffIntakeIn,
            {**CALL, "source_platform": "POLICE_110"},
            "平台转来的须填写来源编号",
            "needs its reference",
        ),
        (
            StaffIntakeIn,
            {**CALL, "external_ref": "110-1"},
            "填写了来源编号的须选择来源平台",
            "needs the platform",
        ),
        (
            StaffIntakeIn,
            {"channel": "VOICE", "content": CALL["content"]},
            "请填写联系电话，或标明匿名",
            "give a telephone number",
        ),
        (
            StaffIntakeIn,
            {**CALL, "anonymous": True},
            "匿名不能填写联系方式",
            "cannot hold contact details",
        ),
    ],
)
def test_a_payload_that_contradicts_itself_is_told_in_both_languages(
    model: Any, members: dict[str, Any], zh: str, en: str
) -> None:
    (fault,) = faults(model, **members)
    assert fault["reason"] == zh
    assert en in fault["reason_en"]
    assert fault["reason_en"].isascii()


def test_what_every_text_refuses_is_told_in_english_too() -> None:
    for text in ("路灯\x00不亮了", "路灯不亮\ud800"):
        (fault,) = faults(StaffIntakeIn, **{**NOBODY, "content": text})
        assert fault["reason_en"] == "holds control characters that are not allowed"
    (fault,) = faults(PlaceIn, address="祖庙路\n1号")
    assert (fault["reason"], fault["reason_en"]) == ("只能填写一行", "must be a single line")


def test_the_leaders_line_needs_no_reference_but_the_citizens_number() -> None:
    leader = {**CALL, "source_platform": "LEADER_LINE"}
    assert StaffIntakeIn.model_validate(leader).source_platform.label == "领导接线"
    assert StaffIntakeIn.model_validate({**leader, "external_ref": "2026年第3期"}).external_ref
    del leader["contact"]
    (fault,) = faults(StaffIntakeIn, **leader)
    assert fault["reason"] == "请填写联系电话，或标明匿名"
    assert StaffIntakeIn.model_validate({**leader, "anonymous": True}).anonymous


def test_nothing_happened_in_the_future_beyond_five_minutes_of_a_fast_clock() -> None:
    with clock.frozen(AT):
        for minutes in (-60, 0, 5):
            at = AT + timedelta(minutes=minutes)
            assert StaffIntakeIn.model_validate({**CALL, "occurred_at": at}).occurred_at == at
        late = (AT + timedelta(minutes=5, seconds=1)).isoformat()
        (fault,) = faults(StaffIntakeIn, **CALL, occurred_at=late)
    assert (fault["field"], fault["reason"]) == ("occurred_at", "发生时间不能晚于现在")
    assert fault["reason_en"] == "cannot lie in the future"


def test_a_time_that_no_database_can_hold_is_refused() -> None:
    (fault,) = faults(StaffIntakeIn, **CALL, external_due_at="9999-12-31T23:59:59Z")
    assert fault["reason_en"] == "is outside the years that can be stored"


def test_a_suggestion_is_asked_of_no_more_than_ten_thousand_characters() -> None:
    assert SuggestIn(text="灯" * 10_000).text
    (fault,) = faults(SuggestIn, text="灯" * 10_001)
    assert fault["reason_en"] == "is too long (at most 10000)"
