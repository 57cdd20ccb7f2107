"""Versions of the numbers of e-supervision (监察政策版本): in force, proposed, approved by a second person."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.supervision.errors import OwnProposal, RulesInvalid, RulesUnknown
from hotline.supervision.models import RulesDocument
from hotline.supervision.policy import DEFAULT, SupervisionRules

PROPOSED, IN_FORCE, REJECTED = "PROPOSED", "IN_FORCE", "REJECTED"
_CURRENT = "supervision.rules"


async def current(session: AsyncSession) -> SupervisionRules:
    """Return the numbers in force now, else the shipped ones; looked up once a transaction."""
    found: SupervisionRules | None = session.info.get(_CURRENT)
    if found is None:
        query = (
            select(RulesDocument)
            .where(RulesDocument.state == IN_FORCE, RulesDocument.effective_from <= clock.now())
            .order_by(RulesDocument.effective_from.desc(), RulesDocument.number.desc())
            .limit(1)
        )
        row = await session.scalar(query)
        found = session.info[_CURRENT] = DEFAULT if row is None else rules_of(row)
    return found


def rules_of(row: RulesDocument) -> SupervisionRules:
    """Read one stored version."""
    return SupervisionRules.model_validate({**row.document, "number": row.number})


async def propose(
    session: AsyncSession,
    actor: Actor,
    *,
    document: dict[str, Any],
    reason: str,
    effective_from: datetime,
) -> RulesDocument:
    """Propose new numbers; raises ``RulesInvalid`` (422) for a document that is none."""
    try:
        rules = SupervisionRules.model_validate(document)
    except ValidationError as error:
        fields = ["·".join(str(part) for part in e["loc"]) for e in error.errors()]
        raise RulesInvalid(fields=fields) from error
    last = await session.scalar(select(func.max(RulesDocument.number)))
    row = RulesDocument(
        id=new_id(),
        number=max(last or 0, DEFAULT.number) + 1,
        state=PROPOSED,
        effective_from=effective_from,
        document=rules.document(),
        reason=reason,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await record_change(session, actor, Change("supervision.propose", "supervision_rules", row.id))
    return row


async def decide(
    session: AsyncSession, actor: Actor, *, number: int, accept: bool
) -> RulesDocument:
    """Bring proposed numbers into force, or not (four eyes).

    Raises ``RulesUnknown`` (404) and ``OwnProposal`` (403).
    """
    row = await session.scalar(
        select(RulesDocument)
        .where(RulesDocument.number == number, RulesDocument.state == PROPOSED)
        .with_for_update()
    )
    if row is None:
        raise RulesUnknown
    if row.proposed_by == actor.account_id:
        raise OwnProposal
    row.state = IN_FORCE if accept else REJECTED
    row.decided_by, row.decided_at = actor.account_id, clock.now()
    session.info.pop(_CURRENT, None)
    await record_change(
        session, actor, Change(f"supervision.{row.state.lower()}", "supervision_rules", row.id)
    )
    return row


async def list_documents(session: AsyncSession) -> list[RulesDocument]:
    """List every version, newest first."""
    query = select(RulesDocument).order_by(RulesDocument.number.desc())
    return list(await session.scalars(query))
