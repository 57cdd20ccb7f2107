"""Restricting callers (来电限制): steps of the conduct machine with four eyes, timers and contest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.conduct import ConductAction, ConductState, Persons, check, restriction_length
from crm.errors import ConductIllegal, NothingContested, NotOneself, ProposalUnknown
from crm.events import (
    CallerCallEnded,
    CallerReferred,
    CallerReleased,
    CallerRestricted,
    CallerTakenOver,
    CallerWarned,
    RestrictionContested,
    RestrictionDue,
    RestrictionKept,
)
from crm.models import CallerConduct, ConductProposal, ConductStep
from crm.queries import get_citizen
from crm.settings import settings_of
from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.events import Event
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish

_FOUR_EYES = frozenset({ConductAction.RESTRICT, ConductAction.REFER_TO_POLICE})
_ENDS = frozenset({ConductAction.EXPIRE, ConductAction.LIFT, ConductAction.RELEASE})
_DECISIONS = frozenset({ConductAction.KEEP, ConductAction.RELEASE})


@dataclass(frozen=True)
class Carried:
    """What a step carries: the reason, recordings as proof, the restricted channel."""

    reason: str = ""
    recordings: tuple[str, ...] = ()
    channel: str | None = None

    def as_fields(self) -> Mapping[str, object]:
        """Return the fields by the names of the table."""
        return {"reason": self.reason, "recordings": self.recordings, "channel": self.channel}


@dataclass(frozen=True)
class _Taken:
    """One step while it is being taken."""

    action: ConductAction
    carried: Carried
    persons: Persons


async def act(
    session: AsyncSession,
    *,
    citizen_id: str,
    action: ConductAction,
    carried: Carried,
    actor: Actor,
) -> ConductStep:
    """Take a step that needs one person; RESTRICT and REFER_TO_POLICE go through ``propose``.

    Raises ``ConductIllegal``, ``NothingContested`` (409), ``ConductIncomplete`` (422),
    ``SecondPersonNeeded``, ``NotOneself`` (403).
    """
    conduct = await _conduct_of(session, citizen_id)
    persons = Persons(_roles_of(actor), actor.account_id)
    return await _take(session, conduct, _Taken(action, carried, persons))


def _roles_of(actor: Actor) -> frozenset[str]:
    return actor.roles | {actor.kind} if actor.kind != "staff" else actor.roles


async def _conduct_of(session: AsyncSession, citizen_id: str) -> CallerConduct:
    citizen = await get_citizen(session, citizen_id)
    conduct = await session.get(CallerConduct, citizen.id)
    if conduct is None:
        conduct = CallerConduct(
            citizen_id=citizen.id,
            state=ConductState.NONE.value,
            restrictions=0,
            updated_at=clock.now(),
        )
        session.add(conduct)
    return conduct


async def _take(session: AsyncSession, conduct: CallerConduct, taken: _Taken) -> ConductStep:
    before = ConductState[conduct.state]
    row = check(before, taken.action, taken.persons, taken.carried.as_fields())
    await _check_contest(session, conduct, taken)
    await _check_warnings(session, conduct, taken)
    now = clock.now()
    until = None
    if taken.action == ConductAction.RESTRICT:
        until = now + restriction_length(
            conduct.restrictions, settings_of(session).restriction_lengths()
        )
    step = ConductStep(
        id=new_id(),
        citizen_id=conduct.citizen_id,
        action=taken.action.value,
        from_state=before.value,
        to_state=row.target.value,
        reason=taken.carried.reason,
        recordings=list(taken.carried.recordings),
        channel=taken.carried.channel,
        until=until,
        actor_id=taken.persons.account_id,
        second_actor_id=taken.persons.second_id,
        taken_at=now,
    )
    conduct.state = row.target.value
    conduct.updated_at = now
    session.add(step)
    await session.flush()
    _apply(conduct, step, taken.action)
    await _tell(session, step)
    return step


def _apply(conduct: CallerConduct, step: ConductStep, action: ConductAction) -> None:
    if action == ConductAction.RESTRICT:
        conduct.restrictions += 1
        conduct.restricted_until = step.until
        conduct.restriction_step_id = step.id
        conduct.contested_at = conduct.contest_decided_at = None
    elif action in _ENDS:
        conduct.restricted_until = None
    if action == ConductAction.CONTEST:
        conduct.contested_at = step.taken_at
    if action in _DECISIONS:
        conduct.contest_decided_at = step.taken_at


async def _check_contest(session: AsyncSession, conduct: CallerConduct, taken: _Taken) -> None:
    if taken.action == ConductAction.CONTEST and conduct.contested_at is not None:
        raise NothingContested
    if taken.action not in _DECISIONS:
        return
    if conduct.contested_at is None or conduct.contest_decided_at is not None:
        raise NothingContested
    restricted = await session.get(ConductStep, conduct.restriction_step_id or "")
    decided = {restricted.actor_id, restricted.second_actor_id} if restricted else set()
    if taken.persons.account_id in decided:
        raise NotOneself


async def _check_warnings(session: AsyncSession, conduct: CallerConduct, taken: _Taken) -> None:
    """A call holds a limited number of warnings; the first recording names the call."""
    if taken.action != ConductAction.WARN or not taken.carried.recordings:
        return
    call = taken.carried.recordings[0]
    rows = await session.scalars(
        select(ConductStep.recordings).where(
            ConductStep.citizen_id == conduct.citizen_id,
            ConductStep.action == ConductAction.WARN.value,
        )
    )
    given = sum(1 for recordings in rows if recordings and recordings[0] == call)
    limit = settings_of(session).warnings_per_call
    if given >= limit:
        raise ConductIllegal(
            f"本次通话已警告 {given} 次，请班长接管",
            "The call had all its warnings; let a supervisor take over",
            allowed_actions=[ConductAction.TAKE_OVER.value],
        )


def suggests_repeat_view(session: AsyncSession, *, calls_today: int, calls_this_month: int) -> bool:
    """Tell whether to open the repeat-caller view; it never blocks anybody (domain rules §3.5)."""
    limits = settings_of(session)
    return calls_today >= limits.flood_per_day or calls_this_month >= limits.flood_per_month


async def _tell(session: AsyncSession, step: ConductStep) -> None:
    await publish(session, _event_of(step))
    if step.action == ConductAction.RESTRICT.value and step.until is not None:
        await publish(session, RestrictionDue(step.citizen_id, step.id), at=step.until)


_EVENTS: Mapping[ConductAction, Callable[[str, str], Event]] = {
    ConductAction.WARN: CallerWarned,
    ConductAction.TAKE_OVER: CallerTakenOver,
    ConductAction.END_CALL: CallerCallEnded,
    ConductAction.CONTEST: RestrictionContested,
    ConductAction.KEEP: RestrictionKept,
    ConductAction.REFER_TO_POLICE: CallerReferred,
}


def _event_of(step: ConductStep) -> Event:
    action = ConductAction[step.action]
    if action in _ENDS:
        return CallerReleased(step.citizen_id, step.id, action.value)
    if action == ConductAction.RESTRICT:
        until = step.until.isoformat() if step.until else ""
        return CallerRestricted(step.citizen_id, step.id, until)
    return _EVENTS[action](step.citizen_id, step.id)


async def propose(
    session: AsyncSession,
    *,
    citizen_id: str,
    action: ConductAction,
    carried: Carried,
    actor: Actor,
) -> ConductProposal:
    """Propose a step of four eyes (RESTRICT, REFER_TO_POLICE); nothing happens until confirmed."""
    if action not in _FOUR_EYES:
        raise ConductIllegal(
            f"“{action.label}”无须两人确认", f"{action.value} needs no second person"
        )
    conduct = await _conduct_of(session, citizen_id)
    row_persons = Persons(_roles_of(actor), actor.account_id)
    _check_first_person(conduct, _Taken(action, carried, row_persons))
    proposal = ConductProposal(
        id=new_id(),
        citizen_id=conduct.citizen_id,
        action=action.value,
        carried={
            "reason": carried.reason,
            "recordings": list(carried.recordings),
            "channel": carried.channel,
        },
        roles=sorted(_roles_of(actor)),
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(proposal)
    await session.flush()
    return proposal


def _check_first_person(conduct: CallerConduct, taken: _Taken) -> None:
    """Check everything but the second person, by lending one who fits the row."""
    lent = replace(
        taken.persons,
        second_id=f"not-{taken.persons.account_id}",
        second_roles=frozenset({"supervisor", "admin"}),
    )
    check(ConductState[conduct.state], taken.action, lent, taken.carried.as_fields())


async def decide_proposal(
    session: AsyncSession, *, proposal_id: str, accept: bool, actor: Actor
) -> ConductStep | None:
    """The second person's decision; accepted, the step is taken (domain rules §3.2 G4, G7)."""
    proposal = await session.get(ConductProposal, proposal_id)
    if proposal is None or proposal.decided_at is not None:
        raise ProposalUnknown
    proposal.decided_at = clock.now()
    proposal.decided_by = actor.account_id
    proposal.accepted = accept
    if not accept:
        return None
    conduct = await _conduct_of(session, proposal.citizen_id)
    content = proposal.carried
    carried = Carried(content["reason"], tuple(content["recordings"]), content["channel"])
    persons = Persons(
        frozenset(proposal.roles), proposal.proposed_by, _roles_of(actor), actor.account_id
    )
    step = await _take(session, conduct, _Taken(ConductAction[proposal.action], carried, persons))
    change = Change(
        f"caller.{proposal.action.lower()}", "citizen", conduct.citizen_id, after={"step": step.id}
    )
    await record_change(session, actor, change)
    return step


async def expire(
    session: AsyncSession, *, citizen_id: str, step_id: str, at: datetime | None = None
) -> bool:
    """End the restriction made by ``step_id`` if it still stands and is over; tells whether it ended.

    A caller referred to the police meanwhile keeps that state; only his restriction ends.
    """
    conduct = await _conduct_of(session, citizen_id)
    until = conduct.restricted_until
    if conduct.restriction_step_id != step_id or until is None or until > (at or clock.now()):
        return False
    if conduct.state == ConductState.RESTRICTED.value:
        persons = Persons(_roles_of(SYSTEM))
        await _take(session, conduct, _Taken(ConductAction.EXPIRE, Carried(), persons))
    else:
        conduct.restricted_until = None
    return True


async def on_restriction_due(session: AsyncSession, event: RestrictionDue) -> None:
    """End a restriction when its timer comes; a repeat does nothing."""
    await expire(session, citizen_id=event.citizen_id, step_id=event.step_id)
