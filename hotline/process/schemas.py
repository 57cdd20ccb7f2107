"""Shapes of the staff API (坐席与单位接口): intake, lists, the ticket page, views, files."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from crm.models import SpecialGroup
from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import FreeForm, IdField, Instant, Line, Prose
from hotline.process.branch_schemas import BranchesOut
from hotline.process.fields import (
    CategoryCode,
    ContactIn,
    HappenedAt,
    PlaceIn,
    Replies,
)
from hotline.tickets.models import Channel
from hotline.tickets.vocabulary import EvidenceKind, SourcePlatform
from routing.suggestion_schemas import SuggestionOut
from routing.taxonomy.tree import RequestKind, RespondentKind, Urgency

CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]
_SPOKEN_HERE = frozenset({SourcePlatform.NONE, SourcePlatform.LEADER_LINE})


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StaffContactIn(ContactIn):
    """Who asks, as staff write it down: with an address for a consumer complaint, a company for its matters."""

    address: Line | None = Field(None, max_length=200, description="通讯地址（消费投诉须填写）")
    company_name: Line | None = Field(None, min_length=2, max_length=120, description="企业名称")
    credit_code: CreditCode | None = Field(None, description="统一社会信用代码")


class RespondentIn(_In):
    """Whom the request is about; what is not known is left out."""

    kind: RespondentKind | None = Field(None, description="被反映对象类型")
    name: Line | None = Field(None, min_length=1, max_length=120, description="名称或姓名")
    address: Line | None = Field(None, min_length=1, max_length=200, description="地址")
    phone: Line | None = Field(None, min_length=1, max_length=30, description="电话")
    unknown: bool = Field(False, description="被反映对象不明")


class StaffIntakeIn(_In):
    """A request written down by staff: telephone, window, leader's line, another platform (A14).

    A platform's own number is required of a platform alone: on the leaders' line (领导接线) the citizen
    himself speaks, so that he is asked for his telephone number as in any call.
    """

    channel: Channel = Field(description="渠道")
    source_platform: SourcePlatform = Field(SourcePlatform.NONE, description="来源平台")
    external_ref: Line | None = Field(None, max_length=80, description="来源平台编号")
    external_due_at: Instant | None = Field(None, description="来源平台要求的时限")
    content: Prose = Field(min_length=5, max_length=10_000, description="诉求内容（五要素）")
    kind: RequestKind | None = Field(None, description="诉求类型")
    category_code: CategoryCode | None = Field(None, description="事项分类")
    urgency: Urgency = Field(Urgency.NORMAL, description="紧急程度")
    confidential: bool = Field(False, description="要求对承办单位隐去个人信息")
    anonymous: bool = Field(False, description="匿名")
    contact: StaffContactIn | None = None
    special_group: SpecialGroup = Field(SpecialGroup.NONE, description="特殊群体")
    respondent: RespondentIn | None = Field(None, description="被反映对象")
    place: PlaceIn | None = None
    answers: Replies = Field(default_factory=dict, max_length=30)
    occurred_at: HappenedAt | None = Field(None, description="发生时间，不能晚于现在")
    occurred_until: Instant | None = Field(None, description="持续到何时")
    reply_wanted: bool = True
    publish_allowed: bool = False
    language: Annotated[str, StringConstraints(pattern="^(cmn|yue|eng)$")] = "cmn"
    agent_note: Prose | None = Field(None, max_length=2_000, description="话务员备注")
    call_id: Line | None = Field(None, max_length=64)
    attachments: list[Annotated[str, StringConstraints(max_length=120)]] = Field(
        default_factory=list, max_length=9
    )

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        begun, ended = self.occurred_at, self.occurred_until
        if ended is not None and (begun is None or ended < begun):
            raise FieldFault("结束时间须晚于发生时间", "it ends before it begins")
        return self

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        passed_on = self.source_platform not in _SPOKEN_HERE
        if passed_on and not self.external_ref:
            raise FieldFault(
                "平台转来的须填写来源编号", "a request passed on by a platform needs its reference"
            )
        if self.external_ref and self.source_platform is SourcePlatform.NONE:
            raise FieldFault(
                "填写了来源编号的须选择来源平台", "a reference needs the platform it comes from"
            )
        if not self.anonymous and self.contact is None and not passed_on:
            raise FieldFault(
                "请填写联系电话，或标明匿名", "give a telephone number, or mark it as anonymous"
            )
        if self.anonymous and self.contact is not None:
            raise FieldFault(
                "匿名不能填写联系方式", "an anonymous request cannot hold contact details"
            )
        return self


class OpenedOut(BaseModel):
    """A ticket just opened, with the code to read out once."""

    id: str
    number: str
    query_code: str
    promise_due_at: datetime | None
    version: int
    suggestion: SuggestionOut


class SuggestIn(_In):
    """Words while they are being written down."""

    text: Prose = Field(min_length=1, max_length=10_000)
    channel: Channel = Channel.VOICE
    place_hint: Line = Field("", max_length=200)


class ClaimsIn(_In):
    """Uploads that now belong to the ticket."""

    claims: list[Annotated[str, StringConstraints(max_length=120)]] = Field(
        min_length=1, max_length=20
    )
    kind: EvidenceKind = Field(EvidenceKind.OTHER, description="材料类型")
    public: bool = Field(False, description="诉求人可见")


class AttachedOut(BaseModel):
    """Files now on the ticket, in the order of the claims."""

    ids: list[str]


class RevealIn(_In):
    """One field in clear, and why."""

    field: Annotated[
        str,
        StringConstraints(
            pattern="^(name|phone|email|postal_address|caller_number"
            "|respondent_name|respondent_address|respondent_phone"
            "|complainant_name|complainant_address|agent_name|representatives)$"
        ),
    ]
    purpose: Line = Field(min_length=2, max_length=200, description="查看目的")


class RevealedOut(BaseModel):
    """The clear value; the reading is logged."""

    value: str | None


class ViewIn(_In):
    """Filters under a name."""

    name: Line = Field(min_length=1, max_length=40)
    filters: FreeForm = Field(max_length=20)


class ViewOut(BaseModel):
    """A saved view."""

    id: str
    name: str
    filters: dict[str, Any]


class DraftIn(_In):
    """A form begun."""

    form: FreeForm = Field(max_length=100)


class PolicyIn(_In):
    """New limits, to be approved by a second person."""

    document: FreeForm
    reason: Line = Field(min_length=2, max_length=300)
    effective_from: Instant


class PolicyDecisionIn(_In):
    """Bring proposed limits into force, or not."""

    accept: bool


class PolicyOut(BaseModel):
    """One version of the limits."""

    number: int
    state: str
    effective_from: datetime
    reason: str
    document: dict[str, Any]


class MergeCandidateOut(BaseModel):
    """A ticket that looks like the same matter."""

    id: IdField
    number: str
    title: str
    similarity: float


class TicketRowOut(BaseModel):
    """One row of a list; of a RESTRICTED ticket only its number, where it stands and its dates."""

    model_config = ConfigDict(extra="allow")

    id: str
    number: str
    title: str
    status: str
    status_label: str | None
    version: int
    kind: str | None
    kind_label: str | None
    category_code: str | None
    category_name: str | None
    unit_name: str | None
    light: str | None
    due_at: datetime | None
    next_due_at: datetime | None = Field(description="最先到期的时限，决定警示灯")
    next_due_mode: str | None = Field(
        description="该时限的计法：DAY 工作日、MIN 工作分钟、CLK 自然分钟、CAL 自然日"
    )
    received_at: datetime
    urgency: str | None = Field(description="保密工单的列表行不含此项")
    urgency_label: str | None
    confidentiality: str
    channel: str | None = Field(description="保密工单的列表行不含此项")
    channel_label: str | None
    redo_round: int


class TicketDetail(TicketRowOut, BranchesOut):
    """The whole page of a ticket; further columns travel along under their stored names."""

    urgency: str
    channel: str
    content: str
    citizen: dict[str, Any]
    assignments: list[dict[str, Any]]
    clocks: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    suggestion: SuggestionOut | None = Field(
        description="开单时系统的建议，供学习和审计；没有或格式已旧时为空"
    )
    deidentified_at: datetime | None = Field(description="去标识时间；未去标识时为空")
    attachments: list[dict[str, Any]]
    links: list[dict[str, Any]]
    allowed_actions: list[dict[str, Any]]


class QueueOut(BaseModel):
    """One of the caller's queues and what waits in it."""

    queue: str
    label: str
    count: int
