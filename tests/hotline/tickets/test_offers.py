"""What a console is offered (可用操作)."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.process import api_actions
from hotline.roles import Role
from hotline.tickets import offers, service
from hotline.tickets.actions import Action
from hotline.tickets.errors import IllegalTransition, PayloadInvalid
from hotline.tickets.models import Ticket
from hotline.tickets.workflow_table import TABLE
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import MONDAY, City, dispatched, handled


async def offered(city: City, ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """The offers by action."""
    found = await service.allowed_actions(city.session, ticket=ticket, actor=actor)
    return {offer["action"]: offer for offer in found}


async def test_each_role_is_offered_its_own_rows(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        clerk = await offered(city, ticket, city.person("unit_clerk", "bureau"))
        dispatcher = await offered(city, ticket, city.person("dispatcher"))
        stranger = await offered(city, ticket, city.person("unit_clerk", "police"))
    assert {"SIGN", "OBJECT"} <= set(clerk)
    assert clerk["OBJECT"]["second_person"] is True
    assert {"RECALL", "CHANGE_URGENCY", "RECLASSIFY", "URGE"} <= set(dispatcher)
    assert set(stranger) == {"COMMENT", "LINK", "UNLINK"}
    assert "OPEN" not in {*clerk, *dispatcher}


def test_whatever_is_offered_to_staff_can_be_sent() -> None:
    sent = {route.path.rpartition("/")[2] for route in api_actions.router.routes}  # type: ignore[attr-defined]
    staff = set(Role) - {Role.CITIZEN, Role.SYSTEM}
    offered_to_staff = {
        r.action for r in TABLE if offers.is_offered(r.action) and staff & {*r.roles}
    }
    assert len(offered_to_staff) > 60
    assert sorted(offered_to_staff - sent) == []
    assert Action.REVEAL not in offered_to_staff


async def test_an_action_outside_its_conditions_is_not_offered(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        move(MONDAY + timedelta(days=5))
        clerk = await offered(city, ticket, city.person("unit_clerk", "bureau"))
        dispatcher = await offered(city, ticket, city.person("dispatcher"))
    assert "OBJECT" not in clerk
    assert "RECALL" not in dispatcher


async def test_a_form_names_its_fields_in_chinese(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        clerk = await offered(city, ticket, city.person("unit_clerk", "bureau"))
    fields = {f["name"]: f for f in clerk["OBJECT"]["fields"]}
    assert fields["legal_basis"] == {
        "name": "legal_basis",
        "label": "依据（写明条款）",
        "type": "textarea",
        "required": True,
    }
    assert {"value": "OVERLAP", "label": "职责交叉"} in fields["return_reason"]["options"]
    assert fields["suggested_unit_id"]["type"] == "unit"


async def test_options_come_from_the_tickets_own_profile(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        worker = await offered(city, ticket, city.person("handler", "bureau"))
    basis = next(f for f in worker["SUSPEND"]["fields"] if f["name"] == "basis")
    assert [o["value"] for o in basis["options"]] == ["TESTING", "RECUSAL"]
    stage = next(f for f in worker["RECORD_STAGE"]["fields"] if f["name"] == "stage")
    assert [o["value"] for o in stage["options"]] == [
        "RECEIVED", "ACCEPTED", "REFUSED", "WITHDRAWN",
    ]  # fmt: skip


async def test_a_plain_ticket_is_not_offered_what_its_profile_lacks(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        worker = await offered(city, ticket, city.person("handler", "bureau"))
    assert {"SUSPEND", "RESUME", "RECORD_STAGE", "WHISTLE", "REPORT_IN"}.isdisjoint(worker)
    assert {"LOG_CONTACT", "NOTE_PROGRESS", "REPLY", "REQUEST_EXTENSION"} <= set(worker)


async def test_the_second_person_chooses_among_what_waits(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        worker, boss = city.person("handler", "bureau"), city.person("unit_approver", "bureau")
        asked = {
            "days": 2,
            "reason_code": "COMPLEX",
            "legal_basis": "办法第十条",
            "plan": "下周完成",
            "told_citizen": True,
            "told_proof": "已告知",
        }
        await city.act(ticket, "REQUEST_EXTENSION", worker, **asked)
        mine, theirs = await offered(city, ticket, worker), await offered(city, ticket, boss)
    assert "REQUEST_EXTENSION" not in mine
    assert "CONFIRM" not in mine
    (choice,) = next(f for f in theirs["CONFIRM"]["fields"] if f["name"] == "proposal_id")[
        "options"
    ]
    assert choice["label"] == "申请延期（03-02 10:00 送审）"


async def test_a_superior_unit_is_shown_which_part_came_back(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        boss = city.person("unit_clerk", "bureau")
        due = MONDAY + timedelta(days=4)
        await city.act(
            ticket, "TRANSFER_DOWN", boss, unit_id=city.id("team"), reason="属地", due_at=due
        )
        await city.act(
            ticket,
            "RETURN_UP",
            city.person("unit_clerk", "team"),
            reason="不属",
            legal_basis="清单",
        )
        offers = await offered(city, ticket, boss)
    field = next(f for f in offers["DECIDE_RETURN_UP"]["fields"] if f["name"] == "assignment_id")
    assert [o["label"] for o in field["options"]] == ["已提出异议"]


async def test_a_payload_of_no_form_is_refused(city: City) -> None:
    with pytest.raises(PayloadInvalid):
        service.read_payload(Action.OPEN, {})
    with clock.frozen(MONDAY):
        ticket = await city.open()
        with pytest.raises(IllegalTransition) as caught:
            await city.act(ticket, "SIGN", city.person("supervisor"))
    assert "ANSWER_NOW" in caught.value.extra["allowed_actions"]


async def allowed_instead(city: City, ticket: Ticket, actor: Actor, action: str) -> set[str]:
    """What a refused actor is told he could do."""
    with pytest.raises(IllegalTransition) as caught:
        await service.act(
            city.session,
            ticket_id=ticket.id,
            action=action,
            actor=actor,
            payload={},
            version=ticket.version,
        )
    return set(caught.value.extra["allowed_actions"])


@pytest.mark.parametrize("asked", ["DISPATCH", "NO_SUCH_THING"])
async def test_a_refusal_names_only_what_the_asker_himself_could_do(city: City, asked: str) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        agent = city.person("agent")
        await city.act(ticket, "REQUEST_INFO", agent, missing_fields=["地点"], question="哪条路？")
        found = await allowed_instead(city, ticket, agent, asked)
        citizens = await allowed_instead(city, ticket, city.citizen, asked)
        systems = await allowed_instead(city, ticket, SYSTEM, asked)
        nothing = await allowed_instead(city, ticket, city.person("dispatcher"), "CLOSE")
    assert {"SUPPLY_INFO", "URGE", "WITHDRAW"} <= found
    assert found.isdisjoint({"INFO_TIMEOUT", "RECALCULATE", "DISPATCH", "FLAG_RISK"})
    assert citizens == {"SUPPLY_INFO", "SET_CONFIDENTIAL", "URGE", "ADD_CITIZEN_INFO", "WITHDRAW"}
    assert {"INFO_TIMEOUT", "RECALCULATE"} <= systems
    assert nothing.isdisjoint({"SUPPLY_INFO", "INFO_TIMEOUT"})


async def test_nobody_is_offered_to_confirm_what_waits_for_another(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        worker = city.person("handler", "bureau")
        ask = {"unit_id": city.id("police"), "task": "现场执法"}
        await city.act(ticket, "ADD_PARTNER", worker, **ask)
        clerk = city.person("unit_clerk", "bureau")
        given = {
            "days": 2,
            "reason_code": "COMPLEX",
            "legal_basis": "办法第十条",
            "plan": "下周完成",
            "told_citizen": True,
            "told_proof": "已致电告知",
        }
        await city.act(ticket, "REQUEST_EXTENSION", clerk, **given)
        waiting = {
            who.name: await offered(city, ticket, who)
            for who in (city.person("dispatcher"), city.person("unit_approver", "bureau"))
        }
    for name, words in {"dispatcher": "加派协办", "unit_approver": "申请延期"}.items():
        for action in ("CONFIRM", "RETURN_PROPOSAL"):
            fields = waiting[name][action]["fields"]
            (field,) = [f for f in fields if f["name"] == "proposal_id"]
            (only,) = field["options"]
            assert only["label"].startswith(words)
