"""Documents are numbered once, written into their tickets, answered from either side, lifted at the end."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.supervision import docket, orders
from hotline.supervision.cards import Watched
from hotline.supervision.errors import OrderUnknown, Stale, StepNotOpen
from hotline.supervision.models import Order
from hotline.supervision.vocabulary import OrderLevel
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket, TicketAction
from tests.hotline.supervision.stage import Stage, local, staged
from tests.hotline.tickets import city as cities
from tests.hotline.tickets.city import City


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


async def issued(
    city: City, ticket: Ticket, level: OrderLevel = OrderLevel.SUPERVISED, key: str = "1"
) -> Order:
    watched = Watched(ticket.id, ticket.number, city.id("bureau"))
    what = orders.Issue(level, watched, "多次反映未解决", f"test:{level}:{key}")
    officer = city.person("supervision_officer")
    order = await orders.issue(city.session, what, actor=officer)
    assert order is not None
    await docket.announce(city.session, order, actor=officer)
    return order


async def test_documents_are_numbered_by_kind_and_year(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        numbers = [
            (await issued(city, ticket, level)).number
            for level in (OrderLevel.URGED, OrderLevel.SUPERVISED, OrderLevel.LISTED)
        ]
        circular = await issued(city, ticket, OrderLevel.NOTIFIED)
    assert numbers == ["CB202600001", "DB202600001", "DB202600002"]
    assert (circular.number, circular.reply_due_at) == ("TB202600001", None)


async def test_the_same_document_is_issued_once(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await issued(city, ticket)
        watched = Watched(ticket.id, ticket.number, city.id("bureau"))
        again = orders.Issue(OrderLevel.SUPERVISED, watched, "再次", "test:SUPERVISED:1")
        assert await orders.issue(city.session, again, actor=None) is None


async def test_a_supervision_stands_in_the_ticket_and_starts_its_reply_clock(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        order = await issued(city, ticket)
    assert order.reply_due_at == local("2026-03-05 17:30")
    assert (await stage.ticket()).supervise_level == "SUPERVISED"
    row = await stage.clock_row("supervise_reply")
    assert (row.state, row.due_at) == ("RUNNING", order.reply_due_at)


async def test_a_circular_is_no_action_on_the_ticket(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        version = ticket.version
        await issued(city, ticket, OrderLevel.NOTIFIED)
    assert (await stage.ticket()).version == version


async def test_a_reply_to_the_document_stops_the_clock_of_the_ticket(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        order = await issued(city, ticket)
        approver = city.person("unit_approver", "bureau")
        await docket.answer(
            city.session, order, text="已增派人员", finish_date=None, actor=approver
        )
        with pytest.raises(StepNotOpen):
            await orders.reply(city.session, order, text="再答", account_id=None)
    assert (await stage.clock_row("supervise_reply")).state == "STOPPED"
    assert await stage.orders() == [("SUPERVISED", "REPLIED")]


async def test_a_reply_on_the_ticket_answers_the_document(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await issued(city, ticket)
    async with stage.city() as (city, ticket):
        await city.act(
            ticket,
            "REPLY_SUPERVISION",
            city.person("unit_approver", "bureau"),
            measures="已增派人员",
            finish_date="2026-03-10",
        )
    assert await stage.orders() == [("SUPERVISED", "REPLIED")]


async def test_the_ticket_is_released_with_the_last_document_that_presses_it(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        first, second = await issued(city, ticket), await issued(city, ticket, key="2")
    async with stage.city() as (city, _):
        officer = city.person("supervision_officer")
        loaded = await orders.get_order(city.session, first.id)
        await docket.release(city.session, loaded, reason="已整改", actor=officer)
    assert (await stage.ticket()).supervise_level == "SUPERVISED"
    async with stage.city() as (city, _):
        loaded = await orders.get_order(city.session, second.id)
        await docket.release(city.session, loaded, reason="已整改", actor=officer)
    assert (await stage.ticket()).supervise_level is None
    assert await stage.orders() == [("SUPERVISED", "LIFTED")] * 2


async def test_lifting_on_the_ticket_lifts_its_documents(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await issued(city, ticket)
    async with stage.city() as (city, ticket):
        officer = city.person("supervision_officer")
        await city.act(ticket, "LIFT_SUPERVISION", officer, reason="已整改")
    assert await stage.orders() == [("SUPERVISED", "LIFTED")]


async def test_a_closed_ticket_leaves_no_document_open(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await issued(city, ticket, OrderLevel.URGED)
        await issued(city, ticket)
    async with stage.city() as (city, ticket):
        await cities.reply(city, ticket)
        reviewer = city.person("result_reviewer")
        await city.act(ticket, "ACCEPT_RESULT", reviewer, checklist=cities.CHECKLIST)
        await city.act(
            ticket,
            "CLOSE",
            city.person("follow_up_agent"),
            close_outcome="RESOLVED",
            **cities.SATISFIED,
        )
    assert {state for _, state in await stage.orders()} == {"LIFTED"}


async def test_the_third_urge_of_the_citizen_is_put_in_writing_once(stage: Stage) -> None:
    for day in ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"):
        stage.move(local(f"{day} 09:00"))
        async with stage.city() as (city, ticket):
            await city.act(ticket, "URGE", city.citizen, source="SMS", words="怎么还没修好")
        expected = [("URGED", "ISSUED")] if day >= "2026-03-04" else []
        assert await stage.orders() == expected
    async with stage.database.read() as session:
        urged = select(TicketAction.id).where(TicketAction.action == "ISSUE_URGE_NOTICE")
        assert len(list(await session.scalars(urged))) == 1


async def closed_falsely(stage: Stage) -> None:
    """Handled, closed, and found unsolved by an audit."""
    async with stage.city() as (city, ticket):
        await cities.reply(city, ticket)
        reviewer, asker = city.person("result_reviewer"), city.person("follow_up_agent")
        await city.act(ticket, "ACCEPT_RESULT", reviewer, checklist=cities.CHECKLIST)
        answers = {"close_outcome": "RESOLVED", **cities.SATISFIED}
        await city.act(ticket, "CLOSE", asker, **answers)
    async with stage.city() as (city, ticket):
        found = {"reason": "抽查未修复", "trigger": "FALSE_CLOSURE", "evidence": "现场照片"}
        await city.act(ticket, "REOPEN", city.person("supervision_officer"), **found)


async def test_a_false_closure_is_supervised_at_once_and_once(stage: Stage) -> None:
    await closed_falsely(stage)
    assert await stage.orders() == [("SUPERVISED", "ISSUED")]
    assert (await stage.ticket()).supervise_level == "SUPERVISED"
    assert "supervise_reply" in await stage.running()
    async with stage.database.write() as session:
        query = select(TicketAction).where(TicketAction.action == "REOPEN")
        action = (await session.scalars(query)).one()
        steps = ("CLOSED", "HANDLING", action.version)
        await docket.on_acted(
            session, TicketActed(action.ticket_id, action.id, action.action, *steps)
        )
    assert len(await stage.orders()) == 1


async def test_a_ticket_reopened_for_another_reason_is_not_supervised(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await cities.reply(city, ticket)
        reviewer, asker = city.person("result_reviewer"), city.person("follow_up_agent")
        await city.act(ticket, "ACCEPT_RESULT", reviewer, checklist=cities.CHECKLIST)
        await city.act(ticket, "CLOSE", asker, close_outcome="RESOLVED", **cities.SATISFIED)
    async with stage.city() as (city, ticket):
        await city.act(ticket, "REOPEN", city.person("follow_up_agent"), reason="又坏了")
    assert await stage.orders() == []


async def test_a_stale_or_unknown_document_is_refused(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        order = await issued(city, ticket, OrderLevel.NOTIFIED)
        with pytest.raises(Stale):
            await orders.get_order(city.session, order.id, version=7)
        with pytest.raises(OrderUnknown):
            await orders.get_order(city.session, "0" * 26)


async def test_a_supervision_on_the_ticket_itself_becomes_a_document_under_its_number(
    stage: Stage,
) -> None:
    due = local("2026-03-09 17:30")
    async with stage.city() as (city, ticket):
        await city.act(
            ticket,
            "SUPERVISE",
            city.person("supervision_officer"),
            level="LISTED",
            document_no="DB202600001",
            reason="市领导批示",
            reply_due_at=due.isoformat(),
        )
    async with stage.database.read() as session:
        order = (await session.scalars(select(Order))).one()
        assert (order.number, order.level, order.state) == ("DB202600001", "LISTED", "ISSUED")
        assert (order.reply_due_at, order.reason) == (due, "市领导批示")
        assert order.issued_by is not None
    async with stage.city() as (city, ticket):
        assert (await issued(city, ticket)).number == "DB202600002"  # a number is never given twice


async def test_a_paper_bearing_a_number_that_is_taken_gets_ours(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await issued(city, ticket, OrderLevel.NOTIFIED)
    async with stage.database.write() as session:
        taken = (await session.scalars(select(Order))).one()
        taken.number, taken.object_id = "CB-7", "another ticket"
    async with stage.city() as (city, ticket):
        urged = {"document_no": "CB-7", "reason": "请尽快办理"}
        await city.act(ticket, "ISSUE_URGE_NOTICE", city.person("dispatcher"), **urged)
    async with stage.database.read() as session:
        numbers = set(await session.scalars(select(Order.number)))
    assert numbers == {"CB-7", "CB202600001"}


async def test_news_of_one_unit_answers_no_document_to_another(stage: Stage) -> None:
    async with stage.city() as (city, ticket):
        await issued(city, ticket, OrderLevel.URGED)
        elsewhere = Watched(ticket.id, ticket.number, city.id("police"))
        what = orders.Issue(OrderLevel.URGED, elsewhere, "前一承办单位未回应", "test:elsewhere")
        await orders.issue(city.session, what, actor=None)
    async with stage.city() as (city, ticket):
        handler = city.person("handler", "bureau")
        told = {"public_text": "已到场", "next_step": "复查", "next_date": "2026-03-03"}
        await city.act(ticket, "NOTE_PROGRESS", handler, **told)
    query = select(Order.unit_id, Order.state)
    async with stage.database.read() as session:
        states = dict((await session.execute(query)).all())
    assert states.pop(stage.bureau_id) == "REPLIED"
    assert list(states.values()) == ["ISSUED"]
