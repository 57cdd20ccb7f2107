"""Limits and profiles as data (时限政策): every number of domain rules §4.1–4.3, §4.6–4.9 in one document.

A policy is one immutable document with an effective date; administrators bring a new one into force
and tickets opened before keep theirs. Nothing here computes: ``deadlines`` does.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit import clock
from hotline.tickets.vocabulary import ClockId, Mode, NoFollowUpReason
from hotline.tickets.workflow_table import DEFAULTS
from routing.taxonomy.tree import GroundCode, RequestKind

WORKING_DAY = 420  # working minutes: 1 WD in MIN mode (domain rules §4.1)
AGENT_ALONE = frozenset(
    {
        GroundCode.OTHER_REGION,
        GroundCode.PARTY_OR_JUDICIAL_BODY,
        GroundCode.MILITARY,
        GroundCode.LITIGATION,
        GroundCode.ARBITRATION,
        GroundCode.DISCIPLINE,
        GroundCode.RECONSIDERATION,
        GroundCode.INFO_DISCLOSURE,
        GroundCode.PETITION,
        GroundCode.NOTHING_NEW,
    }
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Frozen):
    """So many working days, working minutes, clock minutes or calendar days."""

    amount: int = Field(ge=1)
    mode: Mode


def days(amount: int) -> Limit:
    """Return a limit in working days."""
    return Limit(amount=amount, mode=Mode.DAY)


def working_minutes(amount: int) -> Limit:
    """Return a limit in working minutes."""
    return Limit(amount=amount, mode=Mode.MIN)


def clock_minutes(amount: int) -> Limit:
    """Return a limit in clock minutes, 24 × 7."""
    return Limit(amount=amount, mode=Mode.CLK)


def calendar_days(amount: int) -> Limit:
    """Return a limit in calendar days."""
    return Limit(amount=amount, mode=Mode.CAL)


class Profile(_Frozen):
    """One profile, or one version of it: chosen by the Shanghai date of ``received_at``.

    ``kinds`` tighten the standard case limits; ``limits`` replace single clocks. A ``statutory`` profile
    has stages with clocks of their own: the standard case limit does not apply, and no overlay changes it.
    """

    name: str
    version: int = 1
    label: str
    received_from: date | None = None
    received_before: date | None = None
    kinds: dict[RequestKind, Limit] = Field(default_factory=dict)
    limits: dict[ClockId, Limit] = Field(default_factory=dict)
    statutory: bool = False
    first_stage: ClockId | None = None
    suspension_bases: dict[str, str] = Field(default_factory=dict)
    enforcement: bool = False

    def covers(self, day: date) -> bool:
        """Tell whether a ticket received on ``day`` is under this version."""
        started = self.received_from is None or self.received_from <= day
        return started and (self.received_before is None or day < self.received_before)


class Policy(_Frozen):
    """All numbers and lists of one installation; ``number`` rises with every change."""

    number: int = 1
    effective_from: date = date(2020, 1, 1)
    kinds: dict[RequestKind, Limit]
    limits: dict[ClockId, Limit]
    urgent: dict[ClockId, Limit]
    consult_return_window: Limit
    second_adjudicate: Limit
    handoff_by_platform: Limit
    redo_days: tuple[int, ...]
    profiles: tuple[Profile, ...]
    case_from_receipt: bool = False
    extension_max_days: int = 15
    extension_notice_days: int = 1
    top_up_percent: int = 50
    top_up_days: int = 2
    least_left_days: int = 1
    untrack_left_days: int = 3
    child_reserve_days: int = 1
    partner_reserve_days: int = 1
    progress_above_days: int = 5
    yellow_percent: int = 80
    yellow_left_days: int = 1
    contact_tries: int = 3
    contact_try_minutes: int = 120
    appeal_days: int = 5
    follow_up_tries: int = 3
    follow_up_days: int = 2
    pressure_hours: int = 48
    answer_now_kinds: tuple[RequestKind, ...] = (
        RequestKind.CONSULT,
        RequestKind.PRAISE,
        RequestKind.HELP,
    )
    grounds: tuple[GroundCode, ...] = tuple(GroundCode)
    skip_follow_up: tuple[NoFollowUpReason, ...] = tuple(NoFollowUpReason)
    fast_fix_categories: tuple[str, ...] = ()
    silent_messages: tuple[str, ...] = ("M16",)
    switches: dict[str, bool] = Field(default_factory=lambda: dict(DEFAULTS))

    def profile(self, name: str, received_at: datetime) -> Profile:
        """Return the version of profile ``name`` for a ticket received then.

        Raises ``KeyError`` for a profile this policy does not know.
        """
        day = clock.local_date(received_at)
        for candidate in self.profiles:
            if candidate.name == name and candidate.covers(day):
                return candidate
        raise KeyError(name)

    def profile_labels(self) -> Mapping[str, str]:
        """Return the profiles by name with their Chinese labels."""
        return {p.name: p.label for p in self.profiles}

    def document(self) -> dict[str, Any]:
        """Return the policy as JSON members; ``Policy.model_validate`` reads it back."""
        return self.model_dump(mode="json")


_STANDARD_KINDS = {
    RequestKind.CONSULT: days(2),
    RequestKind.PRAISE: days(2),
    RequestKind.HELP: days(10),
    RequestKind.SUGGEST: days(10),
    RequestKind.COMPLAINT: days(15),
    RequestKind.REPORT: days(15),
}

_LIMITS = {
    ClockId.DRAFT_REVIEW: clock_minutes(60),
    ClockId.DISPATCH: clock_minutes(60),
    ClockId.INFO_WAIT: days(3),
    ClockId.HANDOFF_CONFIRM: clock_minutes(2),
    ClockId.SIGN: working_minutes(WORKING_DAY),
    ClockId.FIRST_CONTACT: working_minutes(WORKING_DAY),
    ClockId.RETURN_WINDOW: working_minutes(WORKING_DAY),
    ClockId.ADJUDICATE: working_minutes(240),
    ClockId.CONSULTATION: days(3),
    ClockId.PROGRESS: days(5),
    ClockId.WHISTLE_REPORT: working_minutes(WORKING_DAY),
    ClockId.EXTENSION_DECISION: working_minutes(240),
    ClockId.TRACKED_REVIEW: calendar_days(30),
    ClockId.RESULT_REVIEW: working_minutes(WORKING_DAY),
    ClockId.FOLLOW_UP: days(3),
    ClockId.URGE_REPLY: working_minutes(WORKING_DAY),
    ClockId.SUPERVISE_REPLY: days(3),
    ClockId.REOPEN_WINDOW: calendar_days(15),
    ClockId.UNREASONABLE_DECIDE: days(3),
    ClockId.APPEAL_DECIDE: days(5),
}

_URGENT = {
    ClockId.DRAFT_REVIEW: clock_minutes(5),
    ClockId.DISPATCH: clock_minutes(10),
    ClockId.SIGN: clock_minutes(30),
    ClockId.FIRST_CONTACT: clock_minutes(30),
    ClockId.RETURN_WINDOW: clock_minutes(30),
    ClockId.WHISTLE_REPORT: clock_minutes(30),
    ClockId.FIRST_RESULT: clock_minutes(120),
    ClockId.CASE: clock_minutes(1440),
}

_ORDER_121 = date(2026, 4, 15)
_CONSUMER_COMMON = {
    ClockId.CONSUMER_ACCEPT: days(7),
    ClockId.CONSUMER_NOTICE: days(7),
    ClockId.REPORT_CHECK: days(15),
}
_CONSUMER_BASES = {"TESTING": "检测、检验、鉴定", "RECUSAL": "回避"}

_PROFILES = (
    Profile(name="standard", label="一般事项"),
    Profile(
        name="fast_fix",
        label="快速处置",
        limits={ClockId.FIRST_CONTACT: clock_minutes(120)},
    ),
    Profile(
        name="business",
        label="涉企专席",
        kinds={
            kind: days(2) if kind is RequestKind.CONSULT else days(4) for kind in _STANDARD_KINDS
        },
        limits={ClockId.FIRST_CONTACT: working_minutes(60)},
    ),
    Profile(
        name="consumer_complaint",
        version=1,
        label="消费投诉（2020 年办法）",
        received_before=_ORDER_121,
        statutory=True,
        enforcement=True,
        first_stage=ClockId.CONSUMER_ACCEPT,
        limits={**_CONSUMER_COMMON, ClockId.CONSUMER_MEDIATION: days(45)},
        suspension_bases=_CONSUMER_BASES,
    ),
    Profile(
        name="consumer_complaint",
        version=2,
        label="消费投诉（总局令第 121 号）",
        received_from=_ORDER_121,
        statutory=True,
        enforcement=True,
        first_stage=ClockId.CONSUMER_ACCEPT,
        limits={**_CONSUMER_COMMON, ClockId.CONSUMER_MEDIATION: calendar_days(60)},
        suspension_bases=_CONSUMER_BASES,
    ),
    Profile(
        name="violation_report",
        label="违法举报",
        statutory=True,
        enforcement=True,
        first_stage=ClockId.REPORT_CHECK,
        limits={ClockId.REPORT_CHECK: days(15), ClockId.REPORT_NOTICE: days(5)},
        suspension_bases={"TESTING": "检测、检验、鉴定"},
    ),
    Profile(
        name="approval_link",
        label="办件咨询",
        kinds=dict.fromkeys(_STANDARD_KINDS, _STANDARD_KINDS[RequestKind.CONSULT]),
    ),
    Profile(name="province", label="省平台转办"),
)

DEFAULT = Policy(
    kinds=_STANDARD_KINDS,
    limits=_LIMITS,
    urgent=_URGENT,
    consult_return_window=working_minutes(240),
    second_adjudicate=working_minutes(WORKING_DAY),
    handoff_by_platform=clock_minutes(5),
    redo_days=(3, 2),
    profiles=_PROFILES,
)

# Other regimes an installation may load instead (domain rules §4.3).
PRESETS: Mapping[str, Policy] = {
    "guangdong": DEFAULT,
    "five_days": DEFAULT.model_copy(
        update={"kinds": dict.fromkeys(_STANDARD_KINDS, days(5))},
    ),
    "same_day_3_13": DEFAULT.model_copy(
        update={
            "kinds": {
                kind: days({2: 1, 10: 3, 15: 13}[limit.amount])
                for kind, limit in _STANDARD_KINDS.items()
            }
        },
    ),
}
