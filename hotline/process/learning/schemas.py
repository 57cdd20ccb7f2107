"""What the learning interface tells (学习接口数据)."""

from datetime import datetime

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


class BandOut(BaseModel):
    """How much the memory counts where the nearest confirmed ticket is so alike."""

    since: float = Field(alias="from", description="最相近工单的相似度，自", ge=0, le=1)
    until: float = Field(alias="to", description="至（不含）", ge=0, le=1)
    weight: float = Field(description="此时实例记忆所占权重；0 为不起作用", ge=0, le=1)


class TrustOut(BaseModel):
    """What later confirmations said about the memory's answers to one question."""

    question: str = Field(description="问题", examples=["category"])
    question_label: str = Field(description="问题名称", examples=["事项分类"])
    judged: int = Field(description="据以选定权重的确认件数", ge=0)
    bands: list[BandOut] = Field(description="各相似度区间的权重，由低到高")


class HeldOut(BaseModel):
    """How many confirmed tickets of one subject are held."""

    code: str = Field(description="事项分类", examples=["010103"])
    name: str = Field(description="分类名称", examples=["城市管理 / 市容环卫 / 占道经营"])
    held: int = Field(description="记忆中的已确认工单数", ge=1)


class MemoryOut(BaseModel):
    """The memory of this process: what is held, by subject, and how far it is believed."""

    on: bool = Field(description="实例记忆已开启")
    held: int = Field(description="记忆中的已确认工单数", ge=0)
    capacity: int = Field(description="最多保留的工单数", ge=0)
    confirmed: int = Field(description="全部已确认工单数", ge=0)
    rebuilt_at: datetime | None = Field(None, description="上次全部重读的时间")
    fed_at: datetime | None = Field(None, description="上次学到新工单的时间")
    trust: list[TrustOut] = Field(default_factory=list, description="各问题的可信权重")
    classes: list[HeldOut] = Field(default_factory=list, description="按事项分类，多者在前")
