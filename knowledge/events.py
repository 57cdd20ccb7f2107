"""What happened to knowledge (知识变更事件): one event for whatever can be found; ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class KnowledgeChanged(Event):
    """Something that can be found was written, changed or taken away; the index reads the row itself.

    ``kind`` is a ``DocumentKind``, ``key`` the row's id, ``version`` its version after the change. An empty
    ``key`` means so many changes that the index is built anew.
    """

    name: ClassVar[str] = "knowledge.changed"
    kind: str
    key: str
    version: int


@dataclass(frozen=True)
class LexiconChanged(Event):
    """Synonyms, stop words or wordings were edited: every process reads them anew; no index is rebuilt."""

    name: ClassVar[str] = "knowledge.lexicon_changed"
    version: int
