"""Shapes of the public API (公开接口)."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from crm.satisfaction import Contacted, Rating, Reason, Resolved
from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import Prose
from hotline.process.fields import CategoryCode, ContactIn, DivisionCode, PlaceIn, Replies
from knowledge.answer.schemas import AnswerOut
from routing.taxonomy.tree import RequestKind

MAX_CONTENT = 5_000
NumberText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=24, min_length=8)]
CodeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12, min_length=4)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RequestIn(_In):
    """A request from the web form."""

    content: Prose = Field(min_length=5, max_length=MAX_CONTENT, description="诉求内容")
    kind: RequestKind | None = Field(None, description="诉求类型，可不填，由系统建议")
    category_code: CategoryCode | None = Field(None, description="事项分类，可不填")
    answers: Replies = Field(default_factory=dict, max_length=30, description="分类提问的回答")
    place: PlaceIn | None = None
    contact: ContactIn | None = Field(None, description="匿名时不填")
    anonymous: bool = Field(False, description="匿名提交")
    confidential: bool = Field(False, description="要求对承办单位隐去个人信息")
    reply_wanted: bool = Field(True, description="需要答复")
    publish_allowed: bool = Field(False, description="同意隐去个人信息后公开答复")
    attachments: list[Annotated[str, StringConstraints(max_length=120)]] = Field(
        default_factory=list, max_length=9, description="已上传附件的凭据"
    )
    language: Annotated[str, StringConstraints(pattern="^(cmn|yue|eng)$")] = Field(
        "cmn", description="告知语言"
    )
    submission_key: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{16,64}$")] | None = (
        Field(None, description="一次提交的唯一标识，重发不会重复登记")
    )

    @model_validator(mode="after")
    def _someone_or_nobody(self) -> Self:
        if self.anonymous and self.contact is not None:
            raise FieldFault(
                "匿名提交不能填写联系方式", "an anonymous request cannot hold contact details"
            )
        if not self.anonymous and self.contact is None:
            raise FieldFault(
                "请填写联系电话，或选择匿名提交",
                "give a telephone number, or choose to be anonymous",
            )
        return self


class ReceiptOut(BaseModel):
    """What the citizen keeps: number and query code."""

    number: str
    query_code: str
    promise_due_at: datetime
    text: str
    alarms: list[dict[str, Any]] = Field(default_factory=list)


class AdviceIn(_In):
    """The text before it is sent."""

    text: Prose = Field(min_length=1, max_length=MAX_CONTENT)
    district_code: DivisionCode | None = None


class EmergencyOut(BaseModel):
    """Dial this line first."""

    line: str
    words: str
    words_en: str = ""


class PublicAnswerOut(AnswerOut):
    """An answer to a citizen, with what he must read before it."""

    emergencies: list[EmergencyOut] = Field(
        default_factory=list,
        description="须先于答复告知的紧急电话和关怀话语；文字、气泡、短信、语音均以此开头",
    )
    despair: bool = Field(False, description="话中有轻生之意：不用知识答复，请由人接续")


class SignpostOut(BaseModel):
    """Not our remit, and where the law sends it."""

    ground: str
    words: str
    path: str
    words_en: str = ""
    path_en: str = ""


class ArticleHintOut(BaseModel):
    """An answer we already have, with its source."""

    title: str
    answer: str
    source: str


class AdviceOut(BaseModel):
    """What a citizen should know before submitting (features A11)."""

    emergencies: list[EmergencyOut]
    out_of_remit: list[SignpostOut]
    articles: list[ArticleHintOut]


class TrackIn(_In):
    """Number and code; the number alone shows nothing."""

    number: NumberText
    code: CodeText


class StepOut(BaseModel):
    """One step of the public timeline."""

    at: datetime
    text: str


class TrackOut(BaseModel):
    """A request as its citizen sees it."""

    number: str
    status: str
    status_text: str
    unit: str | None
    due_at: datetime | None
    received_at: datetime
    title: str
    timeline: list[StepOut]
    answer: str | None
    merged_into: str | None
    can: list[str]


class _ByCode(_In):
    code: CodeText


class SupplementIn(_ByCode):
    """More about the matter."""

    text: Prose = Field(min_length=1, max_length=2_000)
    is_new_fact: bool = False


class UrgeIn(_ByCode):
    """Please hurry."""

    text: Prose | None = Field(None, max_length=500)


class ReasonIn(_ByCode):
    """Why it is not solved, withdrawn or contested."""

    text: Prose = Field(min_length=2, max_length=1_000)


class RateIn(_ByCode):
    """Solved? Satisfied? Asked apart (domain rules §8)."""

    contacted: Contacted | None = None
    solved: Resolved
    satisfied: Rating
    reasons: list[Reason] = Field(default_factory=list, max_length=7)
    comment: Prose = Field("", max_length=1_000)
    publish_allowed: bool | None = None


class DoneOut(BaseModel):
    """What happened, in words for the citizen."""

    text: str
    status_text: str


class VillageOut(BaseModel):
    """A village or community of a town (村居)."""

    code: str | None = Field(description="十二位区划代码；未录入的为空，请写在地址里")
    name: str
    valid_from: date
    valid_to: date | None
