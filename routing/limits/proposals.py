"""Limits proposed after a change of the tree (时限建议): proposed by one, approved by another, never rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.rulebooks import OwnProposal
from hotline.kit.sheets import SheetRow
from routing.errors import LimitProposalUnknown, RowDecided
from routing.limits.files import import_limits
from routing.limits.models import LimitProposal, ProposalState
from routing.limits.moves import Move, Why, Written, find_moves
from routing.models import CategoryLimit
from routing.queries import load_history, stored_limits
from routing.taxonomy.history import History, version_at


@dataclass
class Proposed:
    """What was or would be proposed, and the limits that need a person: (limit, code, why in both languages)."""

    proposals: list[LimitProposal] = field(default_factory=list)
    undecided: list[tuple[str, str, Why]] = field(default_factory=list)


async def propose(session: AsyncSession, *, actor: Actor, dry_run: bool = False) -> Proposed:
    """Propose the limits of the present codes; what was proposed for this tree before is left alone."""
    history = await load_history(session)
    found = find_moves(await _written(session, history), history)
    known = await _known(session, history.present.version)
    report = Proposed(undecided=[(one.limit_id, one.code, why) for one, why in found.undecided])
    for move in found.moves:
        row = _row(move, history, actor)
        if _identity(row) in known:
            continue
        report.proposals.append(row)
        if not dry_run:
            session.add(row)
            await session.flush()
            after = {"category_code": row.category_code, "working_days": row.working_days}
            change = Change("limit.propose", "limit_proposal", row.id, after=after)
            await record_change(session, actor, change)
    return report


async def _written(session: AsyncSession, history: History) -> list[Written]:
    """Return the limits that are not over, each under the tree that was in force when it was written."""
    today = clock.local_date()
    return [
        Written(
            limit.id,
            limit.category_code,
            version_at(history.trees, limit.created_at),
            (limit.kind, limit.urgency),
            limit.working_days,
            limit.basis,
        )
        for limit in await stored_limits(session)
        if limit.category_code is not None and (limit.valid_to is None or limit.valid_to >= today)
    ]


Identity = tuple[str, str | None, str | None, int]


async def _known(session: AsyncSession, version: str) -> set[Identity]:
    query = select(LimitProposal).where(LimitProposal.category_version == version)
    return {_identity(row) for row in await session.scalars(query)}


def _identity(row: LimitProposal) -> Identity:
    return row.category_code, row.kind, row.urgency, row.working_days


def _row(move: Move, history: History, actor: Actor) -> LimitProposal:
    kind, urgency = move.key
    return LimitProposal(
        id=new_id(),
        state=ProposalState.PROPOSED.value,
        category_code=move.code,
        category_version=history.present.version,
        kind=kind,
        urgency=urgency,
        working_days=move.working_days,
        basis=move.basis,
        valid_from=clock.local_date(),
        sources=[_source(move, at, history) for at in range(len(move.sources))],
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
        note="",
    )


def _source(move: Move, at: int, history: History) -> dict[str, Any]:
    source = move.sources[at]
    return {
        "limit_id": source.limit.limit_id,
        "category_code": source.code,
        "category": history.steps[source.version].old.label(source.code),
        "category_version": source.version,
        "working_days": source.limit.working_days,
    }


async def list_proposals(
    session: AsyncSession, state: ProposalState | None = None
) -> list[LimitProposal]:
    """List proposals, by code; decided ones are kept."""
    query = select(LimitProposal).order_by(LimitProposal.category_code, LimitProposal.id)
    if state is not None:
        query = query.where(LimitProposal.state == state.value)
    return list(await session.scalars(query))


async def decide(
    session: AsyncSession, *, ids: Iterable[str], accept: bool, note: str, actor: Actor
) -> list[LimitProposal]:
    """Bring proposals into force from today, or refuse them; whoever proposed may only withdraw.

    An approved limit ends the one it follows, as an import does; both stay. Raises
    ``LimitProposalUnknown`` (404), ``RowDecided`` (409), ``OwnProposal`` (403), ``ContentInvalid`` (422).
    """
    rows = [await _waiting(session, one) for one in dict.fromkeys(ids)]
    history = await load_history(session)
    for row in rows:
        if accept and actor.account_id is not None and actor.account_id == row.proposed_by:
            raise OwnProposal
        if accept:
            await import_limits(session, [_line(row)], actor=actor, history=history)
            row.limit_id = await _made(session, row)
        row.state = (ProposalState.APPROVED if accept else ProposalState.REJECTED).value
        row.decided_by, row.decided_at, row.note = actor.account_id, clock.now(), note
        change = Change("limit.decide", "limit_proposal", row.id, after={"state": row.state})
        await record_change(session, actor, change)
    await session.flush()
    return rows


async def _waiting(session: AsyncSession, proposal_id: str) -> LimitProposal:
    row = await session.get(LimitProposal, proposal_id, with_for_update=True)
    if row is None:
        raise LimitProposalUnknown
    if row.state != ProposalState.PROPOSED.value:
        raise RowDecided
    return row


def _line(row: LimitProposal) -> SheetRow:
    """Return the proposal as a line of the import, which knows how one limit follows another."""
    cells = {
        "category_code": row.category_code,
        "kind": row.kind or "",
        "urgency": row.urgency or "",
        "working_days": str(row.working_days),
        "basis": row.basis,
        "valid_from": max(row.valid_from, clock.local_date()).isoformat(),
    }
    return SheetRow(1, cells)


async def _made(session: AsyncSession, row: LimitProposal) -> str | None:
    await session.flush()
    query = (
        select(CategoryLimit.id)
        .where(
            CategoryLimit.category_code == row.category_code,
            CategoryLimit.kind.is_(None) if row.kind is None else CategoryLimit.kind == row.kind,
            CategoryLimit.urgency.is_(None)
            if row.urgency is None
            else CategoryLimit.urgency == row.urgency,
            CategoryLimit.working_days == row.working_days,
        )
        .order_by(CategoryLimit.valid_from.desc(), CategoryLimit.id.desc())
        .limit(1)
    )
    found: str | None = await session.scalar(query)
    return found


def words_of(row: LimitProposal) -> Why:
    """Say in Chinese and English what a proposal came from."""
    found = [(one["category_code"], one["working_days"]) for one in row.sources]
    zh = f"由 {'、'.join(f'{code}（{days} 天）' for code, days in found)} 而来"
    en = f"From {', '.join(f'{code} ({_days_en(days)})' for code, days in found)}"
    if len(found) > 1:
        zh += f"，取最严的 {row.working_days} 天"
        en += f"; the strictest, {_days_en(row.working_days)}"
    return zh, en


def _days_en(days: int) -> str:
    return f"{days} working day{'s' * (days != 1)}"
