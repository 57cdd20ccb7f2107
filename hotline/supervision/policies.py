"""Versions of the numbers of e-supervision (监察政策版本): in force, proposed, approved by a second person."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import rulebooks
from hotline.kit.auth.actor import Actor
from hotline.kit.rulebooks import NewVersion, Rulebook
from hotline.supervision.errors import RulesInvalid, RulesUnknown
from hotline.supervision.models import RulesDocument
from hotline.supervision.policy import DEFAULT, SupervisionRules

BOOK: Rulebook[SupervisionRules, RulesDocument] = Rulebook(
    shipped=DEFAULT,
    table=RulesDocument,
    verb="supervision",
    subject="supervision_rules",
    unknown=RulesUnknown,
    invalid=RulesInvalid,
)


async def current(session: AsyncSession) -> SupervisionRules:
    """Return the numbers in force now, else the shipped ones; looked up once a transaction."""
    return await rulebooks.current(session, BOOK)


async def propose(session: AsyncSession, actor: Actor, new: NewVersion) -> RulesDocument:
    """Propose new numbers; raises ``RulesInvalid`` (422) for a document that is none."""
    return await rulebooks.propose(session, BOOK, actor, new)


async def decide(
    session: AsyncSession, actor: Actor, *, number: int, accept: bool
) -> RulesDocument:
    """Bring proposed numbers into force, or not (four eyes).

    Raises ``RulesUnknown`` (404) and ``OwnProposal`` (403).
    """
    return await rulebooks.decide(session, BOOK, actor, number, accept=accept)


async def list_documents(session: AsyncSession) -> list[RulesDocument]:
    """List every version, newest first."""
    return await rulebooks.list_versions(session, BOOK)
