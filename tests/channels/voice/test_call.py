"""The call reducer: any permutation and duplication of provider events gives the same state."""

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.messages import RawForm
from channels.voice.call import ENDS, CallEvent, CallPhase, CallState, IncomingCall, apply

CALL = IncomingCall("fake", "FC1", "13812345678", "12345", RawForm(()))
START = datetime(2026, 3, 4, tzinfo=UTC)
events = st.builds(
    lambda phase, seq, at, seconds: CallEvent(
        CALL,
        f"call:{seq}",
        phase,
        seq,
        None if at is None else START + timedelta(seconds=at),
        seconds,
    ),
    st.sampled_from(list(CallPhase)),
    st.integers(0, 9),
    st.none() | st.integers(0, 600),
    st.none() | st.integers(0, 600),
)


@given(st.lists(events, max_size=10), st.data())
def test_any_order_and_any_repetition_of_events_ends_in_the_same_state(
    happened: list[CallEvent], data: st.DataObject
) -> None:
    expected = reduce(apply, happened, CallState())
    shuffled = data.draw(st.permutations(happened))
    again = data.draw(st.lists(st.sampled_from(happened), max_size=6)) if happened else []
    assert reduce(apply, [*shuffled, *again], CallState()) == expected


@given(st.lists(events, max_size=10))
def test_an_ended_call_never_comes_back_to_life(later: list[CallEvent]) -> None:
    ended = apply(CallState(), CallEvent(CALL, "call:0", CallPhase.CANCELED, 0))
    assert reduce(apply, later, ended).phase in ENDS


@pytest.mark.parametrize(
    ("phases", "end"),
    [
        (["RINGING", "IN_PROGRESS", "COMPLETED"], CallPhase.COMPLETED),
        (["COMPLETED", "IN_PROGRESS", "RINGING"], CallPhase.COMPLETED),
        (["RINGING", "CANCELED"], CallPhase.CANCELED),
        ([], CallPhase.ARRIVED),
    ],
)
def test_a_call_reaches_its_furthest_phase(phases: list[str], end: CallPhase) -> None:
    told = [CallEvent(CALL, f"call:{n}", CallPhase[p], n) for n, p in enumerate(phases)]
    assert reduce(apply, told, CallState()).phase is end


def test_times_come_from_the_provider_and_the_earliest_counts() -> None:
    answered = CallEvent(CALL, "call:1", CallPhase.IN_PROGRESS, 1, START)
    again = CallEvent(CALL, "call:9", CallPhase.IN_PROGRESS, 9, START + timedelta(seconds=9))
    ended = CallEvent(CALL, "call:2", CallPhase.COMPLETED, 2, START + timedelta(seconds=30), 30)
    state = reduce(apply, [ended, again, answered], CallState())
    assert (state.answered_at, state.seconds, state.last_seq) == (START, 30, 9)
    assert state.is_over
