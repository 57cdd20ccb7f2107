"""The engine port (检索引擎接口): what a search engine must do; two do it and sit the same exam.

An engine finds candidates by the shared terms of ``knowledge.understanding.grams``; what a citizen may
not see, and what is not valid, is left out inside the engine. Ranking is not its business.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from hotline.kit.errors import Problem
from hotline.kit.labels import LabelledEnum
from knowledge.audience import Audience
from knowledge.understanding.question import Question


class DocumentKind(LabelledEnum):
    """What a document is about."""

    ARTICLE = "ARTICLE", "知识"
    ITEM = "ITEM", "服务事项"
    UNIT = "UNIT", "单位与窗口"
    NOTICE = "NOTICE", "通知公告"


class EngineDown(Problem):
    """The engine does not answer; nobody is to see another engine's error text."""

    status = 503
    code = "search_down"
    title_zh = "检索暂时不可用"
    title_en = "Search is not available at the moment"


class NotTaken(EngineDown):
    """The engine is up but did not take some documents; whoever brought them brings them again."""

    def __init__(self, documents: int) -> None:
        """Say how many; what the engine said of them may hold their words."""
        super().__init__(f"{documents} 条未写入索引", f"{documents} documents were not indexed")


@dataclass(frozen=True)
class Document:
    """One thing that can be found, as it stands in the database.

    ``lines`` are what people would say for it, the title first; each is matched on its own. ``body`` is
    all the rest. ``version`` grows with every change: an older one never replaces a newer one.
    ``popularity`` is in 0..1. Dates are days in Asia/Shanghai, both ends included.
    """

    kind: DocumentKind
    key: str
    version: int
    lines: tuple[str, ...]
    body: str
    unit_code: str
    audience: Audience = Audience.PUBLIC
    category_code: str = ""
    districts: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    updated_on: date | None = None
    popularity: float = 0.0

    @property
    def id(self) -> str:
        """Return the id in every engine, such as ``ITEM:01J…``."""
        return f"{self.kind.value}:{self.key}"

    @property
    def title(self) -> str:
        """Return the first line."""
        return self.lines[0]


class Head(NamedTuple):
    """What the database says of a document without its text: its version, and whether citizens may see it."""

    key: str
    version: int
    public: bool


@dataclass(frozen=True)
class Removal:
    """A document that is no more; ``version`` is the one of the change that removed it."""

    id: str
    version: int


@dataclass(frozen=True)
class Written:
    """What became of a batch: ids written, ids refused as older, and ids that failed with a reason."""

    written: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is looked for, for whom, on which day; ``kinds`` empty means all; ``limit`` lines come back."""

    question: Question
    audience: Audience
    today: date
    kinds: frozenset[DocumentKind] = frozenset()
    limit: int = 30


class Candidate(NamedTuple):
    """One line that was found, with what ranking needs of its document.

    ``score`` is the engine's BM25, ``folded`` the line as it is compared.
    """

    id: str
    kind: DocumentKind
    version: int
    title: str
    line: str
    score: float
    unit_code: str = ""
    audience: Audience = Audience.PUBLIC
    category_code: str = ""
    districts: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    updated_on: date | None = None
    popularity: float = 0.0
    folded: str = ""

    @property
    def key(self) -> str:
        """Return the id of the row in the database."""
        return self.id.partition(":")[2]


@dataclass(frozen=True)
class Completing:
    """What was typed so far, for whom, on which day; ``limit`` different documents come back."""

    typed: str
    audience: Audience
    today: date
    kinds: frozenset[DocumentKind] = frozenset()
    limit: int = 8


@dataclass(frozen=True)
class EngineState:
    """What the health page tells: which index answers and whether it must be built anew."""

    name: str
    answers: bool
    documents: int = 0
    generation: str = ""
    stamp: str = ""
    reason: str = ""
    details: dict[str, str] = field(default_factory=dict)


class Build(Protocol):
    """An index in the making; the old one answers until ``publish``."""

    async def put(self, documents: Sequence[Document]) -> Written:
        """Write a batch into the new index."""

    async def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents from the new index, as the engine's ``drop`` does."""

    async def publish(self) -> None:
        """Let the new index answer; raises ``BuildOvertaken`` if another build was published meanwhile."""

    async def abandon(self) -> None:
        """Throw the new index away."""


class BuildOvertaken(Problem):
    """Two builds ran at once; only one of them is published."""

    status = 409
    code = "build_overtaken"
    title_zh = "另一次重建已先完成，本次重建作废"
    title_en = "Another rebuild was published first; this one is thrown away"


class Engine(Protocol):
    """A search engine; every method may raise ``EngineDown``."""

    name: str

    async def put(self, documents: Sequence[Document]) -> Written:
        """Write documents so that the next search finds them; older versions are refused."""

    async def drop(self, removals: Sequence[Removal]) -> None:
        """Remove documents; a later ``put`` of an older version does not bring them back."""

    async def find(self, wanted: Wanted) -> list[Candidate]:
        """Return lines by falling score, ties by id; several lines of one document may come."""

    async def complete(self, completing: Completing) -> list[Candidate]:
        """Return documents one of whose lines goes on where the citizen stopped typing."""

    async def build(self, stamp: str) -> Build:
        """Begin a new index beside the one that answers; ``put`` and ``drop`` reach both from now on."""

    async def state(self) -> EngineState:
        """Tell how it is; never raises."""

    async def close(self) -> None:
        """Let go of files and connections."""
