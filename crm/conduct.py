"""Caller conduct (恶意骚扰处置), pure: the table G1–G7 of the caller's side machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crm.errors import ConductIllegal, ConductIncomplete, SecondPersonNeeded
from hotline.kit.labels import LabelledEnum

LEVELS = (timedelta(hours=24), timedelta(days=7), timedelta(days=30))


class ConductState(LabelledEnum):
    """Where a caller stands; kept per caller, not per ticket."""

    NONE = "NONE", "正常"
    WARNED = "WARNED", "已警告"
    SUPERVISOR_TAKEOVER = "SUPERVISOR_TAKEOVER", "班长接管"
    RESTRICTED = "RESTRICTED", "限制来电"
    REFERRED = "REFERRED", "已移送公安"


class ConductAction(LabelledEnum):
    """What may be done about a caller."""

    WARN = "WARN", "警告"
    TAKE_OVER = "TAKE_OVER", "班长接管"
    END_CALL = "END_CALL", "结束通话"
    RESTRICT = "RESTRICT", "限制"
    EXPIRE = "EXPIRE", "到期解除"
    LIFT = "LIFT", "提前解除"
    CONTEST = "CONTEST", "提出异议"
    KEEP = "KEEP", "维持限制"
    RELEASE = "RELEASE", "异议成立解除"
    REFER_TO_POLICE = "REFER_TO_POLICE", "移送公安"


@dataclass(frozen=True)
class Row:
    """One row of the table: from which states, to which, who, and what must be carried."""

    ref: str
    sources: frozenset[ConductState]
    target: ConductState
    roles: frozenset[str]
    must_carry: tuple[str, ...] = ()
    second_roles: frozenset[str] = frozenset()


def _states(*states: ConductState) -> frozenset[ConductState]:
    return frozenset(states)


_S = ConductState
_SUPERVISOR = frozenset({"supervisor"})
_SECOND = frozenset({"supervisor", "supervision_officer", "admin"})
TABLE: Mapping[ConductAction, Row] = {
    ConductAction.WARN: Row(
        "G1",
        _states(_S.NONE, _S.WARNED),
        _S.WARNED,
        frozenset({"agent", "supervisor"}),
        ("reason",),
    ),
    ConductAction.TAKE_OVER: Row(
        "G2", _states(_S.WARNED), _S.SUPERVISOR_TAKEOVER, _SUPERVISOR, ("reason",)
    ),
    ConductAction.END_CALL: Row(
        "G3", _states(_S.SUPERVISOR_TAKEOVER), _S.WARNED, _SUPERVISOR, ("reason",)
    ),
    ConductAction.RESTRICT: Row(
        "G4",
        _states(_S.WARNED, _S.SUPERVISOR_TAKEOVER),
        _S.RESTRICTED,
        _SUPERVISOR,
        ("reason", "recordings", "channel"),
        _SECOND,
    ),
    ConductAction.EXPIRE: Row("G5", _states(_S.RESTRICTED), _S.NONE, frozenset({"system"})),
    ConductAction.LIFT: Row("G5", _states(_S.RESTRICTED), _S.NONE, _SUPERVISOR, ("reason",)),
    ConductAction.CONTEST: Row(
        "G6", _states(_S.RESTRICTED), _S.RESTRICTED, frozenset({"citizen", "agent"}), ("reason",)
    ),
    ConductAction.KEEP: Row("G6", _states(_S.RESTRICTED), _S.RESTRICTED, _SUPERVISOR, ("reason",)),
    ConductAction.RELEASE: Row("G6", _states(_S.RESTRICTED), _S.NONE, _SUPERVISOR, ("reason",)),
    ConductAction.REFER_TO_POLICE: Row(
        "G7",
        frozenset(_S),
        _S.REFERRED,
        _SUPERVISOR,
        ("reason", "recordings"),
        frozenset({"admin"}),
    ),
}


def allowed_actions(state: ConductState) -> list[ConductAction]:
    """List the actions that the table has for ``state``."""
    return [action for action, row in TABLE.items() if state in row.sources]


@dataclass(frozen=True)
class Persons:
    """Who acts: roles and ids of the first person and, where the row asks for one, the second."""

    roles: frozenset[str]
    account_id: str | None = None
    second_roles: frozenset[str] = frozenset()
    second_id: str | None = None


def check(
    state: ConductState, action: ConductAction, persons: Persons, carried: Mapping[str, object]
) -> Row:
    """Return the row if the step is allowed.

    Raises ``ConductIllegal`` naming the allowed actions (409), ``SecondPersonNeeded`` (403) or
    ``ConductIncomplete`` naming the missing fields (422).
    """
    row = TABLE[action]
    if state not in row.sources or row.roles.isdisjoint(persons.roles):
        allowed = [
            a.value for a in allowed_actions(state) if not TABLE[a].roles.isdisjoint(persons.roles)
        ]
        raise ConductIllegal(
            f"“{state.label}”状态下不能由您进行“{action.label}”",
            f"{action.value} is not allowed for you from {state.value}",
            allowed_actions=allowed,
        )
    missing = [name for name in row.must_carry if not carried.get(name)]
    if missing:
        raise ConductIncomplete(missing=missing)
    if row.second_roles and not _has_second(row, persons):
        raise SecondPersonNeeded
    return row


def _has_second(row: Row, persons: Persons) -> bool:
    return (
        persons.second_id is not None
        and persons.second_id != persons.account_id
        and not row.second_roles.isdisjoint(persons.second_roles)
    )


def restriction_length(earlier: int, lengths: Sequence[timedelta] = LEVELS) -> timedelta:
    """Return the length after ``earlier`` restrictions: 24 h, 7 days, then 30 days every time."""
    return lengths[min(earlier, len(lengths) - 1)]


@dataclass(frozen=True)
class Access:
    """What a caller reaches; danger and text are always open (domain rule 5, §3.5)."""

    operator: bool
    recorded_line: bool = True
    text_channels: bool = True
    emergency: bool = True


def access_of(*, restricted: bool, danger: bool) -> Access:
    """Return what the caller reaches; ``danger`` is a spoken emergency word or key 9."""
    return Access(operator=danger or not restricted)
