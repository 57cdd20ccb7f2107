"""Acting on tickets (办理工单): ``act`` is the only way a status changes.

Load under the row lock → version → table → role → conditions → payload → effect → clocks → log row →
events. Nothing is committed here; a refusal leaves nothing behind because its transaction is rolled back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import insert, inspect
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.calendars import queries as calendars
from hotline.kit.fieldfaults import invalid_fields
from hotline.kit.outbox.service import publish
from hotline.kit.vault.service import session_ring
from hotline.tickets import (
    clockplan,
    logbook,
    messages,
    numbering,
    offers,
    opening,
    policies,
    proposals,
    queries,
    settling,
    standing,
    workflow,
)
from hotline.tickets.actions import Action
from hotline.tickets.changes import EFFECTS
from hotline.tickets.deed import REPORTER, Deed
from hotline.tickets.errors import PayloadInvalid, StaleVersion
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket, TicketAction, TicketClock
from hotline.tickets.opening import Opened, OpeningContext, OpeningIn
from hotline.tickets.papers import Proposal
from hotline.tickets.payloads import PAYLOADS
from hotline.tickets.standing import Whole
from hotline.tickets.transition import Row
from hotline.tickets.vocabulary import Status
from routing.taxonomy.tree import Confidentiality

Given = BaseModel | Mapping[str, Any]
rows = workflow.rows


async def act(
    session: AsyncSession,
    *,
    ticket_id: str,
    action: Action | str,
    actor: Actor,
    payload: Given,
    version: int,
) -> Ticket:
    """Do one action on a ticket and return it as it then is.

    Where two persons are needed, the first call only proposes (the status stays) and CONFIRM by the
    second executes.

    Raises:
        TicketUnknown: 404, no such ticket or none the actor may see.
        StaleVersion: 409 with ``current_version``.
        IllegalTransition: 409 with ``allowed_actions``.
        ActionRefused: 409, a condition forbids it.
        RoleMissing: 403.
        PayloadInvalid: 422 with ``errors``.
    """
    ticket = await queries.get_for_change(session, ticket_id=ticket_id, actor=actor)
    if ticket.version != version:
        raise StaleVersion(current_version=ticket.version)
    return await _do(session, ticket, action, actor, payload)


async def act_latest(
    session: AsyncSession,
    *,
    ticket_id: str,
    action: Action | str,
    actor: Actor,
    payload: Given,
) -> Ticket:
    """Do one action on whatever version stands now, for timers, orders and citizens' own words."""
    ticket = await queries.get_for_change(session, ticket_id=ticket_id, actor=actor)
    return await _do(session, ticket, action, actor, payload)


async def _do(
    session: AsyncSession, ticket: Ticket, name: Action | str, actor: Actor, payload: Given
) -> Ticket:
    whole = await standing.load_whole(session, ticket)
    deed = await _prepare(session, whole, actor, name)
    _require_possible(deed)
    given = read_payload(deed.row.action, payload)
    if deed.row.action in workflow.SECOND_PERSON:
        return await _second(deed, whole, given)
    if deed.row.forwards:
        return await _forward(deed, given)
    if deed.row.approvers:
        await _rehearse(deed, given)
        await proposals.propose(deed, whole, given)
        return await _finish(deed, whole, given, Action.PROPOSE)
    return await _perform(deed, whole, given)


async def require_possible(
    session: AsyncSession,
    *,
    ticket_id: str,
    action: Action,
    actor: Actor,
    version: int | None = None,
) -> None:
    """Raise what ``act`` raises before it reads a payload, in the same order; changes nothing.

    Whoever refuses a payload asks this first: what is not possible now is said before what is wrong with
    the form. ``version``: the one the caller saw, ``None`` if he did not tell it.

    Raises:
        TicketUnknown: 404, no such ticket or none the actor may see.
        StaleVersion: 409 with ``current_version``.
        IllegalTransition: 409 with ``allowed_actions``.
        RoleMissing: 403.
        ActionRefused: 409, a condition forbids it.
    """
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    if version is not None and ticket.version != version:
        raise StaleVersion(current_version=ticket.version)
    whole = await standing.load_whole(session, ticket)
    _require_possible(await _prepare(session, whole, actor, action))


def _require_possible(deed: Deed) -> None:
    """Role and conditions; who may be the second person depends on what he confirms."""
    if deed.row.action in workflow.SECOND_PERSON:
        return
    workflow.require_role(deed.row, deed.who, deed.policy.switches)
    workflow.check(deed.row, deed.facts, deed.who, deed.at)
    proposals.refuse_twice(deed)


