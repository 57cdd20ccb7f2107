"""What holds of a ticket after whatever was done (不变量): domain rules §3.3 and the twelve rules."""

from sqlalchemy import select

from hotline.kit import chain
from hotline.tickets import log, logbook, messages, workflow
from hotline.tickets.actions import Action
from hotline.tickets.deed import WORK_CLOCKS
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.papers import CaseRating
from hotline.tickets.vocabulary import OWNED, TERMINAL, ClockState, Status
from tests.hotline.tickets import city as c

HANDLED = frozenset(row.action for row in workflow.rows() if row.handling)
REVIEWED = frozenset(
    Action[name]
    for name in (
        "ACCEPT_RESULT",
        "SEND_BACK",
        "ACCEPT_WITHOUT_FOLLOW_UP",
        "RECORD_ATTEMPT",
        "CLOSE",
        "ORDER_REDO",
    )
)


async def check(city: c.City, ticket: Ticket) -> None:
    """The invariants of domain rules §3.3, and that log and columns agree with clocks."""
    status = Status[ticket.status]
    parts = [p for p in await city.parts(ticket) if p.status != "REVOKED"]
    leads = [p for p in parts if p.role == "LEAD" and p.parent_id is None]
    assert len(leads) <= 1
    live = [k for k in await city.clocks(ticket) if k.state != ClockState.STOPPED]
    work = [
        k
        for k in live
        if k.clock in WORK_CLOCKS and k.assignment_id == (leads[0].id if leads else "")
    ]
    if status in OWNED:
        assert len(leads) == 1
        assert ticket.lead_unit_id == leads[0].unit_id
        if not ticket.tracked and ticket.profile not in {"consumer_complaint", "violation_report"}:
            assert len(work) == 1, [k.clock for k in live]
            assert (work[0].state == ClockState.PAUSED) is ticket.suspended
            assert ticket.due_at == work[0].due_at
    keys = [(k.clock, k.assignment_id, k.unit_id) for k in live]
    assert len(keys) == len(set(keys))
    if status in TERMINAL:
        windows = {"reopen_window", "handoff_confirm", "unreasonable_decide", "appeal_decide"}
        assert {k.clock for k in live} <= windows
    await chain_holds(city, ticket)
    await first_rating_stands(city, ticket)


async def chain_holds(city: c.City, ticket: Ticket) -> None:
    """The log is gapless and chained, and its last row says where the ticket stands."""
    query = select(TicketAction).where(TicketAction.ticket_id == ticket.id)
    rows = list(await city.session.scalars(query.order_by(TicketAction.seq)))
    previous = chain.GENESIS
    for number, row in enumerate(rows, start=1):
        content = {col.name: getattr(row, col.name) for col in TicketAction.__table__.columns}
        assert row.seq == number
        assert log.digest_of(content) == row.digest
        assert chain.link(previous, row.digest) == row.chain
        previous = row.chain
    people_stay_apart(rows)
    assert rows[-1].to_status == ticket.status
    assert rows[-1].version == ticket.version
    assert (await logbook.head_of(city.session, ticket.id)).seq == len(rows)
    if ticket.confidentiality != "NONE" and len(rows) > 1:  # the receipt tells number and code
        told = (rows[-1].message_id, [r.action for r in rows])
        assert told[0] in {None, messages.NEUTRAL}, told


def people_stay_apart(rows: list[TicketAction]) -> None:
    """Nobody approves his own request, nor both handles and reviews; nobody returns after a ruling."""
    handled: set[str | None] = set()
    reviewed: set[str | None] = set()
    returned, locked, versions = 0, False, [row.version for row in rows]
    for row in rows:
        assert row.requester_id is None or row.requester_id != row.actor_id, row.action
        people = {row.actor_id, row.requester_id} - {None}
        handled |= people if Action[row.action] in HANDLED else set()
        reviewed |= people if Action[row.action] in REVIEWED else set()
        if row.action == Action.OBJECT:
            returned += 1
            assert not locked
        locked = locked or row.changes.get("return_locked") == [False, True]
    assert handled.isdisjoint(reviewed), [
        (r.action, r.actor_id, r.requester_id, r.to_status) for r in rows
    ]
    assert returned <= 2
    assert versions == sorted(set(versions))


async def first_rating_stands(city: c.City, ticket: Ticket) -> None:
    """Rule 7: the first rating is never overwritten; later ones stand beside it."""
    query = select(CaseRating).where(CaseRating.ticket_id == ticket.id)
    rated = [r for r in await city.session.scalars(query.order_by(CaseRating.id)) if r.rating]
    assert [r.is_first for r in rated] == [number == 0 for number in range(len(rated))]
    assert ticket.first_rating == (rated[0].rating if rated else None)
    assert ticket.final_rating == (rated[-1].rating if rated else None)
