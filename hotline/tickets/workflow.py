"""The workflow engine (工单流转): looks rows up, says what is allowed and why not; pure.

The table (``workflow_table``) is the program. A pair of status and action that is not in it is an
``IllegalTransition`` naming the allowed actions. What does not fit a table: which of several targets a
ruling or a reopening takes (the action's own function decides, inside ``targets``), and the parts of
partners and lower tiers, which never move the ticket.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from hotline.kit.errors import Conflict, Forbidden
from hotline.roles import Role
from hotline.tickets.actions import Action
from hotline.tickets.guards import belongs, is_second_person
from hotline.tickets.transition import Refusal, Row, Standing, TicketFacts
from hotline.tickets.vocabulary import TERMINAL, Status
from hotline.tickets.workflow_table import DEFAULTS, TABLE


class IllegalTransition(Conflict):
    """The table has no such action in this status."""

    code: ClassVar[str] = "illegal_transition"
    title_zh: ClassVar[str] = "当前状态不能进行此操作"
    title_en: ClassVar[str] = "This action is not possible in the present status"


class ActionRefused(Conflict):
    """The table has the action, but a condition forbids it now."""

    code: ClassVar[str] = "action_refused"
    title_zh: ClassVar[str] = "目前不能进行此操作"
    title_en: ClassVar[str] = "A condition forbids this action now"


class RoleMissing(Forbidden):
    """The actor's roles, employer or unit do not allow this action."""

    code: ClassVar[str] = "role_missing"
    title_zh: ClassVar[str] = "您的角色或单位不能进行此操作"
    title_en: ClassVar[str] = "Your roles or unit do not allow this action"


def _index() -> dict[tuple[Status | None, Action], Row]:
    found: dict[tuple[Status | None, Action], Row] = {}
    for row in TABLE:
        keys: list[Status | None] = list(row.origins)
        if row.contact:
            keys.append(None)
        for origin in keys:
            if (origin, row.action) in found:
                msg = f"two rows for {origin} · {row.action}"
                raise ValueError(msg)
            found[origin, row.action] = row
    return found


_ROWS = _index()
SECOND_PERSON = frozenset({Action.CONFIRM, Action.RETURN_PROPOSAL})
Switches = Mapping[str, bool]


def rows() -> tuple[Row, ...]:
    """Return the whole table, in the order of domain rules §3.2."""
    return TABLE


def actions_of(status: Status | None) -> list[Action]:
    """List the actions the table knows in ``status`` (``None``: a contact without ticket)."""
    return [row.action for row in TABLE if _ROWS.get((status, row.action)) is row]


def lookup(status: Status | None, action: Action, switches: Switches = DEFAULTS) -> Row:
    """Return the row of (status, action).

    Raises ``IllegalTransition`` (409) naming the actions of this status if there is none or policy
    has switched it off.
    """
    row = _find(status, action, switches)
    if row is None:
        possible = [a for a in actions_of(status) if _is_on(_ROWS[status, a], switches)]
        raise _illegal(status, action, possible)
    return row


def row_for(
    action: Action | None,
    facts: TicketFacts,
    who: Standing,
    at: datetime,
    switches: Switches = DEFAULTS,
) -> Row:
    """Return the row of what somebody asks for; ``None``: a name that is no action.

    Raises ``IllegalTransition`` (409) naming what he himself could do now: neither the system's steps
    nor what belongs to other roles. Where nothing waits for a second person there is nothing to confirm.
    """
    row = None if action is None else _find(facts.status, action, switches)
    if action in SECOND_PERSON and not facts.proposed:
        row = None
    if row is None:
        possible = [row.action for row in allowed(facts, who, at, switches)]
        raise _illegal(facts.status, action, possible)
    return row


def _find(status: Status | None, action: Action, switches: Switches) -> Row | None:
    row = _ROWS.get((status, action))
    return row if row is not None and _is_on(row, switches) else None


def _illegal(
    status: Status | None, action: Action | None, possible: list[Action]
) -> IllegalTransition:
    label = status.label if status is not None else "尚未登记"
    wanted = action.label if action is not None else "未知操作"
    ways = "、".join(a.label for a in possible)
    return IllegalTransition(
        f"“{label}”状态下不能“{wanted}”；"
        + (f"可进行：{ways}" if ways else "您目前没有可进行的操作"),
        f"{action or 'an unknown action'} is not possible in {status or 'a contact'}",
        allowed_actions=[a.value for a in possible],
    )


