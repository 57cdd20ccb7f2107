"""Returns and rulings (退单·裁决): rules 1–4, rows C of domain rules §3.2."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.tickets.errors import ActionRefused, IllegalTransition, PayloadInvalid, RoleMissing
from hotline.tickets.models import Ticket
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import MONDAY, City, dispatched

WHY = {
    "return_reason": "NOT_OUR_DUTY",
    "legal_basis": "《噪声污染防治法》第八条",
    "explanation": "社会生活噪声由公安机关负责。",
}


async def objected(city: City, ticket: Ticket, unit: str = "bureau", to: str = "police") -> Ticket:
    """A unit returns the ticket, by two persons."""
    return await city.confirm(
        ticket,
        "OBJECT",
        city.person("unit_clerk", unit),
        city.person("unit_approver", unit),
        suggested_unit_id=city.id(to),
        **WHY,
    )


async def redispatch(city: City, ticket: Ticket, role: str, to: str) -> Ticket:
    """The objection is upheld."""
    return await city.act(
        ticket,
        "REDISPATCH",
        city.person(role),
        ruling="应由该单位办理",
        lead_unit_id=city.id(to),
        basis="三定方案",
        fault="DISPATCHER",
    )


async def test_an_objection_is_counted_and_the_clock_runs_on(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        (before,) = await city.clocks(ticket, ClockId.CASE)
        due = before.due_at
        move(MONDAY + timedelta(hours=1))
        await objected(city, ticket)
        (case,) = await city.clocks(ticket, ClockId.CASE)
    assert ticket.status == "OBJECTED"
    assert (ticket.returns_total, ticket.lead_unit_id) == (1, city.id("bureau"))
    assert (case.state, case.due_at, case.unit_id) == ("RUNNING", due, city.id("bureau"))
    assert await city.running(ticket) >= {"case", "first_contact", "adjudicate", "promise"}
    assert "sign" not in await city.running(ticket)


async def test_an_objection_needs_a_second_person(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        clerk = city.person("unit_clerk+unit_approver", "bureau")
        with pytest.raises(RoleMissing):
            await city.confirm(
                ticket, "OBJECT", clerk, clerk, suggested_unit_id=city.id("police"), **WHY
            )
    assert ticket.status == "DISPATCHED"
    assert ticket.version == 4


async def test_an_objection_needs_a_reason_and_another_unit(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        clerk = city.person("unit_clerk", "bureau")
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(ticket, "OBJECT", clerk, return_reason="NOT_OUR_DUTY")
        assert {f["field"] for f in caught.value.extra["errors"]} == {"legal_basis", "explanation"}
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "OBJECT", clerk, **WHY)


async def test_after_the_window_nobody_objects(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        move(MONDAY + timedelta(days=3))
        with pytest.raises(ActionRefused, match="over"):
            await objected(city, ticket)


async def test_a_redispatch_tops_the_case_up_and_moves_the_promise(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city, RequestKind.CONSULT)
        first_due = ticket.due_at
        move(MONDAY + timedelta(hours=2))
        await objected(city, ticket)
        move(MONDAY + timedelta(days=1, hours=6))
        await redispatch(city, ticket, "dispatcher", "police")
    assert ticket.status == "DISPATCHED"
    assert ticket.due_at is not None
    assert first_due is not None
    assert ticket.due_at > first_due
    assert ticket.original_due_at == first_due
    assert ticket.promise_due_at is not None
    assert ticket.promise_due_at >= ticket.due_at
    (case,) = await city.clocks(ticket, ClockId.CASE)
    assert (case.started_at, case.unit_id) == (MONDAY, city.id("police"))
    assert ticket.hops == 2
    assert not ticket.return_locked
    old, new = await city.parts(ticket)
    assert (old.status, new.status) == ("REVOKED", "PENDING_SIGN")


async def test_the_second_objection_is_for_an_adjudicator_and_the_last(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        await objected(city, ticket)
        await redispatch(city, ticket, "dispatcher", "police")
        move(MONDAY + timedelta(hours=1))
        await objected(city, ticket, "police", "office")
        (_, second) = await city.clocks(ticket, ClockId.ADJUDICATE)
        assert second.limit == 420
        with pytest.raises(ActionRefused, match="adjudicator"):
            await redispatch(city, ticket, "dispatcher", "office")
        await redispatch(city, ticket, "adjudicator", "office")
        assert ticket.return_locked
        with pytest.raises(ActionRefused, match="final"):
            await objected(city, ticket, "office", "bureau")


async def test_a_unit_objects_once(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await objected(city, ticket)
        await city.act(ticket, "WITHDRAW_OBJECTION", city.person("unit_clerk", "bureau"))
        assert (ticket.status, ticket.returns_total) == ("HANDLING", 1)
        with pytest.raises(ActionRefused, match="before"):
            await objected(city, ticket)


async def test_a_rejected_objection_locks_the_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await objected(city, ticket)
        await city.act(ticket, "REJECT_OBJECTION", city.person("dispatcher"), ruling="属该单位职责")
        with pytest.raises(ActionRefused, match="final"):
            await objected(city, ticket)
    assert (ticket.status, ticket.return_locked) == ("HANDLING", True)
    assert "adjudicate" not in await city.running(ticket)


@pytest.mark.parametrize(("lead", "status"), [("bureau", "HANDLING"), ("police", "DISPATCHED")])
async def test_a_consultation_rules_for_good(city: City, lead: str, status: str) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await objected(city, ticket)
        await city.act(
            ticket,
            "CALL_CONSULTATION",
            city.person("adjudicator"),
            unit_ids=[city.id("bureau"), city.id("police")],
            question="由谁负责",
        )
        await city.act(
            ticket,
            "RULE",
            city.person("coordinator"),
            minutes="会商一致",
            lead_unit_id=city.id(lead),
            partner_unit_ids=[city.id("office")],
            basis="三定方案",
            catalogue_feedback="修订目录",
        )
    assert (ticket.status, ticket.return_locked) == (status, True)
    assert not ticket.consultation_open
    assert ticket.lead_unit_id == city.id(lead)
    assert {"adjudicate", "consultation"}.isdisjoint(await city.running(ticket))
    assert [p.role for p in await city.parts(ticket) if p.status != "REVOKED"] == [
        "LEAD",
        "PARTNER",
    ]


async def test_an_adjudicator_does_not_rule_on_his_own_unit(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await objected(city, ticket)
        with pytest.raises(ActionRefused, match="belongs"):
            await city.act(
                ticket, "REJECT_OBJECTION", city.person("adjudicator", "bureau"), ruling="驳回"
            )


async def test_the_provisional_owner_contacts_the_citizen(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await objected(city, ticket)
        await city.act(
            ticket,
            "LOG_CONTACT",
            city.person("handler", "bureau"),
            contacted_at=MONDAY,
            channel="VOICE",
            outcome="REACHED",
            summary="已告知正在认定职责",
        )
    assert ticket.status == "OBJECTED"
    assert "first_contact" not in await city.running(ticket)


async def test_a_dispatch_is_recalled_within_half_an_hour_and_before_it_is_signed(
    city: City,
) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        (case,) = await city.clocks(ticket, ClockId.CASE)
        move(MONDAY + timedelta(minutes=30))
        await city.act(ticket, "RECALL", city.person("dispatcher"), reason="选错单位")
        assert (ticket.status, ticket.lead_unit_id) == ("READY", None)
        assert await city.running(ticket) == {"promise", "case", "dispatch"}
        await city.act(
            ticket,
            "DISPATCH",
            city.person("dispatcher"),
            lead_unit_id=city.id("police"),
            dispatch_basis="依据",
        )
        (again,) = await city.clocks(ticket, ClockId.CASE)
        assert (again.id, again.started_at) == (case.id, MONDAY)
        assert again.unit_id == city.id("police")
        move(MONDAY + timedelta(minutes=61))
        with pytest.raises(ActionRefused):
            await city.act(ticket, "RECALL", city.person("dispatcher"), reason="再撤")
        await city.act(ticket, "SIGN", city.person("unit_clerk", "police"))
        with pytest.raises(IllegalTransition):
            await city.act(ticket, "RECALL", city.person("dispatcher"), reason="再撤")


async def test_a_proposal_can_be_returned_and_lapses_with_the_status(city: City) -> None:
    from sqlalchemy import select

    from hotline.tickets.papers import Proposal

    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        clerk, approver = (
            city.person("unit_clerk", "bureau"),
            city.person("unit_approver", "bureau"),
        )
        to = {"suggested_unit_id": city.id("police")}
        await city.act(ticket, "OBJECT", clerk, **to, **WHY)
        with pytest.raises(ActionRefused, match="waits"):
            await city.act(ticket, "OBJECT", clerk, **to, **WHY)
        first = await city.session.scalar(select(Proposal))
        assert first is not None
        await city.act(ticket, "RETURN_PROPOSAL", approver, proposal_id=first.id, reason="理由不足")
        await city.act(ticket, "OBJECT", clerk, **to, **WHY)
        await city.act(ticket, "RECALL", city.person("dispatcher"), reason="撤回")
        states = await city.session.scalars(select(Proposal.state))
    assert sorted(states) == ["LAPSED", "RETURNED"]
    assert ticket.returns_total == 0


@pytest.mark.parametrize("action", ["WITHDRAW", "HAND_OFF", "MERGE_INTO", "RECALL", "REDISPATCH"])
async def test_nobody_keeps_a_part_of_what_was_taken_away(city: City, action: str) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await city.act(ticket, "RECALL", city.person("dispatcher"), reason="补协办单位")
        await city.act(
            ticket,
            "DISPATCH",
            city.person("dispatcher"),
            lead_unit_id=city.id("bureau"),
            partner_unit_ids=[city.id("office"), city.id("police")],
            dispatch_basis="职责分工",
        )
        before = [p for p in await city.parts(ticket) if p.status != "REVOKED"]
        assert len(before) == 3
        if action == "REDISPATCH":
            await objected(city, ticket, to="town")
            await redispatch(city, ticket, "dispatcher", "town")
        else:
            lead = await city.open()
            ways: dict[str, tuple[Actor, dict[str, Any]]] = {
                "WITHDRAW": (city.citizen, {"identity_check": "SAME_NUMBER", "reason": "已解决"}),
                "HAND_OFF": (
                    city.person("agent"),
                    {"line": "119", "handoff_mode": "THREE_WAY", "place": "祖庙路"},
                ),
                "MERGE_INTO": (
                    city.person("reviewer"),
                    {"lead_ticket_id": lead.id, "same_fact": True, "reason": "同一事"},
                ),
                "RECALL": (city.person("dispatcher"), {"reason": "选错单位"}),
            }
            who, given = ways[action]
            await city.act(ticket, action, who, **given)
    assert {p.status for p in before} == {"REVOKED"}
    assert all(p.revoked_at == MONDAY for p in before)
    kept = {p.id for p in before}
    live = [k for k in await city.clocks(ticket) if k.state != "STOPPED"]
    assert kept.isdisjoint({k.assignment_id for k in live})
