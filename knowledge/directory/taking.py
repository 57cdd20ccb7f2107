"""Taking published numbers (公布号码收录): a file's line or a push enters the ledger, once and no more."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from knowledge.differences import field_changes
from knowledge.directory.models import PublishedNumber
from knowledge.directory.queries import find_number
from knowledge.directory.schemas import NumberIn, NumberOut, NumberPush, NumberPushOut
from knowledge.directory.service import add_number, change_number, told_of_number
from knowledge.lines import Taken, Taking, require_same_key
from knowledge.owning import owner_of, require_own
from knowledge.receipts import Arrival, Sent, is_repeat, keep, whole
from knowledge.versions import Outcome

LABELS: Mapping[str, str] = {
    "name": "名称",
    "unit_code": "责任单位",
    "hours": "服务时间",
    "state": "状态",
    "note": "说明",
    "published_in": "公布渠道",
}


async def push_number(
    session: AsyncSession, *, number: str, version: NumberPush, actor: Actor, dry_run: bool
) -> NumberPushOut:
    """Take one version from another system; the change waits to be announced like any other.

    Raises ``LineInvalid``, ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403), ``VersionOlder`` and
    ``VersionTaken`` (409).
    """
    require_same_key("number", number, version.number)
    how = Taking(version.version, dry_run)
    told = await take_number(session, version.said(number), how=how, actor=actor)
    row = await find_number(session, number)
    shown = NumberOut.model_validate(row) if row is not None else None
    return NumberPushOut.model_validate({**told.pushed(dry_run=dry_run), "number": shown})


async def take_number(
    session: AsyncSession, wanted: NumberIn, *, how: Taking, actor: Actor
) -> Taken:
    """Take a number; what stands already changes nothing.

    Raises ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403), ``VersionOlder`` and ``VersionTaken`` (409).
    """
    unit = await owner_of(session, wanted.unit_code)
    await require_own(session, actor, unit.id)
    standing = await find_number(session, wanted.number)
    if standing is not None:
        await require_own(session, actor, standing.unit_id)
    said = wanted.model_dump(mode="json")
    arrival = Arrival(Sent.NUMBER, wanted.number, how.version, said)
    if await is_repeat(session, arrival) and standing is not None:
        return Taken(wanted.number, standing.name, Outcome.UNCHANGED)
    fields = field_changes(told_of_number(standing), said, LABELS) if standing else []
    if not how.dry_run:
        async with whole(session):
            await _store(session, standing, wanted, actor)
            await keep(session, arrival, actor)
    same = standing is not None and not fields
    outcome = how.outcome(new=standing is None, same=same)
    return Taken(wanted.number, wanted.name, outcome, fields)


async def _store(
    session: AsyncSession, standing: PublishedNumber | None, wanted: NumberIn, actor: Actor
) -> None:
    if standing is None:
        await add_number(session, wanted=wanted, actor=actor)
        return
    await change_number(
        session, number_id=standing.id, version=standing.version, wanted=wanted, actor=actor
    )
