"""Shapes of the incident API (批量件接口): lists, the page, commands, measures."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.inputs import IdField, Line, Prose
from hotline.process.fields import CategoryCode, DivisionCode
from hotline.tickets.payloads_closing import CheckPoint
from hotline.tickets.vocabulary import FactTrue, Resolution
from routing.taxonomy.tree import RequestKind

MOST_AT_ONCE = 500
TicketIds = Annotated[list[IdField], Field(min_length=1, max_length=MOST_AT_ONCE)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Versioned(_In):
    version: int = Field(ge=1, description="批量件版本，防止覆盖他人的操作")


class IncidentIn(_In):
    """An incident made by hand."""

    title: Line = Field(min_length=2, max_length=80, description="名称")
    cause: Prose = Field(min_length=2, max_length=2_000, description="共同原因")
    category_code: CategoryCode | None = None
    place_code: DivisionCode | None = Field(None, description="区、镇街或村居代码")
    ticket_ids: TicketIds


class ConfirmIn(_Versioned):
    """A suggested incident is one: which of its tickets join, under which cause."""

    title: Line = Field(min_length=2, max_length=80)
    cause: Prose = Field(min_length=2, max_length=2_000, description="共同原因")
    ticket_ids: TicketIds
    lead_ticket_id: IdField | None = Field(None, description="牵头工单")


class ReasonIn(_Versioned):
    """Dismiss or close, with the reason."""

    reason: Prose = Field(min_length=2, max_length=1_000)


class AddIn(_Versioned):
    """Tickets that join."""

    ticket_ids: TicketIds


class RemoveIn(_Versioned):
    """Tickets that leave, and why."""

    ticket_ids: TicketIds
    reason: Prose = Field(min_length=2, max_length=1_000)


class ReplyContent(_In):
    """One reply for all tickets in handling (统一答复); each ticket's proofs go with it."""

    kind: Literal["REPLY"]
    fact_true: FactTrue
    within_duty: bool = True
    resolved: Resolution
    unresolved_reason: Prose | None = Field(None, max_length=2_000)
    handling_text: Prose = Field(min_length=2, max_length=4_000)
    public_answer: Prose = Field(min_length=8, max_length=4_000)
    internal_note: Prose | None = Field(None, max_length=2_000)
    partners_explained: Prose | None = Field(None, max_length=1_000)
    proofs_from: IdField | None = Field(
        None,
        description="办理凭证取自哪件工单（已加入本批量件、提出人可查看的非保密件）；自己没有办理凭证的工单各得一份副本",
    )


class AnswerNowContent(_In):
    """One answer on the spot for all drafts (直接答复)."""

    kind: Literal["ANSWER_NOW"]
    request_kind: RequestKind = RequestKind.CONSULT
    category_code: CategoryCode
    public_answer: Prose = Field(min_length=8, max_length=4_000)
    article_revision_ids: list[IdField] = Field(default_factory=list, max_length=10)
    answer_source: Line | None = Field(None, max_length=200)
    source_reason: Line | None = Field(None, max_length=200)


class AcceptContent(_In):
    """The result reviewer accepts the one answer on all tickets (统一审核结果)."""

    kind: Literal["ACCEPT_RESULT"]
    checklist: list[CheckPoint] = Field(min_length=1, max_length=30)


class NoticeContent(_In):
    """Progress told to the citizen of every open ticket (进展告知)."""

    kind: Literal["NOTICE"]
    text: Prose = Field(min_length=8, max_length=300)


MeasureContent = Annotated[
    ReplyContent | AnswerNowContent | AcceptContent | NoticeContent, Field(discriminator="kind")
]


class MeasureIn(_Versioned):
    """What is to be done for all tickets of the incident."""

    measure: MeasureContent


class ReturnIn(_In):
    """A measure goes back to whoever proposed it."""

    reason: Prose = Field(min_length=2, max_length=1_000)


class MeasureOut(BaseModel):
    """One measure and how far it is; ``counts`` are of tickets the caller may see."""

    id: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    text: str
    content: dict[str, Any]
    proposed_by: str
    proposed_by_name: str | None
    proposed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    return_reason: str | None
    done_at: datetime | None
    counts: dict[str, int]
    may_approve: bool
    may_retry: bool


class ItemOut(BaseModel):
    """What became of a measure on one ticket."""

    ticket_id: str
    number: str
    title: str
    state: str
    state_label: str
    reason_code: str | None
    reason: str | None
    attempts: int
    done_at: datetime | None


class IncidentRowOut(BaseModel):
    """One row of the list; every count is of tickets the caller may see."""

    id: str
    number: str
    version: int
    title: str
    cause: str
    state: str
    state_label: str
    origin: str
    origin_label: str
    category_code: str | None
    category_name: str | None
    place_code: str | None
    place_name: str | None
    lead_ticket_id: str | None
    members: int
    suggested: int
    open: int
    citizens: int
    first_at: datetime | None
    last_at: datetime | None
    created_at: datetime


class IncidentOut(IncidentRowOut):
    """The whole page, with what the caller may do now."""

    created_by_name: str | None
    decided_at: datetime | None
    decided_by_name: str | None
    closed_at: datetime | None
    end_reason: str | None
    allowed: list[str]
    measures: list[MeasureOut]


class MemberOut(BaseModel):
    """One ticket of an incident."""

    ticket_id: str
    number: str
    title: str
    status: str
    status_label: str
    unit_name: str | None
    received_at: datetime
    urgency: str
    confidentiality: str
    state: str
    state_label: str
    similarity: float | None
    is_lead: bool
    added_at: datetime
