"""Q2 (承办单位): whose is it? Trained on earlier months by `hotline train`'s own code, asked about later ones.

Run ``python -m benchmarks.q2_departments [--file CSV --text COL --label COL --time COL --cut DAY]``. The
settings are chosen inside the earlier months; the later ones are looked at once. The comparator, a
character 1–4-gram TF-IDF with a linear SVM, learns from and is asked the same texts in the same run.
Nothing of the texts is printed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import labelled
from benchmarks.labelled import Ranked
from routing.classify.calibration import (
    adaptive_calibration_error,
    calibration_error,
    choose_gate,
    to_json,
)
from routing.classify.classifier import Classifier
from routing.classify.features import prepare_raw
from routing.training.choice import WORK
from routing.training.data import Sample
from routing.training.days import day_of
from routing.training.train import Options, train

MARKS = {"top1": 0.04, "macro_f1": 0.06, "top3": 0.025}
MARK_ERROR = 0.03
LEAST = 30
HEAD = "unit"


@dataclass(frozen=True)
class Asked:
    """Which columns of the file matter, and the day from which texts are held out."""

    text: str = "text"
    label: str = "department"
    time: str = "date"
    cut: str = "20180315"


def run(
    *, tiny: bool = False, path: Path | None = None, asked: Asked | None = None
) -> dict[str, Any]:
    """Return the figures of both, their differences, calibration and gate; ``tiny`` takes a fifth."""
    asked, file = asked or Asked(), labelled.orders_path(path)
    if not file.is_file():
        return labelled.skipped("q2_departments", file)
    rows = labelled.frequent(labelled.read(file), asked.label, LEAST)
    cut = day_of(asked.cut)
    samples = [
        Sample(row[asked.text], {HEAD: row[asked.label]}, day=day_of(row[asked.time]))
        for row in (rows[::5] if tiny else rows)
    ]
    if cut is None:
        raise SystemExit(f"no day: {asked.cut}")
    early = [s for s in samples if s.day is not None and s.day < cut]
    late = [s for s in samples if s.day is not None and s.day >= cut]
    known = {s.labels[HEAD] for s in early}
    return _compared(early, [s for s in late if s.labels[HEAD] in known], tiny=tiny)


def _compared(early: Sequence[Sample], late: Sequence[Sample], *, tiny: bool) -> dict[str, Any]:
    truth = [s.labels[HEAD] for s in late]
    base = labelled.char_svm(early, [s.text for s in late], HEAD).figures(truth)
    trained = train(
        early,
        Options(heads=(HEAD,), work=WORK // 12 if tiny else WORK * 5 // 4, folds=3 if tiny else 5),
    )
    told = ask(trained.classifier, [s.text for s in late], HEAD)
    ours = told.figures(truth)
    best = told.confidence
    said = np.array([told.labels[i] for i in told.scores.argmax(axis=1)])
    right = said == np.array(truth)
    gate = trained.classifier.heads[HEAD].gate
    passed = best >= gate if gate is not None else np.zeros(len(best), bool)
    gains = {name: round(ours[name] - base[name], 4) for name in MARKS}
    error = calibration_error(best, right)
    return {
        "learned_from": len(early),
        "asked": len(late),
        "labels": len(told.labels),
        "char_svm": base,
        "ours": ours,
        "gains": gains,
        "settings": trained.card["settings"]["views"]["told"],
        "machine": trained.card["settings"]["machines"][HEAD]["told"],
        "calibration_error": error,
        "adaptive_calibration_error": adaptive_calibration_error(best, right),
        "gate_chosen_before": trained.card["heads"][HEAD]["gate"],
        "gate_on_later": {
            "coverage": round(float(passed.mean()), 4),
            "precision": round(float(right[passed].mean()), 4) if passed.any() else None,
        },
        "widest_gate_on_later": to_json(choose_gate(best, right)),
        "marks": {
            **{name: gains[name] >= mark for name, mark in MARKS.items()},
            "calibration": error <= MARK_ERROR,
        },
    }


def ask(classifier: Classifier, texts: Sequence[str], head: str) -> Ranked:
    """Return what the served model says, one text at a time."""
    question = classifier.heads[head]
    scores, best = [], []
    for text in texts:
        vector = classifier.vector(prepare_raw(text, classifier.wording))
        scores.append(vector.scores[question.columns])
        best.append(float(classifier.confidences(vector, head).max()))
    return Ranked(question.labels, np.array(scores), np.array(best))


def main() -> None:
    """Run and print."""
    parser = labelled.parser("q2_departments")
    for name in ("text", "label", "time", "cut"):
        parser.add_argument(f"--{name}", default=getattr(Asked(), name))
    told = parser.parse_args()
    asked = Asked(told.text, told.label, told.time, told.cut)
    result = run(tiny=told.tiny, path=told.file, asked=asked)
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
