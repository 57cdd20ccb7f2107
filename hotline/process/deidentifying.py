"""De-identification (归档去标识): an archived ticket outlives the people in it (domain rules §13.2).

After the period of storage the sealed and hashed columns of citizen and respondent go, their keys with them
where nothing else needs them, and every free text is masked. Codes, instants, figures and the hash chain stay:
a log row keeps the digest of its words and gets masked ones to read, proved by an entry of the audit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels import service as channels
from channels.models import Conversation
from crm import privacy
from crm.queries import get_citizen, held_ids, list_group
from hotline.kit import clock, crypto, masking
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.vault import service as vault
from hotline.process.learning.articles_models import ArticleFeedback
from hotline.process.models import TicketSuggestion
from hotline.process.search.noting import note
from hotline.process.wordmask import Masker
from hotline.tickets import archived, consumer, papers, respondent
from hotline.tickets.log import SALT
from hotline.tickets.models import Assignment, Ticket, TicketAction
from hotline.tickets.vocabulary import TERMINAL, AppealState, FilingState, Relation

WHAT = "ticket.personal_fields"
BATCH = 50
YEAR = timedelta(days=366)  # never a day too short
_MAP_PLACES = 2  # decimals of a map point: about a kilometre
_SEALED = ("name", "contact_number", "caller_number", "email", "postal_address")
_CLEARED = (
    *(f"{name}_enc" for name in _SEALED),
    *(f"{name}_enc" for name in respondent.FIELDS),
    "contact_number_hash",
    "caller_number_hash",
    "email_hash",
    "gender",
    "company_name",
    "credit_code",
    "external_ref",
    "citizen_id",
    "conversation_id",
    "call_id",
    "recording_ref",
    "transcript_ref",
)
# Free text of the ticket and of the tables beside it, masked where it stands.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "tickets": (
        "title",
        "content",
        "agent_note",
        "answers",
        "branch",
        "dispatch_note",
        "dispatch_basis",
        "handling_text",
        "public_answer",
        "internal_note",
        "unresolved_reason",
        "answer_source",
        "follow_up",
        "exclusion_reason",
        "decline_path",
        "beyond_duty_type",
    ),
    "ticket_assignments": ("task", "legal_basis", "result"),
    "ticket_consultations": ("question", "minutes", "basis", "catalogue_feedback"),
    "ticket_contacts": ("number_ref", "summary", "recording_ref"),
    "ticket_extensions": ("legal_basis", "plan", "told_proof", "decision_note"),
    "ticket_follow_ups": ("note",),
    "ticket_progress_notes": ("public_text", "internal_text", "next_step"),
    "ticket_proposals": ("payload", "reason"),
    "ticket_ratings": ("comment",),
    "ticket_suggestions": ("document",),
    "ticket_suspensions": ("reason", "document"),
    "ticket_whistles": ("place", "question", "who_came", "opinion"),
    "ticket_article_feedback": ("reason",),
}
_BESIDE: tuple[type[Any], ...] = (
    Assignment,
    papers.Consultation,
    papers.ContactLog,
    papers.Extension,
    papers.FollowUpAttempt,
    papers.ProgressNote,
    papers.Proposal,
    papers.CaseRating,
    TicketSuggestion,
    papers.Suspension,
    papers.Whistle,
    ArticleFeedback,
)


@dataclass(frozen=True)
class Period:
    """How long a sealed ticket keeps its people, and the last instant of sealing that is over."""

    years: int
    before: datetime

    @property
    def rule(self) -> str:
        """What the certificate names."""
        return f"工单归档满{self.years}年后去标识（domain rules §13.2）"


async def deidentify(database: Database, *, years: int, batch: int = BATCH) -> int:
    """De-identify every ticket sealed more than ``years`` ago, batch by batch; returns how many.

    One that ended without a seal (declined, withdrawn, merged, voided, handed off) counts from its last act.
    Tickets of people under a legal hold, and those with an appeal or filing that waits, are left as they are.
    Safe to repeat, to break off and to run in several workers. A certificate says what, how many, by which rule.
    """
    period = Period(years, clock.now() - years * YEAR)
    done = 0
    while True:
        async with database.write() as session:
            tickets = await _due(session, period, batch)
            for ticket in tickets:
                await _one(session, ticket, period)
            if tickets:
                counts = {"tickets": len(tickets)}
                await privacy.certify(session, what=WHAT, rule=period.rule, counts=counts)
        done += len(tickets)
        if len(tickets) < batch:
            return done


async def _due(session: AsyncSession, period: Period, batch: int) -> list[Ticket]:
    query = (
        select(Ticket)
        .where(
            Ticket.deidentified_at.is_(None),
            _over(period.before),
            Ticket.appeal_state != AppealState.FILED.value,
            Ticket.unreasonable_state != FilingState.FILED.value,
            Ticket.citizen_id.is_(None) | Ticket.citizen_id.not_in(held_ids()),
        )
        .order_by(Ticket.sealed_at, Ticket.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query))


def _over(before: datetime) -> ColumnElement[bool]:
    acted = select(TicketAction.id).where(
        TicketAction.ticket_id == Ticket.id, TicketAction.at >= before
    )
    ended = and_(
        Ticket.sealed_at.is_(None),
        Ticket.status.in_([status.value for status in TERMINAL]),
        Ticket.created_at < before,
        ~acted.exists(),
    )
    return or_(Ticket.sealed_at < before, ended)


async def _one(session: AsyncSession, ticket: Ticket, period: Period) -> None:
    citizen_id, conversation_id = ticket.citizen_id, ticket.conversation_id
    masker = Masker(await _people(session, ticket), clock.now())
    await _mask_beside(session, ticket.id, masker)
    digest = await _mask_log(session, ticket.id, masker)
    keys = _respondent_keys(ticket)
    _mask_ticket(ticket, masker)
    ticket.deidentified_at = clock.now()
    await note(session, [ticket.id])
    await session.flush()
    await _drop_keys(session, ticket.id, keys)
    if conversation_id is not None:
        await _drop_conversation(session, conversation_id, period.before)
    if citizen_id is not None:
        await _drop_citizen(session, citizen_id, ticket.id, period)
    change = Change(archived.DEIDENTIFIED, "ticket", ticket.id, after={archived.MASKED: digest})
    await record_change(session, SYSTEM, change)


async def _people(session: AsyncSession, ticket: Ticket) -> list[str]:
    """Return the names known of the ticket, to be masked wherever they were written down."""
    found = await consumer.people_of(session, ticket)
    sealed = {name: getattr(ticket, f"{name}_enc") for name in (respondent.NAME, "name")}
    stored = {name: value for name, value in sealed.items() if value}
    keys = await vault.load_keys(session, {crypto.sealed_key_id(v) for v in stored.values()})
    told = [vault.unseal_or_none(keys, name, value) for name, value in stored.items()]
    return [*found, *(name for name in told if name)]


def _mask_ticket(ticket: Ticket, masker: Masker) -> None:
    for name in TEXTS["tickets"]:
        setattr(ticket, name, masker.document(getattr(ticket, name)))
    ticket.branch = {name: v for name, v in ticket.branch.items() if name != consumer.SEALED}
    ticket.address_text = masking.mask_address(ticket.address_text or "") or None
    for name in ("latitude", "longitude"):
        point = getattr(ticket, name)
        setattr(ticket, name, None if point is None else round(point, _MAP_PLACES))
    for name in _CLEARED:
        setattr(ticket, name, None)


async def _mask_beside(session: AsyncSession, ticket_id: str, masker: Masker) -> None:
    for table in _BESIDE:
        names = TEXTS[table.__tablename__]
        for row in await session.scalars(select(table).where(table.ticket_id == ticket_id)):
            for name in names:
                setattr(row, name, masker.document(getattr(row, name)))


async def _mask_log(session: AsyncSession, ticket_id: str, masker: Masker) -> str:
    """Replace the words of the log by masked ones beside the chain; returns their digest."""
    log: Table = TicketAction.__table__  # type: ignore[assignment]
    query = select(log.c.id, log.c.seq, log.c.texts)
    rows = await session.execute(
        query.where(log.c.ticket_id == ticket_id, log.c.texts.is_not(None))
    )
    masked: dict[int, dict[str, Any]] = {}
    for row_id, seq, texts in rows.all():
        said = {name: masker.document(v) for name, v in texts.items() if name != SALT}
        masked[seq] = said
        change = update(log).where(log.c.id == row_id).values(texts=None, masked_texts=said)
        await session.execute(change)
    return archived.masked_digest(masked)


def _respondent_keys(ticket: Ticket) -> set[str]:
    sealed: Iterable[str | None] = (getattr(ticket, f"{name}_enc") for name in respondent.FIELDS)
    return {crypto.sealed_key_id(value) for value in sealed if value}


async def _drop_keys(session: AsyncSession, ticket_id: str, keys: set[str]) -> None:
    """Destroy the respondent's key, unless a part that was split off still names him."""
    if not keys:
        return
    split = Relation.SPLIT_FROM.value
    ends = (papers.TicketLink.ticket_id, papers.TicketLink.other_id)
    pairs = select(*ends).where(
        papers.TicketLink.relation == split, ends[0].in_([ticket_id]) | ends[1].in_([ticket_id])
    )
    others = {one for pair in await session.execute(pairs) for one in pair} - {ticket_id}
    parts = await session.scalars(select(Ticket).where(Ticket.id.in_(others)))
    needed = {key for part in parts for key in _respondent_keys(part)}
    for key_id in sorted(keys - needed):
        await vault.destroy_key(session, key_id)


async def _drop_conversation(session: AsyncSession, conversation_id: str, before: datetime) -> None:
    """Erase what was said, unless it goes on or another ticket still has its people."""
    talk = await session.get(Conversation, conversation_id)
    if talk is None or (talk.last_message_at or talk.opened_at) >= before:
        return
    needed = select(Ticket.id).where(Ticket.conversation_id == conversation_id)
    if await session.scalar(needed.limit(1)) is None:
        await channels.erase_conversation(session, conversation_id)


async def _drop_citizen(
    session: AsyncSession, citizen_id: str, ticket_id: str, period: Period
) -> None:
    """Take the ticket out of his file; with the last one the person himself is erased, if he is dormant."""
    citizen = await get_citizen(session, citizen_id)
    await privacy.unlink(session, citizen_id=citizen.id, object_ids=[ticket_id])
    group = await list_group(session, citizen.id)
    left = select(Ticket.id).where(Ticket.citizen_id.in_(group))
    if await session.scalar(left.limit(1)) is not None:
        return
    if await privacy.is_dormant(session, citizen_id=citizen.id, since=period.before):
        await privacy.erase(session, citizen_id=citizen.id, rule=period.rule, actor=SYSTEM)
