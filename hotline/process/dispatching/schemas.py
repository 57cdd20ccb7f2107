"""Shapes of the dispatch interface (派单接口数据): the desk, automatic dispatch, rulings, the load of towns."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from hotline.process.dispatching.models import Ground
from hotline.tickets.actions import Action
from hotline.tickets.vocabulary import Fault, Status
from routing.automatic import Obstacle
from routing.decide import Why
from routing.schemas import RowBasisOut, SaidOut
from routing.taxonomy.tree import RequestKind, Urgency


class CandidateOut(BaseModel):
    """A unit that may be right, and what speaks for it."""

    unit_id: str = Field(description="单位")
    name: str = Field(description="单位名称", examples=["市城管局"])
    row_id: str | None = Field(description="所依据的目录条目；没有时为空")
    reason: str = Field(description="推荐理由", examples=["目录中的兜底单位"])
    confidence: float | None = Field(
        description="模型把握 0–1；由目录得出的为空", ge=0, le=1, examples=[0.81]
    )


class ObstacleOut(SaidOut):
    """One thing that stands against dispatching without a person."""

    code: Obstacle = Field(description="原因代码", examples=["NO_POLICY"])


class TriageOut(BaseModel):
    """One line of the desk: the two likeliest units, and why a person decides."""

    ticket_id: str = Field(description="工单")
    number: str = Field(description="工单编号", examples=["FS202603040001270"])
    title: str = Field(description="标题")
    version: int = Field(description="版本号，派单时须带上", ge=1)
    status: Status = Field(description="状态", examples=["READY"])
    category: str = Field(description="事项分类", examples=["城市管理 / 市容环卫 / 占道经营"])
    urgency: Urgency = Field(description="紧急程度", examples=["NORMAL"])
    promise_due_at: datetime | None = Field(description="承诺答复时间")
    decided: bool = Field(description="系统能确定承办单位")
    why: Why | None = Field(
        description="须人工决定的原因；能确定时为空", examples=["SEVERAL_LEADS"]
    )
    why_label: str | None = Field(
        description="须人工决定的原因", examples=["多个单位有职责，需裁决或会商"]
    )
    reasons: list[SaidOut] = Field(description="推理过程，逐步")
    candidates: list[CandidateOut] = Field(description="候选单位，最多两个", max_length=2)
    not_automatic: list[ObstacleOut] = Field(description="不能自动派单的全部原因")
    ask: list[str] = Field(description="还须向市民核实的要素", examples=[["place"]])


class KindOut(BaseModel):
    """A kind of request with its name."""

    value: RequestKind = Field(description="诉求类型", examples=["HELP"])
    label: str = Field(description="名称", examples=["求助"])


class AutomaticRuleOut(BaseModel):
    """One permission of the range in force."""

    category_code: str = Field(description="事项分类，含下级", examples=["0101"])
    category: str = Field(description="分类名称", examples=["城市管理 / 市容环卫"])
    kinds: list[KindOut] = Field(description="允许的诉求类型")
    reason: str = Field(description="允许的理由", examples=["职责清楚，历史退单率低"])


class AutomaticFiguresOut(BaseModel):
    """How automatic dispatch went."""

    automatic: int = Field(description="系统自动派单的工单数", ge=0)
    returned: int = Field(description="其中被退单的", ge=0)
    redispatched: int = Field(description="其中现主办单位不同于首次派单的", ge=0)


class AutomaticOut(BaseModel):
    """What the system may dispatch by itself, from which confidence on, and how that went."""

    switch_on: bool = Field(description="现行时限政策已开启自动派单")
    gate: float | None = Field(
        description="自动派单门槛（分类把握）；空为没有模型或未选出门槛", examples=[0.93]
    )
    model: str | None = Field(description="现用模型版本", examples=["20260304-0001"])
    number: int = Field(description="自动派单范围的版本号；0 为从未设定", ge=0)
    rules: list[AutomaticRuleOut] = Field(description="现行范围")
    waiting: int = Field(description="待批准的版本数", ge=0)
    figures: AutomaticFiguresOut = Field(description="结果")


class RulingOut(BaseModel):
    """A decision on a return, and what the catalogue made of it."""

    id: str = Field(description="裁决，与工单动作同号")
    ticket_id: str = Field(description="工单")
    at: datetime = Field(description="裁决时间")
    action: Action = Field(description="动作", examples=["REDISPATCH"])
    action_label: str = Field(description="动作名称", examples=["改派"])
    category_code: str | None = Field(description="当时的事项分类", examples=["010103"])
    district_code: str | None = Field(description="区", examples=["440604"])
    town_code: str | None = Field(description="镇街", examples=["440604012"])
    objecting_unit: str | None = Field(description="退单单位")
    final_unit: str | None = Field(description="裁定的主办单位")
    refused_unit: str | None = Field(description="裁定无此职责的单位")
    fault: Fault | None = Field(description="归因", examples=["CATALOGUE"])
    fault_label: str | None = Field(description="归因名称", examples=["目录有误"])
    row_id: str | None = Field(description="原派单所依据的目录条目")
    proposed_row_id: str | None = Field(description="因此提出的目录条目，待他人批准")
    row_note: str = Field(description="为何不改目录；已提出条目时为空")


class HintsRefreshedOut(BaseModel):
    """What a look at history changed."""

    model_config = ConfigDict(from_attributes=True)

    open: int = Field(description="待处理的学习提示", ge=0)
    new: int = Field(description="其中新出现的", ge=0)
    lapsed: int = Field(description="已不成立的", ge=0)


class TownLoadRowOut(BaseModel):
    """What one town was given in the month."""

    unit_id: str = Field(description="镇街单位")
    unit: str = Field(description="镇街名称", examples=["祖庙街道办"])
    town_code: str = Field(description="区划代码", examples=["440604012"])
    dispatched: int = Field(description="直派：热线派给镇街主办", ge=0)
    transferred: int = Field(description="下转：上级单位转派", ge=0)
    helping: int = Field(description="协办", ge=0)
    on_list: int = Field(description="清单内：当日履职清单载明", ge=0)
    overrides: int = Field(description="特批：清单外由裁决员书面特批", ge=0)


class TownOverrideOut(BaseModel):
    """An adjudicator sent to a town what its list does not cover."""

    unit_id: str = Field(description="镇街单位")
    unit: str = Field(description="镇街名称", examples=["祖庙街道办"])
    ticket_number: str | None = Field(description="工单编号；指定人员保密件不显示")
    category: str = Field(description="事项分类")
    at: datetime = Field(description="特批时间")
    by: str = Field(description="裁决员")
    reason: str | None = Field(description="特批理由；指定人员保密件不显示")
    action_label: str = Field(description="动作", examples=["派单"])


class TownLoadOut(BaseModel):
    """The month's load by town, most loaded first, and every override."""

    month: str = Field(description="月份", examples=["2026-11"])
    definition: str = Field(description="统计口径")
    towns: list[TownLoadRowOut] = Field(description="各镇街，多者在前")
    overrides: list[TownOverrideOut] = Field(description="特批下派，逐件")


