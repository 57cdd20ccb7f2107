"""Which incident a ticket belongs to (所属批量件), and the batch rule of domain rules §3.5.

Nothing here asks who may see it: callers hand in tickets that their reader may see.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process.incidents.models import Incident, IncidentMember
from hotline.process.incidents.vocabulary import IncidentState, MemberState
from hotline.process.seen.schemas import IncidentPart, IncidentRef

CITIZENS = 5  # ≥ 5 citizens, same category and place …
WINDOW = timedelta(hours=72)  # … within 72 h (domain rules §3.5, D)
_COLUMNS: tuple[Any, ...] = (
    IncidentMember.ticket_id,
    IncidentMember.state.label("member_state"),
    Incident.id,
    Incident.number,
    Incident.title,
    Incident.state,
)


async def of_tickets(session: AsyncSession, ticket_ids: Sequence[str]) -> dict[str, IncidentRef]:
    """Return the incident each ticket stands in now, by ticket."""
    if not ticket_ids:
        return {}
    query = (
        select(*_COLUMNS)
        .join(Incident, Incident.id == IncidentMember.incident_id)
        .where(IncidentMember.ticket_id.in_(ticket_ids), IncidentMember.standing)
    )
    return {row.ticket_id: IncidentRef(**_words(row)) for row in await session.execute(query)}


async def of_ticket(session: AsyncSession, ticket_id: str) -> list[IncidentPart]:
    """Return every incident of a ticket, also those that are over, the latest first."""
    query = (
        select(*_COLUMNS)
        .join(Incident, Incident.id == IncidentMember.incident_id)
        .where(
            IncidentMember.ticket_id == ticket_id,
            Incident.state != IncidentState.DISMISSED.value,
            IncidentMember.state != MemberState.REMOVED.value,
        )
        .order_by(Incident.created_at.desc(), Incident.id.desc())
    )
    return [
        IncidentPart(
            **_words(row),
            member_state=row.member_state,
            member_state_label=MemberState[row.member_state].label,
        )
        for row in await session.execute(query)
    ]


def _words(row: Any) -> dict[str, str]:
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": IncidentState[row.state].label,
    }
