"""Agent assist (坐席辅助): answers to what a citizen says just now, and what the agent took of them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import queries as channels
from channels.errors import ConversationUnknown
from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.kit.ids import new_id
from hotline.kit.wiping import mask_said
from hotline.process.assist.errors import AnswerSuperseded
from hotline.process.assist.hearing import MOST_HEARD, cursor_of, last_words, says_something
from hotline.process.assist.models import TicketAdoption
from hotline.process.assist.queries import adopted
from hotline.process.assist.schemas import AdoptIn, AdoptionOut, AssistIn, AssistOut
from hotline.process.assist.talk import once, said_in, told_in
from hotline.process.dialogue import queries as dialogues
from hotline.process.notices import ticket_of_ref
from hotline.process.search.parts import Part
from hotline.process.search.words import read_words
from hotline.tickets import queries as tickets
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket
from hotline.tickets.visibility import works_for_unit
from knowledge.answer import service as answers
from knowledge.answer.answers import AnswerKind
from knowledge.answer.cases import Hit
from knowledge.answer.queries import read_texts
from knowledge.answer.schemas import answer_out, search_out
from knowledge.answer.service import Asking
from knowledge.answer.texts import Reader
from knowledge.articles.queries import get_revision
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.feedback.models import KnowledgeClick
from knowledge.feedback.recorder import Searched, Shown, asker_of, note
from knowledge.feedback.vocabulary import SearchChannel, Verdict
from knowledge.search.port import DocumentKind
from routing.taxonomy.tree import Confidentiality

_MESSAGES = 20  # last messages about a ticket that may hold what is asked now


async def suggest(
    session: AsyncSession, desk: SearchDesk, given: AssistIn, actor: Actor
) -> AssistOut:
    """Return answers to what was said last; nothing is stored, and nothing searched if nothing new was said.

    Raises:
        TicketUnknown, ConversationUnknown: not there, or not for this actor.
        Forbidden: the actor reads no tickets, or works for a unit and asks for a conversation.
        EngineDown: no engine answers.
    """
    heard = last_words(await _said(session, given, actor))
    district = given.district or ""
    cursor = cursor_of(heard, district)
    if cursor == given.since:
        return AssistOut(cursor=cursor, unchanged=True)
    if not says_something(heard):
        return AssistOut(cursor=cursor, unchanged=False, heard=heard)
    asking = Asking(heard, Audience.INTERNAL, district)
    made, case, found = await answers.answer_with_case(session, desk, asking)
    hits = [
        Hit(case.source_of(hit), round(hit.score, 4), case.text_of(hit))
        for hit in case.hits[: given.limit]
    ]
    return AssistOut(
        cursor=cursor,
        unchanged=False,
        heard=heard,
        answer=None if made.kind is AnswerKind.REFUSE else answer_out(made),
        others=search_out(found, hits).hits,
    )


async def _said(session: AsyncSession, given: AssistIn, actor: Actor) -> str:
    """Return the conversation as the actor may read it: the text given, else of the ticket or its conversation."""
    if given.text is not None:
        return mask_said(given.text)
    if not actor.may("ticket.read"):
        raise Forbidden
    if given.conversation_id is not None:
        return await _said_in(session, given.conversation_id, actor)
    ticket = await tickets.get_ticket(session, ticket_id=given.ticket_id or "", actor=actor)
    if works_for_unit(actor):
        return await _matter_of(session, ticket)
    talk = await dialogues.transcript_of_ticket(session, ticket_id=ticket.id, actor=actor)
    later = await dialogues.said_later(session, ticket_id=ticket.id, actor=actor)
    told, said = told_in(talk)[-_MESSAGES:], said_in(later)[-_MESSAGES:]
    return "\n".join(once(mask_said(ticket.content), told, said))


async def _matter_of(session: AsyncSession, ticket: Ticket) -> str:
    """Return what a unit may have heard: the matter without the person, and no word of the talk (§3.5)."""
    told = await read_words(session, [ticket], talk=False)
    return "\n".join(told[ticket.id].wiped()[Part.CONTENT])


async def _said_in(session: AsyncSession, conversation_id: str, actor: Actor) -> str:
    """Only a conversation about a ticket that the actor may see is his to read, as its transcript is."""
    conversation = await channels.get_conversation(session, conversation_id)
    ticket_id = ticket_of_ref(conversation.subject_ref)
    if ticket_id is None:
        raise ConversationUnknown
    ticket = await tickets.get_ticket(session, ticket_id=ticket_id, actor=actor)
    if ticket.conversation_id == conversation_id:
        told = told_in(
            await dialogues.transcript_of_ticket(session, ticket_id=ticket_id, actor=actor)
        )
    else:
        told = said_in(await dialogues.said_later(session, ticket_id=ticket_id, actor=actor))
    return "\n".join(told[-_MESSAGES:])


@dataclass(frozen=True)
class Used:
    """One version of a document, and where it stood among the suggestions."""

    document_id: str
    revision_id: str
    title: str
    search_id: str = ""
    position: int = 0


async def adopt(
    session: AsyncSession, desk: SearchDesk, given: AdoptIn, actor: Actor
) -> list[AdoptionOut]:
    """Record that an answer is used on a ticket; twice is once. Returns all that the ticket uses.

    Raises:
        TicketUnknown: no such ticket, or the actor may not see it.
        AnswerSuperseded: the version is not the one that stands now.
    """
    ticket = await tickets.get_ticket(session, ticket_id=given.ticket_id, actor=actor)
    reader = Reader(Audience.INTERNAL, clock.local_date())
    found = (await read_texts(session, [given.document], reader)).by_id.get(given.document)
    if found is None or found.standing.revision_id != given.revision_id:
        raise AnswerSuperseded
    search_id = await _note_search(session, desk, given, ticket)
    used = Used(given.document, given.revision_id, found.standing.title, search_id, given.position)
    await _record(session, ticket, used, actor.account_id)
    return await adopted(session, ticket.id)


async def _note_search(
    session: AsyncSession, desk: SearchDesk, given: AdoptIn, ticket: Ticket
) -> str:
    """Note the search behind an adoption for learning; nothing is noted of a confidential ticket's words."""
    if not given.heard or ticket.confidentiality != Confidentiality.NONE:
        return ""
    heard = given.heard[-MOST_HEARD:]
    found = await desk.search(Asked(heard, Audience.INTERNAL))
    return note(
        session,
        Searched(
            words=heard,
            channel=SearchChannel.ASSIST,
            audience=Audience.INTERNAL,
            shown=[Shown.of(hit) for hit in found.hits],
            answered=True,
            engine=found.engine,
            degraded=found.degraded,
            asker=asker_of(session, ticket.citizen_id or ticket.id),
        ),
    )


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Answering on the spot with articles is adopting them (domain rules §12.4)."""
    if event.action != Action.ANSWER_NOW:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    for revision_id in ticket.article_revision_ids:
        revision = await get_revision(session, revision_id)
        document_id = f"{DocumentKind.ARTICLE.value}:{revision.article_id}"
        used = Used(document_id, revision_id, revision.title)
        await _record(session, ticket, used, event.actor_id)


async def _record(session: AsyncSession, ticket: Ticket, used: Used, actor_id: str | None) -> None:
    known = select(TicketAdoption.id).where(
        TicketAdoption.ticket_id == ticket.id, TicketAdoption.revision_id == used.revision_id
    )
    if await session.scalar(known) is not None:
        return
    now = clock.now()
    session.add(
        TicketAdoption(
            id=new_id(),
            ticket_id=ticket.id,
            document_id=used.document_id,
            revision_id=used.revision_id,
            title=used.title,
            actor_id=actor_id,
            at=now,
        )
    )
    session.add(
        KnowledgeClick(
            id=new_id(),
            at=now,
            search_id=used.search_id,
            document_id=used.document_id,
            revision_id=used.revision_id,
            position=used.position,
            verdict=Verdict.ADOPTED.value,
            reason="",
            channel=SearchChannel.ASSIST.value,
            audience=Audience.INTERNAL.value,
            asker=asker_of(session, ticket.citizen_id or ticket.id),
        )
    )
    await session.flush()
