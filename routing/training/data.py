"""Labelled texts made ready (训练数据): cleaned, de-duplicated by digest, within a bound of memory.

Of equal texts the most frequent label stays. When there are more distinct texts than may be kept, those
with the smallest digests stay – a fair sample, and the same one every time – and every label keeps some.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, sha256

from hotline.kit.logs import mask_text
from hotline.kit.text import Wording, default_tokenizer
from routing.classify.features import FORMAT, prepare_raw
from routing.errors import NothingToLearn

LIMIT = 200_000
GUARANTEED = 40  # texts that every label may keep beyond the limit
SHOWN = 300  # characters of a text that a report may quote
_TELL_EVERY = 5_000
Labels = Mapping[str, str]
Counted = Callable[[int], None]


@dataclass(frozen=True)
class Sample:
    """One confirmed text with its labels by question (``kind``, ``category``, ``unit`` or any other).

    ``group`` is equal for texts that must not be split (one citizen, one site), ``day`` is an ordinal.
    """

    text: str
    labels: Labels
    group: str = ""
    day: int | None = None


@dataclass(frozen=True)
class Cleaning:
    """How texts are made ready; ``heads`` are the questions to learn, ``limit`` the distinct texts kept."""

    heads: tuple[str, ...]
    wording: Wording = field(default_factory=lambda: Wording({}))
    limit: int = LIMIT


@dataclass(frozen=True)
class Prepared:
    """Distinct prepared texts with their labels, groups and days; ``quotes`` are for people, masked.

    ``disputed`` tells of texts that were given several labels: their place and the votes by question.
    """

    texts: tuple[str, ...]
    labels: tuple[Labels, ...]
    dropped: Mapping[str, int]
    digest: str
    quotes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    days: tuple[int | None, ...] = ()
    disputed: Mapping[int, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    def rows_of(self, head: str) -> list[int]:
        """Return which texts carry a label of this question."""
        return [row for row, found in enumerate(self.labels) if head in found]


def quote_of(text: str) -> str:
    """Return the beginning of a text, masked, as a report may show it."""
    return mask_text(text[:SHOWN])


class _Entry:
    """One distinct text while gathering; votes are only written down once labels differ."""

    __slots__ = ("count", "day", "group", "labels", "quote", "text", "votes")

    def __init__(self, text: str, sample: Sample, labels: Labels) -> None:
        self.text = text
        self.quote = quote_of(sample.text)
        self.labels = labels
        self.group = sample.group
        self.day = sample.day
        self.count = 1
        self.votes: dict[str, Counter[str]] | None = None

    def vote(self, labels: Labels) -> None:
        if self.votes is None and labels != self.labels:
            self.votes = defaultdict(Counter)
            for head, label in self.labels.items():
                self.votes[head][label] += self.count
        if self.votes is not None:
            for head, label in labels.items():
                self.votes[head][label] += 1
        self.count += 1

    def winners(self) -> Labels:
        if self.votes is None:
            return self.labels
        return {head: count.most_common(1)[0][0] for head, count in self.votes.items()}


class Gathering:
    """Takes samples one by one and keeps a bounded number of distinct texts."""

    def __init__(self, cleaning: Cleaning) -> None:
        """Start empty."""
        self.cleaning = cleaning
        self.dropped: Counter[str] = Counter()
        self._kept: dict[int, _Entry] = {}
        self._border = 1 << 64
        self._borders: dict[tuple[str, str], int] = {}
        self._labels: dict[tuple[tuple[str, str], ...], Labels] = {}

    def add(self, sample: Sample) -> None:
        """Take one sample; what cannot teach is counted by its reason."""
        text = prepare_raw(sample.text, self.cleaning.wording)
        found = tuple((h, sample.labels[h]) for h in self.cleaning.heads if sample.labels.get(h))
        if not text or not found:
            self.dropped["空文本" if not text else "无标签"] += 1
            return
        labels = self._labels.setdefault(found, dict(found))
        key = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
        entry = self._kept.get(key)
        if entry is not None:
            self.dropped["重复文本"] += 1
            entry.vote(labels)
        elif self._may_stay(key, labels):
            self._kept[key] = _Entry(text, sample, labels)
            if len(self._kept) > 2 * self.cleaning.limit:
                self._shrink()
        else:
            self.dropped["超出上限"] += 1

    def _may_stay(self, key: int, labels: Labels) -> bool:
        if key < self._border:
            return True
        return any(key < self._borders.get(item, 1 << 64) for item in labels.items())

    def _shrink(self) -> None:
        """Keep the texts of the smallest digests, and for every label some of its own."""
        ordered = sorted(self._kept)
        chosen = set(ordered[: self.cleaning.limit])
        self._border = (
            ordered[self.cleaning.limit] if len(ordered) > self.cleaning.limit else 1 << 64
        )
        guaranteed: Counter[tuple[str, str]] = Counter()
        for key in ordered:
            for item in self._kept[key].labels.items():
                guaranteed[item] += 1
                if guaranteed[item] <= GUARANTEED:
                    chosen.add(key)
                elif guaranteed[item] == GUARANTEED + 1:
                    self._borders[item] = key
        self.dropped["超出上限"] += len(self._kept) - len(chosen)
        self._kept = {key: entry for key, entry in self._kept.items() if key in chosen}

    def finish(self) -> Prepared:
        """Return what was gathered; raises ``NothingToLearn`` (422) if nothing can be learned from it."""
        if len(self._kept) > self.cleaning.limit:
            self._shrink()
        entries = list(self._kept.values())
        labels = tuple(entry.winners() for entry in entries)
        refuse_unlearnable(labels, self.cleaning.heads, self.dropped)
        return Prepared(
            texts=tuple(entry.text for entry in entries),
            labels=labels,
            dropped=dict(self.dropped),
            digest=self._digest(entries, labels),
            quotes=tuple(entry.quote for entry in entries),
            groups=tuple(sys.intern(entry.group) for entry in entries),
            days=tuple(entry.day for entry in entries),
            disputed={
                row: {head: dict(count) for head, count in entry.votes.items() if len(count) > 1}
                for row, entry in enumerate(entries)
                if entry.votes is not None
            },
        )

    def _digest(self, entries: Sequence[_Entry], labels: Sequence[Labels]) -> str:
        stamp = (
            FORMAT,
            default_tokenizer().stamp,
            self.cleaning.wording.digest,
            self.cleaning.heads,
            self.cleaning.limit,
        )
        digest = sha256(repr(stamp).encode())
        rows = zip(entries, labels, strict=True)
        for pair in sorted((entry.text, sorted(found.items())) for entry, found in rows):
            digest.update(repr(pair).encode())
        return digest.hexdigest()


def refuse_unlearnable(
    labels: Sequence[Labels], heads: Sequence[str], dropped: Mapping[str, int]
) -> None:
    """Raise ``NothingToLearn`` (422) naming what is wrong: no text, no label, one class only."""
    if not labels:
        why = "、".join(f"{reason} {count} 行" for reason, count in dropped.items()) or "没有数据"
        raise NothingToLearn(
            f"没有可用的文本（{why}）：请检查文本列与标签列", "No usable labelled text"
        )
    classes = {head: {found[head] for found in labels if head in found} for head in heads}
    if all(len(found) < 2 for found in classes.values()):
        told = "；".join(
            f"{head} 只有“{next(iter(found))}”一类" if found else f"{head} 没有标签"
            for head, found in classes.items()
        )
        raise NothingToLearn(
            f"标签不足两类，无法学习：{told}", "Every label column holds fewer than two classes"
        )


def gather(
    samples: Iterable[Sample], cleaning: Cleaning, counted: Counted | None = None
) -> Prepared:
    """Clean and de-duplicate a stream; ``counted`` is told every few thousand rows.

    Raises ``NothingToLearn`` (422).
    """
    gathering = Gathering(cleaning)
    for sample in _told(samples, counted):
        gathering.add(sample)
    return gathering.finish()


def _told(samples: Iterable[Sample], counted: Counted | None) -> Iterator[Sample]:
    for number, sample in enumerate(samples, start=1):
        if counted is not None and number % _TELL_EVERY == 0:
            counted(number)
        yield sample
