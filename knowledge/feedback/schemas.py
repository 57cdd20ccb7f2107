"""Feedback in and out (反馈数据格式): one click on one document, and the report it may become."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Prose
from knowledge.articles.models import ErrorReason, ErrorState
from knowledge.feedback.vocabulary import NoHelp, Verdict
from knowledge.lights import Light
from knowledge.search.port import DocumentKind

DocumentId = Annotated[str, StringConstraints(pattern=r"^(ARTICLE|ITEM|UNIT|NOTICE):[0-9A-Z]{26}$")]
Note = Annotated[Prose, StringConstraints(min_length=2, max_length=500)]


class PublicFeedbackIn(BaseModel):
    """What a citizen did with an answer; no words of his own, so that nothing personal comes in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"document": "ITEM:01K0000000000000000000000A", "position": 1, "verdict": "HELPFUL"}
            ]
        },
    )

    document: DocumentId
    verdict: Literal[Verdict.OPENED, Verdict.HELPFUL, Verdict.UNHELPFUL]
    search_id: IdField | None = Field(None, description="检索时返回的标识")
    position: int = Field(0, ge=0, le=100, description="排在第几位，0 为未知")


class FeedbackIn(PublicFeedbackIn):
    """What a member of staff did; UNHELPFUL with a reason goes to the owner unit as an error report."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "document": "ARTICLE:01K0000000000000000000000A",
                    "revision_id": "01K0000000000000000000000B",
                    "verdict": "UNHELPFUL",
                    "reason": "WRONG_CONTACT",
                    "text": "窗口已搬到新址",
                }
            ]
        },
    )

    revision_id: IdField | None = Field(None, description="看到的版本；纠错知识时必填")
    reason: ErrorReason | None = Field(None, description="填写则作为纠错送责任单位")
    text: str = Field("", max_length=500)

    @model_validator(mode="after")
    def _a_report_names_what_was_seen(self) -> Self:
        if self.reason is None:
            return self
        if self.verdict is not Verdict.UNHELPFUL:
            raise FieldFault(
                "只有“没有帮助”可以附纠错原因",
                "may hold a reason for correction only with UNHELPFUL",
            )
        if self.document.startswith("ARTICLE:") and self.revision_id is None:
            raise FieldFault(
                "纠错知识须指明看到的版本",
                "must name the revision that was seen, to correct an article",
            )
        return self


class FeedbackOut(BaseModel):
    """What became of it; ``report_id`` is the error report, if one was made, with the ends of its clocks."""

    report_id: str | None = None
    ack_due_at: datetime | None = Field(None, description="责任单位须在此前确认")
    fix_due_at: datetime | None = Field(None, description="责任单位须在此前更正")


class ItemReportEndIn(BaseModel):
    """How a report on a service item ends, with what was done or why nothing is wrong."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal[ErrorState.FIXED, ErrorState.REJECTED]
    note: Note


class ItemReportOut(BaseModel):
    """One report on a service item."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    item_id: str
    version: int
    unit_id: str
    reason: ErrorReason
    text: str
    state: ErrorState
    reported_by: str | None
    reported_at: datetime
    ack_due_at: datetime
    fix_due_at: datetime
    light: Light | None = Field(None, description="警示灯；已办结的没有")
    acknowledged_at: datetime | None
    settled_at: datetime | None
    outcome_note: str | None


class WhyNotOut(BaseModel):
    """One reason and how many people gave it."""

    reason: NoHelp
    reason_label: str
    people: int = Field(ge=1)


class UnhelpfulOut(BaseModel):
    """A text that did not help: how many people, why, and after which questions (masked)."""

    document: str
    kind: DocumentKind
    kind_label: str
    title: str
    unit_id: str
    unit_code: str
    unit_name: str
    people: int = Field(description="认为没有帮助的人数（每人只计一次）", ge=0)
    helped: int = Field(description="只认为有帮助的人数", ge=0)
    last_at: datetime | None
    reasons: list[WhyNotOut] = Field(description="选了原因的，人多者在前")
    words: list[str] = Field(description="当时问的话（已隐去个人信息），最多三句")
