"""Learning to rank (检索排序学习): what people opened and adopted teaches how much each feature counts.

Logistic regression on differences of transparent features: of what was chosen and of what was passed over
above it, or stood next below. The newest feedback is held out; a model that ranks it worse is not promoted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.errors import Invalid
from hotline.kit.ids import new_id
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.vocabulary import Verdict
from knowledge.learned import RankingModel
from knowledge.search.ranking import DEFAULTS

ENOUGH = 200  # searches with a choice: a quarter of them still tells 2 % apart
PER_ASKER = 20  # one person does not teach alone
_HELD_OUT = 0.25
_VALIDATION = 0.2  # of the rest: how far to go from the present weights towards the learned ones
_STEPS = (0.25, 0.5, 1.0)
_CHOSEN = frozenset({Verdict.OPENED.value, Verdict.HELPFUL.value, Verdict.ADOPTED.value})
_BATCH = 400
Features = Mapping[str, float]


class NothingToLearn(Invalid):
    """There is too little feedback to learn from."""

    code = "ranking_nothing_to_learn"
    title_zh = "反馈太少，暂不学习"
    title_en = "Too little feedback to learn from"


@dataclass(frozen=True)
class Impression:
    """One search: the features of what was shown, in its order, and the places of what was chosen."""

    at: datetime
    shown: tuple[Features, ...]
    chosen: frozenset[int]
    asker: str = ""


@dataclass(frozen=True)
class Learned:
    """What learning came to: the model, how both rank the held-out feedback, and whether it may be used."""

    model: RankingModel
    before: float
    after: float

    @property
    def promotable(self) -> bool:
        """Tell whether the model ranks what was held out not worse than the present one."""
        return self.after >= self.before


async def impressions(session: AsyncSession, *, days: int = 180) -> list[Impression]:
    """Return the searches of the last days of which something was chosen, oldest first."""
    since = clock.now() - timedelta(days=days)
    rows = await session.execute(
        select(KnowledgeClick.search_id, KnowledgeClick.document_id, KnowledgeClick.verdict).where(
            KnowledgeClick.at >= since, KnowledgeClick.search_id != ""
        )
    )
    verdicts: dict[str, dict[str, set[str]]] = {}
    for search_id, document_id, verdict in rows:
        verdicts.setdefault(search_id, {}).setdefault(document_id, set()).add(verdict)
    found: list[Impression] = []
    ids = sorted(verdicts)
    for start in range(0, len(ids), _BATCH):
        query = select(KnowledgeSearch).where(KnowledgeSearch.id.in_(ids[start : start + _BATCH]))
        for search in await session.scalars(query):
            found.append(_impression(search, verdicts[search.id]))
    return sorted((one for one in found if one.chosen), key=lambda one: one.at)


def _impression(search: KnowledgeSearch, told: Mapping[str, set[str]]) -> Impression:
    places = {hit["id"]: place for place, hit in enumerate(search.shown)}
    chosen = {
        places[document_id]
        for document_id, verdicts in told.items()
        if document_id in places and verdicts & _CHOSEN and Verdict.UNHELPFUL.value not in verdicts
    }
    shown = tuple(hit["features"] for hit in search.shown)
    return Impression(search.at, shown, frozenset(chosen), search.asker)


def learn(found: Sequence[Impression], present: Mapping[str, float] = DEFAULTS) -> Learned:
    """Learn from all but the newest feedback and judge by the newest; raises ``NothingToLearn`` (422)."""
    usable = fair(found)
    if len(usable) < ENOUGH:
        raise NothingToLearn(
            f"有选择的检索只有 {len(usable)} 次，至少要 {ENOUGH} 次",
            f"{len(usable)} searches with a choice; at least {ENOUGH} are needed",
        )
    rest, held_out = _cut(usable, _HELD_OUT)
    training, validation = _cut(rest, _VALIDATION)
    learned = _fitted(training, present)
    candidates = [_between(present, learned, step) for step in _STEPS]
    best = max(candidates, key=lambda shares: reciprocal_rank(validation, shares))
    before, after = reciprocal_rank(held_out, present), reciprocal_rank(held_out, best)
    card = {
        "trained_on": len(training),
        "validated_on": len(validation),
        "held_out": len(held_out),
        "held_out_from": held_out[0].at.isoformat(),
        "before": round(before, 4),
        "after": round(after, 4),
        "present": dict(present),
        "learned_at": clock.now().isoformat(),
    }
    return Learned(RankingModel(new_id(), best, card), before, after)


def fair(found: Sequence[Impression]) -> list[Impression]:
    """Return the searches that tell something, of one asker at most so many, oldest first."""
    heard: Counter[str] = Counter()
    kept = []
    for one in sorted(found, key=lambda impression: impression.at):
        heard[one.asker] += 1
        if one.asker and heard[one.asker] > PER_ASKER:
            continue
        if one.chosen and len(one.chosen) < len(one.shown):
            kept.append(one)
    return kept


def _cut(found: Sequence[Impression], share: float) -> tuple[list[Impression], list[Impression]]:
    place = round(len(found) * (1 - share))
    return list(found[:place]), list(found[place:])


def reciprocal_rank(found: Sequence[Impression], shares: Mapping[str, float]) -> float:
    """Return the mean of one over the place of the first chosen document, ranked by ``shares``."""
    return sum(_one_rank(one, shares) for one in found) / max(1, len(found))


def _one_rank(one: Impression, shares: Mapping[str, float]) -> float:
    scores = [_score(features, shares) for features in one.shown]
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    return 1.0 / (1 + next(rank for rank, place in enumerate(order) if place in one.chosen))


def _score(features: Features, shares: Mapping[str, float]) -> float:
    return sum(shares.get(name, 0.0) * value for name, value in features.items())


def _pairs(one: Impression) -> list[tuple[Features, Features]]:
    """Return (chosen, passed over): those above a choice were read, and the next below probably too."""
    found = []
    for place in one.chosen:
        below = range(place + 2)
        others = [p for p in below if p < len(one.shown) and p not in one.chosen]
        found += [(one.shown[place], one.shown[other]) for other in others]
    return found


def _fitted(training: Sequence[Impression], present: Mapping[str, float]) -> dict[str, float]:
    """Return the learned shares in the scale of the present ones: ``base`` counts as it does now.

    A feature that never differed keeps its share. Without a use for ``base`` nothing was learned.
    """
    import numpy as np  # noqa: PLC0415 — heavy; only who learns needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 — the same

    names = sorted(present)
    rows = [
        [better.get(name, 0.0) - worse.get(name, 0.0) for name in names]
        for one in training
        for better, worse in _pairs(one)
    ]
    differences = np.array(rows)
    both = np.concatenate((differences, -differences))
    labels = np.array([1] * len(rows) + [0] * len(rows))
    spread = both.std(axis=0)
    spread[spread == 0] = 1.0
    fitted: Any = LogisticRegression(fit_intercept=False, max_iter=1000)
    fitted.fit(both / spread, labels)
    found = dict(zip(names, (fitted.coef_[0] / spread).tolist(), strict=True))
    varies = {name: any(row[place] for row in rows) for place, name in enumerate(names)}
    if found["base"] <= 0:
        return dict(present)
    scale = present["base"] / found["base"]
    return {name: found[name] * scale if varies[name] else present[name] for name in names}


def _between(
    present: Mapping[str, float], learned: Mapping[str, float], step: float
) -> dict[str, float]:
    return {
        name: round(share + step * (learned[name] - share), 4) for name, share in present.items()
    }
