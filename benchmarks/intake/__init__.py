"""How fast and how safely reports come into the store: `python -m benchmarks.intake --help`."""
