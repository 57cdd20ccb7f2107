"""Proofs of a reply for all (统一答复的佐证): each ticket's own, or copies of one ticket's proofs of handling.

A stored file has one owner, so that it goes when its ticket's files go: what serves for several tickets is
copied. Proof that the citizen was contacted is never shared: each citizen is contacted himself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.files import service as files
from hotline.kit.files.models import StoredFile
from hotline.process.incidents.errors import ProofSourceInvalid
from hotline.process.incidents.models import IncidentMember
from hotline.process.incidents.vocabulary import MemberState
from hotline.process.registration import note_files
from hotline.tickets.models import Ticket
from hotline.tickets.papers import TicketAttachment
from hotline.tickets.parts import OWNER
from hotline.tickets.queries import visible_to
from hotline.tickets.vocabulary import EvidenceKind
from routing.taxonomy.tree import Confidentiality

MOST_PROOFS = 20  # files a reply carries
_HANDLING = EvidenceKind.HANDLING_PROOF
_SHOWN = (_HANDLING.value, EvidenceKind.CONTACT_PROOF.value)


@dataclass(frozen=True)
class Source:
    """The ticket whose proofs of handling serve for others, and who answers for that."""

    incident_id: str
    ticket_id: str
    by: Sequence[Actor]


async def require_source(
    session: AsyncSession, incident_id: str, ticket_id: str, by: Sequence[Actor]
) -> list[str]:
    """Return the files that the ticket can lend; raises ``ProofSourceInvalid`` (422).

    It stands in the incident, all of ``by`` may see it, it is not confidential (its papers would be shown
    to whoever sees the others), and it has proofs of handling.
    """
    query = (
        select(Ticket.confidentiality)
        .join(IncidentMember, IncidentMember.ticket_id == Ticket.id)
        .where(
            Ticket.id == ticket_id,
            IncidentMember.incident_id == incident_id,
            IncidentMember.state == MemberState.JOINED.value,
            *(visible_to(actor) for actor in by),
        )
    )
    secrecy = await session.scalar(query)
    if secrecy is None:
        raise ProofSourceInvalid(
            "凭证来源须是本批量件中您能查看的工单", "the source must be a ticket of the incident"
        )
    if secrecy != Confidentiality.NONE.value:
        raise ProofSourceInvalid(
            "保密件的凭证不能用于其他工单", "papers of a confidential ticket stay with it"
        )
    found = await _lendable(session, ticket_id)
    if not found:
        raise ProofSourceInvalid("这件工单没有办理凭证", "the ticket has no proof of handling")
    return found


async def _lendable(session: AsyncSession, ticket_id: str) -> list[str]:
    """List files of the staff that were never noted as anything but proof of handling, oldest first."""
    kinds = (func.min(TicketAttachment.kind), func.max(TicketAttachment.kind))
    query = (
        select(TicketAttachment.file_id)
        .join(StoredFile, StoredFile.id == TicketAttachment.file_id)
        .where(
            TicketAttachment.ticket_id == ticket_id,
            StoredFile.owner_kind == OWNER,
            StoredFile.owner_id == ticket_id,
            StoredFile.uploaded_by.is_not(None),
        )
        .group_by(TicketAttachment.file_id)
        .having(*(kind == _HANDLING.value for kind in kinds))
        .order_by(func.min(TicketAttachment.id))
        .limit(MOST_PROOFS)
    )
    return list(await session.scalars(query))


async def share(session: AsyncSession, source: Source, ticket_id: str) -> None:
    """Give a ticket without a proof of handling its own copies of the source's, in this transaction.

    What it has, it keeps, so that nothing is copied twice. Raises ``ProofSourceInvalid``,
    ``UploadUnknown``: the source left, was hidden or lost its files since it was named.
    """
    own = select(TicketAttachment.id).where(
        TicketAttachment.ticket_id == ticket_id, TicketAttachment.kind == _HANDLING.value
    )
    if await session.scalar(own.limit(1)) is not None:
        return
    lent = await require_source(session, source.incident_id, source.ticket_id, source.by)
    between = {"source": (OWNER, source.ticket_id), "owner": (OWNER, ticket_id)}
    copies = [await files.copy(session, file_id, **between) for file_id in lent]
    by = source.by[0].account_id
    await note_files(session, ticket_id, copies, kind=_HANDLING, public=False, by=by)


async def of_ticket(session: AsyncSession, ticket_id: str) -> list[dict[str, str]]:
    """Return the ticket's own proofs, the newest first: each ticket answers for itself."""
    columns: tuple[Any, ...] = (TicketAttachment.file_id, TicketAttachment.kind)
    query = (
        select(*columns)
        .where(TicketAttachment.ticket_id == ticket_id, TicketAttachment.kind.in_(_SHOWN))
        .order_by(TicketAttachment.id.desc())
    )
    found = {row.file_id: row.kind for row in await session.execute(query)}
    return [{"file_id": one, "kind": kind} for one, kind in found.items()][:MOST_PROOFS]
