"""Automatic dispatch: only what policy, catalogue and model allow together; on the record; once."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.models import Account
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.rulebooks import NewVersion
from hotline.kit.text import Wording
from hotline.process.dispatching import automatic as autodispatch
from hotline.process.dispatching import triage
from hotline.process.events import ReadyForDispatch
from hotline.tickets import policies as limits
from hotline.tickets import queries
from hotline.tickets.models import TicketAction
from hotline.tickets.policy import DEFAULT
from routing.classify.classifier import Classifier, Head, Weights
from routing.classify.modelfile import LoadedModel, ModelStatus
from routing.models import PolicyName
from routing.rules import policies
from tests.conftest import BACKENDS
from tests.routing.city import staff
from tests.support.city import City
from tests.support.steps import approved

BINS = "禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理"
RULE = {"category_code": "0101", "kinds": ["HELP"], "reason": "目录清楚，少有争议"}
PLACE = {"district_code": "440604", "town_code": "440604012"}


def model(gate: float | None, label: str = "010101") -> LoadedModel:
    """A model that knows one word, and how sure it must be."""
    head = Head("category", (label, "020101"), 0, 1.0)
    object.__setattr__(head, "gate", gate)
    matrix = np.array([[4.0, 0.0]], np.float32)
    none = np.zeros(2, np.float32)
    weights = Weights((), ("垃圾",), np.ones(1, np.float32), matrix, none)
    return LoadedModel(ModelStatus.LOADED, Classifier("t1", weights, (head,), Wording({})))


async def allow(city: City, *, switch: bool = True, rules: Any = (RULE,)) -> None:
    """Two persons switch automatic dispatch on and say where."""
    async with city.hotline.database.write() as session:
        document = {**DEFAULT.document(), "switches": {**DEFAULT.switches, "auto_dispatch": switch}}
        new = NewVersion(document, "试行", clock.now())
        row = await limits.propose(session, staff(), new)
        await limits.decide(session, staff(), number=row.number, accept=True)
        where = await policies.propose_policy(
            session, name=PolicyName.AUTOMATIC, content=list(rules), note="试行", actor=SYSTEM
        )
        account = await session.scalar(select(Account.id).where(Account.login == "admin"))
        await policies.approve_policy(session, policy_id=where.id, actor=staff(account))
    await city.settle()


def use(city: City, loaded: LoadedModel) -> None:
    holder = city.hotline.routing
    holder.state = replace(holder.state, model=loaded)


async def ready(city: City, text: str = BINS, **changes: Any) -> dict[str, Any]:
    """A citizen asks, the reviewer approves; whatever follows has happened."""
    receipt = await city.submits(text, contact={"name": "王女士", "phone": "13800000009"})
    given = {"kind": "HELP", "category_code": "010101", **PLACE, **changes}
    page = await approved(city, receipt, **given)
    boss = await city.desk("banzhang")
    return await boss.ticket(page["id"])


async def against(city: City, ticket_id: str) -> set[str]:
    desk = await city.desk("paidan")
    answer = await desk.client.get(f"/api/tickets/{ticket_id}/triage")
    assert answer.status_code == 200, answer.text
    return {one["code"] for one in answer.json()["not_automatic"]}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_what_policy_catalogue_and_model_allow_is_sent_by_the_system(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    page = await ready(city)
    assert (page["status"], page["unit_name"]) == ("DISPATCHED", "祖庙街道")
    step = next(step for step in page["timeline"] if step["action"] == "DISPATCH")
    assert step["actor_name"] == "系统"
    said = "".join(row["text"] for row in step["details"])
    assert "系统自动派单" in said
    assert "自动派单范围第1版，批准人" in said
    assert page["catalogue_row_id"]
    async with city.hotline.database.read() as session:
        kinds = await session.scalars(
            select(TicketAction.actor_kind).where(TicketAction.action == "DISPATCH")
        )
        assert list(kinds) == ["system"]
        assert (await autodispatch.figures(session)).model_dump() == {
            "automatic": 1,
            "returned": 0,
            "redispatched": 0,
        }


async def test_nothing_is_automatic_by_default(city: City) -> None:
    use(city, model(0.9))
    page = await ready(city)
    assert page["status"] == "READY"
    assert await against(city, page["id"]) >= {"SWITCHED_OFF", "NO_POLICY"}
    async with city.hotline.database.read() as session:
        judged = select(func.count()).where(OutboxDelivery.handler == "process.autodispatch")
        assert await session.scalar(judged) == 0


async def test_what_the_catalogue_leaves_to_the_hotline_is_not_dispatched_to_it(city: City) -> None:
    """B5: the hotline answers it itself and handles no ticket (domain rules §2.1)."""
    await allow(city, rules=[{**RULE, "category_code": "1603"}])
    use(city, model(0.9, "160301"))
    page = await ready(city, category_code="160301")
    assert page["status"] == "READY"
    assert "NO_HANDLER" in await against(city, page["id"])


async def test_without_a_gate_a_person_dispatches(city: City) -> None:
    await allow(city)
    use(city, model(None))
    page = await ready(city)
    assert page["status"] == "READY"
    assert await against(city, page["id"]) == {"NO_GATE"}


async def test_the_switch_of_the_limits_policy_alone_stops_it(city: City) -> None:
    await allow(city, switch=False)
    use(city, model(0.9))
    page = await ready(city)
    assert page["status"] == "READY"
    assert await against(city, page["id"]) == {"SWITCHED_OFF"}


async def judged(city: City, ticket_id: str) -> tuple[str, set[str]]:
    """The status of a ticket, whoever may see it, and what stands against sending it."""
    async with city.hotline.database.read() as session:
        ticket = await queries.get_ticket(session, ticket_id=ticket_id)
        where = await triage.load_range(session)
        state = city.hotline.routing.state
        found = await triage.triage(session, ticket, state, where, actor=SYSTEM, compare=True)
        return ticket.status, {one.value for one in found.against}


async def test_an_emergency_is_never_automatic(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    page = await ready(city, urgency="EMERGENCY")
    status, told = await judged(city, page["id"])
    assert status == "READY"
    assert told == {"URGENT", "NEEDS_HUMAN"}


async def test_a_restricted_matter_is_never_automatic(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    receipt = await city.submits(BINS, contact={"name": "王女士", "phone": "13800000009"})
    reviewer = await city.desk("shenhe")
    async with city.hotline.database.read() as session:
        named = await session.scalar(select(Account.id).where(Account.login == "shenhe"))
    await reviewer.does(
        receipt["id"], "SET_CONFIDENTIAL", level="RESTRICTED", named_account_ids=[named]
    )
    await approved(city, receipt, kind="HELP", category_code="010101", **PLACE)
    status, told = await judged(city, receipt["id"])
    assert status == "READY"
    assert told == {"CONFIDENTIAL", "NEEDS_HUMAN"}


async def test_an_alarm_in_the_words_stops_it(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    page = await ready(city, "禅城区祖庙街道同济路垃圾桶着火了，烟很大，快来人")
    assert page["status"] == "READY"
    assert "ALARM" in await against(city, page["id"])


async def test_what_looks_like_an_earlier_ticket_is_left_to_a_person(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    assert (await ready(city))["status"] == "DISPATCHED"
    again = await ready(city)
    assert again["status"] == "READY"


async def test_told_twice_it_is_dispatched_once(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    page = await ready(city)
    judge = autodispatch.AutoDispatch(city.hotline.routing)
    async with city.hotline.database.write() as session:
        await judge.on_ready(session, ReadyForDispatch(page["id"]))
    async with city.hotline.database.read() as session:
        done = select(func.count()).where(
            TicketAction.ticket_id == page["id"], TicketAction.action == "DISPATCH"
        )
        assert await session.scalar(done) == 1


async def dispatched_then_killed(city: City, ticket_id: str) -> None:
    judge = autodispatch.AutoDispatch(city.hotline.routing)
    async with city.hotline.database.write() as session:
        await judge.on_ready(session, ReadyForDispatch(ticket_id))
        raise InterruptedError


async def test_a_crash_before_the_commit_leaves_it_to_the_next_delivery(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    receipt = await city.submits(BINS, contact={"name": "王女士", "phone": "13800000009"})
    reviewer = await city.desk("shenhe")
    page = await reviewer.ticket(receipt["id"])
    fields = {
        "kind": "HELP",
        "category_code": "010101",
        **PLACE,
        "urgency": "NORMAL",
        "confidentiality": "NONE",
        "merge_decision": "NO_DUPLICATE",
        "catalogue_no_match": True,
    }
    answer = await reviewer.tries(page["id"], "APPROVE", **fields)
    assert answer.status_code == 200, answer.text
    with pytest.raises(InterruptedError):
        await dispatched_then_killed(city, page["id"])
    boss = await city.desk("banzhang")
    assert (await boss.ticket(page["id"]))["status"] == "READY"
    await city.settle()
    assert (await boss.ticket(page["id"]))["status"] == "DISPATCHED"


async def test_a_recalled_ticket_waits_for_a_person(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    page = await ready(city)
    dispatcher = await city.desk("paidan")
    page = await dispatcher.does(page["id"], "RECALL", reason="地点有误")
    assert page["status"] == "READY"
    assert "NOT_FIRST" in await against(city, page["id"])
