"""Benchmarks (性能验证): one program per mark, its comparator in the same run."""
