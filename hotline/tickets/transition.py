"""One row of the transition table (流转规则) and the facts its guards look at: pure values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hotline.kit.labels import LabelledEnum
from hotline.roles import Role
from hotline.tickets.actions import Action
from hotline.tickets.vocabulary import (
    AppealState,
    AssignmentStatus,
    ClockId,
    FilingState,
    Status,
    SuperviseLevel,
)
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency


class Scope(LabelledEnum):
    """How a unit's person belongs to the ticket (在本单中的身份)."""

    LEAD = "LEAD", "主办单位"
    CHILD = "CHILD", "转派的下级单位"
    PARTNER = "PARTNER", "协办单位"
    WHISTLED = "WHISTLED", "被吹哨单位"


class ClockOp(LabelledEnum):
    """What an action does to a clock."""

    START = "▶", "启动"
    STOP = "■", "停止"
    PAUSE = "‖", "暂停"
    RESUME = "▷", "恢复"
    RECOMPUTE = "⟳", "重算"


ALL_CLOCKS = "all"
_SIGNS = {op.value: op for op in ClockOp}
_CLOCKS = frozenset(clock.value for clock in ClockId) | {ALL_CLOCKS}


@dataclass(frozen=True)
class ClockStep:
    """One clock operation of a row; ``clock`` is a ``ClockId`` value or ``all``."""

    op: ClockOp
    clock: str


@dataclass(frozen=True)
class TicketFacts:
    """What of a ticket decides which actions are possible; instants are aware UTC."""

    status: Status
    kind: RequestKind | None = None
    urgency: Urgency = Urgency.NORMAL
    confidentiality: Confidentiality = Confidentiality.NONE
    answered_now: bool = False
    contested: bool = False
    has_risk: bool = False
    sealed: bool = False
    reopen_until: datetime | None = None
    last_dispatched_at: datetime | None = None
    return_window_ends_at: datetime | None = None
    returns_total: int = 0
    return_locked: bool = False
    is_overlap: bool = False
    consultation_open: bool = False
    extension_used: bool = False
    extension_pending: bool = False
    case_due_at: datetime | None = None
    redo_round: int = 0
    suspended: bool = False
    suspension_bases: frozenset[str] = frozenset()
    tracked: bool = False
    has_stages: bool = False
    lead_is_town: bool = False
    supervise_level: SuperviseLevel | None = None
    urged_today: bool = False
    unreasonable_state: FilingState = FilingState.NONE
    appeal_state: AppealState = AppealState.NONE
    proposed: frozenset[Action] = frozenset()
    joined_to_open: bool = False

    @property
    def is_urgent(self) -> bool:
        """The urgent overlay applies."""
        return self.urgency in {Urgency.URGENT, Urgency.EMERGENCY}


@dataclass(frozen=True)
class Standing:
    """How the actor stands to this ticket: roles held, unit's part, and what he did on it before."""

    roles: frozenset[str]
    account_id: str | None = None
    vendor: bool = False
    scopes: frozenset[Scope] = frozenset()
    own_status: AssignmentStatus | None = None
    is_author: bool = False
    is_owner_citizen: bool = False
    has_handled: bool = False
    has_reviewed: bool = False
    in_ruled_unit: bool = False
    unit_objected: bool = False
    lower_objected: bool = False
    asked_extension: bool = False
    involved_in_filing: bool = False
    involved_in_appeal: bool = False
    proposed: frozenset[Action] = frozenset()

    def holds(self, *roles: Role) -> bool:
        """Tell whether any of ``roles`` is held."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Refusal:
    """Why an action of the table is not possible now, in both languages."""

    zh: str
    en: str


Guard = Callable[[TicketFacts, Standing, datetime], Refusal | None]


@dataclass(frozen=True)
class Row:
    """One row: from (``origins``; ``contact`` for no ticket yet) · action · to (``targets``; none = same).

    ``roles`` may begin it. Where ``approvers`` is not empty a second person of such a role must confirm.
    ``scopes`` restrict roles of a unit to units with a part in the ticket. ``switch`` names the policy
    setting that may remove the row; ``system_switch`` the one that lets the system do it. ``forwards``:
    said on a joined ticket, done on its lead ticket.
    """

    id: str
    action: Action
    origins: tuple[Status, ...]
    targets: tuple[Status, ...]
    roles: tuple[Role, ...]
    carries: tuple[str, ...] = ()
    clocks: tuple[ClockStep, ...] = ()
    message: str | None = None
    approvers: tuple[Role, ...] = ()
    scopes: tuple[Scope, ...] = ()
    guards: tuple[Guard, ...] = field(default=(), repr=False)
    switch: str | None = None
    system_switch: str | None = None
    contact: bool = False
    handling: bool = False
    forwards: bool = False


def steps(text: str) -> tuple[ClockStep, ...]:
    """Read clock operations written as in the rules: ``"■sign ▶adjudicate"``.

    Raises ``ValueError`` for an unknown sign or clock.
    """
    found = []
    for token in text.split():
        sign, name = token[0], token[1:]
        if sign not in _SIGNS or name not in _CLOCKS:
            msg = f"unknown clock operation {token!r}"
            raise ValueError(msg)
        found.append(ClockStep(_SIGNS[sign], name))
    return tuple(found)


def names(text: str) -> tuple[str, ...]:
    """Split a blank-separated list of field names."""
    return tuple(text.split())
