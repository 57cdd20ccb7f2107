"""What only some matters carry (专项要件表单): consumer complaints, their stages, complaints of efficiency.

Domain rules §5.1 (consumer, report and efficiency branch). A console shows such a field where ``shown_when``
holds: the name of another field and the values of it that ask for this one.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Line, Prose
from hotline.kit.labels import LabelledEnum
from hotline.tickets.forms import (
    PERSONAL,
    FileRef,
    Payload,
    When,
    code,
    files,
    one_line,
    personal,
    prose,
    titled,
)
from routing.taxonomy.tree import RespondentKind

CONSUMER_PROFILE = "consumer_complaint"
MOST_REPRESENTATIVES = 2  # of a joint complaint (§3.5, market rule art. 11)


class RefusalGround(LabelledEnum):
    """Why the bureau refuses a consumer complaint (不予受理事由), domain rules §4.8."""

    NO_AUTHORITY = "NO_AUTHORITY", "不属于本机关职责或无管辖权"
    TAKEN_ELSEWHERE = "TAKEN_ELSEWHERE", "法院、仲裁、行政机关或消费者组织已受理同一争议"
    NOT_CONSUMPTION = "NOT_CONSUMPTION", "不是生活消费，或不能证明与被投诉人有争议"
    OVER_THREE_YEARS = "OVER_THREE_YEARS", "知道或应当知道权益受损已超过三年"
    MATERIAL_MISSING = "MATERIAL_MISSING", "未提供规定材料或材料不真实"
    FALSE_IDENTITY = "FALSE_IDENTITY", "冒用他人身份或拒绝身份核验"
    OTHER_LAW = "OTHER_LAW", "法律、法规规定的其他情形"


class TerminationGround(LabelledEnum):
    """Why a mediation ends without agreement (终止调解事由), domain rules §4.8."""

    SETTLED_OR_WITHDRAWN = "SETTLED_OR_WITHDRAWN", "投诉人撤回或双方自行和解"
    SIDE_ABSENT = "SIDE_ABSENT", "一方不参加或拒绝调解"
    NO_AGREEMENT = "NO_AGREEMENT", "一方明确表示不能达成协议"
    TEST_COST = "TEST_COST", "检测鉴定费用不能达成一致"
    TIME_OVER = "TIME_OVER", "调解期限届满"
    REFUSAL_FOUND = "REFUSAL_FOUND", "受理后发现不予受理情形，或涉嫌敲诈、诈骗"
    SIDE_GONE = "SIDE_GONE", "一方死亡或终止"
    OTHER_LAW = "OTHER_LAW", "法律、法规规定的其他情形"


class ConsumerFields(Payload):
    """What a consumer complaint carries; what must be known is checked where its profile is chosen."""

    shown_when: ClassVar[When] = {"profile": (CONSUMER_PROFILE,)}

    complainant_name: Line | None = personal("投诉人姓名")
    complainant_address: Line | None = personal("投诉人通讯地址", longest=200)
    demand: Prose | None = prose("投诉请求", longest=2000, default=None)
    facts: Prose | None = prose("争议事实", default=None)
    amount_yuan: Decimal | None = Field(
        default=None, title="涉及金额（元）", ge=0, max_digits=12, decimal_places=2
    )
    purchased_on: date | None = titled("购买日期", default=None)
    purchase_place: Line | None = one_line("购买地点", longest=200, default=None)
    platform_name: Line | None = one_line("交易平台", longest=80, default=None)
    shop_name: Line | None = one_line("店铺", longest=120, default=None)
    agent_name: Line | None = personal("代理人姓名")
    file_ids: list[FileRef] = files("授权委托书及凭证", most=10)
    representatives: list[Annotated[Line, Field(min_length=2, max_length=60)]] = Field(
        default_factory=list,
        max_length=MOST_REPRESENTATIVES,
        title="共同投诉的代表人（姓名 电话，最多两人）",
        json_schema_extra={PERSONAL: True},
    )
    publish_consent: bool | None = titled("同意公示投诉信息", default=None)
    entrusted_mediation_consent: bool | None = titled("同意委托调解", default=None)


class EfficiencyFields(Payload):
    """What a complaint of efficiency about a unit or its staff carries (效能投诉)."""

    shown_when: ClassVar[When] = {
        "respondent_kind": (RespondentKind.UNIT.value, RespondentKind.STAFF.value)
    }

    accused_post: Line | None = one_line("被投诉人职务", longest=60, default=None)
    service_item: Line | None = one_line("事项名称或编码", longest=120, default=None)
    case_no: Line | None = code("办件编号", longest=60, default=None)
    leader_instruction: Prose | None = prose("领导批示", longest=1000, default=None)
    card_id: IdField | None = code("关联监察牌", default=None)


class StageFields(Payload):
    """What a statutory stage may add (§4.8, §4.9): decisions, mediator, checks, reward."""

    refusal_ground: RefusalGround | None = titled("不予受理事由", default=None)
    termination_ground: TerminationGround | None = titled("终止调解事由", default=None)
    mediator: Line | None = one_line("调解员或调解组织", longest=80, default=None)
    within_three_years: bool | None = titled("未超过三年", default=None)
    check_result: Prose | None = prose("核查结果", longest=2000, default=None)
    reward: Line | None = one_line("举报奖励", longest=200, default=None)

    @model_validator(mode="after")
    def _not_too_old(self) -> "StageFields":
        if self.within_three_years and self.refusal_ground is RefusalGround.OVER_THREE_YEARS:
            raise FieldFault(
                "“未超过三年”与不予受理事由矛盾", "it is refused as too old and said not to be"
            )
        return self
