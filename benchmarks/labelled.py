"""Labelled data for the classifier's marks (标注数据): files found by option or beside the project, baselines run beside."""

import argparse
import csv
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from routing.training.data import Sample
from routing.training.evaluation import macro_f1
from tests.support.server import ROOT

ORDERS = ROOT.parent / "shared" / "data" / "work_orders_dev.csv"
ITEMS = ORDERS.with_name("service_items.jsonl")
VARIABLE = "HOTLINE_BENCH_ORDERS"


@dataclass(frozen=True)
class Ranked:
    """What a system said: scores of the labels (columns) for every held-out text, and its confidence."""

    labels: Sequence[str]
    scores: Any
    confidence: Any

    def figures(self, truth: Sequence[str]) -> dict[str, float]:
        """Return top-1, macro-F1 and top-3 over the labels that occur, and accuracy at 80 % coverage."""
        names = sorted({*self.labels, *truth})
        number = {name: i for i, name in enumerate(names)}
        of = np.array([number[label] for label in self.labels])
        order = np.argsort(-self.scores, axis=1, kind="stable")[:, :3]
        said, real = of[order], np.array([number[label] for label in truth])
        right = said[:, 0] == real
        sure = np.argsort(-self.confidence, kind="stable")[: int(0.8 * len(real))]
        return {
            "top1": round(float(right.mean()), 4),
            "macro_f1": macro_f1(real, said[:, 0], len(names)),
            "top3": round(float((said == real[:, None]).any(axis=1).mean()), 4),
            "at_80_percent": round(float(right[sure].mean()), 4),
        }


def orders_path(given: Path | None = None) -> Path:
    """Return the file of real work orders: the option, the environment, or the folder beside the project."""
    named = os.environ.get(VARIABLE)
    return given or (Path(named) if named else ORDERS)


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV in UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def skipped(program: str, path: Path) -> dict[str, Any]:
    """Say loudly that a file is absent, and return that as the result."""
    told = f"SKIPPED: {path.name} is not there; give its path with --file or {VARIABLE}"
    print(f"\n*** {program} {told} ***\n", file=sys.stderr, flush=True)
    return {"skipped": told}


def char_svm(
    learn: Sequence[Sample], held: Sequence[str], head: str, *, longest: int = 4
) -> Ranked:
    """The baseline: character n-gram TF-IDF and a linear SVM with default settings."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return _svm([TfidfVectorizer(analyzer="char", ngram_range=(1, longest))], learn, held, head)


def word_char_svm(learn: Sequence[Sample], held: Sequence[str], head: str) -> Ranked:
    """The baseline: words 1–2 by jieba and characters 1–3, sublinear TF-IDF, and a linear SVM."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer

    jieba.setLogLevel(30)
    words = TfidfVectorizer(
        tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True, min_df=2
    )
    chars = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    return _svm([words, chars], learn, held, head)


def _svm(views: list[Any], learn: Sequence[Sample], held: Sequence[str], head: str) -> Ranked:
    from scipy.sparse import hstack
    from sklearn.svm import LinearSVC

    given = hstack([view.fit_transform([s.text for s in learn]) for view in views], format="csr")
    asked = hstack([view.transform(held) for view in views], format="csr")
    machine = LinearSVC(random_state=0).fit(given, [s.labels[head] for s in learn])
    scores = machine.decision_function(asked)
    scores = np.stack([-scores, scores], axis=1) if scores.ndim == 1 else scores
    ordered = np.sort(scores, axis=1)
    return Ranked(list(machine.classes_), scores, ordered[:, -1] - ordered[:, -2])


def frequent(rows: Sequence[dict[str, str]], column: str, least: int) -> list[dict[str, str]]:
    """Return the rows whose label occurs at least ``least`` times."""
    count = Counter(row[column] for row in rows)
    return [row for row in rows if row[column] and count[row[column]] >= least]


def parser(program: str) -> argparse.ArgumentParser:
    """Return the options all these programs have."""
    found = argparse.ArgumentParser(prog=f"python -m benchmarks.{program}")
    found.add_argument("--file", type=Path, help="CSV of labelled texts")
    found.add_argument("--tiny", action="store_true")
    return found
