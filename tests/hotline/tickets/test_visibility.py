"""Who may see what (可见范围): one rule for lists, counts and single tickets; domain rules §2.2, §3.5, §13.1."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import clock
from hotline.kit.auth.actor import Actor, citizen_actor
from hotline.kit.pagination import PageQuery
from hotline.roles import PERMISSIONS, Role
from hotline.tickets import queries
from hotline.tickets.errors import NoLead, TicketUnknown
from hotline.tickets.models import Light, Ticket
from hotline.tickets.papers import NamedUser
from hotline.tickets.queries import TicketFilter
from hotline.tickets.visibility import STATUSES, queues_of, sees_person
from hotline.tickets.vocabulary import Queue
from routing.taxonomy.tree import RequestKind
from tests.conftest import BACKENDS
from tests.hotline.tickets.city import MONDAY, City, closed, dispatched, handled, replied, system

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


async def sees(city: City, actor: Actor, ticket: Ticket) -> bool:
    """Ask every reader at once: single, list and count must agree; a secret one is in no list of staff."""
    one = await queries.is_visible(city.session, actor=actor, ticket_id=ticket.id)
    everything = TicketFilter()
    rows, _ = await queries.list_tickets(
        city.session, actor=actor, wanted=everything, page=PageQuery(limit=100)
    )
    count = await queries.count_tickets(city.session, actor=actor, wanted=everything)
    by_number = await queries.find_by_number(city.session, ticket.number, actor=actor)
    secret = ticket.confidentiality == "RESTRICTED" and actor.kind == "staff"
    assert (ticket.id in {row["id"] for row in rows}) is (one and not secret)
    assert count == len(rows)
    assert (by_number is not None) is one
    if not one:
        with pytest.raises(TicketUnknown):
            await queries.get_brief(city.session, ticket_id=ticket.id, actor=actor)
    return one


@both
async def test_a_unit_sees_its_own_subtree_and_no_other(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
    worker = "handler"
    assert await sees(city, city.person(worker, "bureau"), ticket)
    assert await sees(city, city.person(worker, "city"), ticket)
    for unit in ("police", "town", "team", "district"):
        assert not await sees(city, city.person(worker, unit), ticket), unit


@pytest.mark.parametrize(
    ("role", "draft", "sent", "answered", "ended"),
    [
        ("agent", True, True, True, True),
        ("supervisor", True, True, True, True),
        ("reviewer", True, True, True, False),
        ("dispatcher", True, True, True, False),
        ("adjudicator", False, False, False, False),
        ("coordinator", False, False, False, False),
        ("result_reviewer", False, False, True, False),
        ("follow_up_agent", False, False, False, True),
        ("supervision_officer", True, True, True, True),
        ("inspector", True, True, True, True),
        ("analyst", False, False, False, False),
        ("admin", False, False, False, False),
        ("knowledge_editor", False, False, False, False),
    ],
)
async def test_a_role_sees_its_queues(
    city: City, role: str, *, draft: bool, sent: bool, answered: bool, ended: bool
) -> None:
    with clock.frozen(MONDAY):
        tickets = [
            await city.open(),
            await dispatched(city),
            await replied(city),
            await closed(city),
        ]
    actor = city.person(role)
    assert [await sees(city, actor, t) for t in tickets] == [draft, sent, answered, ended]


async def test_a_revoked_part_is_seen_no_longer(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await city.act(ticket, "RECALL", city.person("dispatcher"), reason="选错单位")
    assert not await sees(city, city.person("handler", "bureau"), ticket)


@both
async def test_a_restricted_ticket_is_for_the_named_only(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        chosen = city.person("unit_clerk", "bureau")
        ticket.confidentiality = "RESTRICTED"
        city.session.add(
            NamedUser(ticket_id=ticket.id, account_id=chosen.account_id, named_at=MONDAY)
        )
        await city.session.flush()
    assert await sees(city, chosen, ticket)
    for role in ("agent", "supervisor", "dispatcher", "supervision_officer", "inspector"):
        assert not await sees(city, city.person(role), ticket)
    assert not await sees(city, city.person("handler", "bureau"), ticket)
    assert await sees(city, system(), ticket)


@both
async def test_a_restricted_ticket_waits_in_the_own_queue_of_the_named_and_in_no_other_list(
    city: City,
) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        chosen, other = city.person("unit_clerk", "bureau"), city.person("handler", "bureau")
        ticket.confidentiality = "RESTRICTED"
        city.session.add(
            NamedUser(ticket_id=ticket.id, account_id=chosen.account_id, named_at=MONDAY)
        )
        await city.session.flush()

        async def found(actor: Actor, **wanted: Any) -> int:
            filters = TicketFilter(**wanted)
            rows, _ = await queries.list_tickets(
                city.session, actor=actor, wanted=filters, page=PageQuery(limit=100)
            )
            counted = await queries.count_tickets(city.session, actor=actor, wanted=filters)
            assert counted == len(rows)
            return counted

        mine = {"queue": Queue.TO_SIGN}
        for plain in ({}, {"status": "DISPATCHED"}, {"light": Light.GREEN}):
            assert await found(chosen, **mine, **plain) == 1, plain
            assert await found(other, **mine, **plain) == 0, plain
        content: list[dict[str, Any]] = [
            {"text": ticket.number},
            {"text": ticket.title[:4]},
            {"kind": ticket.kind},
            {"category": ticket.category_code},
            {"unit_id": city.id("bureau")},
            {"district": ticket.district_code},
            {"channel": ticket.channel},
            {"citizen_id": ticket.citizen_id},
            {"received_from": MONDAY},
            {"received_to": MONDAY + timedelta(days=1)},
            {"more": (Ticket.urgency == "NORMAL",)},
        ]
        for asked in content:
            assert await found(chosen, **mine, **asked) == 0, asked
        # Neither the whole list nor a queue that is not his.
        for elsewhere in ({}, {"queue": Queue.ALL}, {"queue": Queue.SUPERVISED}):
            assert await found(chosen, **elsewhere) == 0, elsewhere
        assert dict(await queries.queue_counts(city.session, actor=chosen))[Queue.TO_SIGN] == 1
        assert dict(await queries.queue_counts(city.session, actor=other))[Queue.TO_SIGN] == 0


@both
async def test_the_accused_unit_and_its_subtree_never_see_it(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        ticket.accused_unit_id = city.id("bureau")
        ticket.accused_unit_path = city.units["bureau"].path
        await city.session.flush()
    assert not await sees(city, city.person("handler", "bureau"), ticket)
    assert not await sees(city, city.person("supervisor", "team"), ticket)
    assert await sees(city, city.person("supervisor"), ticket)


async def test_a_citizen_sees_his_own_and_an_anonymous_one_no_list(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        nameless = await city.open(citizen_id=None, citizen_kind="ANONYMOUS")
    assert await sees(city, city.citizen, ticket)
    assert not await sees(city, city.citizen, nameless)
    assert not await sees(city, citizen_actor(None), nameless)


async def test_an_anonymous_citizen_let_in_by_code_acts_on_an_anonymous_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        nameless = await city.open(citizen_id=None, citizen_kind="ANONYMOUS")
        ticket = await city.open()
        await city.act(nameless, "ADD_CITIZEN_INFO", citizen_actor(None), text="在路口")
        with pytest.raises(TicketUnknown):
            await city.act(ticket, "ADD_CITIZEN_INFO", citizen_actor(None), text="在路口")


async def test_who_may_confirm_sees_what_waits_for_him(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        chair = city.person("coordinator")
        assert not await sees(city, chair, ticket)
        officer = city.person("supervision_officer")
        await city.act(ticket, "RAISE", officer, superior_unit_id=city.id("city"), reason="提级")
    assert await sees(city, chair, ticket)


SHOWN_A_HIDDEN_PERSON = set(STATUSES)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.SYSTEM}])
async def test_only_the_hotlines_own_roles_are_shown_a_hidden_person(
    city: City, role: Role
) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
    actor = city.person(role.value, "bureau")
    both_hats = city.person(f"{role.value}+handler", "bureau")
    assert sees_person(actor, ticket)
    for secrecy in ("CITIZEN_HIDDEN", "RESTRICTED"):
        ticket.confidentiality = secrecy
        assert sees_person(actor, ticket) is (role in SHOWN_A_HIDDEN_PERSON), secrecy
        assert not sees_person(both_hats, ticket), secrecy


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.SYSTEM}])
async def test_whoever_lacks_the_permission_to_read_sees_no_ticket_wherever_he_sits(
    city: City, role: Role
) -> None:
    """Even above every unit, on a ticket of his own and on one that waits for his second word."""
    actor = city.person(role.value, "city")
    with clock.frozen(MONDAY):
        own = await city.open(actor=actor)
        sent = await dispatched(city)
    may = "ticket.read" in PERMISSIONS[role]
    assert await sees(city, actor, own) is may
    assert await sees(city, actor, sent) is may
    assert not await sees(city, replace(actor, permissions=frozenset()), own)
    assert not await sees(city, replace(actor, permissions=frozenset()), sent)


@both
async def test_queues_count_what_waits(city: City) -> None:
    with clock.frozen(MONDAY):
        await city.open()
        await dispatched(city)
        ticket = await handled(city)
        await city.act(
            ticket,
            "OBJECT",
            city.person("unit_clerk", "bureau"),
            return_reason="NOT_OUR_DUTY",
            legal_basis="条例第八条",
            suggested_unit_id=city.id("police"),
            explanation="不属于本单位职责",
        )
    approver = city.person("unit_approver", "bureau")
    mine = dict(await queries.queue_counts(city.session, actor=approver))
    assert mine == {Queue.TO_SIGN: 1, Queue.HANDLING: 1, Queue.TO_APPROVE: 1}
    other = dict(await queries.queue_counts(city.session, actor=city.person("handler", "police")))
    assert other == {Queue.TO_SIGN: 0, Queue.HANDLING: 0}
    drafts = dict(await queries.queue_counts(city.session, actor=city.person("reviewer")))
    assert drafts == {Queue.DRAFTS: 1, Queue.AWAITING_INFO: 0}


async def test_every_queue_can_be_listed(city: City) -> None:
    actor = city.person("supervisor+unit_approver", "bureau")
    homeless = replace(city.person("supervisor"), unit_id=None, unit_path=None)
    for who in (actor, homeless):
        for queue in Queue:
            found = await queries.count_tickets(
                city.session, actor=who, wanted=TicketFilter(queue=queue)
            )
            assert found == 0
    assert queues_of(homeless) == (
        Queue.DRAFTS, Queue.AWAITING_INFO, Queue.EXTENSIONS, Queue.HANDED_OFF,
    )  # fmt: skip


@both
async def test_a_list_is_paged_without_gap_or_repeat(city: City) -> None:
    with clock.frozen(MONDAY):
        made = {(await city.open()).id for _ in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        rows, cursor = await queries.list_tickets(
            city.session,
            actor=city.person("supervisor"),
            wanted=TicketFilter(),
            page=PageQuery(limit=2, cursor=cursor),
        )
        seen += [row["id"] for row in rows]
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


@both
async def test_filters_narrow_a_list(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        ticket.town_code = "440604001"
        await city.open(RequestKind.CONSULT, content="社保怎么转移")
        boss = city.person("supervisor")

        async def found(**wanted: object) -> int:
            given = TicketFilter(**wanted)  # type: ignore[arg-type]
            return await queries.count_tickets(city.session, actor=boss, wanted=given)

        assert await found(kind="CONSULT") == 1
        assert await found(status="DISPATCHED", district="440604", category="0101") == 1
        assert await found(category="02") == 0
        assert await found(unit_id=city.id("bureau")) == 1
        assert await found(text=ticket.number) == 1
        assert await found(text=ticket.number[:10]) == 2
        assert await found(text="社保") == 1
        assert await found(text="100%_") == 0
        assert await found(received_from=MONDAY, received_to=MONDAY) == 0
        assert await found(citizen_id=city.citizen_id, channel="VOICE") == 2
        assert await found(light=Light.GREEN) == 2
        assert ticket.yellow_at is not None
        assert ticket.red_at is not None
        move(ticket.yellow_at)
        assert await found(light=Light.YELLOW, unit_id=city.id("bureau")) == 1
        move(ticket.red_at)
        assert await found(light=Light.RED, unit_id=city.id("bureau")) == 1


async def test_a_brief_knows_units_and_lead(city: City) -> None:
    with clock.frozen(MONDAY):
        draft, sent = await city.open(), await dispatched(city)
    brief = await queries.get_brief(city.session, ticket_id=sent.id)
    assert (brief.unit_ids, queries.require_lead(brief)) == (
        (city.id("bureau"),),
        city.id("bureau"),
    )
    with pytest.raises(NoLead):
        queries.require_lead(await queries.get_brief(city.session, ticket_id=draft.id))
    assert Queue.TO_SIGN in queries.queues_for_status("DISPATCHED")
    assert queries.queues_for_status("CLOSED") == ()


async def test_linked_tickets_show_only_where_they_may_be_seen(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket, other = await dispatched(city), await city.open()
        await city.act(ticket, "LINK", city.person("agent"), ticket_id=other.id)
    agent, worker = city.person("agent"), city.person("handler", "bureau")
    found = await queries.list_links(city.session, ticket_id=ticket.id, actor=agent)
    assert [(row["id"], row["outgoing"]) for row in found] == [(other.id, True)]
    back = await queries.list_links(city.session, ticket_id=other.id, actor=agent)
    assert [(row["id"], row["outgoing"]) for row in back] == [(ticket.id, False)]
    assert await queries.list_links(city.session, ticket_id=ticket.id, actor=worker) == []
