"""When to hand over (拒答校准): fit how sure an answer is, on questions whose right answers are known.

Run ``python -m benchmarks.refusal QUESTIONS``; the file is that of ``hotline knowledge evaluate`` (``query``,
``relevant``, ``refuse``). Every figure is of held-out fifths. What is printed as ``coefficients``,
``threshold`` and ``offer`` is what a house without a calibration of its own uses (``knowledge.answer.confidence``).
"""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from benchmarks.demo_house import demo_house
from knowledge.answer.calibrating import Example, Quality, examples, fit, judge
from knowledge.answer.confidence import Calibration
from knowledge.evaluation import read_questions


def run(questions: Path) -> dict[str, Any]:
    """Return coefficients, threshold and how refusals did, beside those of the shipped table."""
    return asyncio.run(_run(questions))


async def _run(questions: Path) -> dict[str, Any]:
    asked = read_questions(questions)
    async with demo_house() as house, house.database.read() as session:
        seen = await examples(session, house.search, asked)
    found = fit(seen)
    shipped = Calibration()
    return {
        "questions": len(asked),
        "without_any_hit": len(asked) - len(seen),
        "coefficients": dict(found.calibration.coefficients),
        "threshold": found.calibration.threshold,
        "offer": found.calibration.offer,
        "held_out": _told(found.quality),
        "shipped": _told(_shipped(seen, shipped)),
        "shipped_outside": _told(_shipped([e for e in seen if not e.answerable], shipped)),
        "answer_always": _told(judge([(1.0, e) for e in seen], 0.0, 0.0)),
    }


def _shipped(seen: list[Example], shipped: Calibration) -> Quality:
    return judge([(shipped.of(e.signals), e) for e in seen], shipped.threshold, shipped.offer)


def _told(quality: Quality) -> dict[str, Any]:
    shares = {
        "refusals_right": quality.precision,
        "refused_of_those_without_right_hit": quality.recall,
        "answers_right": quality.answers_right,
        "offers_useful": quality.offers_useful,
    }
    return {
        "answered": quality.answered,
        "right": quality.right,
        "offered": quality.offered,
        "refused": quality.refused,
        **{name: None if value is None else round(value, 4) for name, value in shares.items()},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", type=Path)
    print(json.dumps(run(parser.parse_args().questions), ensure_ascii=False, indent=1))
