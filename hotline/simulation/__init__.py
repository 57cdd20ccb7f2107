"""Simulation (模拟运行): citizens and staff of a running house, played through its real doors."""
