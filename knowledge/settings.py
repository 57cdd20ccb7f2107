"""Knowledge settings (知识库设置), read from ``session.info["knowledge"]``."""

from datetime import timedelta

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession


class KnowledgeSettings(BaseModel):
    """Limits of the knowledge base (domain rules §12)."""

    review_after_days: int = Field(
        183, ge=1, description="生效后多少天须复审（约 6 个月），知识自己写明日期的除外"
    )
    elasticsearch_url: str = Field(
        "", description="Elasticsearch 8 的地址，如 http://127.0.0.1:9200；空则用内置检索引擎"
    )
    index_prefix: str = Field(
        "hotline", pattern=r"^[a-z0-9][a-z0-9-]{0,40}$", description="Elasticsearch 索引名前缀"
    )
    search_seconds: float = Field(
        1.0, gt=0, le=10, description="Elasticsearch 最多等待的秒数，超过则改用内置引擎"
    )

    searches_kept_days: int = Field(
        180, ge=7, le=1_000, description="检索与反馈记录（已去除个人信息）保存天数"
    )

    @property
    def review_after(self) -> timedelta:
        """How long a revision counts before its owner must look again."""
        return timedelta(days=self.review_after_days)


def settings_of(session: AsyncSession) -> KnowledgeSettings:
    """Return the settings that travel with the session, or the defaults."""
    found = session.info.get("knowledge")
    return found if isinstance(found, KnowledgeSettings) else KnowledgeSettings()
