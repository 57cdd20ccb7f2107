"""News of incidents (批量件提醒): a notice to those who decide whether a suggestion is one, once for each.

The notice is told on their sockets too, so that the count of what is unread follows at once.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.gateway.streams import spread
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process.incidents.events import IncidentSuggested
from hotline.process.incidents.models import Incident
from hotline.process.incidents.vocabulary import IncidentState
from hotline.roles import Role
from hotline.supervision import notices
from hotline.supervision.notices import Audience, Words
from hotline.supervision.vocabulary import NoticeKind

DECIDERS = (Role.REVIEWER, Role.SUPERVISOR)  # on duty with ``incident.manage``
INCIDENT = "INCIDENT"


def register(table: Subscriptions) -> None:
    """Subscribe what tells of suggested incidents."""
    table.on(IncidentSuggested, "gateway.incident_suggested", on_suggested)


async def on_suggested(session: AsyncSession, event: IncidentSuggested) -> None:
    """Tell category, place and number of an incident that waits for a person; nothing of any citizen."""
    incident = await session.get_one(Incident, event.incident_id)
    if incident.state != IncidentState.SUGGESTED.value:
        return  # somebody was faster
    words = Words(
        key=f"incident:{incident.id}",
        kind=NoticeKind.INCIDENT,
        title=f"批量件待确认：{incident.title}",
        body=f"{incident.number}：{incident.cause}",
        object_kind=INCIDENT,
        object_id=incident.id,
    )
    await notices.tell(session, words, [Audience(role=role.value) for role in DECIDERS])
    told = {"incident_id": incident.id, "number": incident.number, "title": incident.title}
    await spread(session, DECIDERS, event.name, told)
