"""The benchmark P12 runs on a tiny size and finds what was planted; its speed is not a test."""

from pathlib import Path

import pytest

from benchmarks import p12_similar
from benchmarks.p12_stream import stream


def test_the_benchmark_runs_tiny_and_finds_what_was_planted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = p12_similar.run(tiny=True, path=tmp_path / "absent.csv")
    assert result["ours_recall"] > 0.85
    assert result["grown_recall"] > 0.85
    assert result["ours_false_texts_per_100k"] < result["datasketch_false_texts_per_100k"]
    assert result["held_a_window_later"] <= result["rebuilt_texts"] * 1.1
    assert "SKIPPED" in capsys.readouterr().out


def test_nothing_of_a_file_of_real_notes_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.csv"
    words = "楼下的烧烤店油烟很大，希望处理"
    path.write_text(f"text,date\n{words},1\n{words},2\n路灯不亮,3\n", encoding="utf-8-sig")
    result = p12_similar.orders(path)
    assert result["orders_pairs_alerted"] == 1
    assert words not in str(result) + capsys.readouterr().out


def test_the_stream_is_the_same_for_the_same_seed() -> None:
    first, again, other = (list(stream(300, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert {"new", "lookalike", "typos"} <= {told.kind for told in first}
