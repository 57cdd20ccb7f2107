"""Taking versions of items (事项入库): what was decided is stored, told to the index and to the articles.

Every version that arrives and changes something is kept for ever; a push of the same version stores nothing.
One that begins later waits for its first day while another one is in force (domain rules §12.3).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Invalid
from hotline.kit.fieldfaults import field_error
from hotline.kit.ids import new_id
from knowledge.differences import FieldChangeOut
from knowledge.items.changes import LABELS, STATE, field_changes
from knowledge.items.decisions import (
    Arrival,
    Decision,
    Standing,
    decide,
    require_nothing_displaced,
)
from knowledge.items.errors import ItemBusy, ItemInvalid, NothingWaits
from knowledge.items.models import NOTHING_WAITS, ItemVersion, ServiceItem, columns_of
from knowledge.items.queries import get_item, standing_items, with_contents
from knowledge.items.schemas import ItemOut, ItemPush, ItemPushOut, WithdrawWaitingIn, content_of
from knowledge.items.telling import Told, tell
from knowledge.items.turning import set_timers
from knowledge.items.units import load_units
from knowledge.items.vocabulary import ItemState
from knowledge.versions import Outcome

_BATCH = 500


@dataclass(frozen=True)
class Receipt:
    """Where versions come from, and who brings them."""

    source: str
    actor: Actor


@dataclass(frozen=True)
class _Written:
    """One decision with the id and version that it gets, and the day for which it waits, if any."""

    decision: Decision
    item_id: str
    version: int
    waits_for: date | None = None


async def push_item(
    session: AsyncSession, *, code: str, version: ItemPush, actor: Actor, dry_run: bool = False
) -> ItemPushOut:
    """Take one version from another system; a dry run tells what it would do.

    Raises ``ItemInvalid`` (422), ``ItemOfAnotherUnit`` (403); ``ItemVersionOlder``, ``ItemVersionTaken`` and
    ``ItemVersionWaits`` (409).
    """
    if version.code not in {"", code}:
        raise _wrong("code", "与地址中的编码不同", "differs from the code of the address")
    units = await load_units(session)
    unit = units.find(version.unit_code, version.department)
    if unit is None:
        raise _wrong("unit_code", "没有这个责任单位", "no such unit")
    known = await standing_items(session, [code])
    identity = (code, _situation(version, [situation for _, situation in known]))
    standing = known.get(identity)
    for unit_id in {unit.id} | ({standing.unit_id} if standing else set()):
        units.require_own(actor, unit_id)
    content = content_of(version) | {"unit_code": unit.code}
    if standing is not None:
        standing = (await with_contents(session, [standing]))[standing.id]
    arrival = Arrival(*identity, content, unit.id, version.version, version.change)
    decision = decide(arrival, standing)
    require_nothing_displaced(decision, clock.local_date())
    decided = [] if dry_run else [decision]
    written = await store(session, decided, Receipt("推送", actor))
    item_id = written[0] if written else standing.id if standing else None
    item = ItemOut.model_validate(await get_item(session, item_id)) if item_id else None
    return ItemPushOut(
        outcome=decision.outcome.value,
        dry_run=dry_run,
        fields=list(decision.fields),
        changes=_changes(decision, standing),
        item=item,
    )


async def withdraw_waiting(
    session: AsyncSession, *, item_id: str, wanted: WithdrawWaitingIn, actor: Actor
) -> ItemOut:
    """Take back the version that waits for its first day; what is in force stays, and its number stays used.

    Raises ``ItemUnknown`` (404), ``ItemOfAnotherUnit`` (403), ``NothingWaits`` (409).
    """
    item = await get_item(session, item_id, lock=True)
    (await load_units(session)).require_own(actor, item.unit_id)
    if item.waiting_from is None or item.waiting_number != wanted.number:
        raise NothingWaits(number=item.waiting_number if item.waiting_from else None)
    before = {"number": item.waiting_number, "from": item.waiting_from.isoformat()}
    item.waiting_from = None
    change = Change(
        "service_item.withdraw_waiting", "service_item", item.id, before, {"note": wanted.note}
    )
    await record_change(session, actor, change)
    await session.flush()
    return ItemOut.model_validate(item)


def _changes(decision: Decision, standing: Standing | None) -> list[FieldChangeOut]:
    """Return both values of what changes, the item's end or return last."""
    if standing is None:
        return []
    content = decision.arrival.content
    standing = standing.newest
    told = field_changes(standing.content, content) if decision.fields else []
    if STATE in decision.fields:
        before, after = standing.state, decision.state.value
        told.append(FieldChangeOut(field=STATE, label=LABELS[STATE], before=before, after=after))
    return told


def _situation(version: ItemPush, known: Sequence[str]) -> str:
    """Return which situation of the code is meant; one that is not named may be the only one there is."""
    named = "situation_code" in version.model_fields_set
    if named or not known or "" in known:
        return version.situation_code
    if len(known) > 1:
        told = "、".join(sorted(known))
        raise _wrong("situation_code", f"该编码有几个情形：{told}", f"is one of {sorted(known)}")
    return known[0]


