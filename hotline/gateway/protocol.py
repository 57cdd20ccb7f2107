"""Message shapes of the staff socket (通道消息): four rules, all typed.

1. The client's first message is ``auth``; the answer is ``auth_ok`` or the socket closes (4401).
2. Every command carries a rising ``id`` and gets exactly one ``result`` with that id.
3. A subscription's messages are ``event`` with the subscribing id, numbered by (stream, seq).
4. A ``reset`` tells that the wanted past is no longer kept: reload, then go on from ``seq``.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

CLOSE_UNAUTHENTICATED = 4401
CLOSE_PROTOCOL = 4400
CLOSE_SLOW = 1013
CLOSE_RESTART = 1012

StreamName = Annotated[
    str,
    Field(
        min_length=3, max_length=80, pattern=r"^(ticket|queue|unit|user|board):[A-Za-z0-9_.:-]+$"
    ),
]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AuthIn(_Message):
    """First message; the cookie or bearer token of the upgrade request says who it is."""

    type: Literal["auth"]


class SubscribeIn(_Message):
    """Watch a stream; ``after`` resumes behind that number, without it only what is new arrives."""

    id: int = Field(ge=1)
    type: Literal["subscribe"]
    stream: StreamName
    after: int | None = Field(None, ge=0)


class UnsubscribeIn(_Message):
    """Stop watching the subscription ``of``."""

    id: int = Field(ge=1)
    type: Literal["unsubscribe"]
    of: int = Field(ge=1)


class PresenceIn(_Message):
    """Tell which ticket this person has open, so that two on one ticket see each other."""

    id: int = Field(ge=1)
    type: Literal["presence"]
    ticket_id: str | None = Field(None, min_length=26, max_length=26)


class PingIn(_Message):
    """Ask for a sign of life."""

    id: int = Field(ge=1)
    type: Literal["ping"]


Command = Annotated[SubscribeIn | UnsubscribeIn | PresenceIn | PingIn, Field(discriminator="type")]
COMMAND: TypeAdapter[SubscribeIn | UnsubscribeIn | PresenceIn | PingIn] = TypeAdapter(Command)
AUTH: TypeAdapter[AuthIn] = TypeAdapter(AuthIn)


def result(message_id: int, **data: Any) -> dict[str, Any]:
    """The one answer to a command that worked."""
    return {"id": message_id, "type": "result", "ok": True, **data}


def refusal(message_id: int, code: str, detail_zh: str, detail_en: str) -> dict[str, Any]:
    """The one answer to a command that did not."""
    return {
        "id": message_id,
        "type": "result",
        "ok": False,
        "code": code,
        "detail": detail_zh,
        "detail_en": detail_en,
    }
