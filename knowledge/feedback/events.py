"""Events of feedback (反馈事件): a service item was reported as wrong; the same clocks as for articles."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class ItemErrorReported(Event):
    """Somebody reported an error: the clocks ``kb_error_ack`` and ``kb_error_fix`` start."""

    name: ClassVar[str] = "service_item.error_reported"
    report_id: str
    item_id: str
    unit_id: str
    starts: tuple[str, ...] = ("kb_error_ack", "kb_error_fix")


@dataclass(frozen=True)
class ItemErrorAcknowledged(Event):
    """The unit confirmed the report: ``kb_error_ack`` stops."""

    name: ClassVar[str] = "service_item.error_acknowledged"
    report_id: str
    item_id: str
    unit_id: str
    stops: tuple[str, ...] = ("kb_error_ack",)


@dataclass(frozen=True)
class ItemErrorSettled(Event):
    """The report is fixed or rejected: both clocks stop and the reporter is told."""

    name: ClassVar[str] = "service_item.error_settled"
    report_id: str
    item_id: str
    unit_id: str
    outcome: str
    reported_by: str | None
    stops: tuple[str, ...] = ("kb_error_ack", "kb_error_fix")
