"""Judging a search (检索评测): labelled questions in, figures out; pure but for the reading of the file.

A file is JSON lines: ``query`` and ``relevant`` (ids of what answers it; an empty list, or ``refuse``: true,
says that the right answer is to hand over), and if wanted ``variant`` (what was done to the words: typo, pinyin …), ``district``.
"""

import json
import math
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hotline.kit.errors import Invalid

DEPTH = 10  # how far down a list a person looks


class QuestionsUnreadable(Invalid):
    """The file of questions cannot be used; ``errors`` name lines and reasons."""

    code = "questions_unreadable"
    title_zh = "评测问题文件有误"
    title_en = "The file of questions cannot be used"


@dataclass(frozen=True)
class Labelled:
    """One question with what answers it; ``relevant`` is empty where ``refuse`` is right.

    ``line`` is where it stands in its file, from 1.
    """

    query: str
    relevant: frozenset[str]
    refuse: bool = False
    variant: str = ""
    district: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Outcome:
    """What a search gave: labels of the documents found, best first; each may go by several names.

    ``refused`` is ``None`` where nobody could refuse (a plain search); ``told`` are all names of the documents
    that were answered from, or offered to choose from; ``offered`` tells that they were offered because none
    was sure, with a person's help for whoever means none of them.
    """

    asked: Labelled
    ranked: tuple[frozenset[str], ...]
    milliseconds: float
    refused: bool | None = None
    told: frozenset[str] = frozenset()
    offered: bool = False

    @property
    def answered(self) -> bool:
        """Tell whether the system answered, or asked which of several it is, being sure."""
        return self.refused is False and not self.offered

    @property
    def missed(self) -> bool:
        """Tell whether a person should have answered, and the system did."""
        return self.asked.refuse and self.answered


@dataclass(frozen=True)
class Figures:
    """Figures over questions that have an answer; shares are in 0..1, times in milliseconds.

    ``refusal_precision`` is the share of refusals that were right, ``refusal_recall`` the share of what should
    be refused that was; ``answers_right`` the share of answers, of all questions, that were right;
    ``offers_useful`` the share of offers without being sure that held the right one.
    """

    questions: int
    hit_1: float
    hit_3: float
    hit_10: float
    mrr_10: float
    recall_10: float
    ndcg_10: float
    p50_ms: float
    p99_ms: float
    refusal_precision: float | None = None
    refusal_recall: float | None = None
    answers_right: float | None = None
    offers_useful: float | None = None

    def told(self) -> dict[str, float | int | None]:
        """Return the figures rounded, by name."""
        made = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in made.items()}


@dataclass
class Report:
    """All of one engine: the whole, by variant, and the worst questions."""

    engine: str
    whole: Figures
    variants: Mapping[str, Figures] = field(default_factory=dict)
    worst: Sequence[tuple[float, Outcome]] = ()
    missed: Sequence[Outcome] = ()


def read_questions(path: Path) -> list[Labelled]:
    """Read a file of questions; raises ``QuestionsUnreadable`` naming every bad line."""
    found: list[Labelled] = []
    errors: list[dict[str, Any]] = []
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(f"{path}: 须为 UTF-8 文本", "UTF-8 text expected") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(_labelled(line, number))
            except ValueError as error:
                errors.append({"field": f"第 {number} 行", "line": number, "reason": str(error)})
    if errors or not found:
        raise QuestionsUnreadable(
            f"{len(errors)} 行有误" if errors else "没有问题",
            "no usable questions",
            errors=errors[:50],
        )
    return found


def _labelled(line: str, number: int) -> Labelled:
    """Read one line; raises ``ValueError`` with the reason in words."""
    try:
        row = json.loads(line)
    except ValueError as error:
        msg = "不是有效的 JSON"
        raise ValueError(msg) from error
    named = row.get("relevant", []) if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(named, list):
        msg = "须是有 query 的 JSON 对象；relevant 须是列表"
        raise ValueError(msg)
    query = str(row.get("query") or "").strip()
    relevant = frozenset(str(one) for one in named)
    refuse = bool(row.get("refuse", "relevant" in row and not relevant))
    if not query or bool(relevant) is refuse:
        msg = "query 不能为空；relevant 与 refuse 只能有一样"
        raise ValueError(msg)
    variant, district = (str(row.get(name, "")) for name in ("variant", "district"))
    return Labelled(query, relevant, refuse, variant, district, number)


