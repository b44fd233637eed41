"""What receiving one report costs: `python -m benchmarks.sources --help`."""
