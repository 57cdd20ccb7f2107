"""Choosing settings (选择参数): a short search by inner validation, bounded in work; no hand tunes it.

The search learns and measures on a sample of the training data only, split as strictly as the data
allows. It starts from a few different machines and then moves one setting of the best at a time. How many are
tried follows from the size of the data, never from the clock: the same data give the same model on any machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from routing.training.data import Prepared
from routing.training.evaluation import Scores, scores
from routing.training.machine import SEED, Machine, Views, ViewSet, learn
from routing.training.splits import Fold

STARTS = (
    Machine(cost=0.1, balance=0.6, clip=4.0),
    Machine(cost=0.3, balance=0.4, clip=0.0),
    Machine(cost=1.0, balance=0.0, clip=0.0),
)
VIEWS = (
    ViewSet(words=2, chars=2, word_weight=0.3),
    ViewSet(words=2, chars=3, word_weight=0.6),
    ViewSet(words=2, chars=3, word_weight=1.0),
    ViewSet(words=0, chars=2),
)
FEW = 600  # fewer texts than this cannot tell settings apart
_SAMPLE = 6_000
_FOLDS = 2
_HAIR = 5e-4  # a move must gain at least this
WORK = 1_600_000_000
"""How much is tried, in filled cells of a matrix times the labels that are learned from them.

A cell and label took 130 to 180 ns where this was measured (600 to 6,000 work orders, 55 to 104 labels): four minutes.
"""
_CUTTING = 30  # labels whose learning costs as much as cutting the texts into features
Told = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """One machine tried, with its figures on the inner held-out texts."""

    views: ViewSet
    machine: Machine
    scores: Scores

    def to_json(self) -> dict[str, Any]:
        """Return the trial as the card tells it."""
        return {
            "views": self.views.told(),
            "machine": self.machine.told(),
            "top1": self.scores.top1,
            "top3": self.scores.top3,
            "macro_f1": self.scores.macro_f1,
        }


@dataclass(frozen=True)
class _Task:
    """One inner fold: matrices and labels, made once for all machines."""

    learn: Any
    held: Any
    names: list[str]
    truth: Any
    labels: tuple[str, ...]

    @property
    def work(self) -> int:
        """Return what one machine costs: two labels are told apart by one of its columns."""
        columns = len(set(self.names))
        return int(self.learn.nnz) * (columns if columns > 2 else 1)


@dataclass(frozen=True)
class Settings:
    """What was chosen: the views of all questions, the machine of each, and what was tried."""

    views: ViewSet
    machines: Mapping[str, Machine]
    tried: Mapping[str, Sequence[Trial]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the settings as the card tells them."""
        return {
            "views": {"told": self.views.told(), **asdict(self.views)},
            "machines": {
                head: {"told": machine.told(), **asdict(machine)}
                for head, machine in self.machines.items()
            },
            "tried": {
                head: [trial.to_json() for trial in trials] for head, trials in self.tried.items()
            },
        }


def choose(
    data: Prepared,
    heads: Sequence[str],
    folds: Sequence[Fold],
    *,
    work: int,
    tell: Told,
) -> Settings:
    """Return the views that serve all questions best, then the best machine of each question.

    ``work`` bounds what is tried (``WORK``); at least one view and one machine a question are.
    """
    left = work
    tried: dict[str, list[Trial]] = {}
    best, merit = VIEWS[0], -1.0
    for views in VIEWS:
        found = [Choice(data, head, folds, views).first() for head in heads]
        trials = [trial for trial, _ in found if trial is not None]
        left -= sum(spent for _, spent in found)
        tell(f"选择特征：{views.told()}")
        tried.setdefault("views", []).extend(trials)
        mean = sum(t.scores.merit for t in trials) / len(trials) if trials else 0.0
        if mean > merit + _HAIR:
            best, merit = views, mean
        if left < work / 2:
            break
    machines = {}
    for number, head in enumerate(heads):
        choice = Choice(data, head, folds, best)
        machines[head] = choice.search(left / (len(heads) - number), partial(_told, tell, head))
        left -= choice.spent
        tried[head] = choice.trials
    return Settings(best, machines, tried)


