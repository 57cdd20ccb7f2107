"""The console names each code of the knowledge rooms as the server does, in Chinese and English (知识用词)."""

import json
from pathlib import Path

from hotline.kit.labels import LabelledEnum
from hotline.process.learning.articles_models import FeedbackState
from knowledge.articles.cited import CitedField, FlagState
from knowledge.articles.models import ArticleState, Capacity, ErrorReason, ErrorState, ReviewStep
from knowledge.audience import Audience
from knowledge.directory.models import NumberState, PublishedIn
from knowledge.editorial.models import GapOutcome, GapState
from knowledge.editorial.schemas import ReviewStage
from knowledge.feedback.vocabulary import NoHelp
from knowledge.items.changes import LABELS
from knowledge.items.vocabulary import KINDS
from knowledge.notices.models import NoticeState, NoticeUrgency
from knowledge.ranking.schemas import ModelState
from knowledge.understanding.lexicon import WordKind
from knowledge.understanding.question import ItemField

CODES = Path(__file__).parents[2] / "agent_ui/web/src/locales/knowledge.codes.json"
GROUPS: dict[str, type[LabelledEnum]] = {
    "article_state": ArticleState,
    "review_step": ReviewStep,
    "capacity": Capacity,
    "error_reason": ErrorReason,
    "error_state": ErrorState,
    "cited_field": CitedField,
    "no_help": NoHelp,
    "model_state": ModelState,
    "flag_state": FlagState,
    "audience": Audience,
    "gap_state": GapState,
    "gap_outcome": GapOutcome,
    "review_stage": ReviewStage,
    "feedback_state": FeedbackState,
    "notice_urgency": NoticeUrgency,
    "notice_state": NoticeState,
    "number_state": NumberState,
    "published_in": PublishedIn,
    "word_kind": WordKind,
    "item_field": ItemField,
    **{name if name.startswith("item_") else f"item_{name}": kind for name, kind in KINDS.items()},
}


def test_the_console_says_each_code_of_the_knowledge_as_the_server_does() -> None:
    known = {name: {m.value: m.label for m in kind} for name, kind in GROUPS.items()}
    told = json.loads(CODES.read_text(encoding="utf-8"))
    assert told["zh"] == {**known, "item_label": dict(LABELS)}


def test_every_code_of_the_knowledge_has_an_english_word() -> None:
    told = json.loads(CODES.read_text(encoding="utf-8"))
    assert {g: set(words) for g, words in told["en"].items()} == {
        g: set(words) for g, words in told["zh"].items()
    }
    assert [w for words in told["en"].values() for w in words.values() if not w] == []