class RowThenOut(BaseModel):
    """A catalogue row as it stood at the dispatch, with what became of it since."""

    id: str = Field(description="目录条目")
    category_code: str = Field(description="事项分类", examples=["010103"])
    category_version: str = Field(description="分类版本")
    category: str = Field(description="分类名称")
    district_code: str = Field(description="地区；ALL 为全市", examples=["440604"])
    place: str = Field(description="地区名称", examples=["禅城区祖庙街道"])
    condition: str | None = Field(description="适用条件（表达式）")
    lead_unit_id: str = Field(description="主办单位")
    lead_unit: str = Field(description="主办单位名称")
    fallback_unit_id: str | None = Field(description="兜底单位")
    no_push_down: bool = Field(description="不得下转镇街、村居")
    basis: list[RowBasisOut] = Field(description="职责依据")
    valid_from: date = Field(description="起始日")
    valid_to: date | None = Field(description="最后有效日；空为长期")
    approved_by: str | None = Field(description="批准人账号")
    approved_by_name: str | None = Field(description="批准人；空为系统初始导入")
    approved_at: datetime | None = Field(description="批准时间")
    source_ruling_id: str | None = Field(description="所依据的裁决")
    in_force_then: bool = Field(description="派单当日有效")
    ended_since: date | None = Field(description="此后终止的，最后有效日")


class FactOut(BaseModel):
    """What the ticket says about one thing that a condition asks for."""

    field: str = Field(description="要素", examples=["hour"])
    label: str = Field(description="要素名称", examples=["发生时刻"])
    value: str = Field(description="本件的值", examples=["23"])


class ConditionThenOut(SaidOut):
    """The row's condition in words, and the facts of the ticket it was held against."""

    facts: list[FactOut] = Field(description="本件的要素")


class OverrideOut(BaseModel):
    """Why the town guard was overridden, and by whom."""

    reason: str = Field(description="特批理由")
    by: str | None = Field(description="裁决员")


class WhyOut(BaseModel):
    """Why the ticket was with its unit that day; only the texts where nothing had been dispatched yet."""

    on: date = Field(description="所问的日子")
    found: bool = Field(description="当日已派单")
    kind: Ground | None = Field(None, description="依据类型", examples=["CATALOGUE"])
    kind_label: str | None = Field(None, description="依据类型名称", examples=["派单目录"])
    at: datetime | None = Field(None, description="派单时间")
    action: Action | None = Field(None, description="动作", examples=["DISPATCH"])
    action_label: str | None = Field(None, description="动作名称", examples=["派单"])
    by: str | None = Field(None, description="派单人；系统自动派单为“系统”", examples=["系统"])
    automatic: bool = Field(False, description="系统自动派单")
    unit_id: str | None = Field(None, description="主办单位")
    unit: str | None = Field(None, description="主办单位名称", examples=["市城管局"])
    partners: list[str] = Field(default_factory=list, description="协办单位名称")
    row: RowThenOut | None = Field(None, description="当时适用的目录条目")
    condition: ConditionThenOut | None = Field(None, description="条目的适用条件")
    basis: list[str] = Field(
        default_factory=list, description="职责依据", examples=[["《某规定》第三条（三定方案）"]]
    )
    override: OverrideOut | None = Field(None, description="裁决员特批")
    ruling: str | None = Field(None, description="裁决或会商结论")
    note: str | None = Field(None, description="派单说明")
    text_zh: str = Field(description="完整说明（中文）")
    text_en: str = Field(description="完整说明（英文）")
