"""Answers become knowledge (答复转知识): a closed consultation is a draft, an amendment, or not reusable.

Domain rules §12.6: a dispatched consultation, once answered, must end as one of the three (clock
``kb_feedback``, five working days from CLOSE). Secret tickets never come here; of the others the house masker
and the names known of the ticket hide people, and what a person then writes is checked once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crypto
from hotline.kit.auth.actor import Actor
from hotline.kit.organisation import queries as organisation
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.service import publish
from hotline.kit.vault import service as vault
from hotline.process.learning.articles_errors import (
    FeedbackDecided,
    FeedbackUnknown,
    PersonalDataLeft,
)
from hotline.process.learning.articles_events import ArticleFeedbackDue
from hotline.process.learning.articles_models import ArticleFeedback, FeedbackState
from hotline.process.learning.articles_schemas import (
    AmendIn,
    DraftIn,
    FeedbackOut,
    NotReusableIn,
    ProposalOut,
)
from hotline.process.wordmask import Masker
from hotline.tickets import consumer, respondent
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket
from knowledge.articles import service as articles
from knowledge.owning import PUBLISH, require_own
from routing.taxonomy.tree import Confidentiality, RequestKind

DAYS = 5  # working days of ``kb_feedback`` (domain rules §4.1)
MOST = 200
_SEALED = ("name", "contact_number", "caller_number", "email", respondent.NAME)
_SHORTEST = 2


@dataclass(frozen=True)
class Decision:
    """How a person ended the waiting: the state and what came of it."""

    state: FeedbackState
    article_id: str | None = None
    revision_id: str | None = None
    reason: str = ""


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Let a closed consultation that a unit answered wait to become knowledge; once a ticket."""
    if event.action != Action.CLOSE.value:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    if not _teaches(ticket) or await session.get(ArticleFeedback, ticket.id) is not None:
        return
    unit_id = ticket.lead_unit_id or ""
    calendar = await organisation.calendar_of(session, unit_id)
    now = clock.now()
    row = ArticleFeedback(
        ticket_id=ticket.id,
        unit_id=unit_id,
        state=FeedbackState.WAITING.value,
        opened_at=now,
        due_at=calendar.add_days(now, DAYS),
        reason="",
        version=1,
    )
    session.add(row)
    await publish(session, ArticleFeedbackDue(ticket.id), at=row.due_at)


def _teaches(ticket: Ticket) -> bool:
    return (
        ticket.kind == RequestKind.CONSULT.value
        and ticket.first_dispatched_at is not None
        and ticket.lead_unit_id is not None
        and bool(ticket.public_answer)
        and _is_open_to_editors(ticket)
    )


def _is_open_to_editors(ticket: Ticket) -> bool:
    return (
        ticket.confidentiality == Confidentiality.NONE.value
        and ticket.merged_into_id is None
        and ticket.deidentified_at is None
    )


async def waiting_feedback(
    session: AsyncSession, event: ArticleFeedbackDue
) -> ArticleFeedback | None:
    """Return what a timer found still waiting, ``None`` if somebody saw to it."""
    row = await session.get(ArticleFeedback, event.ticket_id)
    return row if row is not None and row.state == FeedbackState.WAITING.value else None


async def list_feedback(
    session: AsyncSession, *, state: FeedbackState, actor: Actor
) -> list[FeedbackOut]:
    """List answers in one state, the most pressing first; an owner sees those of its unit and below."""
    query = (
        select(ArticleFeedback, Ticket)
        .join(Ticket, Ticket.id == ArticleFeedback.ticket_id)
        .where(
            ArticleFeedback.state == state.value,
            Ticket.confidentiality == Confidentiality.NONE.value,
        )
        .order_by(ArticleFeedback.due_at, ArticleFeedback.ticket_id)
        .limit(MOST)
    )
    if not actor.may(PUBLISH):
        query = query.where(_own(actor))
    return [
        FeedbackOut.model_validate(await _told(session, row, ticket))
        for row, ticket in await session.execute(query)
    ]


def _own(actor: Actor) -> ColumnElement[bool]:
    path = actor.unit_path or "\0"
    units = select(Unit.id).where(Unit.path.startswith(path, autoescape=True))
    return ArticleFeedback.unit_id.in_(units)


async def _told(session: AsyncSession, row: ArticleFeedback, ticket: Ticket) -> dict[str, object]:
    masker = Masker(await names_of(session, ticket), clock.now())
    waits = row.state == FeedbackState.WAITING.value
    told = {name: getattr(row, name) for name in FeedbackOut.model_fields if hasattr(row, name)}
    return {
        **told,
        "number": ticket.number,
        "title": masker.text(ticket.title),
        "category_code": ticket.category_code,
        "district_code": ticket.district_code,
        "overdue": waits and row.due_at < clock.now(),
    }


