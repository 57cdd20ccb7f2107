"""P12 (疑似重复件): near-duplicates in a stream, asked and stored one by one, against datasketch MinHash-LSH.

Run ``python -m benchmarks.p12_similar``; ``--tiny`` makes it short, ``--orders FILE`` also times a CSV with
a column ``text``, of which nothing but counts is shown. Both see the same stream in turns of a thousand
texts, timed in CPU seconds of the thread, since machines are shared. Ours starts from the raw words; the
comparator gets its texts already in normal form and standard wording. ``ratio`` leaves that preparation
out, ``ratio_both_from_raw_words`` adds it.
"""

import argparse
import csv
import gc
import resource
import statistics
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from benchmarks.p12_stream import DATA, Told, dialect, stream
from hotline.kit.text import normalise
from routing.extract.gazetteer import PlaceEntry
from routing.similar.duplicates import NearDuplicates

MARK_RECALL, MARK_FALSE, MARK_RATIO, MARK_GROWTH = 0.95, 5.0, 4.0, 3.0
WINDOW = timedelta(days=30)
START = datetime(2026, 1, 1, tzinfo=UTC)
TURN = 1_000
FURTHER = range(61, 69)  # seeds of streams on which nothing was chosen
ORDERS = Path(__file__).parents[2] / "shared" / "data" / "work_orders_dev.csv"


class Index(Protocol):
    """What is measured."""

    def ready(self, text: str) -> str:
        """Return what the index is given; not timed."""

    def ask_and_store(self, key: str, text: str, at: datetime) -> list[str]:
        """Return the keys of what looks the same, then hold the text."""


class Ours:
    """Our index with the demonstration city's dialect table and place names."""

    def __init__(self) -> None:
        """Start empty."""
        self.index = NearDuplicates(WINDOW, wording=dialect(), places=places())

    def ready(self, text: str) -> str:
        """Return the raw words."""
        return text

    def ask_and_store(self, key: str, text: str, at: datetime) -> list[str]:
        """Ask, then store."""
        found = [hint.key for hint in self.index.find(text, at)]
        self.index.add(key, text, at)
        return found


class Comparator:
    """datasketch: 128 permutations, update_batch over character triples, LSH at the same threshold."""

    def __init__(self) -> None:
        """Start empty."""
        from datasketch import MinHash, MinHashLSH

        self._new: Any = MinHash
        self._lsh: Any = MinHashLSH(threshold=0.5, num_perm=128)
        self._wording = dialect()
        self.signature_seconds = self.prepare_seconds = 0.0

    def ready(self, text: str) -> str:
        """Return normal form and standard wording; timed apart."""
        begin = time.thread_time()
        prepared = self._wording.apply(normalise(text))
        self.prepare_seconds += time.thread_time() - begin
        return prepared

    def ask_and_store(self, key: str, text: str, at: datetime) -> list[str]:
        """Ask, then store; it knows no window."""
        del at
        begin = time.thread_time()
        signature = self._new(num_perm=128)
        signature.update_batch(
            [gram.encode() for gram in {text[i : i + 3] for i in range(max(1, len(text) - 2))}]
        )
        self.signature_seconds += time.thread_time() - begin
        found: list[str] = self._lsh.query(signature)
        self._lsh.insert(key, signature)
        return found


