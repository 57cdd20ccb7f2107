"""Giving feedback (提交反馈): clicks are noted; an unhelpful one with a reason goes to the owner unit."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.kit.ids import new_id
from hotline.kit.inputs import clean_text
from hotline.kit.outbox.service import publish
from knowledge.articles.corrections import ACK_MINUTES, FIX_DAYS, report_error
from knowledge.articles.models import ErrorReason, ErrorReport, ErrorState
from knowledge.articles.schemas import ErrorIn
from knowledge.audience import Audience
from knowledge.feedback.errors import DocumentUnknown, ItemReportSettled
from knowledge.feedback.events import ItemErrorAcknowledged, ItemErrorReported, ItemErrorSettled
from knowledge.feedback.models import ItemReport
from knowledge.feedback.queries import get_item_report, is_waiting
from knowledge.feedback.schemas import FeedbackIn, FeedbackOut, ItemReportEndIn
from knowledge.index import SOURCES, current
from knowledge.items.queries import get_item
from knowledge.owning import require_answering
from knowledge.search.port import DocumentKind
from knowledge.worktimes import calendar_for

_OPEN, _ACKNOWLEDGED = ErrorState.OPEN.value, ErrorState.ACKNOWLEDGED.value


async def is_shown(session: AsyncSession, document_id: str, audience: Audience) -> bool:
    """Tell whether a document exists that ``audience`` may have been shown; what nobody saw is not counted."""
    kind, _, key = document_id.partition(":")
    if DocumentKind(kind) not in SOURCES:
        return False
    found = await current(session, DocumentKind(kind), key)
    return found is not None and (
        audience is Audience.INTERNAL or found.audience is Audience.PUBLIC
    )


async def report_wrong(session: AsyncSession, *, given: FeedbackIn, actor: Actor) -> FeedbackOut:
    """Make the owner unit's error report of an unhelpful click; returns it with its clocks (domain rules §12.5).

    Raises:
        Forbidden: the actor may not report errors.
        DocumentUnknown: neither an article nor a service item.
    """
    if not actor.may("knowledge.report"):
        raise Forbidden
    kind, _, key = given.document.partition(":")
    reason = given.reason or ErrorReason.OTHER
    if kind == DocumentKind.ARTICLE.value:
        told = ErrorIn(revision_id=given.revision_id or "", reason=reason, text=given.text)
        return _reported(await report_error(session, article_id=key, report=told, actor=actor))
    if kind == DocumentKind.ITEM.value:
        return _reported(await report_item(session, item_id=key, given=given, actor=actor))
    raise DocumentUnknown


def _reported(row: ErrorReport | ItemReport) -> FeedbackOut:
    return FeedbackOut(report_id=row.id, ack_due_at=row.ack_due_at, fix_due_at=row.fix_due_at)


async def report_item(
    session: AsyncSession, *, item_id: str, given: FeedbackIn, actor: Actor
) -> ItemReport:
    """Store a report on a service item as it stands; the item shows "under correction" at once (§12.5).

    Its clocks are those of an article's, on the owner unit's calendar (domain rules §4.1).

    Raises ``ItemUnknown`` (404).
    """
    item = await get_item(session, item_id)
    now = clock.now()
    calendar = await calendar_for(session, item.unit_id)
    row = ItemReport(
        id=new_id(),
        item_id=item.id,
        version=item.version,
        unit_id=item.unit_id,
        reason=(given.reason or ErrorReason.OTHER).value,
        text=clean_text(given.text),
        state=_OPEN,
        reported_by=actor.account_id,
        reported_at=now,
        ack_due_at=calendar.add_minutes(now, ACK_MINUTES),
        fix_due_at=calendar.add_days(now, FIX_DAYS),
    )
    session.add(row)
    item.under_correction = True
    await publish(session, ItemErrorReported(row.id, item.id, item.unit_id))
    return row


async def acknowledge_item_report(
    session: AsyncSession, *, report_id: str, actor: Actor
) -> ItemReport:
    """The unit confirms that it works on the report.

    Raises ``OfAnotherUnit`` (403) for whoever does not speak for the unit, ``ItemReportSettled`` (409).
    """
    row = await get_item_report(session, report_id)
    await require_answering(session, actor, row.unit_id)
    if row.state != _OPEN:
        raise ItemReportSettled
    row.state = _ACKNOWLEDGED
    row.acknowledged_at = clock.now()
    await publish(session, ItemErrorAcknowledged(row.id, row.item_id, row.unit_id))
    return row


async def settle_item_report(
    session: AsyncSession, *, report_id: str, end: ItemReportEndIn, actor: Actor
) -> ItemReport:
    """End the report; a correction itself arrives as a new version of the item.

    Raises ``OfAnotherUnit`` (403), ``ItemReportSettled`` (409).
    """
    row = await get_item_report(session, report_id)
    await require_answering(session, actor, row.unit_id)
    if row.state not in (_OPEN, _ACKNOWLEDGED):
        raise ItemReportSettled
    row.state = end.outcome.value
    row.settled_at = clock.now()
    row.settled_by = actor.account_id
    row.outcome_note = end.note
    await session.flush()
    item = await get_item(session, row.item_id)
    item.under_correction = await is_waiting(session, item.id)
    ended = ItemErrorSettled(row.id, row.item_id, row.unit_id, row.state, row.reported_by)
    await publish(session, ended)
    return row
