"""Versions of the limits (时限政策版本): which one is in force, proposing and approving a new one.

A ticket keeps the policy it was opened under; the shipped one has the number 1.
"""

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.tickets.errors import PayloadInvalid, PolicyUnknown
from hotline.tickets.events import PolicyChanged
from hotline.tickets.papers import PolicyDocument
from hotline.tickets.policy import DEFAULT, Policy

PROPOSED, IN_FORCE, REJECTED = "PROPOSED", "IN_FORCE", "REJECTED"
_READ: dict[tuple[str, int], Policy] = {}
_CURRENT = "tickets.policy"


class OneOwnProposal(Forbidden):
    """Nobody brings his own proposal into force (four eyes)."""

    code = "own_proposal"
    title_zh = "不能批准自己提出的政策"
    title_en = "Nobody approves his own proposal"


async def current(session: AsyncSession) -> Policy:
    """Return the policy in force now; looked up once a transaction."""
    found: Policy | None = session.info.get(_CURRENT)
    if found is None:
        query = (
            select(PolicyDocument)
            .where(PolicyDocument.state == IN_FORCE, PolicyDocument.effective_from <= clock.now())
            .order_by(PolicyDocument.effective_from.desc(), PolicyDocument.number.desc())
            .limit(1)
        )
        row = await session.scalar(query)
        found = session.info[_CURRENT] = DEFAULT if row is None else _read(row)
    return found


async def numbered(session: AsyncSession, number: int) -> Policy:
    """Return the policy ``number``; raises ``PolicyUnknown`` (404)."""
    if number == DEFAULT.number:
        return DEFAULT
    row = await session.scalar(select(PolicyDocument).where(PolicyDocument.number == number))
    if row is None:
        raise PolicyUnknown
    return _read(row)


def _read(row: PolicyDocument) -> Policy:
    key = (row.id, row.number)
    if key not in _READ:
        _READ[key] = Policy.model_validate({**row.document, "number": row.number})
    return _READ[key]


async def propose(
    session: AsyncSession,
    actor: Actor,
    *,
    document: dict[str, Any],
    reason: str,
    effective_from: datetime,
) -> PolicyDocument:
    """Propose new limits; raises ``PayloadInvalid`` (422) for a document that is no policy."""
    try:
        policy = Policy.model_validate(document)
    except ValidationError as error:
        raise PayloadInvalid(fields=[str(e["loc"]) for e in error.errors()]) from error
    last = await session.scalar(select(func.max(PolicyDocument.number)))
    row = PolicyDocument(
        id=new_id(),
        number=max(last or 0, DEFAULT.number) + 1,
        state=PROPOSED,
        effective_from=effective_from,
        document=policy.document(),
        reason=reason,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await record_change(session, actor, Change("policy.propose", "ticket_policy", row.id))
    return row


async def decide(
    session: AsyncSession, actor: Actor, *, number: int, accept: bool
) -> PolicyDocument:
    """Bring proposed limits into force, or not.

    Raises ``PolicyUnknown`` (404) and ``OneOwnProposal`` (403).
    """
    row = await session.scalar(
        select(PolicyDocument)
        .where(PolicyDocument.number == number, PolicyDocument.state == PROPOSED)
        .with_for_update()
    )
    if row is None:
        raise PolicyUnknown
    if row.proposed_by == actor.account_id:
        raise OneOwnProposal
    row.state = IN_FORCE if accept else REJECTED
    row.decided_by, row.decided_at = actor.account_id, clock.now()
    session.info.pop(_CURRENT, None)
    await record_change(
        session, actor, Change(f"policy.{row.state.lower()}", "ticket_policy", row.id)
    )
    if accept:
        await publish(session, PolicyChanged(number))
    return row


async def list_documents(session: AsyncSession) -> list[PolicyDocument]:
    """List every version, newest first."""
    query = select(PolicyDocument).order_by(PolicyDocument.number.desc())
    return list(await session.scalars(query))
