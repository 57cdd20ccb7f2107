"""Versions received (来件登记): the last version of each thing that others sent, so that a repeat is known."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.labels import LabelledEnum
from knowledge.models import ReceivedVersion
from knowledge.versions import PushBusy, check_version, digest_of


class Sent(LabelledEnum):
    """What others send with version numbers; service items keep every version themselves."""

    ARTICLE = "ARTICLE", "知识"
    NOTICE = "NOTICE", "通知公告"
    UNIT = "UNIT", "单位名录"
    NUMBER = "NUMBER", "公布号码"


@dataclass(frozen=True)
class Arrival:
    """One thing as it arrives; ``content`` is what its sender says, ``version`` his number if he has one."""

    kind: Sent
    key: str
    version: int | None
    content: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return digest_of(self.content)


async def is_repeat(session: AsyncSession, arrival: Arrival) -> bool:
    """Tell whether this very version was taken before; it is then left alone, whatever stands meanwhile.

    Raises ``VersionOlder`` for a lower number than the one held, ``VersionTaken`` (409) for the same number
    with other content.
    """
    if arrival.version is None:
        return False
    held = await _held(session, arrival)
    if held is None:
        return False
    same = held.digest == arrival.digest
    check_version(arrival.version, held.version, {} if same else {"key": arrival.key})
    return same and arrival.version == held.version


async def keep(session: AsyncSession, arrival: Arrival, actor: Actor) -> None:
    """Remember the version that was taken, and audit it; without a number there is nothing to remember."""
    if arrival.version is None:
        return
    row = await _held(session, arrival)
    if row is None:
        row = ReceivedVersion(kind=arrival.kind.value, key=arrival.key)
        session.add(row)
    row.version, row.digest = arrival.version, arrival.digest
    row.actor_id, row.received_at = actor.account_id, clock.now()
    await session.flush()
    after = {"kind": arrival.kind.value, "version": arrival.version}
    change = Change("knowledge.receive", arrival.kind.value.lower(), arrival.key, None, after)
    await record_change(session, actor, change)


@asynccontextmanager
async def whole(session: AsyncSession) -> AsyncIterator[None]:
    """Store all of one thing or nothing of it; others of the same transaction are left as they are.

    Raises ``PushBusy`` (409) when another transaction brought the same thing first.
    """
    try:
        async with session.begin_nested():
            yield
    except IntegrityError as error:
        raise PushBusy from error


async def _held(session: AsyncSession, arrival: Arrival) -> ReceivedVersion | None:
    return await session.get(
        ReceivedVersion, (arrival.kind.value, arrival.key), with_for_update=True
    )
