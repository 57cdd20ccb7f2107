"""The call reducer (通话状态): pure, so that any order and any repetition of events ends the same."""

from dataclasses import dataclass, replace
from datetime import datetime

from channels.messages import RawForm
from hotline.kit.labels import LabelledEnum


class CallPhase(LabelledEnum):
    """How far a call has come; the last five are ends."""

    ARRIVED = "ARRIVED", "来电"
    RINGING = "RINGING", "振铃"
    IN_PROGRESS = "IN_PROGRESS", "通话中"
    CANCELED = "CANCELED", "主叫放弃"
    NO_ANSWER = "NO_ANSWER", "无人接听"
    BUSY = "BUSY", "忙线"
    FAILED = "FAILED", "失败"
    COMPLETED = "COMPLETED", "已结束"


ENDS = frozenset(
    {
        CallPhase.CANCELED,
        CallPhase.NO_ANSWER,
        CallPhase.BUSY,
        CallPhase.FAILED,
        CallPhase.COMPLETED,
    }
)
_ORDER = {phase: place for place, phase in enumerate(CallPhase)}


@dataclass(frozen=True)
class IncomingCall:
    """Which call, from whom (``address`` is ``None`` for a withheld number), by which of our numbers."""

    provider: str
    call_id: str
    address: str | None
    our_address: str
    raw: RawForm


@dataclass(frozen=True)
class CallEvent:
    """One report about a call; ``at`` is the provider's own time, ``seconds`` the length told at the end."""

    call: IncomingCall
    dedupe_key: str
    phase: CallPhase
    seq: int
    at: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class CallState:
    """Everything known about a call; every member only ever moves one way."""

    phase: CallPhase = CallPhase.ARRIVED
    last_seq: int = -1
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: int | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether the call has ended."""
        return self.phase in ENDS


def apply(state: CallState, event: CallEvent) -> CallState:
    """Return the state after ``event``; a late, repeated or older event never takes anything back."""
    phase = max(state.phase, event.phase, key=_ORDER.__getitem__)
    answered, ended = state.answered_at, state.ended_at
    if event.phase is CallPhase.IN_PROGRESS:
        answered = _earlier(answered, event.at)
    if event.phase in ENDS:
        ended = _earlier(ended, event.at)
    return replace(
        state,
        phase=phase,
        last_seq=max(state.last_seq, event.seq),
        answered_at=answered,
        ended_at=ended,
        seconds=_longer(state.seconds, event.seconds),
    )


def _earlier(known: datetime | None, news: datetime | None) -> datetime | None:
    return min((at for at in (known, news) if at is not None), default=None)


def _longer(known: int | None, news: int | None) -> int | None:
    return max((value for value in (known, news) if value is not None), default=None)
