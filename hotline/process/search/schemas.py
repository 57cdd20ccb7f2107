"""Shapes of the ticket search (工单检索数据)."""

from pydantic import BaseModel, Field

from hotline.process.schemas import TicketRowOut
from hotline.process.search.parts import Part


class ExcerptOut(BaseModel):
    """One stretch of a text in which something was found; names and numbers are wiped."""

    part: Part
    part_label: str
    text: str
    marks: list[tuple[int, int]] = Field(description="命中的字符区间，按 text 计，左闭右开")


class FoundTicketOut(TicketRowOut):
    """A row of the ticket list, with where the words were found."""

    title_marks: list[tuple[int, int]] = Field(description="标题中命中的字符区间")
    by_number: bool = Field(description="按工单编号命中")
    excerpts: list[ExcerptOut]


class FoundPage(BaseModel):
    """One page of what was found, the best first; nothing is counted beyond what is shown."""

    items: list[FoundTicketOut]
    next_cursor: str | None = None
    degraded: bool = Field(description="检索引擎不可用，由内置索引代答")
    corrected: str | None = Field(default=None, description="按此写法检索（如词库中的同义写法）")
