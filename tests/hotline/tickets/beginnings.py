"""Where a walk begins: every status and every thing that may wait on a ticket."""

from collections.abc import Awaitable, Callable

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.tickets import policies, queries, standing, workflow
from hotline.tickets.actions import Action
from hotline.tickets.models import Ticket
from hotline.tickets.transition import Row
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets import walk
from tests.hotline.tickets.city import (
    City,
    closed,
    contacted,
    dispatched,
    following,
    handled,
    replied,
    reply,
)

Begin = Callable[[City], Awaitable[Ticket]]


def after(begin: Begin, *moves: tuple[str, str, str]) -> Begin:
    """A beginning after further moves of (action, role, unit); two persons where the row needs them."""

    async def begun(city: City) -> Ticket:
        ticket = await begin(city)
        for action, role, unit in moves:
            who = {"citizen": city.citizen, "system": SYSTEM}.get(role) or city.person(role, unit)
            await full(city, ticket, Action[action], who)
        return ticket

    return begun


async def full(city: City, ticket: Ticket, action: Action, actor: Actor) -> None:
    """Take a move and let the second person confirm it where one is needed."""
    await walk.do(city, ticket, action, actor)
    waiting = await standing.pending_of(city.session, ticket.id)
    if action in workflow.SECOND_PERSON or action not in {p.action for p in waiting}:
        return
    for other in walk.actors(city):
        offered = {row.action for row in await rows(city, ticket, other)}
        if Action.CONFIRM in offered:
            await walk.do(city, ticket, Action.CONFIRM, other)
            return


async def rows(city: City, ticket: Ticket, actor: Actor) -> list[Row]:
    """The rows the actor may take now."""
    if not await queries.is_visible(city.session, actor=actor, ticket_id=ticket.id):
        return []
    whole = await standing.load_whole(city.session, ticket)
    policy = await policies.numbered(city.session, ticket.policy_number)
    facts = standing.facts_of(whole, policy, clock.now())
    who = await standing.standing_of(city.session, whole, actor)
    return list(workflow.allowed(facts, who, clock.now(), policy.switches))


async def draft(city: City) -> Ticket:
    """A draft."""
    return await city.open()


async def joined(city: City) -> Ticket:
    """A ticket merged into an open one."""
    return await after(draft, ("MERGE_INTO", "reviewer", "hotline"))(city)


async def town_led(city: City, partner: str = "office") -> Ticket:
    """Led by a town that has signed, with a partner that has not."""
    ticket = await after(draft, ("APPROVE", "reviewer", "hotline"))(city)
    await city.act(
        ticket,
        "DISPATCH",
        city.person("dispatcher"),
        lead_unit_id=city.id("town"),
        partner_unit_ids=[city.id(partner)],
        dispatch_basis="履职清单",
    )
    return await city.act(ticket, "SIGN", city.person("unit_clerk", "town"))


async def consumer(city: City) -> Ticket:
    """A consumer complaint in handling."""
    return await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")


async def proposed(city: City) -> Ticket:
    """An extension waits for the unit's approver."""
    ticket = await handled(city)
    await walk.do(city, ticket, Action.REQUEST_EXTENSION, city.person("handler", "bureau"))
    return ticket


async def spent(city: City) -> Ticket:
    """In follow-up after two redo rounds."""
    ticket = await following(city)
    for _ in range(2):
        await full(city, ticket, Action.ORDER_REDO, city.person("follow_up_agent"))
        await contacted(city, ticket)
        await reply(city, ticket)
        await full(city, ticket, Action.ACCEPT_RESULT, city.person("result_reviewer"))
    return ticket


CLERK, HANDLER = ("unit_clerk", "bureau"), ("handler", "bureau")
OBJECT = ("OBJECT", *CLERK)
SENT_DOWN = ("TRANSFER_DOWN", "unit_clerk", "bureau")
BEGINNINGS: dict[str, Begin] = {
    "draft": draft,
    "asked": after(draft, ("REQUEST_INFO", "agent", "hotline")),
    "declined": after(draft, ("DECLINE", "agent", "hotline")),
    "handed off": after(draft, ("HAND_OFF", "agent", "hotline")),
    "linked": after(draft, ("LINK", "agent", "hotline")),
    "secret": after(draft, ("SET_CONFIDENTIAL", "reviewer", "hotline")),
    "merged": joined,
    "ready": after(draft, ("APPROVE", "reviewer", "hotline")),
    "consulted": after(
        draft,
        ("APPROVE", "reviewer", "hotline"),
        ("CALL_CONSULTATION", "dispatcher", "hotline"),
    ),
    "dispatched": dispatched,
    "objected": after(dispatched, OBJECT),
    "argued": after(dispatched, OBJECT, ("CALL_CONSULTATION", "adjudicator", "hotline")),
    "handled": handled,
    "contacted": after(handled, ("LOG_CONTACT", *HANDLER)),
    "proposed": proposed,
    "extension": after(handled, ("REQUEST_EXTENSION", *HANDLER)),
    "tracked": after(handled, ("TRACK", "unit_approver", "bureau")),
    "supervised": after(handled, ("SUPERVISE", "supervision_officer", "hotline")),
    "waiting": after(
        handled, ("LOG_CONTACT", *HANDLER), ("FILE_UNREASONABLE", "unit_approver", "bureau")
    ),
    "granted": after(
        handled,
        ("LOG_CONTACT", *HANDLER),
        ("FILE_UNREASONABLE", "unit_approver", "bureau"),
        ("GRANT_UNREASONABLE", "supervision_officer", "hotline"),
    ),
    "lower": after(handled, SENT_DOWN, ("SIGN", "unit_clerk", "team")),
    "returned up": after(
        handled, SENT_DOWN, ("SIGN", "unit_clerk", "team"), ("RETURN_UP", "unit_clerk", "team")
    ),
    "town": town_led,
    "partner": after(town_led, ("SIGN", "unit_clerk", "office")),
    "whistled": after(town_led, ("WHISTLE", "handler", "town")),
    "late partner": after(town_led, ("OBJECT", "unit_clerk", "town")),
    "consumer": consumer,
    "suspended": after(consumer, ("SUSPEND", *HANDLER)),
    "replied": replied,
    "following": following,
    "spent": spent,
    "spent consulted": after(spent, ("CALL_CONSULTATION", "follow_up_agent", "hotline")),
    "closed": closed,
    "appealed": after(closed, ("FILE_APPEAL", "unit_approver", "bureau")),
}
