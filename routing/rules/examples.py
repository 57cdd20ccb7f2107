"""The book of examples (预警例句): sentences with the flags they were, and sentences of daily life that sound alike; pure.

``expected`` names one flag or several, separated by blanks: ``EMERGENCY`` or with its line ``EMERGENCY:119``,
``SELF_HARM``, ``GROUP_EVENT``, ``MINOR``, ``LEAK``, ``CONFIDENTIALITY``, ``OUT:<ground>``; ``-`` is none.
The test bench reads the same tags.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hotline.kit.labels import LabelledEnum
from routing.imports import RowError, refuse_entries
from routing.taxonomy.tree import GroundCode

QUIET = "-"
MOST_SENTENCES, SHORTEST, LONGEST = 10_000, 4, 200


class Flag(LabelledEnum):
    """What an example can be."""

    EMERGENCY = "EMERGENCY", "险情"
    SELF_HARM = "SELF_HARM", "自伤轻生"
    GROUP_EVENT = "GROUP_EVENT", "群体性事件苗头"
    MINOR = "MINOR", "涉未成年人"
    LEAK = "LEAK", "涉密或泄露隐私"
    CONFIDENTIALITY = "CONFIDENTIALITY", "要求保密"
    OUT = "OUT", "可能不属受理范围"


class Line(LabelledEnum):
    """Whom an emergency is passed on to (domain rules §6.2)."""

    POLICE = "110", "110 治安"
    FIRE = "119", "119 火警救援"
    MEDICAL = "120", "120 急救"
    TRAFFIC = "122", "122 交通事故"
    UTILITY = "UTILITY", "供水供电供气抢修"


KINDS: dict[Flag, frozenset[str]] = {
    Flag.EMERGENCY: frozenset(line.value for line in Line),
    Flag.OUT: frozenset(ground.value for ground in GroundCode),
}
# Who speaks of taking his life is in danger; a child in danger may be both, and its examples say so of one.
_IMPLIED = {Flag.EMERGENCY: Flag.SELF_HARM}
_OPEN = {Flag.EMERGENCY: Flag.MINOR, Flag.MINOR: Flag.EMERGENCY}


@dataclass(frozen=True)
class Example:
    """A sentence with its tags; without any it is one of daily life."""

    text: str
    tags: tuple[str, ...] = ()

    @cached_property
    def flags(self) -> frozenset[Flag]:
        """Return the flags, those that follow from others too."""
        told = frozenset(Flag(tag.partition(":")[0]) for tag in self.tags)
        return told | {flag for flag, other in _IMPLIED.items() if other in told}

    def kinds(self, flag: Flag) -> frozenset[str]:
        """Return the lines or grounds that stand with a flag."""
        parts = (tag.partition(":") for tag in self.tags)
        return frozenset(kind for name, _, kind in parts if name == flag.value and kind)

    def side(self, flag: Flag) -> int:
        """Return 1 where the sentence speaks for a flag, -1 against it, 0 where it says nothing of it."""
        if flag in self.flags:
            return 1
        return 0 if _OPEN.get(flag) in self.flags else -1


def tags_in(expected: object) -> tuple[str, ...] | None:
    """Return the tags of an example, none for ``-``; ``None`` where they are not valid."""
    if not isinstance(expected, str) or not expected.strip():
        return None
    if expected.strip() == QUIET:
        return ()
    tags = tuple(dict.fromkeys(expected.split()))
    return tags if all(map(_valid, tags)) else None


def _valid(tag: str) -> bool:
    name, colon, kind = tag.partition(":")
    flag = Flag.__members__.get(name)
    return flag is not None and (not colon or kind in KINDS.get(flag, ()))


def read_sentences(content: Any) -> list[Example]:
    """Return the examples; raises ``ContentInvalid`` (422) naming the faults."""
    found, faults = inspect_sentences(content)
    refuse_entries(faults)
    return found


_TOO_MANY = (
    f"应为至多 {MOST_SENTENCES} 句的列表",
    f"A list of at most {MOST_SENTENCES} sentences is needed",
)
_LENGTH = (
    f"例句应为 {SHORTEST} 至 {LONGEST} 字的文字",
    f"the sentence should have {SHORTEST} to {LONGEST} characters",
)
_EXPECTED = (
    f"expected 应为 {QUIET}（日常），或 {'、'.join(Flag.__members__)} 中的一类或几类，"
    "险情可带热线（EMERGENCY:119），不属受理范围可带理由（OUT:LITIGATION）",
    f"expected is {QUIET} (everyday), or one or several of {', '.join(Flag.__members__)}; an emergency may"
    " name its line (EMERGENCY:119), what is out of remit its ground (OUT:LITIGATION)",
)


def inspect_sentences(content: Any) -> tuple[list[Example], list[RowError]]:
    """Return the good examples, and what is wrong with the others, numbered from one; 0 is the whole."""
    if not isinstance(content, list) or len(content) > MOST_SENTENCES:
        return [], [RowError(0, *_TOO_MANY)]
    found, faults = [], []
    for number, entry in enumerate(content, start=1):
        told = entry if isinstance(entry, dict) else {}
        text, tags = told.get("text"), tags_in(told.get("expected"))
        if not isinstance(text, str) or not SHORTEST <= len(text.strip()) <= LONGEST:
            faults.append(RowError(number, *_LENGTH))
        elif tags is None:
            faults.append(RowError(number, *_EXPECTED))
        else:
            found.append(Example(text, tags))
    return found, faults
