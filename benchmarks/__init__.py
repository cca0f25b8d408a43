"""Runnable comparisons, reported as ratios: `python -m benchmarks`."""
