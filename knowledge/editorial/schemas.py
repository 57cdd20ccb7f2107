"""The editorial desk in and out (编审台数据格式)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.kit.inputs import IdField, Prose
from hotline.kit.labels import LabelledEnum
from knowledge.articles.models import ArticleState
from knowledge.editorial.models import GapOutcome, GapState

Reason = Annotated[Prose, StringConstraints(max_length=500)]


class ReviewStage(LabelledEnum):
    """How pressing a review is (domain rules §12.3, §10.1)."""

    COMING = "COMING", "即将到期"
    OVERDUE = "OVERDUE", "已到期"
    STALE = "STALE", "逾期未复审"


class ReviewDueOut(BaseModel):
    """One article whose review falls due; ``working_days`` are left, negative when it is late."""

    article_id: str
    key: str
    title: str
    owner_unit_id: str | None
    owner_unit_code: str
    state: ArticleState
    review_by: date
    working_days: int
    stage: ReviewStage
    under_correction: bool
    version: int


class UnansweredOut(BaseModel):
    """Searches of one meaning that were told nothing sure."""

    model_config = ConfigDict(from_attributes=True)

    words: str
    searches: int
    nothing_found: int
    first_at: datetime
    last_at: datetime
    forms: list[str]


class GapOut(BaseModel):
    """A gap: what people ask, who should answer, and how far it is."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    words: str
    forms: list[str]
    searches: int
    nothing_found: int
    first_at: datetime
    last_at: datetime
    unit_id: str | None
    state: GapState
    claimed_by: str | None
    claimed_at: datetime | None
    outcome: GapOutcome | None
    article_id: str | None
    reason: str
    closed_at: datetime | None
    version: int


class GapStepIn(BaseModel):
    """A step on a gap that the actor has seen in ``version``."""

    model_config = ConfigDict(extra="forbid")

    version: int


class GapEndIn(GapStepIn):
    """How a gap ends: with a published article, or with a reason why there will be none."""

    outcome: GapOutcome
    article_id: IdField | None = None
    reason: Reason = Field("", description="不予补充的理由")


class TwinOut(BaseModel):
    """Two published articles that say much the same."""

    likeness: float
    first_id: str
    first_title: str
    first_unit: str
    second_id: str
    second_title: str
    second_unit: str
