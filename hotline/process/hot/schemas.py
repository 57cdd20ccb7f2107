"""Shapes of the hot topics' interface (热点接口数据)."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.inputs import Prose


class PlaceCountOut(BaseModel):
    """How many tickets one place has."""

    code: str
    name: str
    count: int


class HotTopicOut(BaseModel):
    """One hot topic: what is counted, how far over the usual, and what people made of it."""

    id: str
    source: str
    source_label: str
    category_code: str
    category: str
    term: str = Field(description="共同的词；空为整个事项")
    place_code: str
    place: str
    title: str
    state: str
    state_label: str
    phase: str
    phase_label: str
    window_hours: int
    observed: int = Field(description="时段内的诉求人数；上升事项为当日件数")
    expected: float = Field(description="往常同一时段的人数；上升事项为前四周日均件数")
    confidence: float | None = Field(description="置信度；上升事项没有")
    first_seen: datetime
    opened_at: datetime
    calmed_at: datetime | None
    told_at: datetime | None = Field(description="最近一次提醒；空为超过当日上限，只入列表")
    told_count: int
    words: list[str]
    trend: list[int] = Field(description="最近 48 小时每小时件数，由早到晚")
    places: list[PlaceCountOut]
    tickets: int
    acknowledged_by: str | None
    acknowledged_by_name: str | None
    acknowledged_at: datetime | None
    note: str
    dismissed_by: str | None
    dismissed_by_name: str | None
    dismissed_at: datetime | None
    reason: str


class HotExampleOut(BaseModel):
    """One ticket that stands for the rest, its text masked."""

    id: str
    number: str
    title: str
    text: str
    received_at: datetime


class HotTopicDetailOut(HotTopicOut):
    """A hot topic with what of its tickets the caller may see."""

    examples: list[HotExampleOut]
    hidden_examples: int
    ticket_ids: list[str] = Field(description="可见的工单，可据此归并处理")
    hidden_tickets: int


class AcknowledgeIn(BaseModel):
    """Somebody takes note."""

    model_config = ConfigDict(extra="forbid")

    note: Prose = Field("", max_length=300, examples=["已联系供水公司"])


class DismissIn(BaseModel):
    """Somebody says that it is none."""

    model_config = ConfigDict(extra="forbid")

    reason: Prose = Field(min_length=2, max_length=300, examples=["同一施工单位重复来电"])


class BriefRowOut(BaseModel):
    """One brief in the list."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    made_at: datetime
    total: int
    topics: int


class BriefOut(BaseModel):
    """A brief as text and as data."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    made_at: datetime
    text: str
    document: dict[str, Any]
