"""The classifier's marks run on a tiny size of our own making and skip loudly without a file."""

import csv
from pathlib import Path

import pytest

from benchmarks import labelled, p3_classify, q1_labelled, q2_departments
from benchmarks.q1_labelled import Task
from benchmarks.q2_departments import Asked
from tests.routing.samples import samples


def orders(folder: Path) -> Path:
    """A file of work orders made of the tests' own sentences, over four months."""
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "department", "category_2", "date"])
        for number, sample in enumerate(samples() * 9):
            text = f"{sample.text}，{'甲乙丙丁戊己庚辛壬'[number // 64]}处"
            month = number % 4 + 1
            writer.writerow(
                [text, sample.labels["unit"], sample.labels["category"], f"20260{month}05"]
            )
    return path


@pytest.mark.slow
def test_q2_learns_from_earlier_months_and_is_asked_about_later_ones(tmp_path: Path) -> None:
    found = q2_departments.run(tiny=True, path=orders(tmp_path), asked=Asked(cut="20260401"))
    assert found["learned_from"] + found["asked"] == 116
    assert set(found["gains"]) == {"top1", "macro_f1", "top3"}
    assert found["ours"]["top1"] > 0.9
    assert 0 <= found["calibration_error"] <= 1


@pytest.mark.slow
def test_q1_measures_a_file_it_has_never_seen(tmp_path: Path) -> None:
    task = Task(orders(tmp_path), "text", "category_2")
    (found,) = q1_labelled.run(tiny=True, tasks=[task]).values()
    assert 3 * found["asked"] < found["learned_from"] <= 4 * found["asked"]
    assert found["ours"]["macro_f1"] > 0.9
    assert found["word_char_svm"]["macro_f1"] > 0.9


@pytest.mark.slow
def test_p3_gives_the_labels_of_scikit_learn() -> None:
    found = p3_classify.run(tiny=True)
    for views in p3_classify.VIEWS:
        for kind in p3_classify.MARKS:
            assert found[views][kind]["identical_labels"] == 1.0
            assert found[views][kind]["ratio"] > 0


def test_an_absent_file_is_skipped_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = tmp_path / "nothing.csv"
    assert q2_departments.run(path=absent)["skipped"].startswith("SKIPPED")
    (found,) = q1_labelled.run(tasks=[Task(absent, "text", "label")]).values()
    assert "nothing.csv" in found["skipped"]
    assert capsys.readouterr().err.count("SKIPPED") == 2
    monkeypatch.setenv(labelled.VARIABLE, str(absent))
    assert labelled.orders_path() == absent


def test_ranks_are_scored_as_defined() -> None:
    import numpy as np

    told = labelled.Ranked(
        ["a", "b", "c", "d"],
        np.array([[4, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1], [1, 2, 3, 4], [1, 4, 2, 3]]),
        np.array([0.9, 0.8, 0.1, 0.7, 0.6]),
    )
    found = told.figures(["a", "b", "d", "d", "b"])
    assert (found["top1"], found["top3"], found["at_80_percent"]) == (0.6, 0.8, 0.75)
