"""News of letters that reached nobody (告知未达): who presses on is told, and who keeps the addresses.

A mailbox that refuses for good, or a number that is none, leaves a unit without any word of its ticket while
its clock runs. The notice names the ticket's number, the unit and why; no address, no word of the matter.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from channels.delivery import Reason
from channels.events import MessageFailed
from channels.models import Message
from hotline.gateway.streams import spread
from hotline.kit import clock
from hotline.kit.organisation.models import Duty, Unit, UnitLevel
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process import unit_notices
from hotline.process.events import UnitUnreachable
from hotline.roles import Role
from hotline.supervision import notices
from hotline.supervision.notices import Audience, Words
from hotline.supervision.vocabulary import NoticeKind, ObjectKind
from hotline.tickets.models import Ticket

_LETTER = "MESSAGE"
_ANCHOR = "anchor:"  # how e-supervision names its letters with anchors


def register(table: Subscriptions) -> None:
    """Subscribe what tells of letters to departments that reached nobody."""
    table.on(MessageFailed, "gateway.duty_undelivered", on_message_failed)
    table.on(UnitUnreachable, "gateway.unit_unreachable", on_unreachable)


async def on_message_failed(session: AsyncSession, event: MessageFailed) -> None:
    """Tell of a letter to a unit, or with anchors; of any other somebody else takes care."""
    message = await session.get_one(Message, event.message_id)
    why = Reason(event.reason).label
    meant = unit_notices.meant_by(message.dedupe_key)
    if meant is not None:
        await _of_unit(session, meant, message.id, why)
    elif (message.dedupe_key or "").startswith(_ANCHOR):
        await _of_anchors(session, message.id, why)


async def on_unreachable(session: AsyncSession, event: UnitUnreachable) -> None:
    """Once a month and unit: whoever keeps the addresses hears that there is none."""
    unit = await session.get_one(Unit, event.unit_id)
    words = Words(
        key=f"unreachable:{unit.id}:{clock.local_date():%Y%m}",
        kind=NoticeKind.UNTOLD,
        title=f"{unit.short_name}没有可用的联络方式",
        body=f"{unit.name}没有值班邮箱，值班电话和经办人也没有手机号码，新派工单只能登录平台才知道，请补录。",
        object_kind=ObjectKind.UNIT.value,
        object_id=unit.id,
    )
    await notices.tell(session, words, [Audience(role=Role.ADMIN.value)])


async def _of_unit(
    session: AsyncSession, meant: unit_notices.Meant, message_id: str, why: str
) -> None:
    ticket = await session.get_one(Ticket, meant.ticket_id)
    unit = await session.get_one(Unit, meant.unit_id)
    words = Words(
        key=f"untold:{message_id}",
        kind=NoticeKind.UNTOLD,
        title=f"{unit.short_name}未收到工单告知",
        body=f"发给{unit.short_name}的工单{ticket.number}告知未能送达（{why}），请电话告知其值班人员。",
        object_kind=ObjectKind.TICKET.value,
        object_id=ticket.id,
    )
    await notices.tell(session, words, await _who_press(session, unit))
    await _to_admins(session, unit, why)
    await spread(session, (Role.DISPATCHER, Role.ADMIN), "notice.untold", {"unit_id": unit.id})


async def _who_press(session: AsyncSession, unit: Unit) -> list[Audience]:
    """The dispatchers, the unit's own clerks when they sign in, and those of the unit above it."""
    meant = [
        Audience(role=Role.DISPATCHER.value),
        Audience(unit_id=unit.id, duty=Duty.CLERK.value),
    ]
    above = await session.get(Unit, unit.parent_id) if unit.parent_id else None
    if above is not None and above.level > UnitLevel.CITY:
        meant.append(Audience(unit_id=above.id, duty=Duty.CLERK.value))
    return meant


async def _to_admins(session: AsyncSession, unit: Unit, why: str) -> None:
    """Once a day and unit: its mailbox or phone is to be put right."""
    words = Words(
        key=f"untold:{unit.id}:{clock.local_date():%Y%m%d}",
        kind=NoticeKind.UNTOLD,
        title=f"{unit.short_name}的联络方式无效",
        body=f"发给{unit.name}的告知未能送达（{why}），请核对其值班邮箱和值班电话。",
        object_kind=ObjectKind.UNIT.value,
        object_id=unit.id,
    )
    await notices.tell(session, words, [Audience(role=Role.ADMIN.value)])


async def _of_anchors(session: AsyncSession, message_id: str, why: str) -> None:
    """Anchors that leave this system by mail only prove something if they arrive (domain rules §13.3)."""
    words = Words(
        key=f"untold:{message_id}",
        kind=NoticeKind.UNTOLD,
        title="存证锚点未送达",
        body=f"寄往系统外的存证锚点邮件未能送达（{why}），请核对接收地址并另行保存锚点文件。",
        object_kind=_LETTER,
        object_id=message_id,
    )
    audiences = [Audience(role=role.value) for role in (Role.ADMIN, Role.AUDITOR)]
    await notices.tell(session, words, audiences)