async def propose(session: AsyncSession, *, ticket_id: str, actor: Actor) -> ProposalOut:
    """Return question and answer without personal data, for a draft to begin with.

    Raises ``FeedbackUnknown`` (404), ``OfAnotherUnit`` (403).
    """
    row, ticket = await _of(session, ticket_id, actor)
    masker = Masker(await names_of(session, ticket), clock.now())
    unit = await organisation.get_unit(session, row.unit_id)
    return ProposalOut.model_validate(
        {
            **await _told(session, row, ticket),
            "question": masker.text(ticket.content),
            "answer": masker.text(ticket.public_answer or ""),
            "owner_unit_code": unit.code,
            "cited": ticket.article_revision_ids,
        }
    )


async def names_of(session: AsyncSession, ticket: Ticket) -> list[str]:
    """Return the names, numbers and addresses known of the ticket's people, in clear, for masking only."""
    named = await consumer.people_of(session, ticket)
    sealed = {name: getattr(ticket, f"{name}_enc") for name in _SEALED}
    stored = {name: value for name, value in sealed.items() if value}
    keys = await vault.load_keys(session, {crypto.sealed_key_id(v) for v in stored.values()})
    told = [vault.unseal_or_none(keys, name, value) for name, value in stored.items()]
    return [*named, *(value for value in told if value)]


async def draft(
    session: AsyncSession, *, ticket_id: str, wanted: DraftIn, actor: Actor
) -> FeedbackOut:
    """Write a new article from the answer; it goes the usual way of two approvals.

    Raises ``PersonalDataLeft`` (422), ``FeedbackDecided`` (409) beside what ``create_article`` raises.
    """
    row, ticket = await _at_version(session, ticket_id, wanted.version, actor)
    await _refuse_people(session, ticket, wanted.article.content.model_dump_json())
    article = await articles.create_article(session, draft=wanted.article, actor=actor)
    decision = Decision(FeedbackState.DRAFT, article.id, article.draft_revision_id)
    return await _decide(session, (row, ticket), decision, actor)


async def amend(
    session: AsyncSession, *, ticket_id: str, wanted: AmendIn, actor: Actor
) -> FeedbackOut:
    """Write a further revision of an article from the answer; refusals as for ``draft``."""
    row, ticket = await _at_version(session, ticket_id, wanted.version, actor)
    await _refuse_people(session, ticket, wanted.content.model_dump_json())
    revision = await articles.revise(
        session,
        article_id=wanted.article_id,
        version=wanted.article_version,
        content=wanted.content,
        actor=actor,
    )
    decision = Decision(FeedbackState.AMENDMENT, wanted.article_id, revision.id)
    return await _decide(session, (row, ticket), decision, actor)


async def not_reusable(
    session: AsyncSession, *, ticket_id: str, wanted: NotReusableIn, actor: Actor
) -> FeedbackOut:
    """Say that the answer helps nobody else, and why."""
    row, ticket = await _at_version(session, ticket_id, wanted.version, actor)
    await _refuse_people(session, ticket, wanted.reason)
    decision = Decision(FeedbackState.NOT_REUSABLE, reason=wanted.reason)
    return await _decide(session, (row, ticket), decision, actor)


async def _refuse_people(session: AsyncSession, ticket: Ticket, written: str) -> None:
    """Refuse a text that holds a name, number or address known of the ticket."""
    known = await names_of(session, ticket)
    if any(value in written for value in _as_written(known)):
        raise PersonalDataLeft


def _as_written(known: Sequence[str]) -> list[str]:
    """Return the values as they stand inside JSON."""
    long = [value.strip() for value in known if len(value.strip()) >= _SHORTEST]
    return [orjson.dumps(value).decode()[1:-1] for value in long]


async def _decide(
    session: AsyncSession,
    of: tuple[ArticleFeedback, Ticket],
    decision: Decision,
    actor: Actor,
) -> FeedbackOut:
    row, ticket = of
    row.state = decision.state.value
    row.article_id, row.revision_id = decision.article_id, decision.revision_id
    row.reason = decision.reason
    row.decided_by, row.decided_at = actor.account_id, clock.now()
    row.version += 1
    await session.flush()
    return FeedbackOut.model_validate(await _told(session, row, ticket))


async def _of(
    session: AsyncSession, ticket_id: str, actor: Actor, *, lock: bool = False
) -> tuple[ArticleFeedback, Ticket]:
    row = await session.get(ArticleFeedback, ticket_id, with_for_update=lock or None)
    ticket = await session.get(Ticket, ticket_id)
    if row is None or ticket is None or not _is_open_to_editors(ticket):
        raise FeedbackUnknown
    await require_own(session, actor, row.unit_id)
    return row, ticket


async def _at_version(
    session: AsyncSession, ticket_id: str, version: int, actor: Actor
) -> tuple[ArticleFeedback, Ticket]:
    row, ticket = await _of(session, ticket_id, actor, lock=True)
    if row.version != version or row.state != FeedbackState.WAITING.value:
        raise FeedbackDecided(version=row.version, state=row.state)
    return row, ticket
