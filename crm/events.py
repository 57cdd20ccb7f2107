"""What happened to citizens' records (市民关系事件); ids only, never personal data."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class CitizenMerged(Event):
    """Two records turned out to be one person; everything points at ``kept_id`` now."""

    name: ClassVar[str] = "citizen.merged"
    merge_id: str
    kept_id: str
    merged_id: str


@dataclass(frozen=True)
class CitizenUnmerged(Event):
    """A merge was taken back."""

    name: ClassVar[str] = "citizen.unmerged"
    merge_id: str
    kept_id: str
    merged_id: str


@dataclass(frozen=True)
class CitizenErased(Event):
    """The person's keys were destroyed; ``citizen_ids`` are all records of the person."""

    name: ClassVar[str] = "citizen.erased"
    certificate_id: str
    citizen_ids: tuple[str, ...]


@dataclass(frozen=True)
class CallerWarned(Event):
    """A caller was warned."""

    name: ClassVar[str] = "caller.warned"
    citizen_id: str
    step_id: str


@dataclass(frozen=True)
class CallerTakenOver(Event):
    """A supervisor took the call over."""

    name: ClassVar[str] = "caller.taken_over"
    citizen_id: str
    step_id: str


@dataclass(frozen=True)
class CallerCallEnded(Event):
    """A supervisor ended the call; the agent gets a recovery break."""

    name: ClassVar[str] = "caller.call_ended"
    citizen_id: str
    step_id: str


@dataclass(frozen=True)
class CallerRestricted(Event):
    """A caller was restricted; he is told why, until when and how to contest."""

    name: ClassVar[str] = "caller.restricted"
    citizen_id: str
    step_id: str
    until: str


@dataclass(frozen=True)
class RestrictionDue(Event):
    """A timer: the restriction made by ``step_id`` ends now, unless it ended before."""

    name: ClassVar[str] = "caller.restriction_due"
    citizen_id: str
    step_id: str


@dataclass(frozen=True)
class CallerReleased(Event):
    """A restriction ended; every restriction is reviewed at its end (domain rules §3.5)."""

    name: ClassVar[str] = "caller.released"
    citizen_id: str
    step_id: str
    how: str


@dataclass(frozen=True)
class RestrictionContested(Event):
    """The citizen contests; another supervisor decides within one working day."""

    name: ClassVar[str] = "caller.restriction_contested"
    citizen_id: str
    step_id: str


@dataclass(frozen=True)
class RestrictionKept(Event):
    """The objection was decided: the restriction stays."""

    name: ClassVar[str] = "caller.restriction_kept"
    citizen_id: str
    step_id: str


@dataclass(frozen=True)
class CallerReferred(Event):
    """The clue file went to the police."""

    name: ClassVar[str] = "caller.referred_to_police"
    citizen_id: str
    step_id: str
