"""Carrying a measure out (逐件办理): one ticket, one transaction, one line of what became of it.

The line is written in the transaction that acts, so that a kill neither loses nor doubles. What the rules
refuse on one ticket (not contacted, not signed …) is listed with its reason and can be tried again; the
others go on. Anything else that goes wrong is the outbox's: it comes back by itself.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden, Problem
from hotline.kit.outbox.service import publish
from hotline.process.incidents import people, proofs, telling
from hotline.process.incidents.events import MEASURE, IncidentChanged, MeasureDue
from hotline.process.incidents.models import IncidentMember, Measure, MeasureItem
from hotline.process.incidents.vocabulary import (
    ItemState,
    MeasureKind,
    MeasureState,
    MemberState,
    SkipReason,
)
from hotline.tickets import service
from hotline.tickets.actions import Action
from hotline.tickets.papers import Proposal
from hotline.tickets.standing import PENDING

_CONTENT = ("fact_true", "within_duty", "resolved", "unresolved_reason", "handling_text")
_REPLY = (*_CONTENT, "public_answer", "internal_note", "partners_explained")
_NOW = ("category_code", "public_answer", "article_revision_ids", "answer_source", "source_reason")


class NobodyActs(Forbidden):
    """The account of whoever proposed or approved the measure is closed."""

    code = "nobody_acts"
    title_zh = "提出人或审核人的账号已停用"
    title_en = "The account of whoever proposed or approved it is closed"


async def on_due(session: AsyncSession, event: MeasureDue) -> None:
    """Do the measure on one ticket, unless that is done already."""
    found = await session.get(MeasureItem, event.item_id)
    if found is None:
        return
    # The measure's lock keeps its items in line: the last one to end it sees the others.
    measure = await session.get_one(Measure, found.measure_id, with_for_update=True)
    item = await session.get_one(MeasureItem, event.item_id, populate_existing=True)
    if item.state != ItemState.PENDING:
        return
    item_id, measure_id, ticket_id = item.id, measure.id, item.ticket_id
    nested = await session.begin_nested()
    try:
        skipped = await _perform(session, measure, ticket_id)
        await nested.commit()
    except Problem as problem:
        await nested.rollback()
        outcome = _outcome(ItemState.FAILED, problem.code, problem.detail_zh)
    else:
        outcome = _outcome(ItemState.DONE) if skipped is None else _skip(skipped)
    await session.execute(
        update(MeasureItem)
        .where(MeasureItem.id == item_id)
        .values(attempts=MeasureItem.attempts + 1, **outcome)
        .execution_options(synchronize_session=False)
    )
    await _end(session, measure_id)


def _outcome(state: ItemState, code: str | None = None, why: str | None = None) -> dict[str, Any]:
    at = None if state is ItemState.FAILED else clock.now()
    return {"state": state.value, "reason_code": code, "reason": why, "done_at": at}


def _skip(reason: SkipReason) -> dict[str, Any]:
    return _outcome(ItemState.SKIPPED, reason.value, reason.label)


async def _end(session: AsyncSession, measure_id: str) -> None:
    """A measure is done when no ticket waits; failed ones may be tried again."""
    waiting = select(func.count()).where(
        MeasureItem.measure_id == measure_id, MeasureItem.state == ItemState.PENDING.value
    )
    if not await session.scalar(waiting):
        await session.execute(
            update(Measure)
            .where(Measure.id == measure_id)
            .values(state=MeasureState.DONE.value, done_at=clock.now())
            .execution_options(synchronize_session=False)
        )
        query = select(Measure.incident_id).where(Measure.id == measure_id)
        incident_id: str = (await session.execute(query)).scalar_one()
        await publish(session, IncidentChanged(incident_id, MEASURE))


async def _perform(session: AsyncSession, measure: Measure, ticket_id: str) -> SkipReason | None:
    """Do it; returns why there was nothing to do. Raises whatever the rules refuse."""
    joined = select(IncidentMember.id).where(
        IncidentMember.incident_id == measure.incident_id,
        IncidentMember.ticket_id == ticket_id,
        IncidentMember.state == MemberState.JOINED.value,
    )
    if await session.scalar(joined) is None:
        return SkipReason.LEFT
    kind = MeasureKind[measure.kind]
    if kind is MeasureKind.NOTICE:
        return await telling.tell(session, measure, ticket_id)
    proposer = await _person(session, measure.proposed_by)
    if kind is MeasureKind.REPLY:
        approver = await _person(session, measure.decided_by)
        await _reply(session, measure, ticket_id, (proposer, approver))
    elif kind is MeasureKind.ANSWER_NOW:
        given = {"kind": measure.content["request_kind"], **_chosen(measure.content, _NOW)}
        await _act(session, ticket_id, Action.ANSWER_NOW, proposer, given)
    else:
        given = {"checklist": measure.content["checklist"]}
        await _act(session, ticket_id, Action.ACCEPT_RESULT, proposer, given)
    return None


async def _person(session: AsyncSession, account_id: str | None) -> Actor:
    found = await people.actor_of(session, account_id)
    if found is None:
        raise NobodyActs
    return found


def _chosen(content: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: content[name] for name in names if name in content}


async def _act(
    session: AsyncSession, ticket_id: str, action: Action, actor: Actor, given: dict[str, Any]
) -> None:
    await service.act_latest(
        session, ticket_id=ticket_id, action=action, actor=actor, payload=given
    )


async def _reply(
    session: AsyncSession, measure: Measure, ticket_id: str, by: tuple[Actor, Actor]
) -> None:
    """D16 with both hands: the handler replies, his approver confirms (domain rules §3.3)."""
    source = measure.content.get("proofs_from")
    if source is not None:
        await proofs.share(session, proofs.Source(measure.incident_id, source, by), ticket_id)
    evidence = await proofs.of_ticket(session, ticket_id)
    given = {**_chosen(measure.content, _REPLY), "evidence": evidence}
    await _act(session, ticket_id, Action.REPLY, by[0], given)
    query = select(Proposal.id).where(
        Proposal.ticket_id == ticket_id,
        Proposal.action == Action.REPLY.value,
        Proposal.state == PENDING,
    )
    proposal_id = await session.scalar(query)
    if proposal_id is not None:
        await _act(session, ticket_id, Action.CONFIRM, by[1], {"proposal_id": proposal_id})
