"""How fast the store answers what the faces ask: `python -m benchmarks.queries --help`."""
