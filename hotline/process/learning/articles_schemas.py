"""Answers on their way into the knowledge base (答复转知识数据格式)."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.kit.inputs import IdField, Prose
from hotline.process.learning.articles_models import FeedbackState
from knowledge.articles.schemas import ArticleIn, Content

Reason = Annotated[Prose, StringConstraints(min_length=4, max_length=500)]


class FeedbackOut(BaseModel):
    """One answered consultation; question and answer are masked."""

    ticket_id: str
    number: str
    title: str
    category_code: str | None
    district_code: str | None
    unit_id: str
    state: FeedbackState
    opened_at: datetime
    due_at: datetime
    overdue: bool
    article_id: str | None
    revision_id: str | None
    reason: str
    version: int


class ProposalOut(FeedbackOut):
    """What a draft may begin with: the question and the answer without personal data.

    ``cited`` are the revisions that the answer was built on: amending one may be better than a new text.
    """

    question: str
    answer: str
    owner_unit_code: str
    cited: list[str]


class _StepIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int


class DraftIn(_StepIn):
    """A new article as a person wrote it from the proposal."""

    article: ArticleIn


class AmendIn(_StepIn):
    """A further revision of an article that half answered the question."""

    article_id: IdField
    article_version: int = Field(description="所见知识的版本")
    content: Content


class NotReusableIn(_StepIn):
    """The answer helps nobody else, and why."""

    reason: Reason
