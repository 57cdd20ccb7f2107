"""P3 (分类一条文本): all labels, confidences and evidence of one text at a time, against scikit-learn one at a time.

Run ``python -m benchmarks.p3_classify``; ``--file CSV`` takes real work orders (columns ``--text``, ``--label``
…), else texts made of our own seed requests. Two comparators answer the same questions: ``words`` is
``TfidfVectorizer`` with jieba and one ``LinearSVC`` a question, which the mark names; ``same`` is scikit-learn
with the very features and weights of our model, and gives the labels ours must equal. Only labels are asked
of them, no confidence and no evidence. Times are CPU seconds of the thread, in turns of a hundred texts.
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jieba
import numpy as np

from benchmarks import labelled
from hotline.kit.text import Wording
from routing.classify.classifier import Classifier
from routing.classify.features import prepare_raw
from routing.training.choice import STARTS, Settings
from routing.training.data import Sample
from routing.training.files import Columns, FileNotes, read_samples
from routing.training.machine import ViewSet
from routing.training.train import Options, Trained, train
from tests.support.server import ROOT

MARKS = {"long": 6.0, "title": 20.0}
LONG, TITLE = 350, 18
TURN = 100
SEED_TEXTS = ROOT / "hotline" / "demo" / "data" / "requests.jsonl"
VIEWS = {
    "words and characters 1-3": ViewSet(words=2, chars=3, word_weight=0.6),
    "characters 1-2": ViewSet(words=0, chars=2),
}
NONE = Wording({})
Ask = Callable[[str], Any]


def run(
    *, tiny: bool = False, path: Path | None = None, columns: Columns | None = None
) -> dict[str, Any]:
    """Return times and ratios for texts of 350 characters and for titles, by views of the model."""
    samples = _samples(path, columns)
    texts = [sample.text for sample in samples]
    asked = {
        "long": _long(texts, 20 if tiny else 300),
        "title": _titles(texts, 40 if tiny else 900),
    }
    words = _words_pipeline(samples)
    result: dict[str, Any] = {"texts_learned_from": len(samples), "own_texts": path is None}
    for name, views in VIEWS.items():
        trained = _trained(samples, views)
        result[name] = {
            "labels": {h: len(head.labels) for h, head in trained.classifier.heads.items()},
            **{
                kind: _measured(trained, words, given) | {"mark": MARKS[kind]}
                for kind, given in asked.items()
            },
        }
    result["mark_met"] = {
        kind: all(result[name][kind]["ratio"] >= mark for name in VIEWS)
        for kind, mark in MARKS.items()
    }
    return result


def _samples(path: Path | None, columns: Columns | None) -> list[Sample]:
    if path is None:
        return list(read_samples(SEED_TEXTS, Columns(), FileNotes()))
    return list(read_samples(path, columns or Columns(), FileNotes()))


def _trained(samples: Sequence[Sample], views: ViewSet) -> Trained:
    heads = tuple(sorted({head for sample in samples for head in sample.labels}))
    settings = Settings(views, dict.fromkeys(heads, STARTS[0]))
    return train(samples, Options(heads=heads, settings=settings, folds=2))


def _long(texts: Sequence[str], most: int) -> list[str]:
    """Return texts of 350 characters, put together from several in a fixed random order."""
    order = random.Random(1)
    return ["".join(order.sample(texts, min(12, len(texts))))[:LONG] for _ in range(most)]


def _titles(texts: Sequence[str], most: int) -> list[str]:
    order = random.Random(2)
    return [order.choice(texts)[:TITLE] for _ in range(most)]


def _words_pipeline(samples: Sequence[Sample]) -> Ask:
    """The comparator of the mark: jieba words, TF-IDF, one linear machine a question."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    jieba.setLogLevel(30)
    view = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
    matrix = view.fit_transform([sample.text for sample in samples])
    machines = []
    for head in sorted({head for sample in samples for head in sample.labels}):
        rows = [i for i, sample in enumerate(samples) if head in sample.labels]
        names = [samples[i].labels[head] for i in rows]
        if len(set(names)) > 1:
            machines.append(LinearSVC().fit(matrix[rows], names))

    def ask(text: str) -> Any:
        vector = view.transform([text])
        return [machine.predict(vector)[0] for machine in machines]

    return ask


def _measured(trained: Trained, words: Ask, texts: Sequence[str]) -> dict[str, Any]:
    ours = _ours(trained.classifier)

    def same(text: str) -> dict[str, str]:
        return trained.reference.predict([prepare_raw(text, NONE)])[0]

    equal = [ours(text)[0] == same(text) for text in texts]  # also warms up
    spent: dict[str, list[float]] = {"ours": [], "words": [], "same": []}
    for part in _turns(texts):
        for name, ask in (("ours", ours), ("words", words), ("same", same)):
            spent[name].append(_clocked(ask, part))
    times = {name: statistics.median(found) * 1e6 for name, found in spent.items()}
    return {
        "ours_us": round(times["ours"]),
        "words_us": round(times["words"]),
        "same_us": round(times["same"]),
        "ratio": round(times["words"] / times["ours"], 1),
        "ratio_to_same": round(times["same"] / times["ours"], 1),
        "identical_labels": float(np.mean(equal)),
    }


def _ours(classifier: Classifier) -> Ask:
    def ask(text: str) -> Any:
        vector = classifier.vector(prepare_raw(text, NONE))
        labels, told = {}, []
        for head in classifier.heads:
            best = classifier.top(vector, head, 3)
            labels[head] = best[0].label
            told.append((best, classifier.evidence(vector, head, best[0].label)))
        return labels, told

    return ask


def _turns(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), TURN):
        yield texts[start : start + TURN]


def _clocked(ask: Ask, texts: Sequence[str]) -> float:
    begun = time.thread_time()
    for text in texts:
        ask(text)
    return (time.thread_time() - begun) / len(texts)


def main() -> None:
    """Run and print."""
    parser = labelled.parser("p3_classify")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", action="append", help="label column, may be repeated")
    told = parser.parse_args()
    labels = {name: (name,) for name in told.label} if told.label else dict(Columns().labels)
    result = run(tiny=told.tiny, path=told.file, columns=Columns(told.text, labels))
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
