"""Knowledge in and out (知识库数据格式)."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, clean_text
from knowledge.articles.cited import CitedField, FlagState
from knowledge.articles.models import ArticleState, ErrorReason, ErrorState, RevisionStanding
from knowledge.audience import Audience
from knowledge.differences import PushOut
from knowledge.lights import Light


def _clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


Clean = BeforeValidator(_clean)
Line = Annotated[str, Clean, StringConstraints(min_length=1, max_length=300)]
Short = Annotated[str, Clean, StringConstraints(max_length=500)]
Reason = Annotated[str, Clean, StringConstraints(min_length=2, max_length=500)]
Title = Annotated[str, Clean, StringConstraints(min_length=2, max_length=120)]
Spoken = Annotated[str, Clean, StringConstraints(min_length=2, max_length=600)]
Body = Annotated[str, Clean, StringConstraints(min_length=1, max_length=8000)]
Code = Annotated[str, Clean, StringConstraints(min_length=1, max_length=40)]
CategoryCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,79}$")]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class Details(Strict):
    """The structured part of an answer; every field may be empty."""

    conditions: list[Line] = Field(default_factory=list, max_length=30)
    materials: list[Line] = Field(default_factory=list, max_length=40)
    steps: list[Line] = Field(default_factory=list, max_length=30)
    fee: Short = ""
    place: Short = ""
    phone: Short = ""
    basis: list[Line] = Field(default_factory=list, max_length=20)


class Cite(Strict):
    """One field of a service item that the text repeats; it is flagged when the field changes."""

    item: ItemCode
    field: CitedField


class Attached(Strict):
    """A file that a version offers: the claim of an upload, or the id of a file of the same article."""

    file: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{26}(\.[A-Za-z0-9_-]{1,73})?$")]
    name: Annotated[str, Clean, StringConstraints(min_length=1, max_length=80)]


class AttachedOut(BaseModel):
    """A file as readers see it; ``size`` in bytes."""

    file: str
    name: str
    extension: str
    size: int


class Content(Strict):
    """What one revision says."""

    title: Title
    questions: list[Line] = Field(default_factory=list, max_length=60)
    keywords: list[Line] = Field(default_factory=list, max_length=40)
    spoken: Spoken
    answer: Body
    details: Details = Field(default_factory=Details)
    items: list[ItemCode] = Field(default_factory=list, max_length=30, description="相关事项编码")
    cites: list[Cite] = Field(default_factory=list, max_length=60, description="引用的事项栏目")
    attachments: list[Attached] | None = Field(
        default=None, max_length=20, description="附件；缺省沿用上一版的"
    )
    valid_from: date
    valid_to: date | None = None
    review_by: date | None = Field(default=None, description="缺省为生效后约 6 个月")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise FieldFault("失效日期早于生效日期", "must not end before it begins")
        return self


class Placement(Strict):
    """Where an article belongs; changed without a new revision."""

    owner_unit_code: Code
    owner_unit_id: IdField | None = None
    category_code: CategoryCode | None = None
    districts: list[Code] = Field(default_factory=list, max_length=40, description="空为全市适用")
    audience: Audience = Audience.PUBLIC


class PlacementIn(Strict):
    """Where an article shall belong from now on; its texts stay as they are."""

    version: int = Field(ge=1)
    owner_unit_code: Code
    category_code: CategoryCode | None = None
    districts: list[Code] = Field(default_factory=list, max_length=40, description="空为全市适用")
    audience: Audience

    def at(self, owner_unit_id: str) -> Placement:
        """Return the placement with the owner's id."""
        told = self.model_dump(exclude={"version"})
        return Placement(owner_unit_id=owner_unit_id, **told)


class ArticleIn(Strict):
    """A new article with its first draft."""

    key: Key
    placement: Placement
    content: Content


class RevisionIn(Strict):
    """A further draft of an article."""

    version: int = Field(ge=1)
    content: Content


class StepIn(Strict):
    """One editorial step."""

    version: int = Field(ge=1)
    note: Short = ""


class WithdrawIn(Strict):
    """Taking an article out of use needs a reason."""

    version: int = Field(ge=1)
    note: Reason


class ErrorIn(Strict):
    """One click: this revision is wrong."""

    revision_id: IdField
    reason: ErrorReason
    text: Short = ""


class ConfirmIn(Strict):
    """A review without change: the text is still right; ``review_by`` is the next review day."""

    version: int
    note: Short = ""
    review_by: date | None = Field(default=None, description="下次复审日，缺省为约 6 个月后")


