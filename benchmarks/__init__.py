"""Speed and memory beside other tools, in one run, as ratios: docs/benchmarks.md."""
