"""Shapes of the supervision API (监察接口)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.kit.inputs import FreeForm, IdField, Instant, Line, Prose
from hotline.supervision.vocabulary import Disposition, Ground, OrderLevel


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, description="对象版本，防止覆盖他人修改")


class ExplainIn(_In):
    """A unit's explanation of a card."""

    text: Prose = Field(min_length=5, max_length=4000, description="说明")


class DecideIn(_In):
    """An inspector's decision on a card."""

    disposition: Literal[
        Disposition.CORRECTED,
        Disposition.EXEMPTED,
        Disposition.REVOKED,
        Disposition.CONFIRMED,
        Disposition.ACCOUNTABLE,
    ] = Field(description="处置")
    reason: Prose = Field(min_length=5, max_length=4000, description="理由")
    ground: Ground | None = Field(None, description="免责或撤销的事由，此时必填")


class ReplyIn(_In):
    """A unit's answer to an order."""

    text: Prose = Field(min_length=5, max_length=2000, description="整改措施")
    finish_date: date | None = Field(None, description="完成日期；不填则为今天")


class LiftIn(_In):
    """Why an order is lifted."""

    reason: Prose = Field(min_length=5, max_length=1000, description="解除理由")


class OrderIn(BaseModel):
    """An order issued by an officer."""

    model_config = ConfigDict(extra="forbid")

    ticket_id: IdField
    level: Literal[
        OrderLevel.URGED,
        OrderLevel.SUPERVISED,
        OrderLevel.NOTIFIED,
        OrderLevel.LISTED,
        OrderLevel.SUMMONED,
    ] = Field(description="文书级别")
    reason: Prose = Field(min_length=5, max_length=1000, description="事由")


class CardOut(BaseModel):
    """One card."""

    id: str
    object_kind: str
    object_id: str
    object_no: str
    unit_id: str
    unit_name: str
    org_level: int
    step: str
    rule_id: str
    rule_label: str
    colour: str
    colour_label: str
    triggered_at: datetime
    due_at: datetime
    answer_due_at: datetime
    decide_due_at: datetime | None
    elapsed_minutes: int
    paused_minutes: int
    holidays: int
    handler_id: str | None
    approver_id: str | None
    notified_by: str | None
    notified_at: datetime | None
    is_repeat: bool
    explanation: str | None
    explained_at: datetime | None
    disposition: str
    disposition_label: str
    disposition_ground: str | None
    disposition_reason: str | None
    closed_at: datetime | None
    appeal_id: str | None
    appeal_state: str | None
    appeal_state_label: str | None
    version: int


class AppealIn(_In):
    """A unit's appeal against a card."""

    ground: Prose = Field(min_length=5, max_length=2000, description="申诉理由")
    files: list[Annotated[str, StringConstraints(max_length=120)]] = Field(
        default_factory=list, max_length=20, description="证据（上传凭证），附到工单"
    )


class OpinionIn(_In):
    """What a member of the panel says; two of one mind decide."""

    uphold: bool = Field(description="申诉成立")
    reason: Prose = Field(min_length=5, max_length=2000, description="理由")
    adjustment: Prose | None = Field(
        None, min_length=2, max_length=1000, description="调整内容，申诉成立时必填"
    )


class OpinionOut(BaseModel):
    """What one member of the panel said."""

    by: str | None
    by_name: str | None
    at: datetime
    uphold: bool
    reason: str
    adjustment: str | None


class AppealOut(BaseModel):
    """An appeal against a card."""

    id: str
    card_id: str
    object_kind: str
    object_id: str
    object_no: str
    rule_label: str
    colour_label: str
    unit_id: str
    unit_name: str
    ground: str
    filed_at: datetime
    decide_due_at: datetime
    state: str
    state_label: str
    opinions: list[OpinionOut]
    adjustment: str | None
    decided_at: datetime | None
    version: int


class OrderOut(BaseModel):
    """One order."""

    id: str
    number: str
    level: str
    level_label: str
    object_kind: str
    object_id: str
    object_no: str
    unit_id: str
    unit_name: str
    reason: str
    issued_at: datetime
    reply_due_at: datetime | None
    state: str
    state_label: str
    reply: str | None
    replied_at: datetime | None
    lifted_reason: str | None
    version: int


class RecordOut(BaseModel):
    """One line of the record of an object."""

    seq: int
    kind: str
    at: datetime
    unit_id: str | None
    detail: dict[str, Any]
    digest: str


class GradeOut(BaseModel):
    """A unit's grade with its figures and the definition printed beside them."""

    unit_id: str
    unit_name: str
    month: date
    objects: int
    yellow: int
    red: int
    corrected: int
    exempted: int
    revoked: int
    adjusted: int
    answer_hours: float | None
    score: float
    grade: str
    grade_label: str
    definition: str


class SummaryOut(BaseModel):
    """How many cards of one colour a unit has at one step (四级视图)."""

    unit_id: str
    unit_name: str
    org_level: int
    step: str
    colour: str
    colour_label: str
    cards: int
    waiting: int = Field(description="其中待说明或待裁定")


class NoticeOut(BaseModel):
    """One notice to the caller."""

    id: str
    kind: str
    title_zh: str
    body_zh: str
    object_kind: str
    object_id: str
    created_at: datetime
    read_at: datetime | None


class RulesIn(BaseModel):
    """Numbers of e-supervision somebody proposes."""

    model_config = ConfigDict(extra="forbid")

    document: FreeForm = Field(description="监察政策全文")
    reason: Line = Field(min_length=2, max_length=300, description="修改理由")
    effective_from: Instant = Field(description="生效时间")


class RulesDecisionIn(BaseModel):
    """The second person's decision on a proposal."""

    model_config = ConfigDict(extra="forbid")

    accept: bool = Field(description="同意生效")


class RulesOut(BaseModel):
    """One version of the numbers."""

    number: int
    state: str
    effective_from: datetime
    document: dict[str, Any]
    reason: str
    proposed_by: str | None
    decided_by: str | None
