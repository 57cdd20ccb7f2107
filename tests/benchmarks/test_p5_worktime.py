"""The benchmark P5 runs on a tiny size and is right; its speed is not a test."""

from benchmarks import p5_worktime


def test_the_benchmark_runs_tiny_and_agrees_with_the_day_loop() -> None:
    result = p5_worktime.run(tiny=True)
    assert result["oracle_mismatches"] == 0
    assert result["ours_right"]
    assert result["day_loop_right"]
    assert not result["businesstimedelta_right"]
