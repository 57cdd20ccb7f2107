"""What `hotline train` does (训练命令): read, learn, report, compare, promote; plain functions.

A model is used only if it answers better than always guessing the most frequent label, and replaces the
present one only if it is not worse; a question answered no better is left out of it. Where both can be asked the same held-out texts,
they are; else the figures of their cards are compared.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Any

import orjson

from hotline.kit.text import Wording
from routing.classify import modelfile
from routing.classify.classifier import Classifier
from routing.classify.coldstart import ColdStart
from routing.classify.features import prepare
from routing.classify.kinds import KindCues
from routing.errors import NothingToLearn
from routing.taxonomy.files import digest_of
from routing.taxonomy.tree import Taxonomy
from routing.training import report
from routing.training.data import Prepared, Sample, gather
from routing.training.files import DEFAULT_HEADS
from routing.training.notes import no_better_heads, poor_heads, refused, refused_as_guessing
from routing.training.train import Options, Progress, Trained, to_classifier, train_prepared

HEADS = DEFAULT_HEADS
LEFT_OUT = "left_out"  # in the card: questions that were measured and are not answered
ENOUGH = 200  # confirmed tickets from which a house learns from its own
_COMPARED = 3_000  # texts that the old model is asked too


@dataclass(frozen=True)
class TrainPlan:
    """Where the model goes, the key it is signed with, and whether a worse one may replace it.

    ``keep_out`` stores the model without promoting it. ``reports`` is the folder of the readable reports,
    ``None`` writes none. ``rival`` is another model file to compare with instead of the present one.
    ``source`` and ``notes`` say where the texts came from and what was noticed while they were read; ``names``
    are readable names of labels by question.
    """

    folder: Path
    key: bytes
    options: Options = field(default_factory=Options)
    force: bool = False
    keep_out: bool = False
    reports: Path | None = None
    rival: Path | None = None
    source: str = ""
    notes: Callable[[], Sequence[str]] = tuple
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class TrainOutcome:
    """What a training did; ``told`` explains it in one Chinese sentence.

    ``report`` is the readable report, ``compared`` the figures beside the model it was compared with.
    """

    card: dict[str, Any]
    promoted: bool
    told: str
    path: Path | None = None
    report: Path | None = None
    compared: Mapping[str, Any] = field(default_factory=dict)


def enough(confirmed: int) -> bool:
    """Tell whether a house has confirmed enough tickets to learn from its own."""
    return confirmed >= ENOUGH


def options_for(
    taxonomy: Taxonomy, wording: Wording | None = None, cold: ColdStart | None = None
) -> Options:
    """Return the settings to train with beside a tree: it teaches, and its words speak along.

    ``cold`` are the words that will speak in serving, examples and synonyms included, so that the trust in
    them is chosen by what they really say. A text that is itself an example is judged without them: they
    would only repeat it, and be trusted too much for texts that nobody has seen.
    """
    speaks, cues, standard = cold or ColdStart(taxonomy), KindCues(), wording or Wording({})
    repeated = frozenset(prepare(text, standard) for text, _code in speaks.examples)

    def kinds(prepared: str) -> dict[str, float]:
        return {kind.value: share for kind, share in cues.score(prepared)[0].items()}

    def categories(prepared: str) -> dict[str, float]:
        if prepared in repeated:
            return {}
        return {guess.code: guess.confidence for guess in speaks.guess(prepared)}

    return Options(
        heads=HEADS,
        wording=standard,
        extra=tree_samples(taxonomy),
        words={"kind": kinds, "category": categories},
        spoken=_fingerprint(taxonomy, speaks),
    )


def _fingerprint(taxonomy: Taxonomy, cold: ColdStart) -> str:
    """Return what changes with the tree or its examples, whatever order they were stored in."""
    told = (digest_of(tuple(taxonomy.walk())), sorted(set(cold.examples)))
    return sha256(repr(told).encode()).hexdigest()


def tree_samples(taxonomy: Taxonomy) -> tuple[Sample, ...]:
    """Return what the tree itself teaches: names, scope notes and keywords of its leaves (冷启动语料)."""
    samples = []
    for leaf in taxonomy.leaves():
        labels = {"category": leaf.code}
        if leaf.kind_hint is not None:
            labels["kind"] = leaf.kind_hint.value
        told = (f"{leaf.name}。{leaf.scope_note}", " ".join((leaf.name, *leaf.keywords)))
        samples += [Sample(text, labels) for text in dict.fromkeys(told)]
    return tuple(samples)


def train(
    samples: Iterable[Sample], plan: TrainPlan, progress: Progress | None = None
) -> TrainOutcome:
    """Learn from a stream of samples; see ``train_data``."""
    tell = progress or (lambda _step, _share: None)
    data = gather(samples, plan.options.cleaning, lambda rows: tell(f"读取与清洗 {rows:,} 行", 0.0))
    return train_data(data, plan, progress)


def train_data(data: Prepared, plan: TrainPlan, progress: Progress | None = None) -> TrainOutcome:
    """Train, store the signed model and its report, and promote it unless it is worse, or no better than a guess.

    Nothing is trained when neither the data nor the tree with its examples nor the settings changed, and
    the outcome says so. Raises ``NothingToLearn`` (422).
    """
    present = _rival(plan)
    digest = present.card.get("data_digest") if present.card and not plan.force else None
    if plan.rival is None and digest == plan.options.fingerprint(data):
        told = "数据、分类样例与设置均未变化，沿用现有模型"
        return TrainOutcome(present.card or {}, promoted=False, told=told)
    trained = train_prepared(data, plan.options, progress)
    trained.card.update(source=plan.source, notes=list(plan.notes()))
    compared = compare(trained, present)
    useless = _useless(trained.card)
    if useless and not plan.force:
        trained = _without(trained, useless)
    path = _stored(trained, plan)
    told, promoted = _decided(trained, plan, worse_heads(trained.card, present.card))
    found = TrainOutcome(trained.card, promoted, told, path, compared=compared)
    if plan.reports is None:
        return found
    content = report.to_json(trained, compared, told)
    written = report.write(content, plan.reports / trained.card["version"], plan.names)
    return TrainOutcome(trained.card, promoted, told, path, written, compared)


def _rival(plan: TrainPlan) -> modelfile.LoadedModel:
    """Return the model to compare with; raises ``NothingToLearn`` (422) for a named file that is none."""
    if plan.rival is None:
        return modelfile.load(plan.folder, plan.key)
    try:
        found = modelfile.unpack(plan.rival.read_bytes(), plan.key)
    except OSError as error:
        raise NothingToLearn(f"找不到用来对比的模型 {plan.rival}", "No such model file") from error
    if found.classifier is None:
        raise NothingToLearn(
            f"用来对比的模型不能使用：{found.status.label}", "The model to compare with is unusable"
        )
    return found


def _stored(trained: Trained, plan: TrainPlan) -> Path:
    path = modelfile.path_of(plan.folder, trained.classifier.version)
    modelfile.write(path, modelfile.pack(trained.classifier, trained.card, plan.key))
    modelfile.write(path.with_suffix(".card.json"), orjson.dumps(trained.card, option=2))
    return path


def _decided(trained: Trained, plan: TrainPlan, worse: list[str]) -> tuple[str, bool]:
    card, version = trained.card, trained.classifier.version
    if plan.keep_out:
        return f"模型 {version} 已保存，按要求未启用", False
    if worse and not plan.force:
        return refused(card, worse), False
    guessing = no_better_heads(card)
    if not _useful(card, guessing) and not plan.force:
        return refused_as_guessing(card, guessing), False
    modelfile.promote(plan.folder, version)
    return f"已启用模型 {version}{poor_heads(card, guessing, kept=plan.force)}", True


def _useful(card: Mapping[str, Any], guessing: Container[str]) -> bool:
    """Tell whether a question that the house asks – any, where it asks none of them – is answered well."""
    asked = [head for head in card["heads"] if head in HEADS] or list(card["heads"])
    return any(head not in guessing for head in asked)


def _useless(card: Mapping[str, Any]) -> list[str]:
    """List the questions that a model would better leave unanswered; none where nothing would be left."""
    guessing = no_better_heads(card)
    return guessing if _useful(card, guessing) else []


def _without(trained: Trained, heads: Container[str]) -> Trained:
    """Return the same model without some questions; its card still tells how they were answered."""
    card = {**trained.card, LEFT_OUT: [head for head in trained.card["heads"] if head in heads]}
    pipeline = trained.reference
    fitted = {head: found for head, found in pipeline.fitted.items() if head not in heads}
    left = replace(pipeline, fitted=fitted)
    before = trained.classifier
    classifier = to_classifier(left, trained.learned, before.version, before.wording)
    return replace(trained, classifier=classifier, card=card, reference=left)


def compare(trained: Trained, old: modelfile.LoadedModel) -> dict[str, Any]:
    """Return, by question, how the old model and the new one answer the same held-out texts.

    The new one's answers come from models that had not seen the text; the old one may have learned from
    it, which favours the old.
    """
    if old.classifier is None:
        return {}
    found: dict[str, Any] = {"version": old.classifier.version, "heads": {}}
    for head, measured in trained.measured.items():
        if not old.classifier.has(head):
            continue
        held = measured.held_out
        rows = range(0, len(held.truth), max(1, len(held.truth) // _COMPARED))
        truth = [held.labels[held.truth[row]] for row in rows]
        new = [held.labels[held.margins[row].argmax()] for row in rows]
        before = [_answer(old.classifier, held.texts[row], head) for row in rows]
        found["heads"][head] = {
            "texts": len(truth),
            "old_top1": _agreement(before, truth),
            "new_top1": _agreement(new, truth),
            "changed": round(1 - _agreement(before, new), 4),
        }
    return found


def _answer(classifier: Classifier, prepared: str, head: str) -> str:
    return classifier.top(classifier.vector(prepared), head, 1)[0].label


def _agreement(told: list[str], truth: list[str]) -> float:
    return round(sum(a == b for a, b in zip(told, truth, strict=True)) / max(len(truth), 1), 4)


def worse_heads(new: Mapping[str, Any], old: Mapping[str, Any] | None) -> list[str]:
    """List the questions the new model answers worse, by more than the held-out figure's own error.

    Figures of different ways to hold out are not compared: a stricter split alone makes nothing worse. A
    question that the old model was not let answer cannot be answered worse.
    """
    unanswered = (old or {}).get(LEFT_OUT, ())
    before_all = {h: f for h, f in (old or {}).get("heads", {}).items() if h not in unanswered}
    split = (old or {}).get("split", "random")
    worse = []
    for head, before in before_all.items():
        figures = new.get("splits", {}).get(split, {}).get(head) or new["heads"].get(head)
        if figures is None:
            worse.append(head)
            continue
        share, texts = before["top1"], max(figures["texts"], 1)
        if figures["top1"] < share - sqrt(share * (1 - share) / texts):
            worse.append(head)
    return worse


def roll_back(folder: Path) -> bool:
    """Return to the model before the last promotion; false if there is none."""
    return modelfile.roll_back(folder)
