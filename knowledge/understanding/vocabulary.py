"""The vocabulary (检索词汇): which characters and pairs stand in the lines of the index, and how they sound.

It is made from the gram counts of a build, so that it needs no reading of documents, is the same whichever
engine answers, and stays as small as the language: a hundred thousand lines share some ten thousand pairs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

MOST_PAIRS = 120_000  # pairs kept with their sounds, the most frequent ones: about 40 MB

# Characters that are taken for one another when they are written or recognised; each group alike.
_SHAPES = """
口囗 己已巳 末未 土士 日曰 人入八 大太犬 天夭 干千于 今令 刀力 申甲由田 住往佳 户尸卢 侯候 藉籍 戊戌戍 兔免 折拆析
幕墓募慕 辩辨辫 渡度 帐账 像象 代伐 休体 什仕 木术本 午牛 冶治 厉历 勺匀 旦但 毫亳 管菅 蓝篮 即既 险检捡验
祖租组 缴激邀 陪赔培 转传专 社杜 失夫 补朴 换唤 校较 税悦 侍待持 项顶 徽微 拔拨 博搏 遣遗 爪瓜 泊柏 享亨 薄簿 晴睛
"""


@dataclass(frozen=True)
class Vocabulary:
    """Counts of characters, pairs and Latin runs over all lines; empty before the first build."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is known, so that nothing can be called unknown either."""
        return not self.counts

    def knows(self, gram: str) -> bool:
        """Tell whether ``gram`` stands in a line."""
        return gram in self.counts

    def count(self, gram: str) -> int:
        """Return in how many lines ``gram`` stands."""
        return self.counts.get(gram, 0)

    def sounding(self, first: str, second: str) -> tuple[str, ...]:
        """Return the known pairs that are read so, the most frequent first."""
        return self._by_sound.get((first, second), ())

    def reading(self, sound: str) -> tuple[str, ...]:
        """Return the known characters that are read so, the most frequent first."""
        return self._chars.get(sound, ())

    def initialled(self, first: str, second: str) -> tuple[str, ...]:
        """Return the known pairs whose syllables begin with these letters, the most frequent first."""
        return self._by_initials.get(first + second, ())

    @cached_property
    def _chars(self) -> dict[str, tuple[str, ...]]:
        chars = [gram for gram in self.counts if len(gram) == 1 and not gram.isascii()]
        chars.sort(key=lambda char: (-self.counts[char], char))
        found: dict[str, list[str]] = {}
        for char in chars:
            found.setdefault(sound_of(char), []).append(char)
        return {sound: tuple(same[:_ALIKE]) for sound, same in found.items()}

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Return every syllable that is read in a line."""
        return frozenset(self._chars)

    @cached_property
    def _by_sound(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for pair in self._frequent():
            found.setdefault((sound_of(pair[0]), sound_of(pair[1])), []).append(pair)
        return {key: tuple(same[:_ALIKE]) for key, same in found.items()}

    @cached_property
    def _by_initials(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for pair in self._frequent():
            same = found.setdefault(sound_of(pair[0])[0] + sound_of(pair[1])[0], [])
            if len(same) < _BEGUN_ALIKE:
                same.append(pair)
        return {key: tuple(same) for key, same in found.items()}

    def _frequent(self) -> list[str]:
        pairs = [gram for gram in self.counts if len(gram) == 2 and not gram.isascii()]
        pairs.sort(key=lambda pair: (-self.counts[pair], pair))
        return pairs[:MOST_PAIRS]

    def prepare(self) -> "Vocabulary":
        """Read all sounds now instead of with the first question; returns itself."""
        _ = self.syllables, self._by_sound, self._by_initials
        return self


_ALIKE = 8  # pairs of one sound that are tried
_BEGUN_ALIKE = 24  # pairs of the same initials that are tried: many words share them


@lru_cache(maxsize=30_000)
def sound_of(char: str) -> str:
    """Return the commonest reading of one character without tone; itself if it has none."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 — loads its dictionary on first use

    return lazy_pinyin(char, style=Style.NORMAL, v_to_u=False)[0] or char


def twins(char: str) -> str:
    """Return the characters that look like ``char``."""
    return _TWINS.get(char, "")


def _twins() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in _SHAPES.split():
        for char in group:
            found[char] = found.get(char, "") + group.replace(char, "")
    return found


_TWINS = _twins()
