"""Knowledge that nobody looks after: owners are reminded, then a card and an order; correcting lifts it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.service import publish
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.worktime import Calendar
from hotline.supervision import docket, knowledge, knowledge_items, orders
from hotline.supervision.models import Card, NoticeAudience, Order, StaffNotice
from hotline.supervision.vocabulary import RuleId
from knowledge.articles import turning
from knowledge.articles.corrections import acknowledge_error, report_error, settle_error
from knowledge.articles.events import ArticleTurns
from knowledge.articles.models import Article, ErrorReason, ErrorState
from knowledge.articles.queries import get_article
from knowledge.articles.schemas import ErrorIn, SettleIn
from knowledge.articles.service import Step, confirm, create_article, revise, withdraw
from knowledge.editorial import clocks
from knowledge.editorial.clocks import after, before
from knowledge.feedback.events import ItemErrorReported, ItemErrorSettled
from knowledge.feedback.models import ItemReport
from knowledge.items.models import ServiceItem
from tests.hotline.supervision.stage import local, none_failed
from tests.hotline.tickets import city as cities
from tests.knowledge.articles.shelf import AGENT, content, draft, released, staff
from tests.knowledge.items.shelf import row, take

START = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def session_info(session_info: dict[str, Any]) -> dict[str, Any]:
    table: Subscriptions = session_info["subscriptions"]
    clocks.register(table)
    knowledge.register(table)
    knowledge_items.register(table)
    table.on(ArticleTurns, "knowledge.article_turns", turning.on_turn)
    return session_info


class Shelf:
    """One article of the bureau, to be reviewed by Friday 2026-04-24."""

    def __init__(self, database: Database, relay: Relay, move: Callable[[datetime], None]) -> None:
        self.database, self.relay, self.move = database, relay, move
        self.article_id = ""
        self.owner: Actor = AGENT

    async def at(self, text: str) -> None:
        self.move(local(text))
        await self.relay.drain()
        await none_failed(self.database)

    async def titles(self) -> list[str]:
        async with self.database.read() as session:
            rows = await session.scalars(select(StaffNotice.title_zh).order_by(StaffNotice.id))
            return [title for title in rows if title.startswith(("知识", "收到", "您"))]

    async def orders(self) -> list[tuple[str, str]]:
        async with self.database.read() as session:
            rows = await session.execute(select(Order.object_kind, Order.state).order_by(Order.id))
            return [(kind, state) for kind, state in rows]

    async def cards(self) -> list[str]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Card.rule_id)))

    async def article(self, session: AsyncSession) -> Article:
        return await get_article(session, self.article_id)


@pytest.fixture
async def shelf(database: Database, relay: Relay) -> AsyncIterator[Shelf]:
    with clock.frozen(START) as move:
        made = Shelf(database, relay, move)
        async with database.write() as session:
            city = await cities.build(session)
            unit = city.id("bureau")
            wanted = draft(review_by=date(2026, 4, 24))
            placement = wanted.placement.model_copy(update={"owner_unit_id": unit})
            author, editor = staff(1, "knowledge_editor"), staff(3, "knowledge_editor")
            made.owner = staff(2, "knowledge_owner", unit=unit)
            article = await create_article(
                session, draft=wanted.model_copy(update={"placement": placement}), actor=author
            )
            await released(session, article, owner=made.owner, editor=editor)
            made.article_id = article.id
        await relay.drain()
        await none_failed(database)
        yield made


async def test_the_owner_is_reminded_twenty_and_five_working_days_before(shelf: Shelf) -> None:
    await shelf.at("2026-03-25 18:00")
    assert await shelf.titles() == []
    await shelf.at("2026-03-26 09:00")  # the Qingming holiday counts out
    assert await shelf.titles() == ["知识须复审"]
    await shelf.at("2026-04-17 09:00")
    assert await shelf.titles() == ["知识须复审", "知识须复审"]
    async with shelf.database.read() as session:
        duties = set(await session.scalars(select(NoticeAudience.duty)))
    assert duties == {"CLERK"}


async def test_ten_working_days_late_is_a_card_and_an_order_until_it_is_confirmed(
    shelf: Shelf,
) -> None:
    await shelf.at("2026-05-09 17:00")
    assert (await shelf.cards(), await shelf.orders()) == ([], [])
    await shelf.at("2026-05-20 18:00")
    assert await shelf.cards() == [RuleId.KB_STALE]
    assert await shelf.orders() == [("ARTICLE", "ISSUED")]
    async with shelf.database.write() as session:
        article = await shelf.article(session)
        step = Step(article.id, article.version, "仍然有效")
        await confirm(session, step=step, review_by=None, actor=shelf.owner)
    await shelf.at("2026-05-20 18:01")
    assert await shelf.orders() == [("ARTICLE", "LIFTED")]


async def test_an_article_confirmed_in_time_is_not_stale(shelf: Shelf) -> None:
    await shelf.at("2026-04-20 09:00")
    async with shelf.database.write() as session:
        article = await shelf.article(session)
        step = Step(article.id, article.version)
        await confirm(session, step=step, review_by=date(2026, 10, 30), actor=shelf.owner)
    await shelf.at("2026-06-30 18:00")
    assert (await shelf.cards(), await shelf.orders()) == ([], [])


async def test_a_text_that_waits_for_its_day_leaves_the_review_of_the_one_in_force(
    shelf: Shelf,
) -> None:
    async with shelf.database.write() as session:
        article = await shelf.article(session)
        later = content(valid_from=date(2026, 6, 1), review_by=date(2026, 12, 1))
        await revise(
            session,
            article_id=article.id,
            version=article.version,
            content=later,
            actor=staff(1, "knowledge_editor"),
        )
        editor = staff(3, "knowledge_editor")
        await released(session, article, owner=shelf.owner, editor=editor)
    await shelf.at("2026-03-26 09:00")
    assert await shelf.titles() == ["知识须复审"]
    await shelf.at("2026-05-20 18:00")
    assert await shelf.orders() == [("ARTICLE", "ISSUED")]
    await shelf.at("2026-06-01 00:00")
    assert await shelf.orders() == [("ARTICLE", "LIFTED")]
    await shelf.at("2026-11-03 10:00")  # 20 working days before the review day of the new text
    assert (await shelf.titles()).count("知识须复审") == 3


async def test_a_withdrawn_article_is_not_stale(shelf: Shelf) -> None:
    async with shelf.database.write() as session:
        article = await shelf.article(session)
        step = Step(article.id, article.version, "政策已废止")
        await withdraw(session, step=step, actor=shelf.owner)
    await shelf.at("2026-06-30 18:00")
    assert (await shelf.cards(), await shelf.orders(), await shelf.titles()) == ([], [], [])


async def _reported(shelf: Shelf) -> str:
    async with shelf.database.write() as session:
        article = await shelf.article(session)
        wrong = ErrorIn(
            revision_id=article.current_revision_id or "", reason=ErrorReason.OUTDATED, text=""
        )
        report = await report_error(session, article_id=article.id, report=wrong, actor=AGENT)
        assert report.ack_due_at == local("2026-03-03 10:00")
        assert report.fix_due_at == local("2026-03-05 17:30")
    return report.id


async def test_an_error_report_is_told_pressed_and_becomes_an_order(shelf: Shelf) -> None:
    error_id = await _reported(shelf)
    await shelf.at("2026-03-02 10:01")
    assert await shelf.titles() == ["收到知识纠错"]
    await shelf.at("2026-03-03 10:01")
    assert (await shelf.titles())[-1] == "知识纠错逾期未确认"
    assert await shelf.orders() == []
    await shelf.at("2026-03-05 17:31")
    assert (await shelf.titles())[-1] == "知识纠错逾期未更正"
    assert await shelf.orders() == [("ARTICLE", "ISSUED")]
    async with shelf.database.write() as session:
        end = SettleIn(outcome=ErrorState.REJECTED, note="内容无误")
        await settle_error(session, error_id=error_id, end=end, actor=shelf.owner)
    await shelf.at("2026-03-05 17:32")
    assert (await shelf.titles())[-1] == "您的知识纠错：内容无误"
    assert await shelf.orders() == [("ARTICLE", "LIFTED")]


async def test_an_acknowledged_report_is_not_pressed_for_that(shelf: Shelf) -> None:
    error_id = await _reported(shelf)
    async with shelf.database.write() as session:
        await acknowledge_error(session, error_id=error_id, actor=shelf.owner)
    await shelf.at("2026-03-04 10:00")
    assert await shelf.titles() == ["收到知识纠错"]


async def test_an_order_about_an_article_is_answered_without_a_ticket(shelf: Shelf) -> None:
    await shelf.at("2026-05-20 18:00")
    async with shelf.database.write() as session:
        order = (await session.scalars(select(Order))).one()
        await docket.answer(session, order, text="正在修订", finish_date=None, actor=shelf.owner)
        await docket.release(session, order, reason="已修订", actor=shelf.owner)
        assert (await orders.get_order(session, order.id)).state == "LIFTED"


async def test_a_wrong_service_item_is_pressed_like_an_article(shelf: Shelf) -> None:
    async with shelf.database.write() as session:
        unit_id = (await shelf.article(session)).owner_unit_id or ""
        unit = await session.get_one(Unit, unit_id)
        await take(session, row(unit_code=unit.code))
        item = (await session.scalars(select(ServiceItem))).one()
        report = ItemReport(
            id=new_id(),
            item_id=item.id,
            version=1,
            unit_id=unit_id,
            reason="OUTDATED",
            text="",
            state="OPEN",
            reported_by=AGENT.account_id,
            reported_at=clock.now(),
            ack_due_at=datetime(2026, 3, 3, 2, tzinfo=UTC),
            fix_due_at=datetime(2026, 3, 5, 9, 30, tzinfo=UTC),
        )
        session.add(report)
        await session.flush()
        await publish(session, ItemErrorReported(report.id, item.id, unit_id))
        settled = ItemErrorSettled(
            report.id, item.id, unit_id, ErrorState.FIXED.value, AGENT.account_id
        )
    await shelf.at("2026-03-02 10:01")
    await shelf.at("2026-03-03 10:01")
    assert await shelf.orders() == []
    await shelf.at("2026-03-05 17:31")
    assert await shelf.orders() == [("ITEM", "ISSUED")]
    async with shelf.database.write() as session:
        await publish(session, settled)
    await shelf.at("2026-03-05 17:32")
    assert await shelf.orders() == [("ITEM", "LIFTED")]
    async with shelf.database.read() as session:
        titles = list(await session.scalars(select(StaffNotice.title_zh).order_by(StaffNotice.id)))
    assert [title for title in titles if "事项" in title] == [
        "收到事项纠错",
        "事项纠错逾期未确认",
        "事项纠错逾期未更正",
        "您的事项纠错：已更正",
    ]


def test_beyond_the_years_of_a_calendar_weeks_stand_for_working_days() -> None:
    calendar = Calendar.always()
    day = date(2026, 4, 24)
    assert before(calendar, day, 5).date() == date(2026, 4, 18)
    far = date(2400, 1, 29)
    assert (before(calendar, far, 20), after(calendar, far, 10)) == (
        datetime(2400, 1, 1, 12, tzinfo=clock.SHANGHAI),
        datetime(2400, 2, 12, 12, tzinfo=clock.SHANGHAI),
    )
