"""Coming into force (事项生效与更替): an item stays as it is until the first day of the version that waits.

Changes of the catalogue are filed early (domain rules §12.3): a version whose first day lies ahead waits while
another one is valid, and takes over on its day by a timer of the outbox.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.outbox.service import publish
from knowledge.daybreak import daybreak
from knowledge.items.changes import STATE, differing
from knowledge.items.events import ItemsTurn
from knowledge.items.models import NOTHING_WAITS, ItemVersion, ServiceItem, columns_of
from knowledge.items.telling import Told, tell
from knowledge.items.vocabulary import ItemState

_BATCH = 500


async def set_timers(session: AsyncSession, days: Iterable[date]) -> None:
    """Set one timer for every day on which versions that were just stored come into force."""
    for day in sorted(set(days)):
        await publish(session, ItemsTurn(day.isoformat()), at=daybreak(day))


async def on_turn(session: AsyncSession, _event: ItemsTurn) -> None:
    """The first day of some versions begins; those that no longer wait are not among them."""
    await turn_due(session)


async def turn_due(session: AsyncSession) -> None:
    """Let every version take over whose day has come, also one whose timer is late."""
    today = clock.local_date()
    told: list[Told] = []
    while batch := await _take_over(session, today):
        told += batch
    if told:
        await tell(session, told)
        change = Change("service_item.turn", "service_item", "-", None, {"changed": len(told)})
        await record_change(session, SYSTEM, change)


async def _take_over(session: AsyncSession, today: date) -> list[Told]:
    rows = await session.execute(
        select(ServiceItem, ItemVersion)
        .join(
            ItemVersion,
            (ItemVersion.item_id == ServiceItem.id)
            & (ItemVersion.number == ServiceItem.waiting_number),
        )
        .where(ServiceItem.waiting_from <= today)
        .order_by(ServiceItem.id)
        .limit(_BATCH)
        .with_for_update(of=ServiceItem)
        .execution_options(populate_existing=True)
    )
    told = [_turned(item, version) for item, version in rows.all()]
    await session.flush()
    return told


def _turned(item: ServiceItem, version: ItemVersion) -> Told:
    """Make the waiting version what counts; returns what differs from what was in force until now."""
    fields = differing(item.content, version.content)
    state = ItemState(item.waiting_state or item.state)
    if state.value != item.state:
        fields.append(STATE)
    columns = {
        **columns_of(version.content),
        "state": state.value,
        "unit_id": item.waiting_unit_id or item.unit_id,
        "digest": version.digest,
        "item_version": version.item_version or item.item_version,
        "version": version.number,
        "updated_at": clock.now(),
        **NOTHING_WAITS,
    }
    for name, value in columns.items():
        setattr(item, name, value)
    return Told(item.id, item.code, version.number, tuple(fields), state)
