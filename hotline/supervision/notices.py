"""Notices to people of the house (站内通知): written once for each audience, read by each for himself."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.models import Account
from hotline.kit.auth.service import PHONE_FIELD
from hotline.kit.identifiers import is_mobile
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Duty, UnitMember
from hotline.kit.organisation.queries import account_ids_on_duty
from hotline.kit.vault.errors import KeyDestroyed
from hotline.kit.vault.service import unseal_value
from hotline.roles import Role
from hotline.supervision.errors import NoticeUnknown
from hotline.supervision.models import StaffNotice, StaffNoticeRead
from hotline.supervision.vocabulary import NoticeKind

# Which duty a role stands for where a unit keeps no list of duties.
_DUTY_OF = {
    Role.UNIT_CLERK.value: (Duty.CLERK.value,),
    Role.HANDLER.value: (Duty.HANDLER.value,),
    Role.UNIT_APPROVER.value: (Duty.APPROVER.value, Duty.LEADER.value),
}


@dataclass(frozen=True)
class Audience:
    """For whom: one account, a duty in a unit, a role; nothing set means everybody."""

    account_id: str | None = None
    unit_id: str | None = None
    duty: str | None = None
    role: str | None = None

    @property
    def tag(self) -> str:
        """What tells it from the other audiences of one notice."""
        return self.account_id or self.role or f"{self.unit_id or 'all'}/{self.duty or ''}"


EVERYBODY = Audience()


@dataclass(frozen=True)
class Words:
    """What is told: fixed words, numbers and dates; ``key`` makes a repeat harmless."""

    key: str
    kind: NoticeKind
    title: str
    body: str
    object_kind: str
    object_id: str


async def tell(session: AsyncSession, words: Words, audiences: list[Audience]) -> None:
    """Write the notice for every audience; one that has it already is left out."""
    rows = {f"{words.key}:{audience.tag}": audience for audience in audiences}
    known = set(
        await session.scalars(select(StaffNotice.key).where(StaffNotice.key.in_(list(rows))))
    )
    fresh = [_row(words, key, audience) for key, audience in rows.items() if key not in known]
    if fresh:
        await session.execute(insert(StaffNotice), fresh)


def _row(words: Words, key: str, audience: Audience) -> dict[str, object]:
    return {
        "id": new_id(),
        "key": key,
        "account_id": audience.account_id,
        "unit_id": audience.unit_id,
        "duty": audience.duty,
        "role": audience.role,
        "kind": words.kind.value,
        "title_zh": words.title,
        "body_zh": words.body,
        "object_kind": words.object_kind,
        "object_id": words.object_id,
        "created_at": clock.now(),
    }


async def text(session: AsyncSession, words: Words, audiences: list[Audience]) -> int:
    """Also send the body by text message to everyone meant who has a mobile; returns how many."""
    accounts = await _accounts(session, audiences)
    sent = 0
    for account in accounts:
        number = await _mobile(session, account)
        if number is None:
            continue
        route = Route(ChannelKind.SMS, number, words.body)
        key = f"staff:{words.key}:{account.id}"
        await channels.send(session, Outgoing((route,), Purpose.DUTY, dedupe_key=key))
        sent += 1
    return sent


async def _accounts(session: AsyncSession, audiences: list[Audience]) -> list[Account]:
    ids: set[str] = set()
    for audience in audiences:
        if audience.account_id is not None:
            ids.add(audience.account_id)
        elif audience.unit_id is not None and audience.duty is not None:
            ids |= set(await account_ids_on_duty(session, audience.unit_id, duty=audience.duty))
    query = select(Account).where(Account.id.in_(sorted(ids)), Account.active)
    return list(await session.scalars(query.order_by(Account.id)))


async def _mobile(session: AsyncSession, account: Account) -> str | None:
    if account.phone_enc is None:
        return None
    try:
        number = await unseal_value(session, PHONE_FIELD, account.phone_enc)
    except KeyDestroyed:
        return None
    return number if is_mobile(number) else None


def meant_for(actor: Actor) -> ColumnElement[bool]:
    """Return which notices are for ``actor``: by name, duty, role, or for everybody."""
    everybody = and_(
        StaffNotice.account_id.is_(None),
        StaffNotice.unit_id.is_(None),
        StaffNotice.role.is_(None),
    )
    on_duty = (
        select(UnitMember.id)
        .where(
            UnitMember.account_id == actor.account_id,
            UnitMember.unit_id == StaffNotice.unit_id,
            UnitMember.duty == StaffNotice.duty,
            UnitMember.valid_from <= clock.local_date(),
            or_(UnitMember.valid_to.is_(None), UnitMember.valid_to >= clock.local_date()),
        )
        .exists()
    )
    duties = [duty for role in actor.roles for duty in _DUTY_OF.get(role, ())]
    by_role = and_(StaffNotice.unit_id == actor.unit_id, StaffNotice.duty.in_(duties))
    return or_(
        StaffNotice.account_id == actor.account_id,
        on_duty,
        by_role,
        StaffNotice.role.in_(sorted(actor.roles)),
        everybody,
    )


def listed(actor: Actor, *, unread_only: bool) -> Select[Any]:
    """Return the query of the actor's notices, each with ``read_at``."""
    query = (
        select(*StaffNotice.__table__.columns, StaffNoticeRead.read_at)
        .outerjoin(
            StaffNoticeRead,
            and_(
                StaffNoticeRead.notice_id == StaffNotice.id,
                StaffNoticeRead.account_id == actor.account_id,
            ),
        )
        .where(meant_for(actor))
    )
    return query.where(StaffNoticeRead.read_at.is_(None)) if unread_only else query


async def mark_read(session: AsyncSession, notice_id: str, *, actor: Actor) -> None:
    """Note that ``actor`` has read a notice; raises ``NoticeUnknown`` if it is not for him."""
    query = listed(actor, unread_only=False).where(StaffNotice.id == notice_id)
    found = (await session.execute(query)).mappings().one_or_none()
    if found is None:
        raise NoticeUnknown
    if found["read_at"] is None:
        read = StaffNoticeRead(
            notice_id=notice_id, account_id=actor.account_id or "", read_at=clock.now()
        )
        session.add(read)
        await session.flush()
