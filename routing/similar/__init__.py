"""Seen before? (疑似重复件): which earlier texts tell the same, and what a later one adds."""
