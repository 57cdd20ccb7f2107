"""What happened to knowledge (知识库事件); ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class ArticlePublished(Event):
    """A revision became the current one."""

    name: ClassVar[str] = "article.published"
    article_id: str
    revision_id: str
    owner_unit_id: str | None


@dataclass(frozen=True)
class ArticleTurns(Event):
    """The first day of a published revision begins (a timer: delivered at that instant)."""

    name: ClassVar[str] = "article.turns"
    article_id: str
    revision_id: str


@dataclass(frozen=True)
class ArticleConfirmed(Event):
    """A review found the current text still right; its next review day is another one now."""

    name: ClassVar[str] = "article.confirmed"
    article_id: str
    revision_id: str
    owner_unit_id: str | None


@dataclass(frozen=True)
class ArticleWithdrawn(Event):
    """An article was taken out of use by a person."""

    name: ClassVar[str] = "article.withdrawn"
    article_id: str
    revision_id: str | None
    owner_unit_id: str | None


@dataclass(frozen=True)
class ArticleExpired(Event):
    """An article passed its last valid day."""

    name: ClassVar[str] = "article.expired"
    article_id: str
    revision_id: str
    owner_unit_id: str | None


@dataclass(frozen=True)
class ArticleErrorReported(Event):
    """Somebody reported an error: the clocks ``kb_error_ack`` and ``kb_error_fix`` start."""

    name: ClassVar[str] = "article.error_reported"
    error_id: str
    article_id: str
    revision_id: str
    owner_unit_id: str | None
    starts: tuple[str, ...] = ("kb_error_ack", "kb_error_fix")


@dataclass(frozen=True)
class ArticleErrorAcknowledged(Event):
    """The owner unit confirmed the report: ``kb_error_ack`` stops."""

    name: ClassVar[str] = "article.error_acknowledged"
    error_id: str
    article_id: str
    owner_unit_id: str | None
    stops: tuple[str, ...] = ("kb_error_ack",)


@dataclass(frozen=True)
class ArticleErrorSettled(Event):
    """The report is fixed or rejected: both clocks stop and the reporter is told."""

    name: ClassVar[str] = "article.error_settled"
    error_id: str
    article_id: str
    owner_unit_id: str | None
    outcome: str
    reported_by: str | None
    stops: tuple[str, ...] = ("kb_error_ack", "kb_error_fix")
