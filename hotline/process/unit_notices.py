"""Telling departments (告知承办单位): a new part and what ``unit_news`` says, by e-mail or text.

Only what a unit needs to open the right ticket: its number and what is to be done. No data of the
citizen, no words of his; of a confidential ticket the number alone.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.messages import Outgoing, Purpose
from hotline.kit.auth.models import Account
from hotline.kit.auth.service import PHONE_FIELD
from hotline.kit.identifiers import normalise_email, normalise_phone
from hotline.kit.organisation import queries as organisation
from hotline.kit.organisation.models import Duty, Unit
from hotline.kit.outbox.service import publish
from hotline.kit.vault.errors import KeyDestroyed, KeyUnknown
from hotline.kit.vault.service import unseal_value
from hotline.process import recipients
from hotline.process.events import UnitUnreachable
from hotline.process.notice_values import shown_time
from hotline.process.recipients import Reach, Words, mobile_of
from hotline.process.smstext import fit
from hotline.process.unit_news import News, news_of
from hotline.tickets.events import AssignmentStarted, TicketActed
from hotline.tickets.models import Assignment, AssignmentRole, Ticket
from hotline.tickets.vocabulary import AssignmentStatus
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

MAIL_PATTERN = "unit_mail_pattern"  # in session.info: "{code}@units.example", empty: no e-mail
_KEY = "unit"  # "unit:{cause}:{ticket}:{unit}:{number of the way to it}"
_PARTS = 4


@dataclass(frozen=True)
class Meant:
    """Which ticket was to be told to which unit."""

    ticket_id: str
    unit_id: str


async def on_assignment_started(session: AsyncSession, event: AssignmentStarted) -> None:
    """Tell a unit that it was given a part; a town that leads is copied to its district (B5)."""
    part = await session.get_one(Assignment, event.assignment_id)
    if part.status == AssignmentStatus.REVOKED:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    role = "主办" if event.role == AssignmentRole.LEAD else "协办"
    told = News(event.unit_id, f"新派{role}工单，请及时签收", part.due_at)
    await _tell(session, ticket, told, event.assignment_id)
    if part.unit_id == ticket.lead_unit_id and ticket.superior_unit_id not in {None, part.unit_id}:
        copy = f"抄送：{(await session.get_one(Unit, part.unit_id)).short_name}主办工单，请协助督促"
        told = News(str(ticket.superior_unit_id), copy, part.due_at)
        await _tell(session, ticket, told, event.assignment_id)


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Tell units what came back to them, what is asked of them and what was decided."""
    ticket = await session.get_one(Ticket, event.ticket_id)
    for told in await news_of(session, ticket, event):
        await _tell(session, ticket, told, event.action_id)


def meant_by(dedupe_key: str | None) -> Meant | None:
    """Return which unit a message was to tell of which ticket; ``None`` for a message to anybody else."""
    kind, _, rest = (dedupe_key or "").partition(":")
    parts = rest.split(":")
    return Meant(parts[1], parts[2]) if kind == _KEY and len(parts) == _PARTS else None


async def _tell(session: AsyncSession, ticket: Ticket, told: News, cause_id: str) -> None:
    """Write to the unit, or tell that it cannot be; ``cause_id`` makes a repeated event tell nothing twice."""
    unit = await session.get_one(Unit, told.unit_id)
    text = _text(ticket, told)
    words = Words(fit(text), text, f"12345工单{ticket.number}")
    contacts = await _contacts(session, unit)
    if not contacts:
        await publish(session, UnitUnreachable(ticket.id, unit.id))
    for number, reach in enumerate(contacts):
        routes = recipients.routes(session, reach, words)[
            ::-1
        ]  # units are written to by mail first
        if routes:
            key = f"{_KEY}:{cause_id}:{ticket.id}:{unit.id}:{number}"
            await channels.send(session, Outgoing(routes, Purpose.DUTY, dedupe_key=key))


def _text(ticket: Ticket, told: News) -> str:
    if ticket.confidentiality != Confidentiality.NONE:
        return f"工单{ticket.number}有新的任务，请登录12345平台查看。"
    kind = RequestKind[ticket.kind].label if ticket.kind else ""
    urgent = "" if ticket.urgency == Urgency.NORMAL else f"【{Urgency[ticket.urgency].label}】"
    due = f"，{told.due_words}{shown_time(told.due_at, 'cmn')}" if told.due_at else ""
    return f"{urgent}{told.what}：{kind}工单{ticket.number}{due}。请登录12345平台办理。"


async def _contacts(session: AsyncSession, unit: Unit) -> list[Reach]:
    """Return the unit's mailbox with its duty phone as fall-back, else its phone and its clerks'.

    The mailbox is the unit's own (``duty_mail``); a unit that filed none has that of the pattern.
    """
    pattern = str(session.info.get(MAIL_PATTERN, ""))
    mail = normalise_email(unit.duty_mail or pattern.replace("{code}", unit.code.lower()))
    desk = Reach(mobile_of(normalise_phone(unit.duty_phone)), mail)
    if desk.email is not None:
        return [desk]
    return [reach for reach in (desk, *await _clerks(session, unit)) if reach.possible]


async def _clerks(session: AsyncSession, unit: Unit) -> list[Reach]:
    ids = await organisation.account_ids_on_duty(session, unit.id, duty=Duty.CLERK.value)
    query = select(Account.phone_enc).where(
        Account.id.in_(ids), Account.active, Account.phone_enc.is_not(None)
    )
    found = []
    for sealed in await session.scalars(query.order_by(Account.id)):
        try:
            number = await unseal_value(session, PHONE_FIELD, sealed or "")
        except (KeyDestroyed, KeyUnknown):
            continue
        found.append(Reach(mobile_of(normalise_phone(number))))
    return found