async def _forward(deed: Deed, given: BaseModel) -> Ticket:
    """Do on the lead ticket what a reporter joined to it says (§3.5), in his own name.

    He proved himself by his own ticket. The log row of the lead ticket names that ticket, so that the
    answer goes to him; his own ticket stays as it is. Raises what acting on the lead ticket raises.
    """
    session, reporter = deed.session, deed.ticket
    lead = await queries.get_for_change(
        session, ticket_id=str(reporter.merged_into_id), actor=SYSTEM
    )
    whole = await standing.load_whole(session, lead)
    there = await _prepare(session, whole, deed.actor, deed.row.action)
    there.who = replace(there.who, is_owner_citizen=deed.who.is_owner_citizen)
    there.noted |= {REPORTER: reporter.id}
    workflow.require_role(there.row, there.who, there.policy.switches)
    workflow.check(there.row, there.facts, there.who, there.at)
    await _perform(there, whole, given)
    reporter.last_urged_on = lead.last_urged_on
    await session.flush()
    return reporter


async def _rehearse(deed: Deed, given: BaseModel) -> None:
    """Try what is proposed and undo it, so that the first person hears at once what is wrong with it."""
    trial = replace(
        deed, parts=list(deed.parts), clocks=list(deed.clocks), started=[], events=[], noted={}
    )
    nested = await deed.session.begin_nested()
    try:
        await EFFECTS[deed.row.action](trial, given)
        await deed.session.flush()
    finally:
        await nested.rollback()
        for item in (deed.ticket, *deed.parts, *deed.clocks):
            if inspect(item).expired:
                await deed.session.refresh(item)


async def _prepare(session: AsyncSession, whole: Whole, actor: Actor, name: Action | str) -> Deed:
    at = clock.now()
    policy = await policies.numbered(session, whole.ticket.policy_number)
    facts = standing.facts_of(whole, policy, at)
    who = await standing.standing_of(session, whole, actor)
    action = Action.__members__.get(str(name))
    return Deed(
        session=session,
        ticket=whole.ticket,
        actor=actor,
        at=at,
        policy=policy,
        parts=whole.parts,
        clocks=whole.clocks,
        facts=facts,
        who=who,
        row=workflow.row_for(action, facts, who, at, policy.switches),
        own=standing.own_part(whole.parts, actor),
        target=Status[whole.ticket.status],
    )


def read_payload(action: Action, payload: Given) -> BaseModel:
    """Return the payload as the action's model; raises ``PayloadInvalid`` (422) naming the fields."""
    model = PAYLOADS.get(action)
    if model is None:
        raise PayloadInvalid("此操作不能直接提交", "this action is not submitted directly")
    if isinstance(payload, model):
        return payload
    members = payload.model_dump() if isinstance(payload, BaseModel) else dict(payload)
    try:
        return model.model_validate(members)
    except ValidationError as error:
        raise invalid_fields(PayloadInvalid, error.errors()) from None


async def _second(deed: Deed, whole: Whole, given: Any) -> Ticket:
    """The second person confirms or returns what the first one proposed."""
    proposal = proposals.find(whole, given.proposal_id)
    row = workflow.lookup(deed.facts.status, Action[proposal.action], deed.policy.switches)
    if not workflow.may_confirm(row, deed.who):
        raise workflow.RoleMissing(
            "须由另一位有审批权限的人员审批", "another approver must confirm"
        )
    if deed.row.action is Action.RETURN_PROPOSAL:
        proposals.decide(deed, whole, proposal, proposals.RETURNED, given.reason)
        return await _finish(deed, whole, given, Action.RETURN_PROPOSAL)
    return await _confirm(deed, whole, proposal, row)


async def _confirm(deed: Deed, whole: Whole, proposal: Proposal, row: Row) -> Ticket:
    deed.row = row
    workflow.check(row, deed.facts, deed.who, deed.at)
    deed.requester_id = proposal.proposed_by
    deed.own = next(
        (p for p in deed.parts if p.unit_id == proposal.unit_id and p.revoked_at is None), deed.own
    )
    proposals.decide(deed, whole, proposal, proposals.DONE, None)
    return await _perform(deed, whole, read_payload(row.action, proposal.payload))


async def _perform(deed: Deed, whole: Whole, given: BaseModel) -> Ticket:
    """Change the ticket, carry out the row's clocks, tidy what the new status ends."""
    row, ticket = deed.row, deed.ticket
    deed.target = row.targets[0] if row.targets else deed.facts.status
    deed.message_id = row.message
    before = logbook.snapshot(ticket)
    acted_for = deed.own.id if deed.own else None
    await EFFECTS[row.action](deed, given)
    _check_target(deed)
    ticket.status = deed.target.value
    await deed.session.flush()
    await clockplan.carry_out(deed)
    await settling.settle(deed)
    return await _finish(deed, whole, given, row.action, before=before, acted_for=acted_for)


