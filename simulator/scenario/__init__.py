"""Scenario files: cars, days, links and faults composed into a named, seeded story."""
