"""Citations and what became stale (引用与待核对): which article repeats which field of a service item."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class CitedField(LabelledEnum):
    """What an article may repeat of a service item; the values are the item's own names."""

    NAME = "name", "事项名称"
    TARGET = "target", "服务对象"
    CONDITIONS = "conditions", "办理条件"
    MATERIALS = "materials", "申请材料"
    STATUTORY_LIMIT = "statutory_limit", "法定时限"
    PROMISED_LIMIT = "promised_limit", "承诺时限"
    FEE = "fee", "收费"
    RESULT_DOCUMENT = "result_document", "结果名称"
    RESULT_VALIDITY = "result_validity", "结果有效期"
    WINDOWS = "windows", "办理窗口"
    ONLINE_DEPTH = "online_depth", "网办深度"
    ONLINE_URL = "online_url", "网办地址"
    VISITS = "visits", "到现场次数"
    STEPS = "steps", "办理流程"
    FORMS = "forms", "表格"
    LEGAL_BASIS = "legal_basis", "办理依据"
    CONSULT_PHONE = "consult_phone", "咨询电话"
    SUPERVISION_PHONE = "supervision_phone", "监督电话"
    REMEDIES = "remedies", "救济途径"


class FlagState(LabelledEnum):
    """Where a flag stands: the item changed, and a person must look at the article."""

    OPEN = "OPEN", "待核对"
    CORRECTED = "CORRECTED", "已更正"
    STILL_RIGHT = "STILL_RIGHT", "内容仍然正确"


class ArticleCitation(Base):
    """One revision names an item (``field`` empty) or repeats one of its fields."""

    __tablename__ = "article_citations"
    __table_args__ = (
        Index("ix_article_citations_item_code", "item_code"),
        Index("ix_article_citations_article_id", "article_id"),
    )

    revision_id: Mapped[str] = mapped_column(ForeignKey("article_revisions.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    field: Mapped[str] = mapped_column(String(24), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))


class ArticleFlag(Base):
    """An item that an article cites has changed; the article shows "under correction" until a person settles it.

    ``item_version`` is our own count of the item's versions; the item lives in another room, so nothing
    but its id and code stands here.
    """

    __tablename__ = "article_flags"
    __table_args__ = (
        Index("ix_article_flags_article_id", "article_id", "state"),
        Index("ix_article_flags_state", "state", "raised_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    revision_id: Mapped[str] = mapped_column(ForeignKey("article_revisions.id"))
    owner_unit_id: Mapped[str | None] = mapped_column(String(26))
    item_id: Mapped[str] = mapped_column(String(26))
    item_code: Mapped[str] = mapped_column(String(60))
    item_version: Mapped[int]
    fields: Mapped[list[str]] = mapped_column(Json)
    abolished: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(26))
    note: Mapped[str] = mapped_column(Text, default="")
    corrected_by_revision_id: Mapped[str | None] = mapped_column(String(26))
