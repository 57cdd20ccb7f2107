"""Shapes of the chat (网页对话数据格式)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.kit.inputs import Prose
from hotline.process.dialogue.forms import Bubble
from hotline.process.dialogue.hearing import LONGEST
from hotline.process.dialogue.views import Line, Waiting

KeyField = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class MessageIn(BaseModel):
    """One message of a citizen; the same ``key`` again is the same message and is answered alike."""

    model_config = ConfigDict(extra="forbid")

    text: Prose = Field(min_length=1, max_length=LONGEST, description="市民的话，最多2000字")
    key: KeyField | None = Field(None, description="消息标识；重发时用同一个，不会重复办理")


class ButtonOut(BaseModel):
    """A button; pressing it sends ``say``."""

    label: str
    say: str


class BubbleOut(BaseModel):
    """One message of ours."""

    text: str
    buttons: list[ButtonOut]


class ChatOut(BaseModel):
    """A new chat: its token is valid for one day."""

    token: str
    label: str = "自动答复"
    bubbles: list[BubbleOut]


class RepliesOut(BaseModel):
    """What is answered to one message."""

    label: str = "自动答复"
    bubbles: list[BubbleOut]


class LineOut(BaseModel):
    """One line of a transcript; numbers of persons are masked."""

    at: datetime
    by: str = Field(description="CITIZEN 市民 / HOTLINE 热线")
    text: str | None = Field(description="已依法删除为空")

    @classmethod
    def of(cls, line: Line) -> Self:
        """Return the published form."""
        return cls(at=line.at, by="CITIZEN" if line.by_citizen else "HOTLINE", text=line.text)


class WaitingOut(BaseModel):
    """One conversation that waits for a person."""

    conversation_id: str
    channel: str
    channel_label: str
    reason: str
    reason_label: str
    handed_over_at: datetime
    ticket_id: str | None
    callback_id: str | None = Field(description="已登记的回拨，号码在回拨名单查看")

    @classmethod
    def of(cls, one: Waiting) -> Self:
        """Return the published form."""
        return cls(
            conversation_id=one.conversation_id,
            channel=one.channel.value,
            channel_label=one.channel.label,
            reason=one.reason.value,
            reason_label=one.reason.label,
            handed_over_at=one.handed_over_at,
            ticket_id=one.ticket_id,
            callback_id=one.callback_id,
        )


def bubbles_out(shown: Iterable[Bubble]) -> list[BubbleOut]:
    """Return the published form of bubbles."""
    return [
        BubbleOut(
            text=one.text,
            buttons=[ButtonOut(label=button.label, say=button.say) for button in one.buttons],
        )
        for one in shown
    ]