def places() -> list[PlaceEntry]:
    """Return the demonstration city's place names."""
    with (DATA / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        return [
            PlaceEntry(
                row["name"],
                row["kind"],
                row["district_code"],
                row["town_code"],
                tuple(alias for alias in row["aliases"].split("；") if alias),
                row["code"],
            )
            for row in csv.DictReader(file)
        ]


@dataclass
class Tally:
    """Time by turns, and what was right."""

    micros: list[float] = field(default_factory=list)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    false_texts: int = 0
    false_pairs: int = 0

    def turn(self, index: Index, told: list[Told], step: timedelta) -> None:
        """Time a turn of texts and judge the answers afterwards."""
        ready = [index.ready(one.text) for one in told]
        keys = [f"{one.matter}/{self.texts + number}" for number, one in enumerate(told)]
        at = START + step * self.texts
        answers = []
        gc.disable()  # else each pays for walking through the other's objects
        begin = time.thread_time()
        for key, text in zip(keys, ready, strict=True):
            answers.append(index.ask_and_store(key, text, at))
            at += step
        self.micros.append((time.thread_time() - begin) / len(told) * 1e6)
        gc.enable()
        self.texts += len(told)
        for one, answer in zip(told, answers, strict=True):
            self._judge(one, answer)

    def _judge(self, one: Told, answer: list[str]) -> None:
        right = sum(key.partition("/")[0] == str(one.matter) for key in answer)
        self.false_pairs += len(answer) - right
        self.false_texts += right < len(answer)
        if one.kind not in {"new", "lookalike"}:
            self.planted[one.kind] += 1
            self.found[one.kind] += right > 0

    @property
    def recall(self) -> float:
        """Return the share of the planted duplicates that were found."""
        return sum(self.found.values()) / max(1, sum(self.planted.values()))

    def per_100k(self, count: int) -> float:
        """Return ``count`` for each 100,000 texts."""
        return count * 100_000 / max(1, self.texts)

    def around(self, place: int, width: int) -> list[float]:
        """Return the µs of the ``width`` turns before turn number ``place``."""
        return self.micros[max(0, place - width) : place]


def turns(told: Iterable[Told]) -> Iterator[list[Told]]:
    """Cut the stream into turns."""
    stream_of = iter(told)
    while turn := list(islice(stream_of, TURN)):
        yield turn


def compare(count: int) -> dict[str, object]:
    """Let both go through the same stream of ``count`` texts, turn by turn."""
    ours, theirs = Ours(), Comparator()
    tallies = Tally(), Tally()
    step = timedelta(days=28) / count
    for turn in turns(stream(count)):
        tallies[0].turn(ours, turn, step)
        tallies[1].turn(theirs, turn, step)
    mine, other = tallies
    width = max(1, len(mine.micros) // 10)
    pairs = list(zip(mine.around(10**9, width), other.around(10**9, width), strict=True)) or [
        (1, 1)
    ]
    pairs = list(zip(mine.micros[-width:], other.micros[-width:], strict=True))
    ratios = [b / a for a, b in pairs]
    prepare = theirs.prepare_seconds / count * 1e6
    return {
        "texts": count,
        "datasketch_us": round(statistics.median(b for _, b in pairs), 1),
        "datasketch_signature_alone_us": round(theirs.signature_seconds / count * 1e6, 1),
        "datasketch_recall": round(other.recall, 4),
        "datasketch_false_texts_per_100k": round(other.per_100k(other.false_texts), 1),
        "ours_us": round(statistics.median(a for a, _ in pairs), 1),
        "ours_recall": round(mine.recall, 4),
        **{
            f"ours_recall_{kind}": round(mine.found[kind] / n, 3)
            for kind, n in sorted(mine.planted.items())
        },
        "ours_false_texts_per_100k": round(mine.per_100k(mine.false_texts), 1),
        "ours_false_pairs_per_100k": round(mine.per_100k(mine.false_pairs), 1),
        "ratio": round(statistics.median(ratios), 2),
        "datasketch_preparation_us": round(prepare, 1),
        "ratio_both_from_raw_words": round(
            statistics.median((b + prepare) / a for a, b in pairs), 2
        ),
        "ratio_signature_alone": round(
            theirs.signature_seconds / count * 1e6 / statistics.median(mine.micros), 2
        ),
    }


def grow(count: int) -> dict[str, object]:
    """Go through ``count`` texts alone; compare the cost at the end with that at a tenth of it."""
    ours, tally = Ours(), Tally()
    step = timedelta(days=28) / count
    before = resident_bytes()
    for turn in turns(stream(count, seed=13)):
        tally.turn(ours, turn, step)
    last = len(tally.micros)
    width = max(1, last // 50)
    early = statistics.median(tally.around(max(1, last // 10), width))
    late = statistics.median(tally.around(last, width))
    return {
        "grown_texts": count,
        "grown_us_at_a_tenth": round(early, 1),
        "grown_us": round(late, 1),
        "growth": round(late / early, 2),
        "grown_recall": round(tally.recall, 4),
        "grown_false_texts_per_100k": round(tally.per_100k(tally.false_texts), 1),
        "grown_false_pairs_per_100k": round(tally.per_100k(tally.false_pairs), 1),
        "grown_longest_turn_ms": round(max(tally.micros) * TURN / 1000, 1),
        "grown_resident_bytes_per_text": round((resident_bytes() - before) / count),
    }


def alone(count: int, seeds: Iterable[int]) -> dict[str, object]:
    """Go through a stream of ``count`` texts for each seed: one stream has a handful of false alerts, or twice that."""
    step = timedelta(days=28) / count
    tallies = []
    for seed in seeds:
        ours, tally = Ours(), Tally()
        for turn in turns(stream(count, seed=seed)):
            tally.turn(ours, turn, step)
        tallies.append(tally)
    texts = sum(tally.texts for tally in tallies)
    false = sum(tally.false_texts for tally in tallies)
    return {
        "streams_alone": len(tallies),
        "streams_alone_texts": texts,
        "streams_alone_recall": [round(tally.recall, 4) for tally in tallies],
        "streams_alone_false_texts": [tally.false_texts for tally in tallies],
        "streams_alone_false_texts_per_100k": round(false * 100_000 / texts, 1),
    }


def resident_bytes() -> int:
    """Return the most memory the process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)


def kept(count: int) -> dict[str, object]:
    """Fill an index from texts, as a start does: time, bytes a text, and what a passing window leaves."""
    told = list(stream(count, seed=14))
    step = timedelta(days=28) / count
    index = Ours().index
    begin = time.thread_time()
    for number, one in enumerate(told):
        index.add(str(number), one.text, START + step * number)
    seconds = time.thread_time() - begin
    del index
    tracemalloc.start()
    index = Ours().index
    base = tracemalloc.get_traced_memory()[0]
    for number, one in enumerate(told):
        index.add(str(number), one.text, START + step * number)
    held = tracemalloc.get_traced_memory()[0] - base
    for number, one in enumerate(told):
        index.add(f"later{number}", one.text, START + WINDOW + step * number)
    after = tracemalloc.get_traced_memory()[0] - base
    tracemalloc.stop()
    return {
        "rebuilt_texts": count,
        "rebuilt_us_per_text": round(seconds / count * 1e6, 1),
        "bytes_per_text": round(held / count),
        "bytes_per_text_a_window_later": round(after / count),
        "held_a_window_later": len(index),
    }


def orders(path: Path) -> dict[str, object]:
    """Count alerts in a file of real notes and time them; nothing of the file is shown."""
    if not path.is_file():
        print(f"SKIPPED: no file of real notes at {path.name}; give one with --orders")
        return {"orders": "skipped: no file"}
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    index = Ours().index
    pairs = alerted = 0
    begin = time.thread_time()
    for number, text in enumerate(texts):
        hints = index.find(text, START, limit=1_000)
        index.add(str(number), text, START)
        pairs += len(hints)
        alerted += bool(hints)
    seconds = time.thread_time() - begin
    return {
        "orders_texts": len(texts),
        "orders_mean_characters": round(statistics.mean(map(len, texts))),
        "orders_repeated_word_for_word": len(texts) - len(set(texts)),
        "orders_texts_alerted": alerted,
        "orders_pairs_alerted": pairs,
        "orders_us": round(seconds / len(texts) * 1e6, 1),
    }


def run(tiny: bool, path: Path = ORDERS) -> dict[str, Any]:  # noqa: FBT001 — the shape all benchmarks share
    """Measure; times in µs for asking and storing one text."""
    result: dict[str, Any] = {"mark": "P12"}
    result |= grow(3_000 if tiny else 1_000_000)  # first: it reads the peak of the process's memory
    result |= compare(1_500 if tiny else 100_000)
    result |= alone(500, FURTHER[:2]) if tiny else alone(100_000, FURTHER)
    result |= kept(500 if tiny else 20_000)
    result |= orders(path)
    # False alerts are rare: those of all streams of this size are counted together.
    streams = result["streams_alone"]
    false = (
        result["ours_false_texts_per_100k"] + streams * result["streams_alone_false_texts_per_100k"]
    )
    result["all_streams_false_texts_per_100k"] = round(false / (1 + streams), 1)
    result["met"] = (
        statistics.mean([result["ours_recall"], *result["streams_alone_recall"]]) >= MARK_RECALL
        and result["all_streams_false_texts_per_100k"] <= MARK_FALSE
        and result["ratio"] >= MARK_RATIO
        and result["growth"] <= MARK_GROWTH
    )
    return result


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a short run for the tests")
    parser.add_argument("--orders", type=Path, default=ORDERS, help="a CSV of real notes")
    options = parser.parse_args()
    for name, value in run(options.tiny, options.orders).items():
        print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
