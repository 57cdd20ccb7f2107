"""Knowledge settings (知识库设置)."""

from pydantic import BaseModel, Field


class KnowledgeSettings(BaseModel):
    """Limits of the knowledge base (domain rules §12)."""

    review_after_days: int = Field(
        default=183, ge=1, description="发布后多少天复审（rules §12.2，约 6 个月）"
    )
    search_limit: int = Field(default=10, ge=1, le=50, description="一次检索最多返回条数")
    minimum_score: float = Field(
        default=0.18, ge=0, le=1, description="检索得分低于此值的结果不返回"
    )
