"""Benchmarks: figures beside a floor measured in the same run. ``bin/bench`` calls them; no test does."""