def _wrong(field: str, zh: str, en: str) -> Invalid:
    return ItemInvalid(f"{field}：{zh}", f"{field}: {en}", errors=[field_error(field, zh, en)])


async def store(
    session: AsyncSession,
    decisions: Sequence[Decision],
    receipt: Receipt,
    progress: Callable[[int], None] | None = None,
) -> list[str]:
    """Store what was decided and tell the house; returns the ids of items that changed, in order.

    ``progress`` is told how many decisions are stored; unchanged items store nothing. Raises ``ItemBusy``
    (409) when another transaction stored a version of the same item meanwhile.
    """
    now = clock.now()
    written: list[_Written] = []
    for start in range(0, len(decisions), _BATCH):
        part = decisions[start : start + _BATCH]
        try:
            written += await _store(session, part, receipt, now)
        except IntegrityError as error:
            raise ItemBusy from error
        if progress is not None:
            progress(len(part))
    if written:
        await _tell(session, written)
        await _audit(session, written, receipt)
    return [row.item_id for row in written]


async def _store(
    session: AsyncSession, decisions: Sequence[Decision], receipt: Receipt, now: datetime
) -> list[_Written]:
    written = list(_numbered(decisions, clock.local_date(now)))
    known = [row for row in written if row.decision.standing is not None]
    added = [_added(row, now) for row in written if row.decision.standing is None]
    changed = [_columns(row, now) for row in known if row.waits_for is None]
    waiting = [_waiting(row) for row in known if row.waits_for is not None]
    if added:
        await session.execute(insert(ServiceItem), added)
    for rows in filter(None, (changed, waiting)):
        await session.execute(update(ServiceItem), rows)
    if written:
        await session.execute(insert(ItemVersion), [_version(row, receipt, now) for row in written])
    return written


def _numbered(decisions: Sequence[Decision], today: date) -> Iterator[_Written]:
    for decision in decisions:
        standing = decision.standing
        if standing is None:
            yield _Written(decision, new_id(), 1)
        elif decision.outcome is Outcome.CHANGED:
            number = standing.newest.version + 1
            yield _Written(decision, standing.id, number, decision.waits_for(today))


def _columns(row: _Written, now: datetime) -> dict[str, Any]:
    decision = row.decision
    return {
        **columns_of(decision.arrival.content),
        "id": row.item_id,
        "state": decision.state.value,
        "unit_id": decision.arrival.unit_id,
        "digest": decision.digest,
        "item_version": decision.item_version,
        "version": row.version,
        "updated_at": now,
        **NOTHING_WAITS,
    }


def _added(row: _Written, now: datetime) -> dict[str, Any]:
    code, situation = row.decision.arrival.identity
    return _columns(row, now) | {"code": code, "situation_code": situation, "created_at": now}


def _waiting(row: _Written) -> dict[str, Any]:
    return {
        "id": row.item_id,
        "waiting_number": row.version,
        "waiting_from": row.waits_for,
        "waiting_state": row.decision.state.value,
        "waiting_unit_id": row.decision.arrival.unit_id,
    }


def _version(row: _Written, receipt: Receipt, now: datetime) -> Mapping[str, Any]:
    decision = row.decision
    return {
        "id": new_id(),
        "item_id": row.item_id,
        "number": row.version,
        "item_version": _told_number(decision),
        "change": decision.change.value,
        "fields": list(decision.fields),
        "content": dict(decision.arrival.content),
        "digest": decision.digest,
        "source": receipt.source[:120],
        "actor_id": receipt.actor.account_id,
        "received_at": now,
    }


def _told_number(decision: Decision) -> int | None:
    """Return the catalogue's number of a version; an end that came without one has none."""
    ended = decision.state is ItemState.ABOLISHED and STATE in decision.fields
    return decision.arrival.item_version if ended else decision.item_version


async def _tell(session: AsyncSession, written: Sequence[_Written]) -> None:
    """Tell of what counts from now on; of what waits, its timer tells on its day."""
    await tell(
        session,
        [
            Told(
                item_id=row.item_id,
                code=row.decision.arrival.code,
                version=row.version,
                fields=row.decision.in_effect,
                state=row.decision.state,
                new=row.decision.standing is None,
            )
            for row in written
            if row.waits_for is None
        ],
    )
    await set_timers(session, (row.waits_for for row in written if row.waits_for is not None))


async def _audit(session: AsyncSession, written: Sequence[_Written], receipt: Receipt) -> None:
    after = {
        "source": receipt.source,
        "added": sum(row.decision.standing is None for row in written),
        "changed": sum(row.decision.standing is not None for row in written),
    }
    only = written[0].item_id if len(written) == 1 else "-"
    change = Change("service_item.receive", "service_item", only, None, after)
    await record_change(session, receipt.actor, change)