def _check_target(deed: Deed) -> None:
    stays = deed.target is deed.facts.status
    if deed.target not in deed.row.targets and not stays:
        msg = f"{deed.row.id} cannot lead to {deed.target}"
        raise AssertionError(msg)


async def _finish(
    deed: Deed,
    whole: Whole,
    given: BaseModel,
    action: Action,
    *,
    before: Mapping[str, Any] | None = None,
    acted_for: str | None = None,
) -> Ticket:
    """Write the log row, raise the version and publish what happened."""
    ticket = deed.ticket
    proposals.lapse(deed, whole)
    ticket.version += 1
    ticket.updated_at = deed.at
    deed.message_id = _told(deed)
    await deed.session.flush()
    entry = logbook.Entry(action, given, before or logbook.snapshot(ticket), acted_for)
    await logbook.append(deed, entry)
    await deed.session.flush()
    await publish(deed.session, _event(deed, action, acted_for))
    for event in deed.events:
        await publish(deed.session, event)
    return ticket


def _told(deed: Deed) -> str | None:
    """Return the message that may be sent: M00 on a confidential ticket, none that policy silenced."""
    if deed.message_id in deed.policy.silent_messages:
        return None
    secrecy = Confidentiality[deed.ticket.confidentiality]
    return messages.message_for(deed.message_id, secrecy)


def _event(deed: Deed, action: Action, acted_for: str | None) -> TicketActed:
    return TicketActed(
        ticket_id=deed.ticket.id,
        action_id=deed.action_id,
        action=action.value,
        from_status=deed.facts.status.value,
        to_status=deed.ticket.status,
        version=deed.ticket.version,
        message_id=deed.message_id,
        actor_id=deed.actor.account_id if deed.actor.kind == "staff" else None,
        assignment_id=acted_for,
    )


async def allowed_actions(
    session: AsyncSession,
    *,
    ticket: Ticket,
    actor: Actor,
    whole: Whole | None = None,
    log: Sequence[TicketAction] | None = None,
) -> list[dict[str, Any]]:
    """List what the actor could do now, each with the fields a console shows (from the same table).

    ``whole`` and ``log`` spare reading what the caller has read already.
    """
    whole = whole or await standing.load_whole(session, ticket)
    policy = await policies.numbered(session, ticket.policy_number)
    at = clock.now()
    facts = standing.facts_of(whole, policy, at)
    who = await standing.standing_of(session, whole, actor, log=log)
    found = workflow.allowed(facts, who, at, policy.switches)
    known = offers.Known(whole, policy, who)
    return [offers.offer(row, known) for row in found if offers.is_offered(row.action)]


async def open_ticket(session: AsyncSession, command: OpeningIn, *, prefix: str) -> Opened:
    """Register one ticket in the caller's transaction (A1); the query code is in the answer, once."""
    policy = await policies.current(session)
    calendar = await calendars.load(session)
    context = OpeningContext(policy, calendar, prefix, session_ring(session))
    day = clock.local_date(clock.now())
    serial = await counters.take(session, numbering.counter_name(prefix, day))
    opened = opening.build(command, context, serial)
    await insert_opened(session, [opened])
    if command.clocks:
        await publish(session, opened.event)
    return opened


async def insert_opened(session: AsyncSession, opened: Sequence[Opened]) -> None:
    """Write the rows of new tickets, parents first; the caller publishes their events."""
    await session.flush()
    await session.execute(insert(Ticket), [o.ticket for o in opened])
    await session.execute(insert(TicketAction), [o.action for o in opened])
    clocks = [row for o in opened for row in o.clocks]
    if clocks:
        await session.execute(insert(TicketClock), clocks)


async def renew_query_code(session: AsyncSession, *, ticket: Ticket) -> str:
    """Give the ticket a new query code (§5.2): shown once, after a call from the same number."""
    code = numbering.new_query_code()
    ticket.query_code_root = ticket.number
    ticket.query_code_hash = numbering.query_code_hash(session_ring(session), ticket.number, code)
    await session.flush()
    return code


def code_matches(session: AsyncSession, *, ticket: Ticket, code: str) -> bool:
    """Tell whether the query code is right; compared in constant time."""
    ring, stored = session_ring(session), ticket.query_code_hash or ""
    return numbering.code_matches(ring, ticket.query_code_root, code, stored)
