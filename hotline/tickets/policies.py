"""Versions of the limits (时限政策版本): which one is in force, proposing and approving a new one.

A ticket keeps the policy it was opened under; the shipped one has the number 1.
"""

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import rulebooks
from hotline.kit.auth.actor import Actor
from hotline.kit.outbox.service import publish
from hotline.kit.rulebooks import NewVersion, Rulebook
from hotline.tickets.errors import PayloadInvalid, PolicyUnknown
from hotline.tickets.events import PolicyChanged
from hotline.tickets.papers import PolicyDocument
from hotline.tickets.policy import DEFAULT, Policy

BOOK: Rulebook[Policy, PolicyDocument] = Rulebook(
    shipped=DEFAULT,
    table=PolicyDocument,
    verb="policy",
    subject="ticket_policy",
    unknown=PolicyUnknown,
    invalid=PayloadInvalid,
)


async def current(session: AsyncSession) -> Policy:
    """Return the policy in force now; looked up once a transaction."""
    return await rulebooks.current(session, BOOK)


def number_in_force() -> Select[int]:
    """Select the number of the policy in force at the bound ``now``; no row: the shipped one."""
    return rulebooks.in_force(PolicyDocument, PolicyDocument.number)


async def numbered(session: AsyncSession, number: int) -> Policy:
    """Return the policy ``number``; raises ``PolicyUnknown`` (404)."""
    return await rulebooks.numbered(session, BOOK, number)


async def propose(session: AsyncSession, actor: Actor, new: NewVersion) -> PolicyDocument:
    """Propose new limits; raises ``PayloadInvalid`` (422) for a document that is no policy."""
    return await rulebooks.propose(session, BOOK, actor, new)


async def decide(
    session: AsyncSession, actor: Actor, *, number: int, accept: bool
) -> PolicyDocument:
    """Bring proposed limits into force, or not.

    Raises ``PolicyUnknown`` (404) and ``OwnProposal`` (403).
    """
    row = await rulebooks.decide(session, BOOK, actor, number, accept=accept)
    if accept:
        await publish(session, PolicyChanged(number))
    return row


async def list_documents(session: AsyncSession) -> list[PolicyDocument]:
    """List every version, newest first."""
    return await rulebooks.list_versions(session, BOOK)
