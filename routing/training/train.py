"""Training the classifier (训练): from texts whose labels a person confirmed to a measured, calibrated model.

Every figure of the card comes from texts the measuring model had not seen, split in every way the data
allow; the strictest split decides settings, calibration and gate.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from hotline.kit import clock
from hotline.kit.text import Wording
from routing.classify.calibration import (
    Calibration,
    calibrate,
    choose_gate,
    coverage_curve,
    to_json,
)
from routing.classify.classifier import Classifier, Head, Weights
from routing.classify.features import prepare_raw
from routing.training.choice import FEW, STARTS, WORK, Settings, choose
from routing.training.data import LIMIT, Cleaning, Labels, Prepared, Sample, gather
from routing.training.evaluation import best_trust, honest_errors, mixture_report, report, scores
from routing.training.machine import Pipeline, ViewSet
from routing.training.measure import MOST_MEASURED, Measured, Recipe, measure, thinned
from routing.training.splits import SplitKind, splits

Progress = Callable[[str, float], None]
Words = Callable[[str], Mapping[str, float]]
_FOLDS = 5


@dataclass(frozen=True)
class Options:
    """``heads`` are the questions to learn; ``extra`` texts teach but are never measured on.

    ``words`` answer a question without learning (``suggest`` mixes both); they take a prepared text.
    ``settings`` leave nothing to choose; else the choice costs about ``work`` at most. ``limit`` bounds the
    distinct texts that are kept. ``spoken`` changes whenever the words do: they cannot be compared themselves.
    """

    heads: tuple[str, ...] = ("kind", "category", "unit")
    wording: Wording = field(default_factory=lambda: Wording({}))
    extra: tuple[Sample, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    spoken: str = ""
    folds: int = _FOLDS
    limit: int = LIMIT
    work: int = WORK
    settings: Settings | None = None

    @property
    def cleaning(self) -> Cleaning:
        """Return how texts are made ready."""
        return Cleaning(self.heads, self.wording, self.limit)

    def fingerprint(self, data: Prepared) -> str:
        """Return a digest of everything that a training on ``data`` learns from and is set by."""
        taught = sorted((sample.text, sorted(sample.labels.items())) for sample in self.extra)
        given = (data.digest, taught, self.spoken, self.folds, self.settings)
        return sha256(repr(given).encode()).hexdigest()


@dataclass(frozen=True)
class Learned:
    """What held-out texts say about one question: confidences, trust beside words, gate, figures."""

    calibration: Calibration = field(default_factory=Calibration)
    trust: float = 1.0
    gate: float | None = None
    coverage: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Trained:
    """A model, its card, the fitted pipeline it must agree with, and what was held out on which data."""

    classifier: Classifier
    card: dict[str, Any]
    reference: Pipeline
    data: Prepared
    measured: Mapping[str, Measured]
    learned: Mapping[str, Learned]


def prepare(samples: Iterable[Sample], options: Options) -> Prepared:
    """Clean and de-duplicate; raises ``NothingToLearn`` (422) naming what is wrong."""
    return gather(samples, options.cleaning)


def train(samples: Iterable[Sample], options: Options, progress: Progress | None = None) -> Trained:
    """Train and measure; ``progress(step, share)`` is told how far it is (share from 0 to 1)."""
    tell = progress or (lambda _step, _share: None)
    tell("清洗与去重", 0.0)
    return train_prepared(prepare(samples, options), options, progress)


def train_prepared(data: Prepared, options: Options, progress: Progress | None = None) -> Trained:
    """Train and measure on data made ready before."""
    tell = progress or (lambda _step, _share: None)
    extra = _extra(data, options)
    seen = thinned(data, MOST_MEASURED)
    ways = splits(seen, options.folds)
    deciding = list(ways)[-1]
    settings = options.settings or _settings(seen, options, ways[deciding], tell)
    recipe = Recipe(options.heads, settings.machines, settings.views, extra)
    measured = {
        kind: measure(seen, recipe, folds, _part(tell, kind, number, len(ways)))
        for number, (kind, folds) in enumerate(ways.items())
    }
    forward = deciding is SplitKind.TIME
    learned = {
        head: _learned(found, options.words.get(head), forward=forward)
        for head, found in measured[deciding].items()
    }
    tell("训练全部数据", 0.9)
    pipeline = recipe.fit(data)
    digest = options.fingerprint(data)
    version = f"{clock.now():%Y%m%d%H%M%S}-{digest[:8]}"
    card = {
        **_about(data, version, extra_texts=len(extra)),
        "data_digest": digest,
        "settings": settings.to_json(),
        "split": deciding.value,
        "splits": _compared(measured),
        "heads": {head: found.figures for head, found in learned.items()},
    }
    classifier = to_classifier(pipeline, learned, version, options.wording)
    tell("完成", 1.0)
    return Trained(classifier, card, pipeline, seen, measured[deciding], learned)


def _extra(data: Prepared, options: Options) -> tuple[tuple[str, Labels], ...]:
    """Return the texts that teach beside the data; none where they speak of other labels altogether."""
    known = {item for found in data.labels for item in found.items()}
    if not any(item in known for sample in options.extra for item in sample.labels.items()):
        return ()
    return tuple((prepare_raw(s.text, options.wording), s.labels) for s in options.extra)


def _settings(data: Prepared, options: Options, folds: Sequence[Any], tell: Progress) -> Settings:
    if len(data.texts) < FEW:
        return Settings(ViewSet(), dict.fromkeys(options.heads, STARTS[0]))
    return choose(data, options.heads, folds, work=options.work, tell=lambda step: tell(step, 0.05))


def _part(tell: Progress, kind: SplitKind, number: int, of: int) -> Progress:
    """Return a progress of one split inside the whole."""

    def told(step: str, share: float) -> None:
        tell(f"{kind.label}{step}", 0.1 + 0.8 * (number + share) / of)

    return told


def _about(data: Prepared, version: str, *, extra_texts: int) -> dict[str, Any]:
    return {
        "version": version,
        "trained_at": clock.now().isoformat(timespec="seconds"),
        "texts": len(data.texts),
        "extra_texts": extra_texts,
        "dropped": dict(data.dropped),
        "disputed": len(data.disputed),
    }


def _compared(measured: Mapping[SplitKind, Mapping[str, Measured]]) -> dict[str, Any]:
    """Return the deciding figures of every split, side by side."""
    return {
        kind.value: {
            head: asdict(
                scores(found.held_out.margins, found.held_out.truth, len(found.held_out.labels))
            )
            for head, found in heads.items()
        }
        for kind, heads in measured.items()
    }


def _learned(measured: Measured, words: Words | None, *, forward: bool) -> Learned:
    held = measured.held_out
    calibration = calibrate(held.margins, held.truth)
    figures = report(held, calibration)
    trust = 1.0
    if words is not None:
        spoken = _spoken(held.texts, held.labels, words)
        trust = best_trust(held, calibration, spoken)
        figures["mixture"] = mixture_report(held, calibration, spoken, trust)
    honest, told = measured.crossed(forward=forward)
    figures |= honest_errors(told, honest.truth)
    # The gate is of the model alone: who dispatches by it asks no other witness.
    best, right = told.max(axis=1), told.argmax(axis=1) == honest.truth
    gate = choose_gate(best, right)
    figures |= {"gate": to_json(gate), "coverage_curve": coverage_curve(best, right)}
    return Learned(calibration, trust, gate.confidence, gate.coverage, figures)


def _spoken(texts: Sequence[str], labels: Sequence[str], words: Words) -> Any:
    """Return what the words of the tree give to every label of every text."""
    out = np.zeros((len(texts), len(labels)))
    number = {label: column for column, label in enumerate(labels)}
    for row, text in enumerate(texts):
        for label, points in words(text).items():
            if label in number:
                out[row, number[label]] = points
    return out


def to_classifier(
    pipeline: Pipeline, learned: Mapping[str, Learned], version: str, wording: Wording
) -> Classifier:
    """Return the serving form: plain arrays, no scikit-learn."""
    words, chars = pipeline.views.names()
    heads, start = [], 0
    for name, fitted in pipeline.fitted.items():
        told = learned.get(name, Learned())
        heads.append(
            Head(
                name,
                fitted.labels,
                start,
                temperature=told.calibration.temperature,
                trust=told.trust,
                curve=told.calibration.curve,
                gate=told.gate,
                coverage=told.coverage,
            )
        )
        start += len(fitted.labels)
    matrix = np.concatenate([fitted.weights for fitted in pipeline.fitted.values()], axis=1)
    matrix *= pipeline.views.scale()[:, None]
    bias = np.concatenate([fitted.bias for fitted in pipeline.fitted.values()])
    weights = Weights(words, chars, pipeline.views.idf(), np.ascontiguousarray(matrix), bias)
    return Classifier(version, weights, tuple(heads), wording)
