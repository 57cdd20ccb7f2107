"""The first dialogue of a call leaves nobody in silence and nobody without a way on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.messages import RawForm
from channels.settings import VoiceSettings
from channels.voice import ivr
from channels.voice.call import IncomingCall
from channels.voice.ivr import CallbackReason, Caller
from channels.voice.plan import CallInput, CallPlan, Gather, Hangup, Language, Play, Say, Target

SCRIPT = VoiceSettings()
KNOWN, WITHHELD = Caller("13812345678"), Caller(None)
MATTER, NUMBER = Target("matter"), Target("number")


def given_(speech: str = "", digits: str = "") -> CallInput:
    call = IncomingCall("fake", "FC1", None, "12345", RawForm(()))
    return CallInput(call, digits, speech, None)


def spoken(plan: CallPlan) -> str:
    said = [step.text for step in plan.steps if isinstance(step, Say)]
    asked = [p for step in plan.steps if isinstance(step, Gather) for p in step.prompts]
    return "".join([*said, *(p.text for p in asked if isinstance(p, Say))])


def test_the_recording_notice_comes_before_anything_is_asked() -> None:
    steps = ivr.open_call(SCRIPT).plan.steps
    assert isinstance(steps[0], Say)
    assert SCRIPT.recording_notice in [step.text for step in steps[:-1] if isinstance(step, Say)]
    assert isinstance(steps[-1], Gather)


def test_what_was_said_is_noted_and_the_caller_rung_back() -> None:
    turn = ivr.answer(SCRIPT, MATTER, given_("  季华路路灯坏了 "), KNOWN)
    assert (turn.note, turn.callback, turn.number) == (
        "季华路路灯坏了",
        CallbackReason.SPOKEN,
        "13812345678",
    )
    assert isinstance(turn.plan.steps[-1], Hangup)


def test_zero_asks_for_a_person_and_nine_reports_danger() -> None:
    assert (
        ivr.answer(SCRIPT, MATTER, given_(digits="0"), KNOWN).callback is CallbackReason.REQUESTED
    )
    danger = ivr.answer(SCRIPT, MATTER, given_(digits="9"), KNOWN)
    assert danger.callback is CallbackReason.DANGER
    assert "110" in spoken(danger.plan)


def test_a_silent_caller_is_asked_again_then_rung_back() -> None:
    again = ivr.answer(SCRIPT, MATTER, given_(), KNOWN)
    assert again.callback is None
    (gather,) = again.plan.steps
    assert isinstance(gather, Gather)
    assert gather.to == Target("matter", 2)
    last = ivr.answer(SCRIPT, gather.to, given_(), KNOWN)
    assert last.callback is CallbackReason.SILENT


def test_a_withheld_number_is_asked_for_and_the_reason_is_kept() -> None:
    turn = ivr.answer(SCRIPT, MATTER, given_("路灯坏了"), WITHHELD)
    assert (turn.note, turn.callback, turn.pending) == ("路灯坏了", None, CallbackReason.SPOKEN)
    keyed = ivr.answer(
        SCRIPT, NUMBER, given_(digits="13800138000"), Caller(None, CallbackReason.SPOKEN)
    )
    assert (keyed.callback, keyed.number) == (CallbackReason.SPOKEN, "13800138000")


def test_a_wrong_number_is_asked_again_then_another_way_is_told() -> None:
    again = ivr.answer(SCRIPT, NUMBER, given_(digits="123"), WITHHELD)
    assert isinstance(again.plan.steps[-1], Gather)
    last = ivr.answer(SCRIPT, Target("number", 2), given_(digits="9999"), WITHHELD)
    assert last.callback is None
    assert "短信" in spoken(last.plan)


def test_cantonese_is_spoken_and_listened_for() -> None:
    plan = ivr.open_call(VoiceSettings(cantonese=True)).plan
    assert {getattr(step, "language", None) for step in plan.steps} == {Language.CANTONESE}


@given(
    st.sampled_from(["matter", "number"]),
    st.integers(1, 9),
    st.text(max_size=30),
    st.text(alphabet="0123456789*#", max_size=14),
    st.sampled_from([KNOWN, WITHHELD]),
)
def test_whatever_is_said_the_call_goes_on_or_ends_properly(
    step: str, attempt: int, speech: str, digits: str, who: Caller
) -> None:
    turn = ivr.answer(SCRIPT, Target(step, attempt), given_(speech, digits), who)
    assert isinstance(turn.plan.steps[-1], Gather | Hangup)
    assert spoken(turn.plan)


@pytest.mark.parametrize(
    "steps",
    [(), (Hangup(), Say("您好")), (Say("您好"),), (Play("https://hotline.example/a.mp3"),)],
)
def test_a_plan_that_cannot_be_followed_is_refused(steps: Any) -> None:
    with pytest.raises(ValueError, match=r"call plan|hang-up"):
        CallPlan(steps)
