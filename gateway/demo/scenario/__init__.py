"""Plays a scenario file against the whole product: chaos, people, and the verdict."""
