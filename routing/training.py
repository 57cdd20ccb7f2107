"""Training the classifier (训练): from texts whose labels a person confirmed; scikit-learn lives here.

Words 1–2 and characters 1–3, sublinear TF-IDF, each view of unit length, one linear support vector
machine a question. Every figure of the card comes from texts the measuring model had not seen.
"""

import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.kit import clock
from hotline.kit.text import Wording, default_tokenizer
from routing.classifier import Classifier, Head, Weights
from routing.errors import NothingToLearn
from routing.evaluation import HeldOut, best_temperature, best_trust, mixture_report, report
from routing.features import FORMAT, char_grams, prepare_raw, word_grams

Progress = Callable[[str, float], None]
Words = Callable[[str], Mapping[str, float]]
_NEVER = -3.0  # margin of a label the measuring model has never seen
_FOLDS = 5
_SEED = 12345


@dataclass(frozen=True)
class Sample:
    """One confirmed text with its labels by question (``kind``, ``category``, ``unit``)."""

    text: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Options:
    """``heads`` are the questions to learn; ``extra`` texts teach but are never measured on.

    Features that occur in fewer than ``min_texts`` texts are dropped; ``cost`` is the machine's C.
    ``words`` answer a question without learning (``suggest`` mixes both); they take a prepared text.
    """

    heads: tuple[str, ...] = ("kind", "category", "unit")
    wording: Wording = field(default_factory=lambda: Wording({}))
    extra: tuple[Sample, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    min_texts: int = 2
    cost: float = 1.0
    folds: int = _FOLDS


@dataclass(frozen=True)
class Prepared:
    """Distinct prepared texts with their labels."""

    texts: tuple[str, ...]
    labels: tuple[Mapping[str, str], ...]
    dropped: Mapping[str, int]
    digest: str


@dataclass(frozen=True)
class Trained:
    """A model, its card, and the fitted scikit-learn pipeline it must agree with."""

    classifier: Classifier
    card: dict[str, Any]
    reference: "Pipeline"


class Pipeline:
    """The scikit-learn side: two vectorisers and a linear machine for every question."""

    def __init__(self, options: Options) -> None:
        """Keep the settings; nothing is fitted yet."""
        self.options = options
        self.views: list[Any] = []
        self.machines: dict[str, Any] = {}

    def fit(self, texts: Sequence[str], labels: Sequence[Mapping[str, str]]) -> "Pipeline":
        """Learn every question from the texts that carry its label."""
        from sklearn.svm import LinearSVC  # noqa: PLC0415 — heavy, imported on first use

        matrix = self._fit_views(texts)
        for head in self.options.heads:
            rows = [i for i, found in enumerate(labels) if found.get(head)]
            names = [labels[i][head] for i in rows]
            if len(set(names)) >= 2:
                machine = LinearSVC(C=self.options.cost, random_state=_SEED)
                with warnings.catch_warnings():  # many classes of few texts are right here
                    warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
                    self.machines[head] = machine.fit(matrix[rows], names)
        return self

    def _fit_views(self, texts: Sequence[str]) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 — heavy

        tokenizer = default_tokenizer()
        analysers = (lambda text: word_grams(text, tokenizer), char_grams)
        minimum = self.options.min_texts if len(texts) >= 2 * self.options.min_texts else 1
        for analyse in analysers:
            view = TfidfVectorizer(
                analyzer=analyse, sublinear_tf=True, min_df=minimum, dtype=np.float32
            )
            self.views.append(view.fit(texts))
        return self.matrix(texts)

    def matrix(self, texts: Sequence[str]) -> Any:
        """Return the sparse matrix of both views side by side."""
        from scipy.sparse import hstack  # noqa: PLC0415 — heavy

        return hstack([view.transform(texts) for view in self.views], format="csr")

    def predict(self, texts: Sequence[str]) -> list[dict[str, str]]:
        """Return the labels of prepared texts by scikit-learn itself."""
        matrix = self.matrix(texts)
        told = {head: machine.predict(matrix) for head, machine in self.machines.items()}
        return [{head: str(told[head][i]) for head in told} for i in range(len(texts))]

    def margins(self, texts: Sequence[str], head: str, labels: Sequence[str]) -> Any:
        """Return the scores for ``labels`` in their order; a label never seen scores low."""
        machine = self.machines[head]
        scores = _both_columns(machine.decision_function(self.matrix(texts)))
        known = {str(name): i for i, name in enumerate(machine.classes_)}
        out = np.full((len(texts), len(labels)), _NEVER)
        for column, label in enumerate(labels):
            if label in known:
                out[:, column] = scores[:, known[label]]
        return out


def _both_columns(scores: Any) -> Any:
    return np.stack([-scores, scores], axis=1) if scores.ndim == 1 else scores


def prepare(samples: Iterable[Sample], options: Options) -> Prepared:
    """Clean and de-duplicate; of one text with several labels the most frequent label stays.

    Raises ``NothingToLearn`` (422) naming what is wrong: no text, no label, one class only.
    """
    votes: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    dropped: Counter[str] = Counter()
    for sample in samples:
        text = prepare_raw(sample.text, options.wording)
        labels = {h: sample.labels[h] for h in options.heads if sample.labels.get(h)}
        if not text or not labels:
            dropped["空文本" if not text else "无标签"] += 1
            continue
        if text in votes:
            dropped["重复文本"] += 1
        for head, label in labels.items():
            votes[text][head][label] += 1
    texts = tuple(votes)
    labelled = tuple(
        {head: count.most_common(1)[0][0] for head, count in votes[text].items()} for text in texts
    )
    _refuse_unlearnable(labelled, options.heads)
    pairs = sorted(zip(texts, (sorted(found.items()) for found in labelled), strict=True))
    stamp = (FORMAT, default_tokenizer().stamp, options.wording.digest, options.heads)
    digest = sha256(repr((stamp, options.cost, options.min_texts, pairs)).encode()).hexdigest()
    return Prepared(texts, labelled, dict(dropped), digest)


def _refuse_unlearnable(labels: Sequence[Mapping[str, str]], heads: Sequence[str]) -> None:
    if not labels:
        raise NothingToLearn("没有可用的文本：请检查文本列与标签列", "No usable labelled text")
    if all(len({found[h] for found in labels if h in found}) < 2 for h in heads):
        raise NothingToLearn(
            f"标签 {'、'.join(heads)} 都不足两类，无法学习",
            "Every label column holds fewer than two classes",
        )


def train(samples: Iterable[Sample], options: Options, progress: Progress | None = None) -> Trained:
    """Train and measure; ``progress(step, share)`` is told how far it is (share from 0 to 1)."""
    tell = progress or (lambda _step, _share: None)
    tell("清洗与去重", 0.0)
    data = prepare(samples, options)
    held_out = _held_out(data, options, tell)
    tell("训练全部数据", 0.9)
    extra = [(prepare_raw(s.text, options.wording), s.labels) for s in options.extra]
    pipeline = Pipeline(options).fit(
        [*data.texts, *(text for text, _ in extra)], [*data.labels, *(found for _, found in extra)]
    )
    measured = {head: _measure(found, options.words.get(head)) for head, found in held_out.items()}
    version = f"{clock.now():%Y%m%d%H%M%S}-{data.digest[:8]}"
    card = {
        "version": version,
        "trained_at": clock.now().isoformat(timespec="seconds"),
        "data_digest": data.digest,
        "texts": len(data.texts),
        "extra_texts": len(extra),
        "dropped": data.dropped,
        "heads": {head: found.figures for head, found in measured.items()},
    }
    classifier = to_classifier(pipeline, measured, version)
    tell("完成", 1.0)
    return Trained(classifier, card, pipeline)


@dataclass(frozen=True)
class Measured:
    """What held-out texts say about one question: temperature, trust beside words, figures."""

    temperature: float = 1.0
    trust: float = 1.0
    figures: dict[str, Any] = field(default_factory=dict)


def _measure(held_out: HeldOut, words: Words | None) -> Measured:
    temperature = best_temperature(held_out)
    figures = report(held_out, temperature)
    if words is None:
        return Measured(temperature, 1.0, figures)
    told = np.array(
        [[words(t).get(label, 0.0) for label in held_out.labels] for t in held_out.texts]
    )
    trust = best_trust(held_out, temperature, told)
    figures["mixture"] = mixture_report(held_out, temperature, told, trust)
    return Measured(temperature, trust, figures)


def _held_out(data: Prepared, options: Options, tell: Progress) -> dict[str, HeldOut]:
    """Measure by folds: every text is scored by a model trained without it."""
    order = np.random.default_rng(_SEED).permutation(len(data.texts))
    folds = [part for part in np.array_split(order, min(options.folds, len(order))) if part.size]
    found: dict[str, list[tuple[Any, NDArray[np.intp], list[str]]]] = defaultdict(list)
    labels = {
        head: tuple(sorted({row[head] for row in data.labels if head in row}))
        for head in options.heads
    }
    for number, fold in enumerate(folds):
        tell(f"交叉验证 {number + 1}/{len(folds)}", 0.05 + 0.85 * number / len(folds))
        held = set(fold.tolist())
        kept = [i for i in range(len(data.texts)) if i not in held]
        pipeline = _fitted(data, options, kept)
        for head in pipeline.machines:
            rows = [i for i in fold.tolist() if head in data.labels[i]]
            if rows:
                texts = [data.texts[i] for i in rows]
                truth = np.array([labels[head].index(data.labels[i][head]) for i in rows])
                found[head].append((pipeline.margins(texts, head, labels[head]), truth, texts))
    return {
        head: HeldOut(
            labels[head],
            np.concatenate([margins for margins, _, _ in parts]),
            np.concatenate([truth for _, truth, _ in parts]),
            tuple(text for _, _, texts in parts for text in texts),
        )
        for head, parts in found.items()
    }


def _fitted(data: Prepared, options: Options, rows: Sequence[int]) -> Pipeline:
    extra = [(prepare_raw(s.text, options.wording), s.labels) for s in options.extra]
    texts = [data.texts[i] for i in rows] + [text for text, _ in extra]
    labels = [data.labels[i] for i in rows] + [found for _, found in extra]
    return Pipeline(options).fit(texts, labels)


def to_classifier(pipeline: Pipeline, measured: Mapping[str, Measured], version: str) -> Classifier:
    """Return the serving form: plain arrays, no scikit-learn."""
    words, chars = (tuple(map(str, view.get_feature_names_out())) for view in pipeline.views)
    heads, columns, biases = [], [], []
    start = 0
    for name, machine in pipeline.machines.items():
        weights, bias = machine.coef_, machine.intercept_
        if len(machine.classes_) == 2:
            weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
        labels = tuple(map(str, machine.classes_))
        told = measured.get(name, Measured())
        heads.append(Head(name, labels, start, told.temperature, told.trust))
        start += len(labels)
        columns.append(weights)
        biases.append(bias)
    return Classifier(
        version,
        Weights(
            words,
            chars,
            np.concatenate([view.idf_ for view in pipeline.views]).astype(np.float32),
            np.ascontiguousarray(np.concatenate(columns).T, dtype=np.float32),
            np.concatenate(biases).astype(np.float32),
        ),
        tuple(heads),
        pipeline.options.wording,
    )
