"""A closed consultation becomes a draft, an amendment or not reusable; nobody's personal data go along."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.gateway import knowledge_news
from hotline.kit import clock, crypto
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.models import OutboxDelivery, OutboxEvent
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault import service as vault
from hotline.process.learning import articles
from hotline.process.learning.articles_errors import (
    FeedbackDecided,
    FeedbackUnknown,
    PersonalDataLeft,
)
from hotline.process.learning.articles_events import ArticleFeedbackDue
from hotline.process.learning.articles_models import ArticleFeedback, FeedbackState
from hotline.process.learning.articles_schemas import AmendIn, DraftIn, NotReusableIn
from hotline.supervision.models import StaffNotice
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket
from knowledge.articles.models import Article, ArticleState
from knowledge.owning import OfAnotherUnit
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets import city as c
from tests.hotline.tickets.city import MONDAY, City, build
from tests.knowledge.articles.shelf import content, draft, published

QUESTION = "我叫李小红，电话13800138000，想问户口迁入要带什么材料"


@pytest.fixture
async def city(session: AsyncSession) -> City:
    """Units and calendars on the open session."""
    return await build(session)


def editor() -> Actor:
    return somebody("knowledge.edit", "knowledge.publish")


def somebody(*permissions: str, path: str = "") -> Actor:
    return Actor(
        account_id=new_id(),
        name="编辑",
        roles=frozenset({"knowledge_editor"}),
        permissions=frozenset(permissions),
        unit_id=path.strip("/").rsplit("/", maxsplit=1)[-1] or None,
        unit_path=path or None,
        vendor=False,
        kind="staff",
    )


async def heard(city: City, ticket: Ticket, action: str = "CLOSE") -> None:
    event = TicketActed(ticket.id, new_id(), action, "FOLLOWING_UP", "CLOSED", 9)
    await articles.on_acted(city.session, event)
    await city.session.flush()


async def answered(city: City, kind: RequestKind = RequestKind.CONSULT) -> Ticket:
    """A closed consultation of a citizen whose name and number we know."""
    ticket = await c.closed(city, kind)
    ticket.content = QUESTION
    ticket.title = "李小红问户口迁入"
    ticket.public_answer = "李小红您好，户口迁入请带户口簿和结婚证，咨询12345。"
    key = await vault.create_key(city.session, kind="citizen")
    ticket.name_enc = crypto.seal(key, "name", "李小红")
    ticket.contact_number_enc = crypto.seal(key, "contact_number", "13800138000")
    await heard(city, ticket)
    return ticket


async def test_a_closed_consultation_waits_five_working_days(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await answered(city)
        (waiting,) = await articles.list_feedback(
            city.session, state=FeedbackState.WAITING, actor=editor()
        )
    assert (waiting.ticket_id, waiting.unit_id) == (ticket.id, city.id("bureau"))
    assert clock.to_local(waiting.due_at).strftime("%m-%d %H:%M") == "03-09 17:30"
    assert "李小红" not in waiting.title
    await heard(city, ticket)
    assert len(list(await city.session.scalars(select(ArticleFeedback)))) == 1


async def test_other_kinds_other_actions_and_secret_tickets_do_not_wait(city: City) -> None:
    with clock.frozen(MONDAY):
        await answered(city, RequestKind.HELP)
        ticket = await c.closed(city, RequestKind.CONSULT)
        await heard(city, ticket, "REPLY")
        ticket.confidentiality = "CITIZEN_HIDDEN"
        await heard(city, ticket)
    assert list(await city.session.scalars(select(ArticleFeedback))) == []


async def test_a_ticket_made_secret_later_is_gone_from_the_list(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await answered(city)
        ticket.confidentiality = "RESTRICTED"
        await city.session.flush()
        state = FeedbackState.WAITING
        assert await articles.list_feedback(city.session, state=state, actor=editor()) == []
        with pytest.raises(FeedbackUnknown):
            await articles.propose(city.session, ticket_id=ticket.id, actor=editor())


async def test_the_proposal_holds_neither_name_nor_number(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await answered(city)
        told = await articles.propose(city.session, ticket_id=ticket.id, actor=editor())
    for text in (told.title, told.question, told.answer):
        assert "李小红" not in text
        assert "13800138000" not in text
    assert "户口迁入" in told.question
    assert "请带户口簿和结婚证" in told.answer


async def test_a_draft_names_nobody_and_goes_the_usual_way(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await answered(city)
        for words in ("李小红的户口怎么迁", "请致电13800138000"):
            named = DraftIn(version=1, article=draft("hukou", answer=words))
            with pytest.raises(PersonalDataLeft):
                await articles.draft(
                    city.session, ticket_id=ticket.id, wanted=named, actor=editor()
                )
        wanted = DraftIn(version=1, article=draft("hukou", answer="带户口簿和结婚证。"))
        done = await articles.draft(
            city.session, ticket_id=ticket.id, wanted=wanted, actor=editor()
        )
        article = await city.session.get_one(Article, done.article_id)
        assert (done.state, article.state) == (FeedbackState.DRAFT, ArticleState.DRAFT)
        assert done.revision_id == article.draft_revision_id
        with pytest.raises(FeedbackDecided):
            await articles.draft(city.session, ticket_id=ticket.id, wanted=wanted, actor=editor())


async def test_an_amendment_is_a_further_revision(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await answered(city)
        article = await published(city.session)
        wanted = AmendIn(
            version=1,
            article_id=article.id,
            article_version=article.version,
            content=content(answer="另须带结婚证。"),
        )
        done = await articles.amend(
            city.session, ticket_id=ticket.id, wanted=wanted, actor=editor()
        )
    assert (done.state, done.revision_id) == (FeedbackState.AMENDMENT, article.draft_revision_id)


async def test_not_reusable_needs_a_reason_and_ones_own_unit(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await answered(city)
        wanted = NotReusableIn(version=1, reason="只与个案有关")
        stranger = somebody("knowledge.edit", path="/01NOWHERE/")
        with pytest.raises(OfAnotherUnit):
            await articles.not_reusable(
                city.session, ticket_id=ticket.id, wanted=wanted, actor=stranger
            )
        state = FeedbackState.WAITING
        assert await articles.list_feedback(city.session, state=state, actor=stranger) == []
        owner = somebody("knowledge.edit", path=city.units["bureau"].path)
        assert len(await articles.list_feedback(city.session, state=state, actor=owner)) == 1
        done = await articles.not_reusable(
            city.session, ticket_id=ticket.id, wanted=wanted, actor=owner
        )
    assert (done.state, done.reason) == (FeedbackState.NOT_REUSABLE, wanted.reason)


async def test_an_answer_that_waits_too_long_is_told(
    city: City, session_info: dict[str, Any]
) -> None:
    table: Subscriptions = session_info["subscriptions"]
    knowledge_news.register(table)
    with clock.frozen(MONDAY) as move:
        ticket = await answered(city)
        timer = (
            await city.session.execute(
                select(OutboxDelivery.run_at)
                .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
                .where(OutboxEvent.name == ArticleFeedbackDue.name)
            )
        ).scalar_one()
        move(timer + timedelta(minutes=1))
        due = ArticleFeedbackDue(ticket.id)
        await knowledge_news.on_due(city.session, due)
        titles = list(await city.session.scalars(select(StaffNotice.title_zh)))
        assert titles == ["咨询答复逾期未转化为知识"]
        wanted = NotReusableIn(version=1, reason="只与个案有关")
        await articles.not_reusable(
            city.session, ticket_id=ticket.id, wanted=wanted, actor=editor()
        )
        assert await articles.waiting_feedback(city.session, due) is None