def _told(tell: Told, head: str, step: str) -> None:
    tell(f"选择参数：{head} {step}")


class Choice:
    """The search for one question."""

    def __init__(self, data: Prepared, head: str, folds: Sequence[Fold], chosen: ViewSet) -> None:
        """Make the inner folds ready."""
        self.trials: list[Trial] = []
        self._views = chosen
        self._tasks = list(_tasks(data, head, folds[-_FOLDS:], chosen))
        self._work = sum(task.work for task in self._tasks)
        self.spent = sum(int(task.learn.nnz) for task in self._tasks) * _CUTTING

    def first(self) -> tuple[Trial | None, int]:
        """Try the first machine only, and tell the work; no trial where the question cannot be learned."""
        return self._try(STARTS[0]), self.spent

    def search(self, work: float, tell: Told) -> Machine:
        """Return the best machine found before ``work`` is spent; at least the first is tried."""
        best: Trial | None = None
        for machine in STARTS:
            best = self._better(best, machine, tell)
            if self.spent >= work:
                break
        while best is not None:
            found = self._moved(best, work, tell)
            if found is best:
                return best.machine
            best = found
        return STARTS[0]

    def _moved(self, best: Trial, work: float, tell: Told) -> Trial:
        """Try the neighbours of the best; return it unchanged when none is better or the work is spent."""
        for machine in moves(best.machine):
            if self.spent >= work:
                break
            if all(trial.machine != machine for trial in self.trials):
                best = self._better(best, machine, tell) or best
        return best

    def _better(self, best: Trial | None, machine: Machine, tell: Told) -> Trial | None:
        found = self._try(machine)
        if found is None:
            return best
        self.trials.append(found)
        tell(f"第 {len(self.trials)} 组参数")
        better = best is None or found.scores.merit > best.scores.merit + _HAIR
        return found if better else best

    def _try(self, machine: Machine) -> Trial | None:
        margins, truth, labels = [], [], 0
        self.spent += self._work
        for task in self._tasks:
            fitted = learn(task.learn, task.names, machine)
            if fitted is None:
                continue
            margins.append(fitted.aligned(task.held, task.labels))
            truth.append(task.truth)
            labels = len(task.labels)
        if not margins:
            return None
        return Trial(
            self._views, machine, scores(np.concatenate(margins), np.concatenate(truth), labels)
        )


def moves(machine: Machine) -> Iterator[Machine]:
    """Yield the neighbours of a machine, one setting moved."""
    for cost in (machine.cost / 2, machine.cost * 2):
        if 0.02 <= cost <= 5:
            yield replace(machine, cost=cost)
    for balance in (machine.balance + 0.2, machine.balance - 0.2):
        if 0 <= balance <= 0.8:
            yield replace(machine, balance=round(balance, 2))
    if machine.clip:
        for clip in (machine.clip + 1.5, machine.clip - 1.5):
            if 1 <= clip <= 6:
                yield replace(machine, clip=clip)


def _tasks(data: Prepared, head: str, folds: Sequence[Fold], chosen: ViewSet) -> Iterator[_Task]:
    rows = set(data.rows_of(head))
    labels = tuple(sorted({data.labels[row][head] for row in rows}))
    number = {label: column for column, label in enumerate(labels)}
    for fold in folds:
        learned = _sample([r for r in fold.learn.tolist() if r in rows], _SAMPLE)
        held = _sample([r for r in fold.held.tolist() if r in rows], _SAMPLE // 2)
        if not learned or not held:
            continue
        views = Views(chosen, columns=len(labels))
        yield _Task(
            learn=views.fit([data.texts[row] for row in learned]),
            held=views.transform([data.texts[row] for row in held]),
            names=[data.labels[row][head] for row in learned],
            truth=np.array([number[data.labels[row][head]] for row in held]),
            labels=labels,
        )


def _sample(rows: list[int], most: int) -> list[int]:
    if len(rows) <= most:
        return rows
    chosen = np.random.default_rng(SEED).choice(len(rows), most, replace=False)
    return [rows[i] for i in np.sort(chosen).tolist()]
