"""What the learning interface tells (学习接口数据)."""

from typing import Any

from pydantic import BaseModel, Field


class AlikeOut(BaseModel):
    """A confirmed ticket like the one in question, and what people decided about it."""

    ticket_id: str
    number: str
    similarity: float = Field(description="相似度 0–1")
    category_code: str
    category: str
    unit_id: str | None
    unit: str
    ruled: bool = Field(description="承办单位经裁决确定")


class MemoryOut(BaseModel):
    """The memory of this process; ``questions`` tell, for each, lessons judged and weights by similarity."""

    on: bool
    held: int
    capacity: int
    confirmed: int = Field(description="全部已确认工单数")
    questions: dict[str, Any]
