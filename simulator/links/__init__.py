"""The networks between cars and broker: named, seeded models of real situations."""
