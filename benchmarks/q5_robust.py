"""Q5 (抗噪, the classifier's part): what typos, traditional characters, dialect and pinyin cost the first answer.

Run ``python -m benchmarks.q5_robust [--file CSV]``. Two systems are asked each text as it is and with each noise:
the cold start (first level of complaints, as in Q6), and a model trained on the earlier months (departments, as
in Q2) with the settings of a quick training. The mark is a relative loss of at most 5 % of the top-1 share.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import q6_cold
from benchmarks.labelled import frequent, orders_path, parser, read, skipped
from benchmarks.q5_noise import NOISES
from hotline.kit.text import Wording, normalise
from routing.classify.features import prepare
from routing.suggest import suggest
from routing.training.choice import WORK
from routing.training.data import Sample
from routing.training.train import Options, train

MARK = 0.05
HEAD = "unit"
CUT = "20180315"
LEAST = 30
AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
Right = Callable[[int, str], bool]


def losses(texts: Sequence[str], right: Right, *, seed: int = 5) -> dict[str, Any]:
    """Return the share of right first answers without noise, with each, and the relative losses."""
    clean = sum(right(i, text) for i, text in enumerate(texts)) / max(len(texts), 1)
    found: dict[str, Any] = {"texts": len(texts), "clean_top1": round(clean, 4)}
    for name, noise in NOISES.items():
        pick = random.Random(seed)
        noisy = [noise(text, pick) for text in texts]
        share = sum(right(i, text) for i, text in enumerate(noisy)) / max(len(texts), 1)
        found[f"{name}_top1"] = round(share, 4)
        found[f"{name}_loss"] = round(1 - share / clean, 4) if clean else 0.0
    found["worst_loss"] = max(found[f"{name}_loss"] for name in NOISES)
    return found


def cold(rows: Sequence[dict[str, str]], folder: Path = q6_cold.FOLDER) -> dict[str, Any]:
    """Measure the cold start."""
    tables = (folder / "q6_categories.csv", folder / "q6_departments.csv")
    _, cases = q6_cold.cases(rows, *tables)
    state = q6_cold.city()

    def right(number: int, text: str) -> bool:
        found = suggest(state, text, channel="VOICE", at=AT)
        return bool(found.branch) and found.branch[0].value in cases[number].right

    return losses([case.text for case in cases], right)


def trained(rows: Sequence[dict[str, str]], *, tiny: bool) -> dict[str, Any]:
    """Measure a model trained on the earlier months."""
    wording = q6_cold.city().wording
    used = frequent(rows, "department", 3 if tiny else LEAST)
    early = [Sample(r["text"], {HEAD: r["department"]}) for r in used if r["date"] < CUT]
    late = [row for row in used if row["date"] >= CUT]
    model = train(
        early, Options(heads=(HEAD,), wording=wording, folds=2, work=WORK // 8)
    ).classifier
    truth = [row["department"] for row in late]

    def right(number: int, text: str) -> bool:
        return model.predict(_prepared(text, model.wording))[HEAD] == truth[number]

    return losses([row["text"] for row in late], right)


def _prepared(text: str, wording: Wording) -> str:
    return prepare(normalise(text), wording)


def run(*, tiny: bool = False, path: Path | None = None) -> dict[str, Any]:
    """Return the figures of both systems, or that the file is absent."""
    file = orders_path(path)
    if not file.is_file():
        return skipped("Q5", file)
    rows = read(file)
    rows = rows[:400] if tiny else rows
    found = {"cold": cold(rows), "trained": trained(rows, tiny=tiny)}
    worst = max(part["worst_loss"] for part in found.values())
    return {**found, "worst_loss": worst, "reached": worst <= MARK}


def main() -> None:
    """Print the figures."""
    options = parser("q5_robust").parse_args()
    for name, value in run(tiny=options.tiny, path=options.file).items():
        if isinstance(value, dict):
            for key, figure in value.items():
                print(f"{name:10} {key:22} {figure}")
        else:
            print(f"{name:10} {'':22} {value}")


if __name__ == "__main__":
    main()
