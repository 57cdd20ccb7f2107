"""One click reports an error; the owner's clock runs until it is settled."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxEvent
from knowledge.articles.corrections import acknowledge_error, report_error, settle_error
from knowledge.articles.errors import ArticleStepIllegal, ContentInvalid, ErrorReportUnknown
from knowledge.articles.models import Article, ErrorReason, ErrorReport, ErrorState
from knowledge.articles.queries import list_open_errors
from knowledge.articles.schemas import ErrorIn, SettleIn
from knowledge.articles.service import revise
from knowledge.lights import Light
from knowledge.owning import OfAnotherUnit
from tests.knowledge.articles.shelf import (
    AGENT,
    AUTHOR,
    EDITOR,
    OWNER,
    STRANGER,
    UNIT,
    content,
    published,
    released,
)


async def reported(session: AsyncSession, article: Article) -> ErrorReport:
    body = ErrorIn(revision_id=article.current_revision_id or "", reason=ErrorReason.WRONG_CONTACT)
    return await report_error(session, article_id=article.id, report=body, actor=AGENT)


async def test_a_report_marks_the_article_and_starts_two_clocks(session: AsyncSession) -> None:
    article = await published(session)
    report = await reported(session, article)
    assert article.under_correction
    payload = await session.scalar(
        select(OutboxEvent.payload).where(OutboxEvent.name == "article.error_reported")
    )
    assert payload is not None
    assert payload["starts"] == ["kb_error_ack", "kb_error_fix"]
    assert payload["owner_unit_id"] == UNIT
    (waiting,) = await list_open_errors(session, owner_unit_id=UNIT)
    assert (waiting.id, waiting.light) == (report.id, Light.GREEN)
    with clock.frozen(report.ack_due_at):
        assert [one.light for one in await list_open_errors(session)] == [Light.RED]


async def test_a_fix_names_the_new_revision(session: AsyncSession) -> None:
    article = await published(session)
    report = await reported(session, article)
    await acknowledge_error(session, error_id=report.id, actor=OWNER)
    for wrong in (None, report.revision_id):
        end = SettleIn(outcome=ErrorState.FIXED, note="已改", revision_id=wrong)
        with pytest.raises(ContentInvalid):
            await settle_error(session, error_id=report.id, end=end, actor=OWNER)
    await revise(
        session,
        article_id=article.id,
        version=article.version,
        content=content(answer="电话已更正。"),
        actor=AUTHOR,
    )
    await released(session, article)
    end = SettleIn(
        outcome=ErrorState.FIXED, note="电话已更正", revision_id=article.current_revision_id
    )
    await settle_error(session, error_id=report.id, end=end, actor=OWNER)
    assert not article.under_correction
    assert await list_open_errors(session) == []


async def test_the_article_stays_marked_while_another_report_waits(session: AsyncSession) -> None:
    article = await published(session)
    first, second = await reported(session, article), await reported(session, article)
    end = SettleIn(outcome=ErrorState.REJECTED, note="核对无误")
    await settle_error(session, error_id=first.id, end=end, actor=OWNER)
    assert article.under_correction
    await settle_error(session, error_id=second.id, end=end, actor=OWNER)
    assert not article.under_correction


async def test_a_report_ends_once(session: AsyncSession) -> None:
    article = await published(session)
    report = await reported(session, article)
    end = SettleIn(outcome=ErrorState.REJECTED, note="核对无误")
    await settle_error(session, error_id=report.id, end=end, actor=OWNER)
    with pytest.raises(ArticleStepIllegal):
        await settle_error(session, error_id=report.id, end=end, actor=OWNER)
    with pytest.raises(ArticleStepIllegal):
        await acknowledge_error(session, error_id=report.id, actor=OWNER)


async def test_another_unit_neither_confirms_nor_ends_a_report(session: AsyncSession) -> None:
    article = await published(session)
    report = await reported(session, article)
    with pytest.raises(OfAnotherUnit):
        await acknowledge_error(session, error_id=report.id, actor=STRANGER)
    end = SettleIn(outcome=ErrorState.REJECTED, note="核对无误")
    with pytest.raises(OfAnotherUnit):
        await settle_error(session, error_id=report.id, end=end, actor=STRANGER)
    assert article.under_correction
    assert (await settle_error(session, error_id=report.id, end=end, actor=EDITOR)).settled_by


async def test_a_revision_of_another_article_is_refused(session: AsyncSession) -> None:
    one, two = await published(session, "one"), await published(session, "two")
    body = ErrorIn(revision_id=two.current_revision_id or "", reason=ErrorReason.OTHER)
    with pytest.raises(ContentInvalid):
        await report_error(session, article_id=one.id, report=body, actor=AGENT)


async def test_an_unknown_report_is_unknown(session: AsyncSession) -> None:
    with pytest.raises(ErrorReportUnknown):
        await acknowledge_error(session, error_id="0" * 26, actor=OWNER)


def test_a_report_ends_only_as_fixed_or_rejected() -> None:
    with pytest.raises(ValueError, match="结论"):
        SettleIn(outcome=ErrorState.OPEN, note="没有")
