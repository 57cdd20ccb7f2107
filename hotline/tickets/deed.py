"""One action being done (一次操作): what it works on and what it leaves for the service to write."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.calendars import queries as calendars
from hotline.kit.events import Event
from hotline.kit.fieldfaults import field_error
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.worktime import Calendar
from hotline.tickets.deadlines import Terms
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.models import Assignment, Ticket, TicketClock
from hotline.tickets.policy import Limit, Policy, Profile, days
from hotline.tickets.transition import Row, Standing, TicketFacts
from hotline.tickets.vocabulary import (
    AssignmentRole,
    AssignmentStatus,
    ClockId,
    ClockState,
    Status,
)
from routing.taxonomy.tree import RequestKind, Urgency

STAGE_CLOCKS = (
    ClockId.CONSUMER_ACCEPT,
    ClockId.CONSUMER_MEDIATION,
    ClockId.CONSUMER_NOTICE,
    ClockId.REPORT_CHECK,
    ClockId.REPORT_NOTICE,
)
# In the log row of a lead ticket: the joined ticket whose reporter said it.
REPORTER = "reporter_ticket_id"
# The clocks that measure the lead's handling: exactly one of them runs at a time.
WORK_CLOCKS = (ClockId.CASE, ClockId.REDO, *STAGE_CLOCKS)


@dataclass
class Deed:
    """The ticket with its parts and clocks, the row taken, who does it, and what comes of it.

    Functions in ``changes_*`` change the ticket and its papers and may set ``target`` (inside the row's
    targets) and ``message_id``; ``started`` holds new parts whose clocks the plan then starts;
    ``kept`` names clocks that the row would stop but this occasion does not; ``noted`` goes to the log.
    """

    session: AsyncSession
    ticket: Ticket
    actor: Actor
    at: datetime
    policy: Policy
    parts: list[Assignment]
    clocks: list[TicketClock]
    facts: TicketFacts
    who: Standing
    row: Row
    own: Assignment | None = None
    requester_id: str | None = None
    action_id: str = field(default_factory=new_id)
    target: Status = Status.DRAFT
    message_id: str | None = None
    started: list[Assignment] = field(default_factory=list)
    whistled: list[str] = field(default_factory=list)
    kept: set[ClockId] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    wanted_due: dict[ClockId, datetime] = field(default_factory=dict)
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def prepared_by(self) -> str | None:
        """Who asked for it: the first person where two are needed, else the actor."""
        return self.requester_id or self.actor.account_id

    @property
    def profile(self) -> Profile:
        """The ticket's profile in the version of its policy."""
        return self.policy.profile(self.ticket.profile, self.ticket.received_at)

    @property
    def lead(self) -> Assignment | None:
        """The active lead of the highest tier."""
        return lead_of(self.parts)

    def require_lead(self) -> Assignment:
        """Return the lead; raises ``PayloadInvalid`` if there is none."""
        lead = self.lead
        if lead is None:
            raise PayloadInvalid("工单没有主办单位", "the ticket has no lead unit")
        return lead

    def require_own(self) -> Assignment:
        """Return the part of the actor's unit, else the lead's."""
        return self.own or self.require_lead()

    def terms(self) -> Terms:
        """Return what of the ticket decides its limits now."""
        ticket = self.ticket
        row_limit: Limit | None = days(ticket.limit_days) if ticket.limit_days else None
        return Terms(
            profile=self.profile,
            received_at=ticket.received_at,
            kind=RequestKind[ticket.kind] if ticket.kind else None,
            urgency=Urgency[ticket.urgency],
            row_limit=row_limit,
            row_cites_law=bool(ticket.limit_basis),
            external_due_at=ticket.external_due_at,
        )

    async def calendar(self, unit_id: str | None = None) -> Calendar:
        """Return the calendar of a unit, or the default one for the hotline's own clocks."""
        if unit_id is None:
            return await calendars.load(self.session)
        return await organisation.calendar_of(self.session, unit_id)

    def since(self, earlier: datetime | None) -> datetime:
        """Return now, or the instant before which it cannot be: the server's clock may have been set back."""
        return self.at if earlier is None else max(self.at, earlier)

    def find(self, *ids: ClockId, states: tuple[ClockState, ...] = ()) -> list[TicketClock]:
        """List the clocks with these ids, by default the running and paused ones, oldest first."""
        wanted = states or (ClockState.RUNNING, ClockState.PAUSED)
        return [c for c in self.clocks if c.clock in ids and c.state in wanted]

    def work(self, *states: ClockState) -> list[TicketClock]:
        """List the work clocks of the ticket itself, by default running and paused; lower tiers' are left out."""
        below = {part.id for part in self.parts if part.parent_id is not None}
        found = self.find(*WORK_CLOCKS, states=states)
        return [clock for clock in found if clock.assignment_id not in below]

    def part(self, assignment_id: str) -> Assignment:
        """Return an active part by its id; raises ``PayloadInvalid``."""
        for part in self.parts:
            if part.id == assignment_id and part.status != AssignmentStatus.REVOKED:
                return part
        raise refused("assignment_id", "没有这个承办部分", "no such part of the ticket")


def lead_of(parts: list[Assignment]) -> Assignment | None:
    """Return the active lead assignment of the highest tier."""
    for part in parts:
        top = part.role == AssignmentRole.LEAD and part.parent_id is None
        if top and part.status != AssignmentStatus.REVOKED:
            return part
    return None


def refused(name: str, zh: str, en: str) -> PayloadInvalid:
    """Return the refusal of one field (422)."""
    return PayloadInvalid(zh, en, errors=[field_error(name, zh, en)])