def _is_on(row: Row, switches: Switches) -> bool:
    return row.switch is None or switches.get(row.switch, True)


def may_begin(row: Row, who: Standing, switches: Switches = DEFAULTS) -> bool:
    """Tell whether the actor may begin the row: role, employer, and part of the unit."""
    held = set(row.roles) & who.roles
    if Role.SYSTEM in held:
        off = row.system_switch is not None and not switches.get(row.system_switch, False)
        return not off
    return bool(held) and _may_touch(row, who)


def may_confirm(row: Row, who: Standing) -> bool:
    """Tell whether the actor may be the second person of the row.

    An approver of the unit needs the unit's part; one of the hotline must not have it.
    """
    if not set(row.approvers) & who.roles or not is_second_person(who, row.action):
        return False
    if Role.UNIT_APPROVER in row.approvers:
        return _may_touch(row, who)
    return not who.scopes


def _may_touch(row: Row, who: Standing) -> bool:
    if row.handling and who.vendor:
        return False
    if set(row.roles) & who.roles == {Role.CITIZEN} and not who.is_owner_citizen:
        return False
    return belongs(who, row.scopes)


def refusal(row: Row, facts: TicketFacts, who: Standing, at: datetime) -> Refusal | None:
    """Return the first condition that forbids the row now."""
    return next((r for guard in row.guards if (r := guard(facts, who, at)) is not None), None)


def check(row: Row, facts: TicketFacts, who: Standing, at: datetime) -> None:
    """Raise ``ActionRefused`` (409) with the reason if a condition forbids the row now."""
    found = refusal(row, facts, who, at)
    if found is not None:
        raise ActionRefused(found.zh, found.en)


def require_role(row: Row, who: Standing, switches: Switches = DEFAULTS) -> None:
    """Raise ``RoleMissing`` (403) unless the actor may begin the row."""
    if not may_begin(row, who, switches):
        wanted = "、".join(role.label for role in row.roles)
        raise RoleMissing(
            f"“{row.action.label}”须由{wanted}进行，且有承办关系要求的须属承办单位",
            f"{row.action} is for {', '.join(row.roles)}",
        )


def allowed(
    facts: TicketFacts, who: Standing, at: datetime, switches: Switches = DEFAULTS
) -> Iterator[Row]:
    """Yield the rows the actor could take now: in the status, by role, and by every condition.

    A row that waits for a second person is no longer offered to begin; whoever may be the second
    person is offered CONFIRM and RETURN_PROPOSAL instead.
    """
    for action in actions_of(facts.status):
        row = _ROWS[facts.status, action]
        if not _is_on(row, switches) or action in facts.proposed:
            continue
        if action in SECOND_PERSON:
            offered = any(may_confirm(waiting, who) for waiting in _waiting(facts))
        else:
            offered = may_begin(row, who, switches)
        if offered and refusal(row, facts, who, at) is None:
            yield row


def confirmable(action: Action, status: Status, who: Standing) -> bool:
    """Tell whether what was proposed in this status waits for him among others."""
    row = _ROWS.get((status, action))
    return row is not None and may_confirm(row, who)


def _waiting(facts: TicketFacts) -> list[Row]:
    found = [_ROWS.get((facts.status, action)) for action in facts.proposed]
    return [row for row in found if row is not None]


def mermaid() -> str:
    """Draw the table as a mermaid state diagram; statuses carry their Chinese labels."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {status.value}: {status.label} {status.value}" for status in Status]
    lines += [f"    {a} --> {b}: {text}" for (a, b), text in sorted(_edges().items())]
    lines += [f"    {status.value} --> [*]" for status in Status if status in TERMINAL]
    return "\n".join(lines) + "\n"


def _edges() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in TABLE:
        origins: list[Any] = [*row.origins, *(["[*]"] if row.contact else [])]
        for origin in origins:
            for target in row.targets:
                if origin is not target:
                    found.setdefault((str(origin), str(target)), []).append(row.id)
    return {edge: "、".join(ids) for edge, ids in found.items()}
