"""What suggestions look like from outside (建议接口模型); the intake works on ``Suggestion`` itself, never on these."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from routing.decide import Why
from routing.extract.entities import EntityKind
from routing.rules.ruleset import RuleKind, Severity
from routing.schemas import SaidOut
from routing.taxonomy.tree import GroundCode

_SPAN = "在原文中的起点（从 0 起的字符序号）"
_SPAN_END = "在原文中的终点（不含）"


class SpanOut(BaseModel):
    """A span of the text."""

    start: int = Field(description=_SPAN, ge=0, examples=[2])
    end: int = Field(description=_SPAN_END, ge=0, examples=[5])


class EvidenceOut(SpanOut):
    """Words of the citizen that speak for an answer."""

    source: str = Field(
        description="由谁听出：words 词表、model 模型、memory 相近工单、gazetteer 地名、rule:<规则>",
        examples=["words"],
    )


class ChoiceOut(BaseModel):
    """One answer with its confidence and what speaks for it."""

    value: str = Field(description="代码", examples=["010103"])
    label: str = Field(description="名称", examples=["城市管理 / 市容环卫 / 占道经营"])
    confidence: float = Field(description="把握 0–1", ge=0, le=1, examples=[0.8712])
    source: str = Field(
        description="来源：model、words、memory、rule、default、kind、gazetteer、hint、row:<目录条目>、"
        "policy、candidate、ruling",
        examples=["model"],
    )
    evidence: list[EvidenceOut] = Field(description="依据的字词")


class AlarmOut(SpanOut):
    """A rule that applies, the words that make it apply, and what to do."""

    rule: str = Field(description="规则编号", examples=["fire"])
    kind: RuleKind = Field(description="预警类型", examples=["DANGER_TO_LIFE"])
    severity: Severity = Field(description="预警级别", examples=["EMERGENCY"])
    line: str | None = Field(description="应拨打的热线", examples=["119"])
    ground_code: GroundCode | None = Field(description="不受理情形；不涉及时为空")
    reason: str = Field(description="原因", examples=["火情，先转 119"])
    reason_en: str = Field(description="原因（英文）", examples=["Fire: 119 first"])
    advice: str = Field(description="对话务员的提示")
    advice_en: str = Field(description="对话务员的提示（英文）")
    told: str = Field(description="对市民的提示")
    told_en: str = Field(description="对市民的提示（英文）")


class EntityOut(SpanOut):
    """Something named in the text; personal data are masked."""

    kind: EntityKind = Field(description="要素类型", examples=["PHONE"])
    label: str = Field(description="要素名称", examples=["电话"])
    shown: str = Field(description="规范化的值，个人信息已遮盖", examples=["138****5678"])


class UnitNameOut(BaseModel):
    """A unit by id and name."""

    unit_id: str = Field(description="单位", examples=["01KB0000000000000000000000"])
    name: str = Field(description="单位名称", examples=["市城管局"])


class PartnerOut(UnitNameOut):
    """A helping unit."""

    task: str = Field(description="协办事项", examples=["配合清运"])


class DecisionOut(BaseModel):
    """The unit that leads, by which row and why."""

    needs_human: Literal[False] = Field(description="系统能确定承办单位")
    lead_unit_id: str = Field(description="主办单位", examples=["01KB0000000000000000000000"])
    lead_unit: str = Field(description="主办单位名称", examples=["市城管局"])
    partners: list[PartnerOut] = Field(description="协办单位")
    copies: list[UnitNameOut] = Field(description="抄送单位")
    row_id: str | None = Field(description="所依据的目录条目；按必转清单等确定时为空")
    direct: bool = Field(description="由该分类自身的条目直接确定，且无其他条目与之矛盾")
    must_review: bool = Field(description="目录要求人工复核")
    reasons: list[SaidOut] = Field(description="推理过程，逐步")


class NeedsHumanOut(BaseModel):
    """Why a person decides, and whom from."""

    needs_human: Literal[True] = Field(description="须人工决定")
    why: Why = Field(description="须人工决定的原因", examples=["SEVERAL_LEADS"])
    why_label: str = Field(description="原因名称", examples=["多个单位有职责，需裁决或会商"])
    reasons: list[SaidOut] = Field(description="推理过程，逐步")
    candidates: list[UnitNameOut] = Field(description="候选单位")
    ask: list[str] = Field(description="还须向市民核实的要素", examples=[["place"]])


class SuggestionOut(BaseModel):
    """Everything routing has to say about one text; lists are best first and may be empty."""

    format: int = Field(description="格式版本", examples=[1])
    kind: list[ChoiceOut] = Field(description="诉求类型")
    category: list[ChoiceOut] = Field(description="事项分类")
    branch: list[ChoiceOut] = Field(description="一级分类")
    place: list[ChoiceOut] = Field(description="地点")
    unit: list[ChoiceOut] = Field(description="承办单位")
    urgency: ChoiceOut = Field(description="紧急程度")
    confidentiality: ChoiceOut = Field(description="保密要求")
    alarms: list[AlarmOut] = Field(description="预警，最紧急的在前")
    entities: list[EntityOut] = Field(description="文中要素")
    decision: DecisionOut | NeedsHumanOut = Field(description="派单建议")
    ask: list[str] = Field(description="还须向市民核实的要素", examples=[["place"]])
    unsure: bool = Field(description="没有听懂：分类把握不足")
    model: str | None = Field(
        description="所用模型版本；仅凭词表时为空", examples=["20260304-0001"]
    )
    taxonomy_version: str = Field(description="分类版本", examples=["2026"])


class ExplainOut(BaseModel):
    """Whom the catalogue named on a day, and why."""

    on: date = Field(description="日期", examples=["2026-03-04"])
    decision: DecisionOut | NeedsHumanOut = Field(description="当日的派单结论")
