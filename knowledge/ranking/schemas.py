"""Ranking models in and out (排序模型数据格式)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.labels import LabelledEnum


class ModelState(LabelledEnum):
    """What a model is good for now."""

    IN_USE = "IN_USE", "使用中"
    CANDIDATE = "CANDIDATE", "可启用"
    WORSE = "WORSE", "不如现用"
    EARLIER = "EARLIER", "以前用过"
    OUTDATED = "OUTDATED", "须重新比较"


class ShareOut(BaseModel):
    """How much one feature counts."""

    feature: str = Field(examples=["popular"])
    shipped: float = Field(description="出厂权重")
    share: float = Field(description="该模型的权重")


class RankingModelOut(BaseModel):
    """One model with the figures it was judged by; those of the shipped one were measured beforehand."""

    version: str
    state: ModelState
    state_label: str
    learned_at: datetime | None = None
    trained_on: int | None = Field(None, description="训练用的检索次数")
    validated_on: int | None = Field(None, description="选步长用的检索次数")
    held_out: int | None = Field(None, description="留出检验的检索次数")
    held_out_from: datetime | None = Field(None, description="留出反馈自何时起")
    before: float | None = Field(None, description="留出反馈上原模型的平均倒数排名", ge=0, le=1)
    after: float | None = Field(None, description="留出反馈上该模型的平均倒数排名", ge=0, le=1)
    shares: list[ShareOut]


class RankingOut(BaseModel):
    """The models of this house and whether there is enough to learn from."""

    in_use: str = Field(
        description="现用模型的版本；shipped 为随程序提供的权重", examples=["shipped"]
    )
    genuine: bool = Field(description="现用模型的文件完好；被改动的不用，以出厂权重代替")
    may_roll_back: bool
    models: list[RankingModelOut] = Field(description="由新到旧，最后是出厂权重")
    usable: int = Field(description="近期可用于学习的检索次数", ge=0)
    needed: int = Field(description="至少需要的次数", ge=0)
    days: int = Field(description="统计最近多少天", ge=1)


class LearnIn(BaseModel):
    """How much feedback is learned from."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(180, ge=1, le=3650, description="用最近多少天的反馈")


class PromoteIn(BaseModel):
    """Which model shall rank."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(pattern=r"^[0-9A-Z]{26}$")
