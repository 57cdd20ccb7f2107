"""What a citizen does with number and code (凭编号和查询码): track, add, urge, rate, say "not solved"."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.satisfaction import Answers, Resolved
from hotline.kit import clock, lockout
from hotline.kit.auth.actor import Actor, citizen_actor
from hotline.kit.crypto import KeyRing
from hotline.kit.db import Database
from hotline.kit.errors import NotFound
from hotline.kit.lockout import Rule
from hotline.kit.organisation.models import Unit
from hotline.portal import steps
from hotline.portal.schemas import RateIn, StepOut, TrackOut
from hotline.process import followup
from hotline.process.notice_values import answer_due
from hotline.tickets import numbering, queries, service
from hotline.tickets.messages import status_text
from hotline.tickets.models import Action, Channel, Status, Ticket
from routing.taxonomy.tree import Confidentiality

WRONG_CODES = Rule(limit=5, seconds=3600)  # domain rules §5.2: five wrong tries lock for one hour
_PURPOSE = "query-code"
_VERBS: tuple[tuple[str, Action], ...] = (
    ("supplement", Action.SUPPLY_INFO),
    ("supplement", Action.ADD_CITIZEN_INFO),
    ("urge", Action.URGE),
    ("not_solved", Action.REOPEN),
    ("withdraw", Action.WITHDRAW),
    ("contest", Action.CONTEST),
    ("rate", Action.RATE_AGAIN),
)


class NumberOrCodeWrong(NotFound):
    """One answer for a wrong number and a wrong code: the number alone shows nothing."""

    code = "number_or_code_wrong"
    title_zh = "编号或查询码不正确"
    title_en = "Number or code is wrong"


@dataclass(frozen=True)
class Asker:
    """Who asks from where: number, code and network address."""

    number: str
    code: str
    address: str


async def identify(database: Database, asker: Asker) -> str:
    """Return the id of the ticket that number and code open.

    Wrong tries are counted per number and per address, in a transaction of their own. Raises
    ``NumberOrCodeWrong`` (404) or ``TooMany`` (429).
    """
    number = asker.number.strip().upper()
    ring: KeyRing = database.info["key_ring"]
    keys = [lockout.attempt_key(ring, _PURPOSE, value) for value in (number, f"@{asker.address}")]
    await lockout.refuse(database, keys, WRONG_CODES)
    async with database.read() as session:
        query = select(Ticket.id, Ticket.query_code_root, Ticket.query_code_hash, Ticket.status)
        found = (await session.execute(query.where(Ticket.number == number))).one_or_none()
    if found is not None and found.query_code_hash and found.status != Status.VOIDED.value:
        root = found.query_code_root or number
        if numbering.code_matches(ring, root, asker.code, found.query_code_hash):
            return str(found.id)
    async with database.write() as session:
        for key in keys:
            await lockout.count_attempt(session, key, WRONG_CODES)
    raise NumberOrCodeWrong


def actor_of(ticket: Ticket) -> Actor:
    """Return the citizen of the ticket as an actor; number and code have proved him."""
    return citizen_actor(ticket.citizen_id)


async def track(session: AsyncSession, *, ticket_id: str) -> TrackOut:
    """Show a request as its citizen sees it: where it is, until when, what happened, what one can do."""
    ticket = await _ticket(session, ticket_id)
    lead = await _lead_of(session, ticket)
    confidential = lead.confidentiality == Confidentiality.RESTRICTED.value
    unit = await session.get(Unit, lead.lead_unit_id) if lead.lead_unit_id else None
    values = {
        "unit": unit.name if unit else "承办单位",
        "line": ticket.handoff_line or "",
        "number": lead.number,
    }
    actions = await queries.list_actions(session, ticket_id=lead.id)
    own = [] if lead is ticket else await queries.list_actions(session, ticket_id=ticket.id)
    shown = [] if confidential else sorted(steps.timeline(actions) + steps.timeline(own))
    return TrackOut(
        number=ticket.number,
        status=ticket.status,
        status_text=status_text(Status[ticket.status], values) or "",
        unit=unit.name if unit and not confidential else None,
        due_at=await answer_due(session, lead),
        received_at=ticket.received_at,
        title=ticket.title,
        timeline=[StepOut(at=at, text=text) for at, text in shown],
        answer=_answer(lead, confidential=confidential),
        merged_into=lead.number if lead is not ticket else None,
        can=await possible(session, ticket),
    )


def _answer(ticket: Ticket, *, confidential: bool) -> str | None:
    """An answer is shown once the hotline has accepted it (units' drafts never are)."""
    told = {Status.FOLLOWING_UP.value, Status.CLOSED.value}
    if ticket.status not in told or confidential:
        return None
    return ticket.public_answer


async def possible(session: AsyncSession, ticket: Ticket) -> list[str]:
    """List what the citizen can do now, by the same table that refuses the rest."""
    allowed = await service.allowed_actions(session, ticket=ticket, actor=actor_of(ticket))
    names = {item["action"] for item in allowed}
    can = [verb for verb, action in _VERBS if action in names]
    if ticket.status == Status.FOLLOWING_UP.value:
        can += ["rate", "not_solved"]
    return list(dict.fromkeys(can))


async def act(
    session: AsyncSession, *, ticket_id: str, action: Action, payload: dict[str, Any]
) -> Ticket:
    """Take one of the citizen's own steps at the ticket's present version."""
    ticket = await _ticket(session, ticket_id)
    return await service.act(
        session,
        ticket_id=ticket_id,
        action=action,
        actor=actor_of(ticket),
        payload=payload,
        version=ticket.version,
    )


async def supplement(
    session: AsyncSession, *, ticket_id: str, text: str, is_new_fact: bool
) -> Ticket:
    """Add to what is open; where information was asked for, this is it."""
    ticket = await _ticket(session, ticket_id)
    if ticket.status == Status.AWAITING_INFO.value:
        return await act(
            session, ticket_id=ticket_id, action=Action.SUPPLY_INFO, payload={"text": text}
        )
    payload = {"text": text, "is_new_fact": is_new_fact}
    return await act(session, ticket_id=ticket_id, action=Action.ADD_CITIZEN_INFO, payload=payload)


async def rate(session: AsyncSession, *, ticket_id: str, answers: RateIn) -> Ticket:
    """Record the citizen's answers; after closing a later rating stands beside the first (rule 7)."""
    ticket = await _ticket(session, ticket_id)
    given = Answers(
        contacted=answers.contacted,
        resolved=answers.solved,
        rating=answers.satisfied,
        reasons=frozenset(answers.reasons),
        comment=answers.comment,
        publish=answers.publish_allowed,
    )
    if ticket.status == Status.CLOSED.value:
        payload = {
            "contacted": answers.contacted,
            "resolved": answers.solved,
            "rating": answers.satisfied,
            "reasons": answers.reasons,
            "comment": answers.comment or None,
            "publish": answers.publish_allowed,
        }
        return await act(session, ticket_id=ticket_id, action=Action.RATE_AGAIN, payload=payload)
    return await _take(session, ticket, given)


async def not_solved(session: AsyncSession, *, ticket_id: str, text: str) -> Ticket:
    """One tap "not solved": redo while asking, reopening after closing."""
    ticket = await _ticket(session, ticket_id)
    if ticket.status == Status.FOLLOWING_UP.value:
        return await _take(session, ticket, Answers(resolved=Resolved.NO, comment=text))
    return await act(session, ticket_id=ticket_id, action=Action.REOPEN, payload={"reason": text})


async def _take(session: AsyncSession, ticket: Ticket, answers: Answers) -> Ticket:
    given = followup.Given(answers=answers, channel=Channel.WEB, at=clock.now())
    await followup.take_answers(session, ticket, given)
    await session.refresh(ticket)
    return ticket


async def _ticket(session: AsyncSession, ticket_id: str) -> Ticket:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise NumberOrCodeWrong
    return ticket


async def _lead_of(session: AsyncSession, ticket: Ticket) -> Ticket:
    """A merged request follows its lead ticket."""
    if ticket.merged_into_id is None:
        return ticket
    lead = await session.get(Ticket, ticket.merged_into_id)
    return lead or ticket
