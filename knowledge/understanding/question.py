"""The understood question (问句): what is looked for, which field of it, where, and how sure we are of the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.kit.labels import LabelledEnum

MAX_QUERY = (
    300  # characters of a citizen's words that are looked at; engines refuse thousands of terms
)

_NAMED = 20  # characters of a question that may still name its matter; twice as many tell a story


class ItemField(LabelledEnum):
    """Which field of a service item a question asks for (问的是哪一项)."""

    MATERIALS = "MATERIALS", "所需材料"
    FEE = "FEE", "收费标准"
    LIMIT = "LIMIT", "办理时限"
    PLACE = "PLACE", "办理地点"
    PHONE = "PHONE", "咨询电话"
    HOURS = "HOURS", "办公时间"
    PROCESS = "PROCESS", "办理流程"
    CONDITIONS = "CONDITIONS", "办理条件"
    ONLINE = "ONLINE", "网上办理"
    RESULT = "RESULT", "办理结果"
    BASIS = "BASIS", "办理依据"
    PROGRESS = "PROGRESS", "办理进度"


@dataclass(frozen=True)
class Question:
    """One understood question.

    ``text`` is the folded form that is searched: normal form, dialect wording replaced, politeness and
    the words of ``intent`` taken out. ``terms`` are its grams with weights in 0..1: 1 for the citizen's
    own, less for what synonyms, corrections and common words add. ``sounds`` are pairs of pinyin syllables
    and ``letters`` what was typed in Latin letters and may be initials. ``corrected`` is what we believe
    was meant, when it differs. ``also`` are the fields asked for beside ``intent`` (多少钱，在哪办). ``districts`` are codes named in the question; ``entities`` the ids of
    documents that it names outright. ``bare`` tells that nothing but set phrases was said (要多少钱): they look
    for nothing by themselves.
    """

    raw: str
    text: str
    terms: Mapping[str, float]
    sounds: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    intent: ItemField | None = None
    also: tuple[ItemField, ...] = ()
    districts: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    corrected: str | None = None
    notes: tuple[str, ...] = field(default=())
    bare: bool = False

    @property
    def story(self) -> float:
        """Return how far the words tell a story rather than name a matter: 0 to 20 characters, 1 from 40 on."""
        return min(1.0, max(0.0, len(self.text) / _NAMED - 1.0))

    @property
    def empty(self) -> bool:
        """Tell whether nothing is left to look for."""
        return not (self.terms or self.sounds or self.letters)
