"""How many cars one process holds, and how fast: `python -m benchmarks.fleet --help`."""
