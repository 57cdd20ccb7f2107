"""Knowledge tables (知识点与版本): an article, its immutable revisions, their reviews and error reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum
from knowledge.articles.errors import RevisionImmutable


class ArticleState(LabelledEnum):
    """Where an article stands (domain rules §12.2)."""

    DRAFT = "DRAFT", "草稿"
    REVIEWED = "REVIEWED", "已审核待发布"
    PUBLISHED = "PUBLISHED", "已发布"
    EXPIRED = "EXPIRED", "已过期"
    WITHDRAWN = "WITHDRAWN", "已撤下"


class ReviewStep(LabelledEnum):
    """One decision on a revision."""

    REVIEWED = "REVIEWED", "审核通过"
    SENT_BACK = "SENT_BACK", "退回修改"
    PUBLISHED = "PUBLISHED", "发布"
    WITHDRAWN = "WITHDRAWN", "撤下"
    EXPIRED = "EXPIRED", "到期"
    IMPORTED = "IMPORTED", "导入发布"
    CONFIRMED = "CONFIRMED", "复审无误"


class RevisionStanding(LabelledEnum):
    """What a revision is among those of its article."""

    CURRENT = "CURRENT", "现行版本"
    WAITING = "WAITING", "待生效"
    DRAFT = "DRAFT", "草稿"
    PAST = "PAST", "历史版本"


class Capacity(LabelledEnum):
    """In which capacity a person approves; publishing needs both (domain rules §12.2)."""

    OWNER = "OWNER", "责任单位"
    EDITOR = "EDITOR", "热线编辑"
    SYSTEM = "SYSTEM", "系统"


class ErrorReason(LabelledEnum):
    """Why an article is reported as wrong."""

    OUTDATED = "OUTDATED", "政策已更新"
    WRONG_FACT = "WRONG_FACT", "内容有误"
    WRONG_CONTACT = "WRONG_CONTACT", "电话或地点有误"
    INCOMPLETE = "INCOMPLETE", "内容不全"
    UNCLEAR = "UNCLEAR", "表述不清"
    OTHER = "OTHER", "其他"


class ErrorState(LabelledEnum):
    """Where an error report stands."""

    OPEN = "OPEN", "待确认"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已确认，修订中"
    FIXED = "FIXED", "已更正"
    REJECTED = "REJECTED", "内容无误"


class Article(Base):
    """One knowledge entry; what it says stands in its revisions, where it stands is here.

    ``waiting_revision_id`` is published already and comes into force on ``waiting_from``.
    """

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_state_valid_to", "state", "valid_to"),
        Index("ix_articles_state_review_by", "state", "review_by"),
        Index("ix_articles_waiting_from", "waiting_from"),
        Index("ix_articles_updated_at_id", "updated_at", "id"),
        Index("ix_articles_owner_unit_id", "owner_unit_id"),
        Index("ix_articles_category_code", "category_code"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    owner_unit_code: Mapped[str] = mapped_column(String(40))
    owner_unit_id: Mapped[str | None] = mapped_column(String(26))
    category_code: Mapped[str | None] = mapped_column(String(12))
    districts: Mapped[list[str]] = mapped_column(Json)
    audience: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    current_revision_id: Mapped[str | None] = mapped_column(String(26))
    draft_revision_id: Mapped[str | None] = mapped_column(String(26))
    draft_state: Mapped[str | None] = mapped_column(String(10))
    waiting_revision_id: Mapped[str | None] = mapped_column(String(26))
    waiting_from: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    review_by: Mapped[date | None] = mapped_column(Date)
    under_correction: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Revision(Base):
    """One immutable version of an article; decisions on it are ``Review`` rows beside it."""

    __tablename__ = "article_revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    questions: Mapped[list[str]] = mapped_column(Json)
    keywords: Mapped[list[str]] = mapped_column(Json)
    spoken: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    items: Mapped[list[str]] = mapped_column(Json, default=list)
    cites: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    review_by: Mapped[date] = mapped_column(Date)
    author_id: Mapped[str | None] = mapped_column(String(26))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Review(Base):
    """One decision on a revision, append-only; the reviewer is never the author."""

    __tablename__ = "article_reviews"
    __table_args__ = (Index("ix_article_reviews_revision_id", "revision_id", "decided_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    revision_id: Mapped[str] = mapped_column(ForeignKey("article_revisions.id"))
    step: Mapped[str] = mapped_column(String(10))
    capacity: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    note: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ErrorReport(Base):
    """One click of an agent: this article is wrong (知识纠错), with the owner's clock behind it."""

    __tablename__ = "article_error_reports"
    __table_args__ = (
        Index("ix_article_error_reports_article_id", "article_id", "state"),
        Index("ix_article_error_reports_state", "state", "reported_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    revision_id: Mapped[str] = mapped_column(ForeignKey("article_revisions.id"))
    owner_unit_id: Mapped[str | None] = mapped_column(String(26))
    reason: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    reported_by: Mapped[str | None] = mapped_column(String(26))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ack_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fix_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(26))
    outcome_note: Mapped[str | None] = mapped_column(Text)
    fixed_by_revision_id: Mapped[str | None] = mapped_column(String(26))


def _refuse_change(_mapper: Any, _connection: Any, target: Revision | Review) -> None:
    raise RevisionImmutable(revision_id=target.id)


for _table in (Revision, Review):
    event.listen(_table, "before_update", _refuse_change)
    event.listen(_table, "before_delete", _refuse_change)
