"""Supervision of service items (事项纠错监察): reports of wrong items are told, pressed, and become orders.

The same clocks as for articles (domain rules §4.1, §12.5); a correction itself arrives as a new version.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.roles import Role
from hotline.supervision import notices, orders
from hotline.supervision.cards import Watched
from hotline.supervision.knowledge import owners
from hotline.supervision.notices import Audience, Words
from hotline.supervision.orders import Issue
from hotline.supervision.vocabulary import NoticeKind, ObjectKind, OrderLevel, OrderState
from knowledge.articles.models import ErrorState
from knowledge.editorial.clocks import FIX, overdue_item_report
from knowledge.editorial.events import ItemErrorDue
from knowledge.feedback.events import ItemErrorReported, ItemErrorSettled
from knowledge.items.models import ServiceItem

_ERROR = "item_error:"
_NUMBER = 40  # characters of an item's code that the register of supervision holds
_EDITORS = Audience(role=Role.KNOWLEDGE_EDITOR.value)
_STANDING = (OrderState.ISSUED, OrderState.REPLIED)


def register(table: Subscriptions) -> None:
    """Subscribe what e-supervision hears of service items."""
    table.on(ItemErrorReported, "supervision.item_error_reported", on_reported)
    table.on(ItemErrorDue, "supervision.item_error_due", on_due)
    table.on(ItemErrorSettled, "supervision.item_error_settled", on_settled)


async def on_reported(session: AsyncSession, event: ItemErrorReported) -> None:
    """Tell the owner of a new report; the clock runs."""
    item = await session.get_one(ServiceItem, event.item_id)
    said = "收到纠错，请在1个工作日内确认、3个工作日内更正"
    words = _words(item, f"item_reported:{event.report_id}", "收到事项纠错", said)
    await notices.tell(session, words, await owners(session, event.unit_id))


async def on_due(session: AsyncSession, event: ItemErrorDue) -> None:
    """Press a report: unacknowledged it is told, uncorrected it becomes an order."""
    report = await overdue_item_report(session, event)
    if report is None:
        return
    item = await session.get_one(ServiceItem, report.item_id)
    step = "更正" if event.clock == FIX else "确认"
    title = f"事项纠错逾期未{step}"
    key = f"item:{event.clock}:{report.id}"
    words = _words(item, key, title, f"的纠错已过{step}期限，请尽快处理")
    await notices.tell(session, words, [*await owners(session, report.unit_id), _EDITORS])
    if event.clock == FIX:
        watched = Watched(item.id, item.code[:_NUMBER], report.unit_id, ObjectKind.ITEM.value)
        reason = f"服务事项“{item.name}”的纠错逾期未更正"
        issue = Issue(OrderLevel.SUPERVISED, watched, reason, f"{_ERROR}{report.id}")
        await orders.issue(session, issue, actor=None)


async def on_settled(session: AsyncSession, event: ItemErrorSettled) -> None:
    """Tell the reporter how it ended, and lift the order for the delay."""
    item = await session.get_one(ServiceItem, event.item_id)
    if event.reported_by is not None:
        outcome = ErrorState(event.outcome).label
        key = f"item_settled:{event.report_id}"
        words = _words(item, key, f"您的事项纠错：{outcome}", f"的纠错已办结：{outcome}")
        await notices.tell(session, words, [Audience(account_id=event.reported_by)])
    for order in await orders.list_open(session, object_id=item.id, states=_STANDING):
        if order.occurrence == f"{_ERROR}{event.report_id}":
            await orders.lift(session, order, reason="纠错已办结", account_id=None)


def _words(item: ServiceItem, key: str, title: str, said: str) -> Words:
    return Words(
        key=key,
        kind=NoticeKind.KB,
        title=title,
        body=f"服务事项“{item.name}”{said}。",
        object_kind=ObjectKind.ITEM.value,
        object_id=item.id,
    )
