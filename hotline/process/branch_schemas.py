"""What only some matters carry, as the ticket page shows it (专项要件接口模型): people masked, codes with their names."""

from datetime import datetime

from pydantic import BaseModel, Field

from hotline.tickets.consumer_forms import RefusalGround, TerminationGround
from hotline.tickets.vocabulary import Stage


class DecisionsOut(BaseModel):
    """What the statutory stages of a market matter added (domain rules §4.8, §4.9)."""

    refusal_ground: RefusalGround | None = Field(None, description="不予受理事由")
    termination_ground: TerminationGround | None = Field(None, description="终止调解事由")
    mediator: str | None = Field(None, description="调解员或调解组织")
    within_three_years: bool | None = Field(None, description="未超过三年；空为未询问")
    check_result: str | None = Field(None, description="核查结果")
    reward: str | None = Field(None, description="举报奖励")


class ReportCheckOut(DecisionsOut):
    """What a report of an offence came to (举报)."""


class ConsumerOut(DecisionsOut):
    """What a consumer complaint tells (消费投诉, domain rules §5.1); people are masked, or left out."""

    demand: str | None = Field(None, description="投诉请求")
    facts: str | None = Field(None, description="争议事实")
    amount_yuan: str | None = Field(None, description="涉及金额（元）", examples=["199.00"])
    purchased_on: str | None = Field(None, description="购买日期", examples=["2026-03-01"])
    purchase_place: str | None = Field(None, description="购买地点")
    platform_name: str | None = Field(None, description="交易平台")
    shop_name: str | None = Field(None, description="店铺")
    publish_consent: bool | None = Field(None, description="同意公示投诉信息；空为未询问")
    entrusted_mediation_consent: bool | None = Field(None, description="同意委托调解；空为未询问")
    refusal_ground_label: str | None = Field(None, description="不予受理事由名称")
    termination_ground_label: str | None = Field(None, description="终止调解事由名称")
    complainant_name: str | None = Field(None, description="投诉人姓名（已遮盖）")
    complainant_address: str | None = Field(None, description="投诉人通讯地址（已遮盖）")
    agent_name: str | None = Field(None, description="代理人姓名（已遮盖）")
    representatives: list[str] | None = Field(None, description="共同投诉的代表人（已遮盖）")


class EfficiencyOut(BaseModel):
    """What a complaint of efficiency tells (效能投诉, domain rules §5.1)."""

    accused_post: str | None = Field(None, description="被投诉人职务")
    service_item: str | None = Field(None, description="事项名称或编码")
    case_no: str | None = Field(None, description="办件编号")
    leader_instruction: str | None = Field(None, description="领导批示")
    card_id: str | None = Field(None, description="关联监察牌")


class BranchesOut(BaseModel):
    """The branches of a ticket; what a ticket has not is null."""

    consumer: ConsumerOut | None = Field(description="消费投诉要件；不是消费投诉时为空")
    report: ReportCheckOut | None = Field(description="举报的核查结果；没有时为空")
    efficiency: EfficiencyOut | None = Field(description="效能投诉要件；没有时为空")
    stages: dict[Stage, datetime] = Field(
        description="各法定阶段的登记时间", examples=[{"ACCEPTED": "2026-03-04T02:00:00Z"}]
    )
