"""Calibrating (校准把握程度): fit how sure the first hit is, on questions whose right answers are known.

A question without a right answer is one that must be handed over. The two bounds, from where is answered and
from where the nearest matters are offered, are those that do most good in held-out fifths of the questions;
they are kept for the stamp of the index they were fitted on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.errors import Invalid
from hotline.kit.ids import new_id
from knowledge import calling
from knowledge.answer.choosing import choose, nearest, signals_of
from knowledge.answer.confidence import SIGNALS, Calibration
from knowledge.answer.judging import told_of
from knowledge.answer.models import AnswerCalibration
from knowledge.answer.service import Asking, prepare
from knowledge.audience import Audience
from knowledge.desk import SearchDesk
from knowledge.evaluation import Labelled
from knowledge.index import stamp

FOLDS = 5
LEAST = 40  # questions of each sort; fewer fit nothing
_RIDGE = 1.0  # of the squared coefficients against wild ones where a signal is rare
_ROUNDS = 60
_STILL = 1e-8
# What an outcome is worth where a right answer is worth 1 and a person's help 0:
_WRONG = -2.0  # who was told wrong goes to a window in vain
_USEFUL = 0.5  # the right one stands among those offered, for one more step
_USELESS = -0.5  # it does not: a step in vain before a person helps, as much as one saved
_ALWAYS = Calibration({}, threshold=0.0, offer=0.0)
_NAMES = ("bias", *SIGNALS)

_Vector = NDArray[np.float64]


class TooFewQuestions(Invalid):
    """A fit needs questions that can be answered and questions that cannot."""

    code = "too_few_questions"
    title_zh = "用于校准的问题太少"
    title_en = "Too few questions to calibrate on"


@dataclass(frozen=True)
class Example:
    """What the signals were and whether the answer was right; ``answerable`` if a right one exists.

    ``near`` tells whether the right one stands among the nearest, which are offered where none is sure.
    """

    signals: Mapping[str, float]
    right: bool
    answerable: bool = True
    near: bool = False


@dataclass(frozen=True)
class Quality:
    """How a calibration did; a question without a right first hit is ``bad``.

    ``right`` of the answers were right, ``useful`` of the offers held the right one, and ``well`` of the
    questions handed over had no right first hit.
    """

    questions: int
    bad: int
    answered: int
    right: int
    offered: int
    useful: int
    refused: int
    well: int

    @property
    def precision(self) -> float | None:
        """Return the share of questions handed over that had no right first hit."""
        return self.well / self.refused if self.refused else None

    @property
    def recall(self) -> float | None:
        """Return the share of questions without a right first hit that got no answer."""
        return 1 - (self.answered - self.right) / self.bad if self.bad else None

    @property
    def answers_right(self) -> float | None:
        """Return the share of answers that were right."""
        return self.right / self.answered if self.answered else None

    @property
    def offers_useful(self) -> float | None:
        """Return the share of offers that held the right one."""
        return self.useful / self.offered if self.offered else None


@dataclass(frozen=True)
class Fit:
    """A calibration with the quality it had on held-out questions."""

    calibration: Calibration
    quality: Quality
    questions: int = field(default=0)


def fit(examples: Sequence[Example]) -> Fit:
    """Fit coefficients and threshold; the quality told is that of held-out fifths.

    Raises:
        TooFewQuestions: fewer than 40 with a right first hit, or without.
    """
    right = sum(example.right for example in examples)
    if min(right, len(examples) - right) < LEAST:
        raise TooFewQuestions(
            f"答得对的和答不了的问题至少各 {LEAST} 个", f"at least {LEAST} of each sort"
        )
    rows, truth = _table(examples)
    held = _held_out(rows, truth)
    threshold, offer = _best_bounds(held, examples)
    coefficients = dict(
        zip(_NAMES, (round(float(w), 4) for w in _newton(rows, truth)), strict=True)
    )
    quality = judge(zip(held, examples, strict=True), threshold, offer)
    return Fit(Calibration(coefficients, threshold, offer, fitted=True), quality, len(examples))


def judge(judged: Iterable[tuple[float, Example]], threshold: float, offer: float) -> Quality:
    """Count what two bounds answer, offer and hand over."""
    pairs = list(judged)
    answered = [example for sure, example in pairs if sure >= threshold]
    offered = [example for sure, example in pairs if offer <= sure < threshold]
    refused = [example for sure, example in pairs if sure < min(offer, threshold)]
    return Quality(
        questions=len(pairs),
        bad=sum(not example.right for _sure, example in pairs),
        answered=len(answered),
        right=sum(example.right for example in answered),
        offered=len(offered),
        useful=sum(example.near for example in offered),
        refused=len(refused),
        well=sum(not example.right for example in refused),
    )


async def examples(
    session: AsyncSession, desk: SearchDesk, questions: Iterable[Labelled]
) -> list[Example]:
    """Ask every question and return its signals, and whether the answer would be right."""
    called = await calling.names(session)
    found: list[Example] = []
    for asked in questions:
        wanted = Asking(asked.query, Audience.PUBLIC, asked.district)
        case, _found = await prepare(session, desk, wanted)
        if not case.hits:
            continue
        made = choose(replace(case, calibration=_ALWAYS))
        right, near = (
            any(called.get(one, frozenset()) & asked.relevant for one in told)
            for told in (told_of(made), {hit.found.id for hit in nearest(case)})
        )
        found.append(Example(signals_of(case), right, not asked.refuse, near))
    return found


async def keep(session: AsyncSession, found: Fit) -> AnswerCalibration:
    """Store a fit for the index as it is built now; the next answer uses it."""
    row = AnswerCalibration(
        id=new_id(),
        stamp=stamp(),
        coefficients=dict(found.calibration.coefficients),
        threshold=found.calibration.threshold,
        offer=found.calibration.offer,
        questions=found.questions,
        precision=found.quality.precision,
        recall=found.quality.recall,
        fitted_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    return row


def _table(examples: Sequence[Example]) -> tuple[_Vector, _Vector]:
    rows = [[1.0, *(e.signals.get(name, 0.0) for name in SIGNALS)] for e in examples]
    return np.array(rows), np.array([float(e.right) for e in examples])


def _newton(rows: _Vector, truth: _Vector) -> _Vector:
    """Return the ridge-regularised maximum likelihood; the bias is not held back."""
    penalty = np.eye(rows.shape[1]) * _RIDGE
    penalty[0, 0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _round in range(_ROUNDS):
        guess = _sure(rows, weights)
        slope = rows.T @ (truth - guess) - penalty @ weights
        curve = (rows * (guess * (1 - guess))[:, None]).T @ rows + penalty
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < _STILL:
            break
    return weights


def _sure(rows: _Vector, weights: _Vector) -> _Vector:
    made: _Vector = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
    return made


def _held_out(rows: _Vector, truth: _Vector) -> list[float]:
    """Return for every question what a fit without its fifth thinks of it."""
    fold = np.arange(len(truth)) % FOLDS
    sure = np.zeros(len(truth))
    for number in range(FOLDS):
        weights = _newton(rows[fold != number], truth[fold != number])
        sure[fold == number] = _sure(rows[fold == number], weights)
    return [float(value) for value in sure]


def _best_bounds(sure: Sequence[float], examples: Sequence[Example]) -> tuple[float, float]:
    """Return from where to answer and from where to offer, so that most good is done."""
    pairs = list(zip(sure, examples, strict=True))
    tried = [round(0.05 + 0.01 * step, 2) for step in range(91)]
    both = [(answer, offer) for answer in tried for offer in tried if offer <= answer]
    return max(both, key=lambda bounds: (_good(judge(pairs, *bounds)), bounds))


def _good(quality: Quality) -> float:
    wrong, useless = quality.answered - quality.right, quality.offered - quality.useful
    return quality.right + _WRONG * wrong + _USEFUL * quality.useful + _USELESS * useless
