"""Agent assist in and out (坐席辅助数据格式)."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Prose
from knowledge.answer.schemas import AnswerOut, HitOut
from knowledge.feedback.schemas import DocumentId

MOST_TEXT = 20_000  # characters of a conversation: an hour of speech


class AssistIn(BaseModel):
    """The conversation so far: its text, or the ticket or conversation that holds it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "你好，我身份证不见了，想补一张。", "since": "5e9a0c7b1d2f3a48"}]
        },
    )

    text: Prose | None = Field(None, max_length=MOST_TEXT, description="到目前为止的对话文字")
    ticket_id: IdField | None = None
    conversation_id: IdField | None = None
    district: Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")] | None = None
    since: str | None = Field(None, max_length=16, description="上次返回的 cursor")
    limit: int = Field(5, ge=1, le=10)

    @model_validator(mode="after")
    def _something_to_hear(self) -> Self:
        if self.text is None and self.ticket_id is None and self.conversation_id is None:
            raise FieldFault(
                "请给出对话文字、工单或会话", "must hold the text, a ticket or a conversation"
            )
        return self


class AssistOut(BaseModel):
    """Answers to what is asked now; ``unchanged`` says that nothing new was said since ``since``."""

    cursor: str = Field(examples=["5e9a0c7b1d2f3a48"])
    unchanged: bool
    heard: str | None = Field(
        None, description="据以检索的最后几句", examples=["我身份证不见了，想补一张。"]
    )
    answer: AnswerOut | None = None
    others: list[HitOut] = Field(default_factory=list)


class AdoptIn(BaseModel):
    """One click: this answer, in this version, is used on this ticket."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "ticket_id": "01K0000000000000000000000T",
                    "document": "ARTICLE:01K0000000000000000000000A",
                    "revision_id": "01K0000000000000000000000B",
                    "heard": "我身份证不见了，想补一张。",
                    "position": 1,
                }
            ]
        },
    )

    ticket_id: IdField
    document: DocumentId
    revision_id: IdField
    heard: Prose = Field("", max_length=300, description="推荐时返回的 heard")
    position: int = Field(0, ge=0, le=100)


class AdoptionOut(BaseModel):
    """One version of a document used on a ticket."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    document_id: str
    revision_id: str
    title: str
    actor_id: str | None
    at: datetime
