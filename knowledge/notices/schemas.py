"""Notices in and out (通知公告数据格式)."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import Instant, Line, Prose
from knowledge.audience import Audience
from knowledge.differences import PushOut
from knowledge.notices.models import NoticeState, NoticeUrgency
from knowledge.versions import Version

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,79}$")]
Title = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Body = Annotated[Prose, StringConstraints(min_length=2, max_length=8000)]
Code = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
District = Annotated[Line, StringConstraints(pattern=r"^[0-9]{6,12}$")]
Asked = Annotated[Line, StringConstraints(min_length=1, max_length=300)]
Reason = Annotated[Prose, StringConstraints(min_length=2, max_length=500)]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class NoticeContent(Strict):
    """What a notice says and for whom; it ends just before ``valid_to``."""

    title: Title
    text: Body
    urgency: NoticeUrgency = NoticeUrgency.NORMAL
    unit_code: Code
    districts: list[District] = Field(default_factory=list, max_length=40, description="空为全市")
    audience: Audience = Audience.PUBLIC
    questions: list[Asked] = Field(default_factory=list, max_length=60, description="市民会怎么问")
    valid_from: Instant
    valid_to: Instant | None = None

    @field_validator("valid_from", "valid_to")
    @classmethod
    def _in_utc(cls, value: datetime | None) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise FieldFault("结束时间须晚于开始时间", "must end after it begins")
        return self


class NoticeIn(NoticeContent):
    """A new notice."""

    key: Key

    def content(self) -> NoticeContent:
        """Return what it says, without the key."""
        return content_of(self)


class NoticeRow(NoticeContent):
    """One entry of an import; a file without versions is compared by its content."""

    key: Key
    version: Version | None = None


class NoticePush(NoticeContent):
    """A version as another system sends it; ``key`` may repeat the one of the address."""

    key: Key | None = None
    version: Version


def content_of(said: NoticeContent) -> NoticeContent:
    """Return what a notice says, without key and number."""
    return NoticeContent.model_validate(said.model_dump(include=set(NoticeContent.model_fields)))


class NoticeRevisionIn(Strict):
    """A further text for a notice the writer has seen in ``version``."""

    version: int
    content: NoticeContent


class NoticeStepIn(Strict):
    """A step on a notice that the actor has seen in ``version``."""

    version: int


class NoticeEndIn(NoticeStepIn):
    """Withdrawing needs a reason."""

    note: Reason


class NoticeOut(BaseModel):
    """A notice for staff."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    key: str
    title: str
    text: str
    urgency: NoticeUrgency
    unit_id: str
    unit_code: str
    districts: list[str]
    audience: Audience
    questions: list[str]
    valid_from: datetime
    valid_to: datetime | None
    state: NoticeState
    draft: NoticeContent | None
    drafted_by: str | None
    published_by: str | None
    published_at: datetime | None
    withdrawn_reason: str
    version: int
    updated_at: datetime


class NoticePushOut(PushOut):
    """What became of a pushed version; ``notice`` is null where a dry run would add one."""

    notice: NoticeOut | None


class PublicNoticeOut(BaseModel):
    """What a citizen reads of a notice that counts now."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    text: str
    urgency: NoticeUrgency
    unit_code: str
    unit_name: str
    districts: list[str]
    valid_from: datetime
    valid_to: datetime | None
    version: int
