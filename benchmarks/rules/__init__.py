"""How fast rules are judged, and at what cost: `python -m benchmarks.rules --help`."""
