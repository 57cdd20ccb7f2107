"""Shapes of the drift watch (分类质量接口数据): agreement by week, class and model, confusions, alerts."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Question = Literal["kind", "category", "unit"]


class ShareOut(BaseModel):
    """Confirmed tickets, those with a suggestion, and how many suggestions were confirmed."""

    total: int = Field(description="人工确认的工单数", ge=0, examples=[210])
    suggested: int = Field(description="其中系统给过建议的", ge=0, examples=[200])
    agreed: int = Field(description="建议与人工确认一致的", ge=0, examples=[183])
    agreement: float | None = Field(description="一致率；没有建议时为空", examples=[0.915])
    low: float = Field(description="一致率威尔逊区间下限", ge=0, le=1, examples=[0.8522])
    high: float = Field(description="一致率威尔逊区间上限", ge=0, le=1, examples=[0.9527])


class WeekOut(ShareOut):
    """One ISO week."""

    week: str = Field(description="自然周", examples=["2026-W47"])
    models: list[str] = Field(description="本周给出建议的模型版本")


class ClassOut(ShareOut):
    """One class that people confirmed, with its agreement in every week."""

    code: str = Field(description="类别代码；分类已变更的按现行分类计", examples=["010103"])
    name: str = Field(description="类别名称", examples=["城市管理 / 市容环卫 / 占道经营"])
    series: list[float | None] = Field(description="各周一致率，与周次一一对应")


class ModelOut(ShareOut):
    """One model's version; empty where words alone suggested."""

    model: str = Field(description="模型版本；空为仅凭规则与词表")


class ConfusionOut(BaseModel):
    """How often one answer was suggested where people confirmed another."""

    suggested: str = Field(description="建议的类别代码", examples=["010103"])
    suggested_name: str = Field(description="建议的类别")
    confirmed: str = Field(description="人工确认的类别代码", examples=["010104"])
    confirmed_name: str = Field(description="人工确认的类别")
    count: int = Field(description="件数", ge=1)


class BoardOut(BaseModel):
    """Everything of one question."""

    question: Question = Field(description="问题")
    question_label: str = Field(description="问题名称", examples=["事项分类"])
    weeks: list[WeekOut] = Field(description="各周，由早到晚")
    classes: list[ClassOut] = Field(description="各类别，一致率确实最低的在前")
    confusions: list[ConfusionOut] = Field(description="最常混淆的类别，多者在前")
    models: list[ModelOut] = Field(description="各模型版本")


class DriftAlertOut(BaseModel):
    """One fall of agreement."""

    id: str = Field(description="提醒")
    week: str = Field(description="自然周", examples=["2026-W47"])
    question: Question = Field(description="问题")
    question_label: str = Field(description="问题名称", examples=["事项分类"])
    code: str = Field(description="类别代码；空为全部类别")
    name: str = Field(description="类别名称", examples=["全部"])
    total: int = Field(description="本周有建议的确认件数", ge=1)
    agreement: float = Field(description="本周一致率", ge=0, le=1)
    high: float = Field(description="本周一致率区间上限", ge=0, le=1)
    before_total: int = Field(description="此前各周有建议的确认件数", ge=1)
    before: float = Field(description="此前一致率", ge=0, le=1)
    before_low: float = Field(description="此前一致率区间下限", ge=0, le=1)
    model: str = Field(description="本周所用模型版本；空为仅凭规则与词表")
    raised_at: datetime = Field(description="提醒时间")
    acknowledged_by: str | None = Field(description="知悉人账号")
    acknowledged_by_name: str | None = Field(description="知悉人")
    acknowledged_at: datetime | None = Field(description="知悉时间")
    note: str = Field(description="知悉说明", examples=["新增事项，已安排重新训练"])
