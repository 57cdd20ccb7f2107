"""What is answered (答复): pieces of sources between fixed words, where they come from, and what is asked back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hotline.kit.labels import LabelledEnum
from knowledge.audience import Audience
from knowledge.search.port import DocumentKind
from knowledge.understanding.question import ItemField, Question


class AnswerKind(LabelledEnum):
    """How a question is answered."""

    FIELD = "FIELD", "栏目答复"
    PASSAGE = "PASSAGE", "原文答复"
    CANDIDATES = "CANDIDATES", "几个可能的事项"
    CLARIFY = "CLARIFY", "需要问清"
    REFUSE = "REFUSE", "转人工"


class Asks(LabelledEnum):
    """What a clarifying question asks."""

    SITUATION = "SITUATION", "哪种情形"
    DISTRICT = "DISTRICT", "在哪个区"
    PERHAPS = "PERHAPS", "是不是其中一个"


class Refusal(LabelledEnum):
    """Why nothing is answered; unless only a courtesy was said, a person takes over."""

    NOTHING_SAID = "NOTHING_SAID", "没有可检索的内容"
    GREETING = "GREETING", "问候"
    COURTESY = "COURTESY", "客套话"
    WANTS_TICKET = "WANTS_TICKET", "要求登记诉求"
    WANTS_PERSON = "WANTS_PERSON", "找人工"
    NOTHING_FOUND = "NOTHING_FOUND", "没有找到"
    NOT_SURE = "NOT_SURE", "没有把握"
    NOT_TOLD = "NOT_TOLD", "来源没有写明这一项"
    PROGRESS = "PROGRESS", "查询个人办理进度"


_TALK = frozenset({Refusal.NOTHING_SAID, Refusal.GREETING, Refusal.COURTESY})


class Voice(LabelledEnum):
    """Who says a piece: the source, or one of our fixed words."""

    SOURCE = "SOURCE", "来源原文"
    FRAME = "FRAME", "固定用语"


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; ``marks`` are the stretches that share words with the question."""

    text: str
    voice: Voice
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """One line of an answer."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Return what is read."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Return the marked stretches of ``text``."""
        found: list[tuple[int, int]] = []
        start = 0
        for piece in self.pieces:
            found += [(start + begin, start + end) for begin, end in piece.marks]
            start += len(piece.text)
        return tuple(found)


@dataclass(frozen=True)
class Why:
    """Why a source was found: the line that matched, what of the question stands in it, and the features."""

    line: str
    pieces: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """Where an answer comes from (domain rules §12.8): owner, validity, version, and its marks.

    ``only_in`` are the names of the districts it is limited to, told where the asker's is not known.
    """

    id: str
    kind: DocumentKind
    title: str
    version: int
    revision_id: str
    unit_code: str
    unit_name: str
    audience: Audience
    valid_from: date | None = None
    valid_to: date | None = None
    updated_on: date | None = None
    districts: tuple[str, ...] = ()
    out_of_district: bool = False
    only_in: tuple[str, ...] = ()
    under_correction: bool = False
    why: Why = field(default_factory=lambda: Why(""))


@dataclass(frozen=True)
class Option:
    """One way to go on: what is shown, what it says when chosen, and what it settles."""

    label: str
    say: str
    document: str = ""
    district: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer; ``brief`` says it in short where words are few (empty: there is no shorter way).

    ``left_open`` says that something else was asked and not answered. ``calibrated`` tells whether ``confidence``
    was fitted for this index.
    """

    kind: AnswerKind
    question: Question
    paragraphs: tuple[Paragraph, ...]
    brief: tuple[Paragraph, ...] = ()
    sources: tuple[Source, ...] = ()
    options: tuple[Option, ...] = ()
    asks: Asks | None = None
    refusal: Refusal | None = None
    field: ItemField | None = None
    title: str = ""
    confidence: float = 0.0
    calibrated: bool = False
    left_open: bool = False
    engine: str = ""
    degraded: bool = False

    @property
    def text(self) -> str:
        """Return the whole answer, one paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def hands_over(self) -> bool:
        """Tell whether a person must take over."""
        return self.kind is AnswerKind.REFUSE and self.refusal not in _TALK
