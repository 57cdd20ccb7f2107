"""Shapes of the supervision API (监察接口)."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.inputs import IdField, Prose
from hotline.supervision.models import Disposition, OrderLevel


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


class ReplyIn(_In):
    """A unit's answer to an order."""

    text: Prose = Field(min_length=5, max_length=4000, description="措施与完成时间")


class LiftIn(_In):
    """Why an order is lifted."""

    reason: Prose = Field(min_length=5, max_length=4000, description="解除理由")


class OrderIn(BaseModel):
    """An order issued by an officer."""

    model_config = ConfigDict(extra="forbid")

    ticket_id: IdField
    level: OrderLevel = Field(description="督办级别")
    reason: Prose = Field(min_length=5, max_length=4000, description="督办事由")


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
    explanation: str | None
    explained_at: datetime | None
    disposition: str
    disposition_label: str
    disposition_reason: str | None
    closed_at: datetime | None
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
    score: float
    grade: str
    grade_label: str
    definition: str = "得分＝100−（2×黄牌＋5×红牌）÷监察对象数×100，最低 0；撤销与免责的牌不计。"
