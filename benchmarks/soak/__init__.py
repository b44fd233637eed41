"""What gets lost while parts die: `python -m benchmarks.soak --help`."""
