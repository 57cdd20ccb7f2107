"""Automatic approval: off by default, only for what is beyond doubt, on the record, once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.rulebooks import NewVersion
from hotline.process.dispatching import approving
from hotline.process.events import ReviewDue
from hotline.process.models import TicketSuggestion
from hotline.process.seen.index import KEY, TicketIndex
from hotline.tickets import policies as limits
from hotline.tickets import queries
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.policy import DEFAULT
from tests.conftest import BACKENDS
from tests.hotline.process.dispatching.test_automatic import PLACE, allow, model, use
from tests.routing.city import staff
from tests.support.city import City, Json

BINS = "求助：禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理"
GIVEN: Json = {
    "kind": "HELP",
    "category_code": "010101",
    "answers": {"spot": "同济路口"},
    "place": PLACE,
}


async def switch(city: City, **switches: bool) -> None:
    """Two persons bring a policy with these switches into force."""
    async with city.hotline.database.write() as session:
        document = {**DEFAULT.document(), "switches": {**DEFAULT.switches, **switches}}
        new = NewVersion(document, "试行", clock.now())
        row = await limits.propose(session, staff(), new)
        await limits.decide(session, staff(), number=row.number, accept=True)


async def allowed(city: City, gate: float | None = 0.4, label: str = "010101") -> None:
    """The switch is on, and a model knows rubbish when it reads of it."""
    await switch(city, auto_approve=True)
    use(city, model(gate, label))


async def opened(city: City, text: str = BINS, phone: str = "13800000009", **more: Any) -> Json:
    """A citizen asks; whatever follows has happened."""
    contact = {"name": "王女士", "phone": phone}
    receipt = await city.submits(text, **{"contact": contact, **GIVEN, **more})
    async with city.hotline.database.read() as session:
        ticket = await queries.get_ticket(session, ticket_id=receipt["id"])
        return {"id": ticket.id, "status": ticket.status}


async def against(city: City, ticket_id: str) -> set[str]:
    async with city.hotline.database.read() as session:
        ticket = await queries.get_ticket(session, ticket_id=ticket_id)
        judged = await approving.judge(session, ticket, city.hotline.routing.state)
        return {one.value for one in judged.against}


async def approvals(city: City, ticket_id: str) -> list[str]:
    async with city.hotline.database.read() as session:
        query = select(TicketAction.actor_kind).where(
            TicketAction.ticket_id == ticket_id, TicketAction.action == "APPROVE"
        )
        return list(await session.scalars(query))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_direct_hit_is_approved_by_the_system_and_says_so(city: City) -> None:
    await allowed(city)
    ticket = await opened(city)
    assert ticket["status"] == "READY", await against(city, ticket["id"])
    boss = await city.desk("banzhang")
    page = await boss.ticket(ticket["id"])
    assert page["catalogue_row_id"]
    step = next(step for step in page["timeline"] if step["action"] == "APPROVE")
    assert step["actor_name"] == "系统"
    said = "".join(row["text"] for row in step["details"])
    assert "系统自动审核：目录条目直接命中" in said
    assert "目录直接命中时系统自动审核" in said
    assert await approvals(city, ticket["id"]) == ["system"]
    async with city.hotline.database.read() as session:
        counted = {"automatic": 1, "reclassified": 0, "returned": 0}
        assert await approving.figures(session) == counted


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_where_dispatch_is_automatic_too_it_goes_straight_to_the_unit(city: City) -> None:
    await allow(city)
    await switch(city, auto_approve=True, auto_dispatch=True)
    use(city, model(0.4))
    ticket = await opened(city)
    assert ticket["status"] == "DISPATCHED"
    page = await (await city.desk("banzhang")).ticket(ticket["id"])
    assert page["unit_name"] == "祖庙街道"


async def test_nothing_is_approved_by_default(city: City) -> None:
    use(city, model(0.4))
    ticket = await opened(city)
    assert ticket["status"] == "DRAFT"
    assert await against(city, ticket["id"]) == set()
    async with city.hotline.database.read() as session:
        judged = select(func.count()).where(OutboxDelivery.handler == "process.autoapproval")
        assert await session.scalar(judged) == 0


async def test_a_judgement_told_under_a_policy_that_is_off_does_nothing(city: City) -> None:
    use(city, model(0.4))
    ticket = await opened(city)
    judge = approving.AutoApproval(city.hotline.routing)
    async with city.hotline.database.write() as session:
        await judge.on_due(session, ReviewDue(ticket["id"]))
    assert await approvals(city, ticket["id"]) == []


STOPS: list[tuple[str, Json, set[str]]] = [
    ("an alarm", {"content": "禅城区祖庙街道同济路垃圾桶着火了，烟很大"}, {"ALARM", "URGENT"}),
    ("a wish for secrecy", {"confidential": True}, {"CONFIDENTIAL"}),
    (
        "another subject than the model reads",
        {"category_code": "010102", "answers": {}},
        {"OTHER_CATEGORY"},
    ),
    ("a kind that the words do not tell", {"kind": "SUGGEST"}, {"KIND_UNSURE"}),
    ("a question", {"kind": "CONSULT"}, {"ANSWERABLE"}),
    (
        "another place than the words tell",
        {"place": {"district_code": "440605", "town_code": "440605011"}},
        {"PLACE_OPEN"},
    ),
    (
        "a child",
        {"content": "我是小学生，禅城区祖庙街道同济路的垃圾桶满了，请安排清理"},
        {"ALARM"},
    ),
    (
        "a crowd",
        {"content": "禅城区祖庙街道同济路垃圾桶没人清，我们两百多人准备去市政府门口聚集"},
        {"ALARM"},
    ),
]


@pytest.mark.parametrize(("what", "changes", "told"), STOPS, ids=[stop[0] for stop in STOPS])
async def test_whatever_stands_against_it_leaves_it_to_a_person(
    city: City, what: str, changes: Json, told: set[str]
) -> None:
    del what
    await allowed(city)
    text = changes.pop("content", BINS) if "content" in changes else BINS
    ticket = await opened(city, text, **changes)
    assert ticket["status"] == "DRAFT"
    assert await against(city, ticket["id"]) >= told


async def test_without_a_gate_a_person_approves(city: City) -> None:
    await allowed(city, gate=None)
    ticket = await opened(city)
    assert ticket["status"] == "DRAFT"
    assert await against(city, ticket["id"]) == {"NO_GATE"}


async def test_below_the_gate_a_person_approves(city: City) -> None:
    await allowed(city, gate=0.9999)
    ticket = await opened(city)
    assert ticket["status"] == "DRAFT"
    assert await against(city, ticket["id"]) == {"LOW_CONFIDENCE"}


async def test_two_places_that_fit_are_a_persons_choice(city: City) -> None:
    await allowed(city)
    text = "禅城区祖庙街道和南海区桂城街道的垃圾桶都满了三天没人清运，请安排清理"
    ticket = await opened(city, text, place=None)
    assert ticket["status"] == "DRAFT"
    assert "PLACE_OPEN" in await against(city, ticket["id"])


async def test_a_row_of_the_branch_above_is_no_direct_hit(city: City) -> None:
    await allowed(city, label="0101")
    ticket = await opened(city, category_code="0101", answers={})
    assert ticket["status"] == "DRAFT"
    assert await against(city, ticket["id"]) & {"NOT_DIRECT", "NEEDS_HUMAN"}


async def test_what_looks_like_an_earlier_ticket_waits_for_a_decision_on_merging(
    city: City,
) -> None:
    await allowed(city)
    first = await opened(city)
    again = await opened(city, phone="13800000010")
    assert (first["status"], again["status"]) == ("READY", "DRAFT")
    assert await against(city, again["id"]) == {"DUPLICATE"}


async def marked(city: City, **columns: Any) -> set[str]:
    """Open a ticket that a person must review, change it, and tell what stands against it."""
    ticket = await opened(city)
    async with city.hotline.database.write() as session:
        await session.execute(update(Ticket).where(Ticket.id == ticket["id"]).values(**columns))
    return await against(city, ticket["id"])


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"special_group": "MINOR"}, "MINOR"),
        ({"is_incomplete": True}, "FLAGGED"),
        ({"has_risk": True}, "FLAGGED"),
        ({"version": 2}, "TOUCHED"),
        ({"urgency": "URGENT"}, "URGENT"),
        ({"kind": None}, "KIND_UNSURE"),
        ({"district_code": None, "town_code": None}, "PLACE_OPEN"),
    ],
)
async def test_what_is_noted_on_the_ticket_counts(city: City, columns: Json, told: str) -> None:
    use(city, model(0.4))
    assert told in await marked(city, **columns)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"ask": ["请问在哪个镇街？"]}, "QUESTION_OPEN"),
        ({"unsure": True}, "PLACE_OPEN"),
        ({"decision": {"needs_human": True}}, "SUGGESTED_OTHERWISE"),
        ({"kind": []}, "KIND_UNSURE"),
    ],
)
async def test_what_the_first_suggestion_left_open_counts(
    city: City, said: Json, told: str
) -> None:
    use(city, model(0.4))
    ticket = await opened(city)
    async with city.hotline.database.write() as session:
        row = await session.get_one(TicketSuggestion, ticket["id"])
        row.document = {**row.document, **said}
    assert await against(city, ticket["id"]) == {told}


async def test_a_ticket_the_reviewer_already_had_is_not_touched(city: City) -> None:
    await allowed(city, gate=None)
    ticket = await opened(city)
    reviewer = await city.desk("shenhe")
    await reviewer.does(ticket["id"], "RETURN_TO_AGENT", defect_codes=["WRONG_PLACE"])
    use(city, model(0.4))
    judge = approving.AutoApproval(city.hotline.routing)
    async with city.hotline.database.write() as session:
        await judge.on_due(session, ReviewDue(ticket["id"]))
    assert await approvals(city, ticket["id"]) == []


async def test_told_twice_it_is_approved_once(city: City) -> None:
    await allowed(city)
    ticket = await opened(city)
    judge = approving.AutoApproval(city.hotline.routing)
    async with city.hotline.database.write() as session:
        await judge.on_due(session, ReviewDue(ticket["id"]))
    assert await approvals(city, ticket["id"]) == ["system"]


class StillReading(TicketIndex):
    """An index with too many tickets left to read them before an answer."""

    async def catch_up(self, session: AsyncSession, *, most: int = 0) -> bool:
        del session, most
        return False


async def test_while_recent_tickets_are_still_read_it_waits_a_minute(city: City) -> None:
    await allowed(city, gate=None)
    ticket = await opened(city)
    use(city, model(0.4))
    judge = approving.AutoApproval(city.hotline.routing)
    async with city.hotline.database.write() as session:
        session.info[KEY] = StillReading(city.hotline.routing, timedelta(days=30))
        await judge.on_due(session, ReviewDue(ticket["id"]))
    await city.settle()
    assert await approvals(city, ticket["id"]) == []
    city.move_to(clock.now() + approving.AGAIN)
    await city.settle()
    assert await approvals(city, ticket["id"]) == ["system"]


async def approved_then_killed(city: City, ticket_id: str) -> None:
    judge = approving.AutoApproval(city.hotline.routing)
    async with city.hotline.database.write() as session:
        await judge.on_due(session, ReviewDue(ticket_id))
        assert (await session.get_one(Ticket, ticket_id)).status == "READY"
        raise InterruptedError


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_crash_before_the_commit_leaves_it_to_the_next_delivery(city: City) -> None:
    await allowed(city)
    contact = {"name": "王女士", "phone": "13800000009"}
    body = {"content": BINS, "contact": contact, **GIVEN}
    answer = await city.public.post("/api/public/requests", json=body)
    assert answer.status_code == 201, answer.text
    ticket_id = await city.id_of(answer.json()["number"])
    with pytest.raises(InterruptedError):
        await approved_then_killed(city, ticket_id)
    assert await approvals(city, ticket_id) == []
    await city.settle()
    assert await approvals(city, ticket_id) == ["system"]


async def test_whoever_sets_policies_reads_every_switch_in_words(city: City) -> None:
    admin = await city.desk("admin")
    answer = await admin.client.get("/api/policies/switches")
    assert answer.status_code == 200, answer.text
    told = {one["name"]: one for one in answer.json()}
    words = {"name": "auto_approve", "label": "目录直接命中时系统自动审核", "shipped": False}
    assert told["auto_approve"] == {**words, "on": False}
    assert set(told) == set(DEFAULT.switches)
    await switch(city, auto_approve=True)
    answer = await admin.client.get("/api/dispatch/approval")
    assert answer.status_code == 200, answer.text
    assert answer.json()["switch"] == {**words, "on": True}
    assert answer.json()["policy"] == 2
    agent = await city.desk("agent01")
    assert (await agent.client.get("/api/dispatch/approval")).status_code == 403


async def test_a_reviewer_reads_why_the_system_left_it_to_him(city: City) -> None:
    await allowed(city, gate=None)
    ticket = await opened(city)
    reviewer = await city.desk("shenhe")
    answer = await reviewer.client.get(f"/api/tickets/{ticket['id']}/approval")
    assert answer.status_code == 200, answer.text
    (reason,) = answer.json()["not_automatic"]
    assert answer.json()["switch_on"] is True
    assert reason["code"] == "NO_GATE"
    assert reason["zh"]
    assert reason["en"]
    clerk = await city.desk("cg-lianluo")
    answer = await clerk.client.get(f"/api/tickets/{ticket['id']}/approval")
    assert answer.status_code == 404