def mislabelled(
    questions: Iterable[Labelled], known: Collection[str]
) -> list[tuple[Labelled, list[str]]]:
    """Return the questions whose ``relevant`` names what is no document, with those names.

    Nothing can be found under such a name: it would count as a miss of the search.
    """
    strange = ((asked, sorted(asked.relevant - set(known))) for asked in questions)
    return [(asked, names) for asked, names in strange if names]


def judge(engine: str, outcomes: Sequence[Outcome], *, worst: int = 30) -> Report:
    """Return the figures of all outcomes, of each variant, and the questions with the least gain."""
    variants = sorted({o.asked.variant for o in outcomes} - {""})
    graded = [(ndcg(o), o) for o in outcomes if not o.asked.refuse]
    graded.sort(key=lambda pair: (pair[0], pair[1].asked.query))
    return Report(
        engine,
        figures(outcomes),
        {v: figures([o for o in outcomes if o.asked.variant == v]) for v in variants},
        graded[:worst],
        [o for o in outcomes if o.missed][:worst],
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of ``outcomes``; zero everywhere if none has an answer."""
    answered = [o for o in outcomes if not o.asked.refuse]
    places = [first_place(o) for o in answered]
    times = sorted(o.milliseconds for o in outcomes) or [0.0]
    precision, recall = _refusals(outcomes)
    return Figures(
        questions=len(outcomes),
        hit_1=_mean(p == 1 for p in places),
        hit_3=_mean(0 < p <= 3 for p in places),
        hit_10=_mean(0 < p <= DEPTH for p in places),
        mrr_10=_mean(1 / p if 0 < p <= DEPTH else 0.0 for p in places),
        recall_10=_mean(_recall(o) for o in answered),
        ndcg_10=_mean(ndcg(o) for o in answered),
        p50_ms=statistics.median(times),
        p99_ms=times[min(len(times) - 1, int(len(times) * 0.99))],
        refusal_precision=precision,
        refusal_recall=recall,
        answers_right=_right([o for o in outcomes if o.answered]),
        offers_useful=_right([o for o in outcomes if o.offered]),
    )


def first_place(outcome: Outcome) -> int:
    """Return the place of the first right document, from 1; 0 if there is none."""
    for place, names in enumerate(outcome.ranked, 1):
        if names & outcome.asked.relevant:
            return place
    return 0


def ndcg(outcome: Outcome) -> float:
    """Return the normalised discounted gain of the first ten; a right document counts once."""
    left = set(outcome.asked.relevant)
    gain = 0.0
    for place, names in enumerate(outcome.ranked[:DEPTH], 1):
        if names & left:
            left -= names
            gain += 1 / math.log2(place + 1)
    best = sum(1 / math.log2(p + 1) for p in range(1, 1 + min(DEPTH, _wanted(outcome))))
    return gain / best if best else 0.0


def _wanted(outcome: Outcome) -> int:
    return len(outcome.asked.relevant)


def _recall(outcome: Outcome) -> float:
    found = {name for names in outcome.ranked[:DEPTH] for name in names}
    return len(found & outcome.asked.relevant) / min(DEPTH, _wanted(outcome))


def _refusals(outcomes: Sequence[Outcome]) -> tuple[float | None, float | None]:
    able = [o for o in outcomes if o.refused is not None]
    right = sum(bool(o.refused) and o.asked.refuse for o in able)
    refused = sum(bool(o.refused) for o in able)
    wanted = sum(o.asked.refuse for o in able)
    return (right / refused if refused else None, right / wanted if wanted else None)


def _right(told: Sequence[Outcome]) -> float | None:
    return _mean(bool(o.told & o.asked.relevant) for o in told) if told else None


def _mean(values: Iterable[float]) -> float:
    listed = [float(v) for v in values]
    return sum(listed) / len(listed) if listed else 0.0
