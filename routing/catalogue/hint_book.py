"""The book of hints (学习提示簿): kept as history stands, dismissed with a reason, or turned into a proposed row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from routing.catalogue import service as catalogue_service
from routing.catalogue.files import Draft
from routing.catalogue.hints import Hint
from routing.catalogue.models import CatalogueHint, HintState
from routing.catalogue.rows import Basis, Row
from routing.errors import HintDecided, HintUnknown
from routing.models import Responsibility, RowStatus
from routing.queries import to_row

Key = tuple[str, str, str | None, str]


@dataclass
class Refreshed:
    """What a look at history changed: how many hints are open, new, and no longer true."""

    open: int = 0
    new: int = 0
    lapsed: int = 0


@dataclass(frozen=True)
class Turned:
    """What the owner adds to make a row of a hint: why it is right, from when, and a note."""

    basis: tuple[Basis, ...]
    valid_from: date
    note: str = ""


def _key(stored: CatalogueHint) -> Key:
    units = (stored.catalogue_unit_id, stored.history_unit_id)
    return (stored.category_code, stored.place_code, *units)


async def refresh(
    session: AsyncSession, hints: Sequence[Hint], examples: Mapping[Hint, Sequence[str]]
) -> Refreshed:
    """Bring the book up to date; what was dismissed stays so, what no longer holds lapses."""
    told = Refreshed()
    known = await _latest(session)
    now = clock.now()
    for hint in hints:
        key = (hint.category_code, hint.place_code, hint.row_unit_id, hint.unit_id)
        stored = known.pop(key, None)
        if stored is None or stored.state == HintState.LAPSED:
            stored = _new(hint)
            session.add(stored)
            told.new += 1
        stored.row_id, stored.seen_at = hint.row_id, now
        stored.cases, stored.agreeing = hint.cases, hint.agreeing
        stored.examples = list(examples.get(hint, ()))
        told.open += stored.state == HintState.OPEN
    for stored in known.values():
        if stored.state == HintState.OPEN:
            stored.state = HintState.LAPSED.value
            told.lapsed += 1
    await session.flush()
    return told


async def _latest(session: AsyncSession) -> dict[Key, CatalogueHint]:
    """Return the last hint of every disagreement."""
    rows = await session.scalars(select(CatalogueHint).order_by(CatalogueHint.found_at))
    return {_key(stored): stored for stored in rows}


def _new(hint: Hint) -> CatalogueHint:
    return CatalogueHint(
        id=new_id(),
        category_code=hint.category_code,
        place_code=hint.place_code,
        catalogue_unit_id=hint.row_unit_id,
        history_unit_id=hint.unit_id,
        state=HintState.OPEN.value,
        found_at=clock.now(),
        note="",
    )


async def list_hints(
    session: AsyncSession, *, state: HintState | None, limit: int = 500
) -> list[CatalogueHint]:
    """List hints, those with the most evidence first."""
    query = select(CatalogueHint).order_by(CatalogueHint.agreeing.desc(), CatalogueHint.id)
    if state is not None:
        query = query.where(CatalogueHint.state == state.value)
    return list(await session.scalars(query.limit(limit)))


async def _open(session: AsyncSession, hint_id: str) -> CatalogueHint:
    query = select(CatalogueHint).where(CatalogueHint.id == hint_id).with_for_update()
    hint: CatalogueHint | None = await session.scalar(query)
    if hint is None:
        raise HintUnknown
    if hint.state != HintState.OPEN:
        raise HintDecided
    return hint


async def dismiss(session: AsyncSession, *, hint_id: str, note: str, actor: Actor) -> CatalogueHint:
    """Say why the catalogue is right after all; raises ``HintUnknown`` (404), ``HintDecided`` (409)."""
    hint = await _open(session, hint_id)
    await _decide(session, hint, HintState.DISMISSED, note, actor)
    return hint


async def turn_into_row(
    session: AsyncSession, *, hint_id: str, turned: Turned, actor: Actor
) -> CatalogueHint:
    """Propose the row that history suggests; another person approves it.

    The row of exactly this subject and place is superseded, else the new one stands beside it. Raises
    ``HintUnknown`` (404), ``HintDecided`` (409), ``ContentInvalid`` (422).
    """
    hint = await _open(session, hint_id)
    old = await session.get(Responsibility, hint.row_id) if hint.row_id else None
    row = Row(
        id="",
        category_code=hint.category_code,
        district_code=hint.place_code,
        lead_unit_id=hint.history_unit_id,
        valid_from=turned.valid_from,
        basis=turned.basis,
        fallback_unit_id=old.fallback_unit_id if old else None,
        partners=tuple(
            p for p in (to_row(old).partners if old else ()) if p.unit_id != hint.history_unit_id
        ),
    )
    draft = Draft(row, supersedes_id=old.id if old is not None and _same(old, row) else None)
    proposed = await catalogue_service.propose(session, draft=draft, actor=actor)
    hint.proposed_row_id = proposed.id
    await _decide(session, hint, HintState.PROPOSED, turned.note, actor)
    return hint


def _same(old: Responsibility, row: Row) -> bool:
    same = (old.category_code, old.district_code) == (row.category_code, row.district_code)
    return same and old.condition is None and old.status == RowStatus.APPROVED.value


async def _decide(
    session: AsyncSession, hint: CatalogueHint, state: HintState, note: str, actor: Actor
) -> None:
    hint.state, hint.note = state.value, note
    hint.decided_by, hint.decided_at = actor.account_id, clock.now()
    await session.flush()
    after = {"state": hint.state, "proposed_row_id": hint.proposed_row_id}
    change = Change(f"catalogue_hint.{state.value.lower()}", "catalogue_hint", hint.id, after=after)
    await record_change(session, actor, change)
