"""Shapes of "seen before" (查重接口): hints while a request is written down, and flags on a ticket."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.inputs import Line, Prose
from hotline.kit.labels import LabelledEnum
from hotline.process.fields import CategoryCode, PlaceIn


class Advice(LabelledEnum):
    """What to do with a request that was seen before (处理建议), domain rules §3.5, §6.3."""

    TELL_PROGRESS = "TELL_PROGRESS", "告知进展，可催办"
    ADD_INFO = "ADD_INFO", "补充到原工单"
    NOTHING_NEW = "NOTHING_NEW", "无新情况，告知结果"
    REOPEN = "REOPEN", "可重办期内，建议重办"
    FOLLOW_UP_NEW = "FOLLOW_UP_NEW", "另立新单并关联"
    JOIN = "JOIN", "建议并单"
    JOIN_INCIDENT = "JOIN_INCIDENT", "加入批量件"
    COMPARE = "COMPARE", "参考原处理结果"


class SeenBeforeIn(BaseModel):
    """What is known of a request before it is registered."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": "同济路路灯坏了三天，晚上很黑",
                    "place": {"district_code": "440604", "address": "同济路12号"},
                    "phone": "13800000001",
                }
            ]
        },
    )

    text: Prose = Field(min_length=1, max_length=10_000, description="诉求内容")
    place: PlaceIn | None = None
    phone: Line | None = Field(None, min_length=5, max_length=30, description="来电或联系号码")
    category_code: CategoryCode | None = Field(None, description="事项分类")


class IncidentRef(BaseModel):
    """The incident a ticket belongs to."""

    id: str
    number: str
    title: str
    state: str
    state_label: str


class IncidentPart(IncidentRef):
    """An incident and how this ticket belongs to it."""

    member_state: str
    member_state_label: str


class HintOut(BaseModel):
    """A ticket that looks like the same matter, and what to do then."""

    id: str
    number: str
    title: str
    status: str
    status_label: str
    unit_name: str | None
    received_at: datetime
    closed_at: datetime | None
    similarity: float = Field(description="相似度，0–1")
    same_citizen: bool
    new_parts: list[str] = Field(description="新内容中原工单没有的句子")
    advice: Advice
    advice_label: str
    words: str | None = Field(description="可直接告知诉求人的话")
    action: str | None = Field(description="可在该工单上进行的操作")
    incident: IncidentRef | None


class BatchHintOut(BaseModel):
    """Enough citizens told the same matter to make an incident of it."""

    citizens: int
    ticket_ids: list[str]
    hours: int


class RepeatCallerOut(BaseModel):
    """Too many contacts of one citizen on one matter without new facts (老户), domain rules §3.5; blocks nothing."""

    today: int = Field(description="今日就此事项联系次数", examples=[20])
    month: int = Field(description="近 30 天就此事项联系次数", examples=[50])
    ticket_ids: list[str] = Field(description="同一事项的工单（仅可见的），由早到晚")
    words: str = Field(description="给工作人员的提示")


class SeenBeforeOut(BaseModel):
    """What looks the same; ``complete`` is false while the index fills after a start."""

    complete: bool
    hints: list[HintOut]
    batch: BatchHintOut | None
    repeat_caller: RepeatCallerOut | None = Field(
        None, description="同一人就同一事项联系过多时提示打开多次来电视图"
    )


class RepeatOut(BaseModel):
    """The other ticket of a flag "repeated after closing"."""

    id: str
    number: str
    title: str
    status: str
    status_label: str
    basis: str
    basis_label: str
    similarity: float
    closed_at: datetime
    flagged_at: datetime
    days_after: int = Field(description="办结后第几天再次反映")
    in_reopen_window: bool


class RepeatsOut(BaseModel):
    """``earlier``: closed tickets this one repeats; ``later``: tickets that repeat this one."""

    earlier: list[RepeatOut]
    later: list[RepeatOut]


class TicketSeenOut(SeenBeforeOut):
    """Everything about "seen before" on the page of a ticket."""

    repeats: RepeatsOut
    incidents: list[IncidentPart]


class FormerOut(BaseModel):
    """The closed ticket of a flag."""

    id: str
    number: str
    title: str
    unit_name: str | None
    close_outcome: str | None
    close_outcome_label: str | None


class LaterOut(BaseModel):
    """The ticket that tells the matter again."""

    id: str
    number: str
    title: str
    status: str
    status_label: str


class RepeatRowOut(BaseModel):
    """One flag in the list for quality work."""

    id: str
    former: FormerOut
    ticket: LaterOut
    basis: str
    basis_label: str
    similarity: float
    closed_at: datetime
    flagged_at: datetime
    days_after: int
    in_reopen_window: bool


class RepeatFigureOut(BaseModel):
    """Closed and repeated tickets of one unit; ``share`` is null where none was closed."""

    unit_id: str
    unit_name: str
    closed: int
    repeated: int
    share: float | None