class SettleIn(Strict):
    """How an error report ends; FIXED names the revision that corrects it."""

    outcome: ErrorState
    note: Reason
    revision_id: IdField | None = None

    @model_validator(mode="after")
    def _is_an_end(self) -> Self:
        if self.outcome not in {ErrorState.FIXED, ErrorState.REJECTED}:
            raise FieldFault("结论只能是已更正或内容无误", "must end as FIXED or REJECTED")
        return self


class RevisionOut(BaseModel):
    """One revision, complete."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    article_id: str
    number: int
    title: str
    questions: list[str]
    keywords: list[str]
    spoken: str
    answer: str
    details: Details
    items: list[str]
    cites: list[Cite]
    attachments: list[AttachedOut]
    valid_from: date
    valid_to: date | None
    review_by: date
    author_id: str | None
    created_at: datetime
    standing: RevisionStanding | None = Field(
        default=None, description="现行版本、待生效（自 valid_from 起）、草稿或历史版本"
    )


class ReviewOut(BaseModel):
    """One decision on a revision."""

    model_config = ConfigDict(from_attributes=True)

    revision_id: str
    step: str
    capacity: str
    actor_id: str | None
    note: str
    decided_at: datetime


class ArticleOut(BaseModel):
    """Where an article stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    key: str
    title: str
    owner_unit_code: str
    owner_unit_id: str | None
    category_code: str | None
    districts: list[str]
    audience: Audience
    state: ArticleState
    current_revision_id: str | None
    draft_revision_id: str | None
    draft_state: ArticleState | None
    waiting_revision_id: str | None = Field(description="已发布、待生效的版本")
    waiting_from: date | None = Field(
        description="待生效版本的生效日期；此前发布的更正不在该版本里"
    )
    valid_from: date | None
    valid_to: date | None
    review_by: date | None
    under_correction: bool
    version: int
    updated_at: datetime


class ArticlePushOut(PushOut):
    """What became of a pushed version; ``article`` is null where a dry run would add one."""

    article: ArticleOut | None


class FlagOut(BaseModel):
    """One flag: which cited fields of which item have changed since the article was written."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    article_id: str
    article_title: str = ""
    revision_id: str
    owner_unit_id: str | None
    item_id: str
    item_code: str
    item_version: int
    fields: list[str]
    abolished: bool
    state: FlagState
    raised_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    note: str
    corrected_by_revision_id: str | None


class FlagEndIn(Strict):
    """How a flag ends; CORRECTED names the published revision that corrects the article."""

    outcome: FlagState
    note: Short = ""
    revision_id: IdField | None = None

    @model_validator(mode="after")
    def _is_an_end(self) -> Self:
        if self.outcome is FlagState.OPEN:
            raise FieldFault("结论只能是已更正或仍然正确", "is CORRECTED or STILL_RIGHT")
        if self.outcome is FlagState.STILL_RIGHT and len(self.note) < 2:
            raise FieldFault("仍然正确须说明理由", "STILL_RIGHT needs a note")
        return self


class ArticleDetailOut(BaseModel):
    """An article with its current text, what waits for its first day, its draft and the decisions taken."""

    article: ArticleOut
    current: RevisionOut | None
    waiting: RevisionOut | None
    draft: RevisionOut | None
    reviews: list[ReviewOut]
    expired: bool
    flags: list[FlagOut] = Field(default_factory=list)


class HitOut(BaseModel):
    """One search hit with its source (domain rules §12.8: validity and owner on each hit)."""

    article_id: str
    revision_id: str
    title: str
    spoken: str
    matched: str
    score: float
    owner_unit_code: str
    audience: Audience
    districts: list[str]
    out_of_district: bool
    valid_from: date
    valid_to: date | None
    under_correction: bool


class PublicArticleOut(BaseModel):
    """What a citizen reads; only PUBLIC articles that are valid now."""

    article_id: str
    revision_id: str
    title: str
    answer: str
    details: Details
    owner_unit_code: str
    districts: list[str]
    valid_from: date
    valid_to: date | None


class ErrorOut(BaseModel):
    """One error report."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    article_id: str
    revision_id: str
    owner_unit_id: str | None
    reason: ErrorReason
    text: str
    state: ErrorState
    reported_by: str | None
    reported_at: datetime
    ack_due_at: datetime
    fix_due_at: datetime
    light: Light | None = Field(None, description="警示灯；只在待处理清单中给出")
    acknowledged_at: datetime | None
    settled_at: datetime | None
    outcome_note: str | None
    fixed_by_revision_id: str | None
