"""Reference of events and crash points (事件与崩溃点): who publishes, who hears, where a test kills."""

from dataclasses import fields

from hotline.kit import crashpoints, events
from hotline.kit.outbox.subscriptions import Subscription, Subscriptions
from hotline.reference.markdown import cell, code, first_sentence, page, table
from hotline.reference.vocabulary import ROOTS


def product_events() -> list[type[events.Event]]:
    """List the events of the product by name; every module must have been imported."""
    found = [events.event_class(name) for name in events.event_names()]
    return [event for event in found if event.__module__.split(".")[0] in ROOTS]


def render_events(subscriptions: Subscriptions) -> str:
    """Return the page ``events.md``."""
    return page(
        "事件 · Events",
        "事件只带编号，不带个人信息；与产生它的变更在同一事务写入，投递失败按退避重试，最终成为死信。"
        "处理者一栏标“↗”的会调用外部系统。\n\n"
        "Events carry ids, never personal data. They are written in the transaction of the change; delivery is retried with "
        "back-off and ends as a dead letter. Handlers marked ↗ call the outside world. `—`: published for the record and for "
        "later listeners, nobody hears it today.",
        table(
            ("事件 event", "含义 meaning", "字段 fields", "模块 module", "处理者 handlers"),
            [_event_row(event, subscriptions) for event in product_events()],
        ),
    )


def _event_row(event: type[events.Event], subscriptions: Subscriptions) -> tuple[str, ...]:
    return (
        code(event.name),
        first_sentence(event.__doc__),
        " ".join(code(field.name) for field in fields(event)),
        code(event.__module__),
        "、".join(_handler(found) for found in subscriptions.of(event.name)) or "—",
    )


def _handler(subscription: Subscription) -> str:
    return code(subscription.name) + (" ↗" if subscription.effect else "")


def render_crash_points() -> str:
    """Return the page ``crash-points.md``."""
    rows = [(code(name), cell(meaning)) for name, meaning in crashpoints.declared().items()]
    return page(
        "崩溃点 · Crash points",
        "测试在这些位置以 SIGKILL 杀死进程，证明已答复的受理不丢、事件必达、短信不重发。"
        "演示和测试环境可用 `HOTLINE_CRASH_AT` 选定一处，`HOTLINE_CRASH_AFTER` 指定先经过几次；生产环境不起作用。\n\n"
        "Tests kill the process here (SIGKILL) and prove that nothing accepted is lost, every event is delivered and no "
        "text message is sent twice. Armed by `HOTLINE_CRASH_AT` in demonstration and test only.",
        table(("崩溃点 crash point", "证明什么 what it proves"), rows),
    )
