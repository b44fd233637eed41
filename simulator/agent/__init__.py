"""The on-board telematics unit: its outbox, its session with the broker, its commands."""
