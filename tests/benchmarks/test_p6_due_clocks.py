"""The benchmark P6 runs on a tiny size and finds what the scan finds; its speed is not a test."""

from benchmarks import p6_due_clocks


def test_the_benchmark_runs_tiny_and_agrees_with_the_scan() -> None:
    result = p6_due_clocks.run(tiny=True)
    assert result["same_clocks"]
    assert result["due"] == p6_due_clocks.DUE
