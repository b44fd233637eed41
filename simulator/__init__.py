"""Vehicles that do not exist: cars, their on-board agents, the networks around them."""
