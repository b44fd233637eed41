"""What rules over days cost: `python -m benchmarks.survey --help`."""
