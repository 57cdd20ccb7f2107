"""The lexicon (词库快照): synonyms, stop words and wordings as staff keep them; one immutable snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.kit.text import Wording


@dataclass(frozen=True)
class Lexicon:
    """What understanding looks words up in; an empty one understands the plain words.

    ``synonyms`` map a folded word to the folded words that mean the same; ``stop_words`` say nothing;
    ``wording`` turns dialect words into standard ones.
    """

    version: int = 0
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    wording: Wording = field(default_factory=lambda: Wording({}))
