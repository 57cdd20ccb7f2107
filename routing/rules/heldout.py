"""How well the house's examples hear what they were not told (留出检验): cross-validation of the ear; pure.

Every fifth of the examples and of the ordinary requests is kept back in turn, and heard by an ear that has
learned from the rest. Rules are not asked: what they hear as well is not counted twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from hotline.kit.text import normalise
from routing.rules.by_example import ByExample, Heard
from routing.rules.examples import Example, Flag

FOLDS = 5
_HEAD = ("类别", "例句", "听出", "召回", "日常例句误报", "平常诉求误报", "点名", "点对")


@dataclass
class HeldOut:
    """Counts by flag: examples and those heard, quiet sentences and requests that sounded so, kinds named and right."""

    examples: Counter[Flag] = field(default_factory=Counter)
    heard: Counter[Flag] = field(default_factory=Counter)
    quiet: Counter[Flag] = field(default_factory=Counter)
    usual: Counter[Flag] = field(default_factory=Counter)
    named: Counter[Flag] = field(default_factory=Counter)
    right: Counter[Flag] = field(default_factory=Counter)
    sentences: int = 0
    requests: int = 0

    def add(self, example: Example, heard: Sequence[Heard]) -> None:
        """Count what was heard in an example."""
        self.examples.update(example.flags)
        if not example.flags:
            self.sentences += 1
            self.quiet.update(one.flag for one in heard)
            return
        for one in heard:
            kinds = example.kinds(one.flag)
            self.heard[one.flag] += one.flag in example.flags
            if kinds and one.kind:
                self.named[one.flag] += 1
                self.right[one.flag] += one.kind in kinds


def hold_out(examples: Sequence[Example], ordinary: Sequence[str]) -> HeldOut:
    """Judge every example and every ordinary request (normal form) by an ear that does not know it."""
    told = [Example(normalise(example.text), example.tags) for example in examples]
    counts = HeldOut(requests=len(ordinary))
    for fold in range(FOLDS):
        learned = [example for example in told if _fold(example.text) != fold]
        usual = [text for text in ordinary if _fold(text) != fold]
        ear = ByExample(learned, usual)
        for example in told:
            if _fold(example.text) == fold:
                counts.add(example, ear.hear(example.text))
        for text in ordinary:
            if _fold(text) == fold:
                counts.usual.update(one.flag for one in ear.hear(text))
    return counts


def _fold(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) % FOLDS


def table_of(counts: HeldOut) -> str:
    """Return the counts as a Markdown table, for the console and for the documentation."""
    return "\n".join(_lines(counts))


def _lines(counts: HeldOut) -> Iterator[str]:
    yield _row(_HEAD)
    yield _row(["---"] * len(_HEAD))
    for flag in Flag:
        if size := counts.examples[flag]:
            kinds = counts.named[flag]
            yield _row(
                (
                    f"`{flag.value}` {flag.label}",
                    size,
                    counts.heard[flag],
                    f"{counts.heard[flag] / size:.2f}",
                    f"{counts.quiet[flag]}/{counts.sentences}",
                    f"{counts.usual[flag]}/{counts.requests}",
                    kinds or "—",
                    counts.right[flag] if kinds else "—",
                )
            )


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
