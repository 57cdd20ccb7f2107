"""Q1 (任意标注数据): `hotline train`'s own code on labelled files it has never seen, with nothing set by hand.

Run ``python -m benchmarks.q1_labelled --file CSV --text COL --label COL [--label COL …]``; without a file, the
public files beside the project are taken where they are: the second category level of work orders, and the
departments of service items told by their names. A fifth of the texts, chosen at random, is held out before
anything is looked at. The comparator learns from the same texts in the same run: words 1–2 by jieba and
characters 1–3, sublinear TF-IDF, a linear SVM. Nothing of the texts is printed.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import labelled
from benchmarks.q2_departments import ask
from routing.training.choice import WORK
from routing.training.data import Cleaning, Sample, gather, quote_of
from routing.training.files import Columns, FileNotes, read_samples
from routing.training.train import Options, train

MARK_F1, MARK_COVERED = 0.01, 0.01
HEAD = "label"
LEAST = 10


@dataclass(frozen=True)
class Task:
    """One file and the column to be told from the text."""

    path: Path
    text: str
    label: str


def public_tasks() -> Iterator[Task]:
    """Yield what lies beside the project."""
    yield Task(labelled.orders_path(), "text", "category_2")
    yield Task(labelled.ITEMS, "TASK_NAME", "DEPT_NAME")


def run(*, tiny: bool = False, tasks: Sequence[Task] | None = None) -> dict[str, Any]:
    """Return, by file and label, the figures of both and their differences; ``tiny`` takes a sixth."""
    result: dict[str, Any] = {}
    for task in tasks or list(public_tasks()):
        name = f"{task.path.name}: {task.text} → {task.label}"
        if not task.path.is_file():
            result[name] = labelled.skipped("q1_labelled", task.path)
            continue
        result[name] = _measured(task, tiny=tiny)
    return result


def _measured(task: Task, *, tiny: bool) -> dict[str, Any]:
    columns = Columns(task.text, {HEAD: (task.label,)})
    samples = list(read_samples(task.path, columns, FileNotes()))
    data = gather(samples[::6] if tiny else samples, Cleaning((HEAD,)))
    count = Counter(found[HEAD] for found in data.labels)
    least = 2 if tiny else LEAST
    raw = _raw(samples, set(data.quotes))
    rows = [
        Sample(raw[quote], found)
        for quote, found in zip(data.quotes, data.labels, strict=True)
        if count[found[HEAD]] >= least and quote in raw
    ]
    order = np.random.default_rng(2026).permutation(len(rows)).tolist()
    held, learn = ([rows[i] for i in part] for part in (order[::5], _rest(order)))
    texts, truth = [s.text for s in held], [s.labels[HEAD] for s in held]
    base = labelled.word_char_svm(learn, texts, HEAD).figures(truth)
    trained = train(learn, Options(heads=(HEAD,), work=WORK // 12 if tiny else WORK, folds=3))
    ours = ask(trained.classifier, texts, HEAD).figures(truth)
    gains = {name: round(ours[name] - base[name], 4) for name in base}
    return {
        "learned_from": len(learn),
        "asked": len(held),
        "labels": len({s.labels[HEAD] for s in rows}),
        "word_char_svm": base,
        "ours": ours,
        "gains": gains,
        "settings": trained.card["settings"]["views"]["told"],
        "machine": trained.card["settings"]["machines"][HEAD]["told"],
        "calibration_error": trained.card["heads"][HEAD]["calibration_error"],
        "marks": {
            "macro_f1": gains["macro_f1"] >= MARK_F1,
            "at_80_percent": gains["at_80_percent"] >= MARK_COVERED,
        },
    }


def _raw(samples: Sequence[Sample], quotes: set[str]) -> dict[str, str]:
    """Return the whole text behind every quote, so that both learn from the same distinct texts."""
    found: dict[str, str] = {}
    for sample in samples:
        quote = quote_of(sample.text)
        if quote in quotes:
            found.setdefault(quote, sample.text)
    return found


def _rest(order: Sequence[int]) -> list[int]:
    return [row for place, row in enumerate(order) if place % 5]


def main() -> None:
    """Run and print."""
    parser = labelled.parser("q1_labelled")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", action="append", default=[])
    told = parser.parse_args()
    given = [Task(told.file, told.text, label) for label in told.label] if told.file else None
    for task in given or list(public_tasks()):
        result = run(tiny=told.tiny, tasks=[task])
        print(json.dumps(result, ensure_ascii=False, indent=1), flush=True)


if __name__ == "__main__":
    main()
