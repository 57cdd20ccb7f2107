"""Timers of the editorial desk (编审时限): delivered at their instant; ids and days only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class ReviewComing(Event):
    """An article must be reviewed in ``days`` working days, by ``review_by`` (ISO day)."""

    name: ClassVar[str] = "knowledge.review_coming"
    article_id: str
    review_by: str
    days: int


@dataclass(frozen=True)
class ArticleStale(Event):
    """The review day ``review_by`` has passed by ten working days (domain rules §10.1 ``KB_STALE``)."""

    name: ClassVar[str] = "knowledge.article_stale"
    article_id: str
    review_by: str


@dataclass(frozen=True)
class ErrorDue(Event):
    """The time for acknowledging or correcting an error report is over; ``clock`` says which."""

    name: ClassVar[str] = "knowledge.error_due"
    error_id: str
    clock: str


@dataclass(frozen=True)
class ItemErrorDue(Event):
    """The same for a report on a service item."""

    name: ClassVar[str] = "knowledge.item_error_due"
    report_id: str
    clock: str


@dataclass(frozen=True)
class GapOpened(Event):
    """The same question stayed without a sure answer so often that somebody must write one."""

    name: ClassVar[str] = "knowledge.gap_opened"
    gap_id: str
    unit_id: str | None
