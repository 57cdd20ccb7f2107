"""Notices to people of the house (站内通知): written once, for several audiences, read by each for himself."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, union_all
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
from hotline.supervision.models import NoticeAudience, StaffNotice, StaffNoticeRead
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
    """Write the notice with its audiences; one that is there already gets only the new ones."""
    notice_id = await session.scalar(select(StaffNotice.id).where(StaffNotice.key == words.key))
    have: set[Audience] = set()
    if notice_id is None:
        notice_id = new_id()
        await session.execute(insert(StaffNotice), [_row(words, notice_id)])
    else:
        query = select(*(getattr(NoticeAudience, f.name) for f in fields(Audience)))
        rows = await session.execute(query.where(NoticeAudience.notice_id == notice_id))
        have = {Audience(*row) for row in rows.all()}
    fresh = [a for a in dict.fromkeys(audiences) if a not in have]
    if fresh:
        meant = [{"id": new_id(), "notice_id": notice_id, **asdict(a)} for a in fresh]
        await session.execute(insert(NoticeAudience), meant)


def _row(words: Words, notice_id: str) -> dict[str, object]:
    return {
        "id": notice_id,
        "key": words.key,
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
    """Return which notices are for ``actor``: by name, duty, role, or for everybody.

    Each way is asked by itself: of several at once no index serves, and a city has millions of them.
    """
    for_ = NoticeAudience
    today = clock.local_date()
    held = and_(
        UnitMember.account_id == actor.account_id,
        UnitMember.valid_from <= today,
        or_(UnitMember.valid_to.is_(None), UnitMember.valid_to >= today),
    )
    his = and_(UnitMember.unit_id == for_.unit_id, UnitMember.duty == for_.duty)
    duties = [duty for role in actor.roles for duty in _DUTY_OF.get(role, ())]
    told = select(for_.notice_id)
    ways = [
        told.where(for_.role.in_(sorted(actor.roles))),
        told.where(for_.account_id.is_(None), for_.unit_id.is_(None), for_.role.is_(None)),
    ]
    if actor.account_id is not None:
        ways += [
            told.where(for_.account_id == actor.account_id),
            told.join(UnitMember, his).where(held),
        ]
    if actor.unit_id is not None:
        ways.append(told.where(for_.unit_id == actor.unit_id, for_.duty.in_(duties)))
    return StaffNotice.id.in_(union_all(*ways))


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
